import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Kind } from "../../scripts/lint/document/kind.ts";
import { lintText } from "../../scripts/lint/lint.ts";

/** One thing said in many ways: below each head, `+` lines say it and `-` lines do not. */
function cases(file: string): [head: string, says: boolean, text: string][] {
  let head = "";
  return readFileSync(join(import.meta.dirname, "paraphrases", file), "utf8")
    .split("\n")
    .flatMap((line): [string, boolean, string][] => {
      if (line === "" || line.startsWith("#")) return [];
      if (/^[+-] /.test(line)) return [[head, line.startsWith("+"), line.slice(2)]];
      head = line;
      return [];
    });
}

describe.each(["en", "zh-CN"])("in whatever words, in %s", (language) => {
  it.each(cases(`${language}.txt`))("%s, %s: %s", (rule, fires, text) => {
    const found = lintText("note.md", `${text}\n`).findings.map(({ ruleId }) => ruleId);
    expect(found.includes(rule)).toBe(fires);
  });

  it.each(cases(`items.${language}.txt`))("%s, %s: %s", (head, told, text) => {
    const [kind = "", rule = "", ...item] = head.split(" ");
    const body = text.startsWith("|") ? `| a | b |\n|---|---|\n${text}` : text;
    const { findings } = lintText("note.md", `# ${kind}\n\n${body}\n`, { kind: kind as Kind });
    expect(findings.some(({ ruleId, subject }) => ruleId === rule && subject === item.join(" "))).toBe(!told);
  });
});
