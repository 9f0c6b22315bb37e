import { everyRule } from "../../lint/lint.ts";
import type { Locale, Rule } from "../../lint/rule.ts";
import { nearest } from "../../spec/problem.ts";
import { lines, text } from "../../spec/text.ts";
import type { Work } from "../main.ts";
import { found, localeFrom, UsageError } from "../output.ts";

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

export const explainCommand: Work = {
  details: lines(
    [
      "--locale LOCALE   en or zh-CN",
      "",
      "Rules:",
      ...everyRule.map(({ id, words }) => `  ${id.padEnd(34)} ${words.en.finds}`),
    ],
    [
      "--locale LOCALE   en 或 zh-CN",
      "",
      "规则：",
      ...everyRule.map(({ id, words }) => `  ${id.padEnd(34)} ${words["zh-CN"].finds}`),
    ],
  ),
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
        found(
          text(`the rule "${id}"`, `规则“${id}”`),
          near
            ? text(`${near}?`, ` ${near}？`)
            : text("one that `explain --help` lists", " `explain --help` 列出的一条"),
        ),
        "bridge.mjs explain --help",
      );
    }
    const locale = localeFrom(values.locale ?? "en");
    return {
      code: 0,
      locale,
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
