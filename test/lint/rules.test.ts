import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { everyRule, lintText } from "../../scripts/lint/lint.ts";
import { environmentSchema } from "../../scripts/openclaw/environment/schema.ts";

const fixtures = join(import.meta.dirname, "rules");
const languages = ["en", "zh-CN"] as const;

/**
 * test/lint/rules/<area>/<name>/{ok,ng}-<what>.<language>.<md|json|…>. Front matter says kind and version; `environment.json` beside
 * them is the record that every document named ok-environment… is held against.
 */
describe.each(everyRule.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const folder = join(fixtures, id);
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => /^(?:ok|ng)/.test(file))
        .sort()
    : [];
  const lint = (file: string) => {
    const environment = join(folder, "environment.json");
    const options = file.includes("environment")
      ? { environment: environmentSchema.parse(JSON.parse(readFileSync(environment, "utf8"))) }
      : {};
    return lintText(file, readFileSync(join(folder, file), "utf8"), { ...options, only: [rule] }).findings;
  };

  it.each(languages)("has documents that pass and documents that fail in %s", (language) => {
    expect(files.some((file) => file.startsWith("ok") && file.includes(`.${language}.`))).toBe(true);
    expect(files.some((file) => file.startsWith("ng") && file.includes(`.${language}.`))).toBe(true);
  });

  it.each(files.filter((file) => file.startsWith("ok")))("passes %s", (file) => {
    expect(lint(file)).toEqual([]);
  });

  it.each(files.filter((file) => file.startsWith("ng")))("reports %s", async (file) => {
    const seen = lint(file).map(({ line, column, message, fix, evidence, subject }) =>
      [`${line}:${column}${subject ? ` [${subject}]` : ""} ${evidence}`, `  ${message}`, `  → ${fix}`].join("\n"),
    );
    expect(seen).not.toEqual([]);
    await expect(`${seen.join("\n")}\n`).toMatchFileSnapshot(join(folder, "expected", `${file}.txt`));
  });

  it("reports its own wrong example and not its right one, in both languages", () => {
    for (const language of languages) {
      const { wrong, right } = rule.words[language];
      const text = (example: string) =>
        rule.exampleKind ? `---\nkind: ${rule.exampleKind}\n---\n${example}` : example;
      expect(lintText("wrong.md", text(wrong), { only: [rule] }).findings, `wrong, ${language}`).not.toEqual([]);
      expect(lintText("right.md", text(right), { only: [rule] }).findings, `right, ${language}`).toEqual([]);
    }
  });

  it("says everything in both languages, and where it is written", () => {
    const [en, zh] = [rule.words.en, rule.words["zh-CN"]];
    expect(Object.keys(zh.messages)).toEqual(Object.keys(en.messages));
    const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const [name, message] of Object.entries(en.messages)) {
      expect(holes(zh.messages[name]?.text ?? "").filter((hole) => hole !== "{evidence}")).toEqual(
        holes(message.text).filter((hole) => hole !== "{evidence}"),
      );
      expect(zh.messages[name]?.text).toMatch(/[\u4e00-\u9fff]/);
      expect(zh.messages[name]?.fix).toMatch(/[\u4e00-\u9fff]/);
    }
    for (const text of [zh.finds, zh.why]) expect(text).toMatch(/[\u4e00-\u9fff]/);
    for (const text of [en.finds, en.why, rule.source]) expect(text.length).toBeGreaterThan(10);
  });
});
