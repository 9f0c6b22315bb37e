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
import { largestSpec } from "../../spec/read.ts";
import { environmentHelp, environmentOption, environmentsFrom, withEnvironment } from "../environments.ts";
import { readText, writeFolder } from "../files.ts";
import type { Command } from "../main.ts";
import { type Outcome, UsageError } from "../output.ts";
import { report } from "./status.ts";

export const renderCommand: Command = {
  usage: "render <file> [--environment FILE] [--out DIR]",
  does: "writes the deliverables that apply, and the files of each side beside them",
  details: [
    `--deliverable LIST   only these: ${deliverableNames.join(",")}`,
    "--locale en          the language of the documents (the spec's, unless given)",
    "--out DIR            where to write (the spec's folder, then rendered/)",
    environmentHelp,
    "--force              overwrite files that render did not write, or that were edited since",
  ],
  options: {
    deliverable: { type: "string" },
    locale: { type: "string" },
    out: { type: "string" },
    force: { type: "boolean" },
    ...environmentOption,
  },
  arguments: [1, 1],
  run([file = ""], values) {
    const spec = readText(file, largestSpec);
    const environments = environmentsFrom(values.environment);
    const inspection = inspect(spec, file, environments);
    const { answered, questions, problems } = inspection;
    if (!answered || blocking(problems).length > 0 || answered.flows.length === 0)
      return report(file, inspection, values.environment);
    const wanted = typeof values.deliverable === "string" ? values.deliverable.split(",") : [];
    const unknown = wanted.find((name) => !(deliverableNames as readonly string[]).includes(name));
    if (unknown) throw new UsageError(`found the deliverable "${unknown}", expected ${deliverableNames.join(", ")}`);
    const locale = typeof values.locale === "string" ? values.locale : answered.locale;
    if (locale !== "en")
      throw new UsageError(`found the locale "${locale}", expected en: other languages are not yet supported`);
    const plan = compile(answered, questions, environments);
    const { files, whole, skipped } = renderAll(plan, questions, locale, wanted, spec, environments);
    const out = typeof values.out === "string" ? values.out : join(dirname(file), "rendered");
    const linted = lintDesign({ files, whole, spec, sides: versionsOf(plan), environment: merged(environments) });
    const refused = linted.filter(({ findings }) => findings.some(isError));
    if (refused.length > 0) return refusal(file, spec, refused);
    writeFolder(out, files, values.force === true);
    const unapproved = answered.approvals.filter(({ approvedBy }) => approvedBy === null);
    return {
      code: files.size === 0 ? 1 : 0,
      text: [
        `Wrote ${files.size} files to ${out}:`,
        ...[...files.keys()].map((name) => `  ${name}`),
        ...skipped.map(({ name, reason }) => `Not ${name}: ${reason}`),
        ...linted.flatMap(({ path, findings, allowed }) => [
          ...findings.map(({ line, ruleId, message }) => `WARNING ${path}:${line} ${ruleId}: ${message}`),
          ...allowed.map(({ line, ruleId, reason }) => `Accepted ${path}:${line} ${ruleId}: ${reason}`),
        ]),
        ...(unapproved.length > 0
          ? [`NOT APPROVED, so commented out: ${unapproved.map(({ action, on }) => `${action} on ${on}`).join(", ")}`]
          : []),
        ...plan.unverified.map(
          ({ name, version }) =>
            `NOT VERIFIED on your version: ${name} runs ${version}, rehearsed is ${plan.version}; run the first stage of the rollout plan before anything else`,
        ),
      ].join("\n"),
      data: { out, files: [...files.keys()], skipped, notApproved: unapproved },
      next: skipped.some(({ reason }) => reason.startsWith("still open"))
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
function refusal(file: string, spec: string, refused: Result[]): Outcome {
  const own = ownOf(spec);
  const findings = refused.flatMap(({ path, findings: found }) =>
    found.filter(isError).map((one) => {
      const text = ownText(own, one);
      return { ...one, path, from: text ? `${file}:${text.line} ${text.path}` : null };
    }),
  );
  const lines = findings.flatMap(({ path, line, ruleId, evidence, message, fix, from }) => [
    `${from ?? `${path}:${line}`} ${ruleId}${evidence ? `: ${evidence}` : ""}`,
    `  ${message}`,
    from
      ? `  do: ${fix} Or accept it, with the reason: lint: { allow: [{ rule: ${ruleId}, reason: … }] }`
      : `  do: ${fix} This text is not yours: choose another transport or version in the spec, or report it as a defect.`,
  ]);
  return {
    code: 1,
    text: [...new Set(["Nothing was written: lint rejects what this spec renders.", ...lines])].join("\n"),
    data: { file, refused: findings },
    next: `bridge.mjs explain ${findings[0]?.ruleId}`,
  };
}
