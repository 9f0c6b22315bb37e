import { everyRule } from "../../lint/lint.ts";
import type { Locale, Rule } from "../../lint/rule.ts";
import { nearest } from "../../spec/problem.ts";
import type { Command } from "../main.ts";
import { UsageError } from "../output.ts";

const heads = {
  en: { why: "Why", wrong: "Wrong", right: "Right", source: "Source", severity: { error: "error", warn: "warning" } },
  "zh-CN": {
    why: "原因",
    wrong: "错误写法",
    right: "正确写法",
    source: "出处",
    severity: { error: "错误", warn: "警告" },
  },
};

export const explainCommand: Command = {
  usage: "explain <rule>",
  does: "says what a rule finds, why, what is wrong and what is right, and where that is written",
  details: [
    "--locale LOCALE   en or zh-CN",
    "",
    "Rules:",
    ...everyRule.map(({ id, words }) => `  ${id.padEnd(34)} ${words.en.finds}`),
  ],
  options: { locale: { type: "string" } },
  arguments: [1, 1],
  run([id = ""], values) {
    const rule = everyRule.find((one) => one.id === id);
    if (!rule) {
      const near = nearest(
        id,
        everyRule.map((one) => one.id),
      );
      throw new UsageError(
        `found the rule "${id}", expected ${near ? `${near}?` : "one that `explain --help` lists"}`,
        "bridge.mjs explain --help",
      );
    }
    const locale = (values.locale ?? "en") as Locale;
    if (!(locale in heads)) throw new UsageError(`found --locale ${locale}, expected en or zh-CN`);
    return {
      code: 0,
      text: explanation(rule, locale),
      data: { ...rule.words[locale], id, severity: rule.severity, source: rule.source },
      next: "bridge.mjs lint <files, folders or ->",
    };
  },
};

/** A rule as a page of text; `references/rules.md` is made of these. */
export function explanation({ id, severity, source, words }: Rule, locale: Locale): string {
  const [own, head] = [words[locale], heads[locale]];
  return [
    `${id} (${head.severity[severity]})`,
    own.finds,
    "",
    `${head.why}: ${own.why}`,
    "",
    `${head.wrong}:`,
    own.wrong,
    "",
    `${head.right}:`,
    own.right,
    "",
    `${head.source}: ${source}`,
  ].join("\n");
}
