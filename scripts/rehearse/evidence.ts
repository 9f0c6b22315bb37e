import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type EvidenceRow, notRehearsed, type Shape, shapesOf } from "../render/evidence.ts";
import { codeSpan, escapeMarkdown } from "../spec/markdown.ts";
import { inLanguage } from "../spec/text.ts";
import { planOf } from "./folder.ts";
import { judge, type Verdict } from "./judge/judge.ts";
import { readRaw } from "./raw.ts";

type Evidence = {
  bridge: string;
  openclaw: string;
  startedAt: string;
  shapes: ReturnType<typeof shapesOf>;
  verdicts: Verdict[];
  notRehearsed: string[];
  substitutions: unknown;
  raw: Record<string, string>;
};

/**
 * Judges the raw outputs of a folder and writes `evidence.json` and `evidence.md`, or compares them with those that are
 * there; prints the table.
 * @param folder a rendered folder with `raw/`
 * @returns whether every check passed, and with `compare` whether the evidence that is there says the same
 */
export function writeEvidence(folder: string, { compare = false } = {}): boolean {
  const evidence = evidenceOf(folder);
  const passed = evidence.verdicts.every((verdict) => verdict.passed);
  process.stdout.write(table(evidence.verdicts));
  const texts = { "evidence.json": `${JSON.stringify(evidence, null, 2)}\n`, "evidence.md": markdown(evidence) };
  if (!compare) {
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text);
    return passed;
  }
  const differ = Object.entries(texts).filter(
    ([name, text]) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), "utf8") !== text,
  );
  for (const [name] of differ)
    process.stdout.write(`FAILED  evidence-unedited   ${name} is not what the raw outputs say\n`);
  return passed && differ.length === 0;
}

const shipped = join(import.meta.dirname, "..", "..", "references", "evidence.json");

/** Puts a folder's outcome into the evidence that ships with the skill, one row per shape, sorted. */
export function recordEvidence(folder: string): void {
  const { shapes, verdicts } = evidenceOf(folder);
  const counts = { checks: verdicts.length, passed: verdicts.filter(({ passed }) => passed).length };
  const key = ({ pattern, transport, guarantee, produce, version }: Shape) =>
    [pattern, transport, guarantee, produce, version].join();
  const others = (JSON.parse(readFileSync(shipped, "utf8")) as EvidenceRow[]).filter(
    (row) => !shapes.some((shape) => key(shape) === key(row)),
  );
  const rows = [...others, ...shapes.map((shape) => ({ ...shape, ...counts }))];
  writeFileSync(
    shipped,
    `${JSON.stringify(
      rows.sort((a, b) => (key(a) < key(b) ? -1 : 1)),
      null,
      2,
    )}\n`,
  );
}

function evidenceOf(folder: string): Evidence {
  const { plan } = planOf(folder);
  const raw = readRaw(folder);
  const digest = (name: string) =>
    createHash("sha256")
      .update(readFileSync(join(folder, "raw", name)))
      .digest("hex");
  return {
    bridge: plan.bridge,
    openclaw: raw.facts.openclaw,
    startedAt: raw.facts.startedAt,
    shapes: shapesOf(plan),
    verdicts: judge(plan, raw),
    notRehearsed: inLanguage(notRehearsed(plan), "en"),
    substitutions: raw.facts.substitutions.map(({ said, why }) => ({ said, why })),
    raw: Object.fromEntries(
      readdirSync(join(folder, "raw"), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => relative(join(folder, "raw"), join(parentPath, name)))
        .sort()
        .map((name) => [name, digest(name)]),
    ),
  };
}

const label = (passed: boolean, reached: boolean) => (passed ? "ok" : reached ? "FAILED" : "not reached");

/** The verdicts as a table for a terminal; colours only where one is watching. */
function table(verdicts: Verdict[]): string {
  const width = Math.max(...verdicts.map(({ id }) => id.length));
  const rows = verdicts.map(
    ({ id, passed, reached, evidence }) => `${label(passed, reached).padEnd(11)}  ${id.padEnd(width)}  ${evidence}`,
  );
  const count = verdicts.filter(({ passed }) => passed).length;
  return ["", ...rows, "", `${count} of ${verdicts.length} checks passed`, ""].join("\n");
}

const markdown = ({ bridge, openclaw, startedAt, verdicts, shapes, notRehearsed: not }: Evidence): string =>
  [
    `# ${bridge}: evidence of the rehearsal`,
    "",
    `Two real gateways of OpenClaw ${openclaw}, ${startedAt.slice(0, 10)}; ${shapes.map(({ pattern, transport, guarantee, produce }) => `${pattern}, ${transport}, ${guarantee}, ${produce} job`).join("; ")}.`,
    "",
    "| | check | what the raw outputs show |",
    "|---|---|---|",
    ...verdicts.map(
      ({ passed, reached, check, evidence }) =>
        `| ${passed ? "ok" : `**${label(passed, reached)}**`} | ${escapeMarkdown(check)} | ${codeSpan(evidence)} |`,
    ),
    "",
    "Not part of it:",
    "",
    ...not.map((item) => `- ${item}`),
    "",
    "`evidence.json` names the sha256 of each raw output. To judge again: `npm run rehearse -- --judge` and this folder.",
    "",
  ].join("\n");
