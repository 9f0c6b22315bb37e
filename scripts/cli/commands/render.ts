import { dirname, join } from "node:path";
import { lintDesign } from "../../lint/design.ts";
import type { Finding, Result } from "../../lint/lint.ts";
import { ownOf, ownText } from "../../lint/own.ts";
import { merged } from "../../openclaw/environment/record.ts";
import { compile } from "../../plan/compile.ts";
import { blocking, inspect } from "../../plan/inspect.ts";
import type { Plan } from "../../plan/plan.ts";
import { isRehearsed, rehearsedVersion } from "../../plan/support.ts";
import { deliverableNames, renderAll } from "../../render/deliverables.ts";
import { memoPage } from "../../render/html.ts";
import { largestSpec } from "../../spec/read.ts";
import { lines, text } from "../../spec/text.ts";
import type { Locale } from "../../spec/words.ts";
import { environmentHelp, environmentOption, environmentsFrom, withEnvironment } from "../environments.ts";
import type { Work } from "../main.ts";
import { found, localeFrom, type Outcome, oneIn, UsageError } from "../output.ts";
import { readText } from "../read.ts";
import { writeFolder } from "../write.ts";
import { report } from "./status.ts";

export const renderCommand: Work = {
  details: lines(
    [
      `--deliverable LIST   only these: ${deliverableNames.join(",")}`,
      "--locale LOCALE      the language of the documents: en or zh-CN (the spec's, unless given)",
      "--out DIR            where to write (the spec's folder, then rendered/)",
      "--format html        the memo also as a page for a browser, memo.html, which loads nothing",
      environmentHelp.words.en,
      "--force              overwrite files that render did not write, or that were edited since",
    ],
    [
      `--deliverable LIST   只要这些：${deliverableNames.join(",")}`,
      "--locale LOCALE      文档的语言：en 或 zh-CN（不写则随规格）",
      "--out DIR            写到哪里（不写则在规格所在文件夹的 rendered/）",
      "--format html        备忘录另存为浏览器页面 memo.html，不加载任何东西",
      environmentHelp.words["zh-CN"],
      "--force              覆盖不是 render 写的、或之后被改过的文件",
    ],
  ),
  options: {
    deliverable: { type: "string" },
    locale: { type: "string" },
    format: { type: "string" },
    out: { type: "string" },
    force: { type: "boolean" },
    ...environmentOption,
  },
  arguments: [1, 1],
  async run([file = ""], values) {
    const spec = readText(file, largestSpec);
    const environments = await environmentsFrom(values.environment);
    const inspection = inspect(spec, file, environments);
    const { answered, questions, problems } = inspection;
    if (!answered || blocking(problems).length > 0 || answered.flows.length === 0)
      return report(file, inspection, values.environment);
    const wanted = typeof values.deliverable === "string" ? values.deliverable.split(",") : [];
    const unknown = wanted.find((name) => !(deliverableNames as readonly string[]).includes(name));
    if (unknown)
      throw new UsageError(found(text(`the deliverable "${unknown}"`, `交付物“${unknown}”`), oneIn(deliverableNames)));
    const locale = localeFrom(values.locale ?? answered.locale);
    const format = values.format ?? "md";
    if (format !== "md" && format !== "html")
      throw new UsageError(found(text(`the format "${format}"`, `格式“${format}”`), oneIn(["md", "html"])));
    const say = (en: string, zh: string) => text(en, zh).words[locale];
    const plan = compile(answered, questions, environments);
    const { files, whole, skipped } = renderAll(plan, questions, locale, wanted, spec, environments);
    const out = typeof values.out === "string" ? values.out : join(dirname(file), "rendered");
    const linted = lintDesign({ files, whole, spec, sides: versionsOf(plan), environment: merged(environments) });
    const refused = linted.filter(({ findings }) => findings.some(isError));
    if (refused.length > 0) return refusal(file, spec, refused, locale);
    const memo = files.get("memo.md");
    if (format === "html" && memo) files.set("memo.html", memoPage(memo, locale));
    writeFolder(out, files, values.force === true, wanted.length === 0);
    const unapproved = answered.approvals.filter(({ approvedBy }) => approvedBy === null);
    return {
      code: files.size === 0 ? 1 : 0,
      locale,
      text: [
        say(`Wrote ${files.size} files to ${out}:`, `已写入 ${files.size} 个文件，在 ${out}：`),
        ...[...files.keys()].map((name) => `  ${name}`),
        ...skipped.map(({ name, reason }) => say(`Not ${name}: ${reason}`, `没有写 ${name}：${reason}`)),
        ...linted.flatMap(({ path, findings, allowed }) => [
          ...findings.map(({ line, ruleId, message }) => `WARNING ${path}:${line} ${ruleId}: ${message}`),
          ...allowed.map(({ line, ruleId, reason }) =>
            say(`Accepted ${path}:${line} ${ruleId}: ${reason}`, `已接受 ${path}:${line} ${ruleId}：${reason}`),
          ),
        ]),
        ...(unapproved.length > 0
          ? [
              say(
                `NOT APPROVED, so commented out: ${unapproved.map(({ action, on }) => `${action} on ${on}`).join(", ")}`,
                `未批准（NOT APPROVED），已注释掉：${unapproved.map(({ action, on }) => `${on} 上的 ${action}`).join("、")}`,
              ),
            ]
          : []),
        ...plan.unverified.map(({ name, version }) =>
          say(
            `NOT VERIFIED on your version: ${name} runs ${version}, rehearsed is ${plan.version}; run the first stage of the rollout plan before anything else`,
            `未在你的版本上验证：${name} 运行 ${version}，演练过的是 ${plan.version}；请先运行部署计划的第一个阶段`,
          ),
        ),
      ].join("\n"),
      data: { out, files: [...files.keys()], skipped, notApproved: unapproved },
      next: skipped.some(({ open }) => open)
        ? `bridge.mjs status ${file}${withEnvironment(values.environment)}`
        : `cat ${join(out, "memo.md")}`,
    };
  },
};

const isError = ({ severity }: Finding) => severity === "error";

/** What each side runs; before anybody has said it, the rehearsed version. */
const versionsOf = ({ lanes }: Plan) =>
  [...new Map(lanes.flatMap(({ sides }) => sides).map(({ name, instance }) => [name, instance.version]))].map(
    ([name, version]) => ({ name, version: isRehearsed(version) ? rehearsedVersion : version }),
  );

/** What keeps a design from being written, each finding with the place in the spec where its text can be mended. */
function refusal(file: string, spec: string, refused: Result[], locale: Locale): Outcome {
  const say = (en: string, zh: string) => text(en, zh).words[locale];
  const own = ownOf(spec);
  const findings = refused.flatMap(({ path, findings: shown }) =>
    shown.filter(isError).map((one) => {
      const text = ownText(own, one);
      return { ...one, path, from: text ? `${file}:${text.line} ${text.path}` : null };
    }),
  );
  const lines = findings.flatMap(({ path, line, ruleId, evidence, message, fix, from }) => [
    `${from ?? `${path}:${line}`} ${ruleId}${evidence && !(evidence.length > 40 && message.includes(evidence)) ? `: ${evidence}` : ""}`,
    `  ${message}`,
    from
      ? say(
          `  do: ${fix} Or accept it, with the reason: lint: { allow: [{ rule: ${ruleId}, reason: … }] }`,
          `  怎么改：${fix}或者写明理由接受它：lint: { allow: [{ rule: ${ruleId}, reason: … }] }`,
        )
      : say(
          `  do: ${fix} This text is not yours: choose another transport or version in the spec, or report it as a defect.`,
          `  怎么改：${fix}这段文字不是你写的：在规格里换一种传输方式或版本，或作为缺陷报告。`,
        ),
  ]);
  return {
    code: 1,
    locale,
    text: [
      ...new Set([
        say(
          "Nothing was written: lint rejects what this spec renders.",
          "什么都没有写：检查不接受这份规格渲染出来的内容。",
        ),
        ...lines,
      ]),
    ].join("\n"),
    data: { file, refused: findings },
    next: `bridge.mjs explain ${findings[0]?.ruleId}`,
  };
}
