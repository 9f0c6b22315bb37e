import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { readDocument } from "../../scripts/lint/document/document.ts";
import { matching } from "../../scripts/lint/look.ts";

const lint = fileURLToPath(new URL("../../scripts/lint/", import.meta.url));
const sources = readdirSync(lint, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => [name, readFileSync(join(lint, name), "utf8")] as const);

const literalOf = (text: string, name: string): string | undefined =>
  new RegExp(String.raw`^const ${name}(?:: \w+)? =\s+(/.*/\w*);$`, "m").exec(text)?.[1];

/** The names and literals that a file gives to what looks at the prose first. */
const lookedFor = sources.flatMap(([name, text]) =>
  [
    ...text.matchAll(
      /(?<![\w.])(?:matching|stated|said|statements)\((?:subject\.)?document, ([^;{]*?)\)(?=[.;)\s]| \{)/g,
    ),
  ]
    .flatMap((call) => [...(call[1] ?? "").matchAll(/\/(?:\\.|\[[^\]]*\]|[^/\\])+\/\w*|(?<![.\w])[a-z]\w*/gi)])
    .map(([pattern]) => [name, pattern, pattern.startsWith("/") ? pattern : literalOf(text, pattern)] as const)
    .filter(([, , literal]) => literal !== undefined),
);

describe("patterns that are looked for in the prose before its sentences", () => {
  it("are found by this test", () => expect(lookedFor.length).toBeGreaterThan(25));

  // A sentence begins and ends elsewhere than the prose, so an anchor would match in the one and not in the other.
  it.each(lookedFor)("%s: %s has no anchor", (_, __, literal) => {
    const bare = literal?.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, "");
    expect(bare).not.toMatch(/[\^$]/);
  });

  it("find the sentences that they would find one by one", () => {
    const text =
      "One **token** for both.\n\n- It shares\n  nothing. We share all!\n\n| a | b |\n|---|---|\n| shared | no |\n";
    const document = readDocument("a.md", text);
    for (const pattern of [/shar\w+/i, /token for both/, /nothing\. We/, /absent/, /(?<!\w)all(?!\w)/])
      expect(matching(document, pattern)).toEqual(document.sentences.filter((one) => pattern.test(one.text)));
  });
});
