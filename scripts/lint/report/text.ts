import { styleText } from "node:util";
import { append } from "../../openclaw/lists.ts";
import type { Finding, Result } from "../lint.ts";
import type { Locale } from "../rule.ts";
import { reportOf } from "./report.ts";

/** How many findings are shown unless all are asked for. */
export const shownAtMost = 20;

const words = {
  en: {
    error: "error",
    warn: "warning",
    whole: "whole document",
    allowed: (count: number) => `${count} accepted with a reason`,
    more: (count: number) => `and ${count} more (--all shows them)`,
    clean: (files: number) => `${files} ${files === 1 ? "document" : "documents"}, nothing found`,
    sum: (errors: number, warnings: number, files: number) =>
      `${errors} errors, ${warnings} warnings in ${files} ${files === 1 ? "document" : "documents"}`,
    unverified: (asked: string, used: string) =>
      `NOT VERIFIED on OpenClaw ${asked}: no catalog of that version, held to ${used}. Try every command's --help and every --dry-run first.`,
  },
  "zh-CN": {
    error: "错误",
    warn: "警告",
    whole: "整篇文档",
    allowed: (count: number) => `${count} 处已说明理由并接受`,
    more: (count: number) => `另有 ${count} 处（加 --all 全部列出）`,
    clean: (files: number) => `${files} 篇文档，未发现问题`,
    sum: (errors: number, warnings: number, files: number) => `${files} 篇文档：${errors} 个错误，${warnings} 个警告`,
    unverified: (asked: string, used: string) =>
      `未在 OpenClaw ${asked} 上验证：没有该版本的目录，按 ${used} 检查。请先对每条命令试 --help，对每次改动试 --dry-run。`,
  },
};

/**
 * The findings as people read them: grouped by document, three lines each, coloured on a terminal only.
 * @param all show every finding
 * @param used the catalog's version, where it is not the one asked for
 */
export function textReport(openclaw: string, used: string, results: Result[], locale: Locale, all: boolean): string {
  const say = words[locale];
  const { summary } = reportOf(openclaw, results);
  const total = summary.errors + summary.warnings;
  let left = all ? Number.POSITIVE_INFINITY : shownAtMost;
  const lines = used === openclaw ? [] : [styleText(["bold", "yellow"], say.unverified(openclaw, used))];
  for (const { path, findings } of results) {
    const shown = findings.slice(0, Math.max(0, left));
    left -= shown.length;
    if (shown.length > 0)
      lines.push(styleText("underline", path), ...shown.flatMap((finding) => findingLines(finding, locale)), "");
  }
  if (total > shownAtMost && !all) lines.push(say.more(total - shownAtMost));
  lines.push(total === 0 ? say.clean(summary.files) : say.sum(summary.errors, summary.warnings, summary.files));
  if (summary.allowed > 0) {
    lines.push(say.allowed(summary.allowed));
    for (const { path, allowed } of results)
      append(
        lines,
        allowed.map(({ ruleId, line, reason }) => `  ${path}:${line}  ${ruleId}  ${reason}`),
      );
  }
  return lines.join("\n");
}

function findingLines({ line, column, severity, ruleId, message, fix, evidence }: Finding, locale: Locale): string[] {
  const say = words[locale];
  const place = line === 0 ? say.whole : `${line}:${column}`;
  const mark = styleText(severity === "error" ? "red" : "yellow", say[severity]);
  const seen = evidence && !message.includes(evidence) ? `  ${styleText("dim", evidence)}` : "";
  return [`  ${place}  ${mark}  ${styleText("dim", ruleId)}${seen}`, `    ${message}`, `    → ${fix}`];
}
