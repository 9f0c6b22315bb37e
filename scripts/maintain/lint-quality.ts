import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Kind } from "../lint/document/kind.ts";
import { type Finding, lintText } from "../lint/lint.ts";
import { environmentSchema } from "../openclaw/environment/schema.ts";

const corpus = fileURLToPath(new URL("../../test/corpus/", import.meta.url));

/** A violation as the corpus labels it: `line` 0 is the whole document. */
export type Label = { rule: string; line: number; endLine?: number; subject?: string; why?: string };

type Labels = { kind: Kind | null; openclaw: string; environment?: unknown; labels: Label[] };

/** How the lint did on one document. */
export type Outcome = { document: string; language: string; right: Label[]; missed: Label[]; wrong: Finding[] };

/**
 * Lints every document of the corpus and holds the findings to the labels. A finding is right where a label of its rule and subject stands
 * on its lines; two findings on one label, or two labels under one finding, are one.
 * @param folder below which the languages lie
 */
export function measure(folder = corpus): Outcome[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: language }) => {
      const names = readdirSync(join(folder, language)).sort();
      const labelled = (name: string) => names.includes(name.replace(/\.\w+$/, ".labels.json"));
      return names
        .filter((name) => !name.endsWith(".labels.json") && labelled(name))
        .map((name) => outcome(folder, language, name));
    });
}

function outcome(folder: string, language: string, name: string): Outcome {
  const path = join(folder, language, name);
  const labelFile = path.replace(/\.\w+$/, ".labels.json");
  const { kind, openclaw, environment, labels }: Labels = JSON.parse(readFileSync(labelFile, "utf8"));
  const { findings } = lintText(name, readFileSync(path, "utf8"), {
    kind: kind ?? undefined,
    openclaw,
    environment:
      environment === undefined ? undefined : environmentSchema.parse({ format: 1, ...(environment as object) }),
  });
  return {
    document: `${language}/${name}`,
    language,
    right: labels.filter((label) => findings.some((finding) => matches(finding, label))),
    missed: labels.filter((label) => !findings.some((finding) => matches(finding, label))),
    wrong: findings.filter((finding) => !labels.some((label) => matches(finding, label))),
  };
}

const matches = (finding: Finding, { rule, line, endLine = line, subject }: Label) =>
  finding.ruleId === rule &&
  (subject === undefined || finding.subject === subject) &&
  finding.line <= endLine &&
  Math.max(finding.line, finding.endLine) >= line;

/** Precision and recall of some outcomes; both 1 where there is nothing to find and nothing was found. */
export function score(outcomes: Outcome[]): {
  right: number;
  wrong: number;
  missed: number;
  precision: number;
  recall: number;
} {
  const count = (key: "right" | "wrong" | "missed") => outcomes.reduce((sum, one) => sum + one[key].length, 0);
  const [right, wrong, missed] = [count("right"), count("wrong"), count("missed")];
  return { right, wrong, missed, precision: right / (right + wrong || 1), recall: right / (right + missed || 1) };
}

function table(outcomes: Outcome[]): string {
  const languages = [...new Set(outcomes.map(({ language }) => language))];
  const ruleIds = new Set(
    outcomes.flatMap((one) => [
      ...[...one.right, ...one.missed].map(({ rule }) => rule),
      ...one.wrong.map(({ ruleId }) => ruleId),
    ]),
  );
  const ofRule = (rule: string, own: Outcome[]) =>
    own.map((one) => ({
      ...one,
      right: one.right.filter((label) => label.rule === rule),
      missed: one.missed.filter((label) => label.rule === rule),
      wrong: one.wrong.filter(({ ruleId }) => ruleId === rule),
    }));
  const row = (name: string, own: Outcome[]) =>
    `${name.padEnd(36)}${languages
      .map((language) => {
        const { right, wrong, missed, precision, recall } = score(own.filter((one) => one.language === language));
        return `${String(right).padStart(5)}${String(wrong).padStart(6)}${String(missed).padStart(7)}${precision.toFixed(2).padStart(7)}${recall.toFixed(2).padStart(7)}  `;
      })
      .join("│")}`;
  return [
    `${"".padEnd(36)}${languages.map((language) => `${language}: right wrong missed  prec. recall`.slice(-34).padEnd(34)).join("│")}`,
    ...[...ruleIds].sort().map((rule) => row(rule, ofRule(rule, outcomes))),
    row("all", outcomes),
  ].join("\n");
}

if (import.meta.main) {
  const [only, ...rest] = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
  const folder = process.argv.find((argument) => argument.startsWith("--corpus="))?.slice(9);
  const outcomes = measure(folder).filter(
    ({ document }) => only === undefined || [only, ...rest].some((part) => document.includes(part)),
  );
  if (process.argv.includes("--details") || only !== undefined)
    for (const { document, missed, wrong } of outcomes) {
      for (const { rule, line, subject, why } of missed)
        console.log(`missed  ${document}:${line}  ${rule}  ${subject ?? ""}  ${why ?? ""}`);
      for (const { ruleId, line, subject, evidence } of wrong)
        console.log(`wrong   ${document}:${line}  ${ruleId}  ${subject ?? ""}  ${evidence}`);
    }
  console.log(table(outcomes));
  const { precision, recall } = score(outcomes);
  console.log(`\n${outcomes.length} documents, precision ${precision.toFixed(3)}, recall ${recall.toFixed(3)}`);
}
