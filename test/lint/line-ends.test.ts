import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lintText } from "../../scripts/lint/lint.ts";
import { compile } from "../../scripts/plan/compile.ts";
import { inspect } from "../../scripts/plan/inspect.ts";
import { renderAll } from "../../scripts/render/deliverables.ts";

const root = join(import.meta.dirname, "../..");
const textsBelow = (folder: string, name: RegExp) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => name.test(file))
    .map((file) => [file, readFileSync(join(root, folder, file), "utf8")] as const);

/** How editors on other systems write the same text. */
const written: [string, (text: string) => string][] = [
  ["CRLF", (text) => text.replaceAll("\n", "\r\n")],
  ["a byte order mark", (text) => `\uFEFF${text}`],
  ["both", (text) => `\uFEFF${text.replaceAll("\n", "\r\n")}`],
];

describe.each(written)("with %s", (_, otherwise) => {
  const documents = [
    ...textsBelow("test/corpus", /(?<!labels)\.(?:md|txt|sh|json|yaml)$/).filter(
      ([file]) => !file.includes(".labels."),
    ),
    ...textsBelow("references/examples", /\/rendered\/[\w.-]+\.(?:md|json)$/),
  ];

  it("every document has the same findings in the same places", () => {
    expect(documents.length).toBeGreaterThan(120);
    for (const [file, text] of documents) expect(lintText(file, otherwise(text)), file).toEqual(lintText(file, text));
  }, 60_000);

  it.each(textsBelow("references/examples", /^[\w-]+\/[\w-]+\.yaml$/))("%s is the same design", (_file, spec) => {
    const files = (text: string) => {
      const { answered, questions, problems } = inspect(text, "bridge.yaml");
      if (!answered) throw new Error(JSON.stringify(problems));
      const rendered = renderAll(compile(answered, questions), questions, answered.locale, [], text).files;
      rendered.delete("bridge.yaml"); // the spec as it was written
      return [...rendered];
    };
    expect(files(otherwise(spec))).toEqual(files(spec));
  });
});
