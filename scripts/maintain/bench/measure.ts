import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { rehearsedVersion } from "../../plan/support.ts";
import { takeSpent } from "../../rehearse/clock.ts";
import { ensurePackages } from "../../rehearse/install.ts";
import { rehearseFolder } from "../../rehearse/main.ts";
import { besideTheEntry, builtIns, noColours, pack } from "../pack.ts";
import { writeDocuments } from "./documents.ts";
import { type Profiled, profileOf } from "./profile.ts";
import { medians, type Program, patternsOf, peakMegabytes } from "./run.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const examples = join(root, "references/examples");
const linters = join(root, "test/bench");

/** What is measured, by name; the numbers behind `lint` are documents. A floor is what no lint of these documents can do without. */
export const measures = [
  "node -e 0",
  "--help",
  "status",
  "render en",
  "render zh-CN",
  "lint empty",
  "floor memo",
  "lint memo",
  "markdownlint-cli2 memo",
  "secretlint memo",
  "lint 100",
  "markdownlint-cli2 100",
  "secretlint 100",
  "floor 1000",
  "lint 1000",
  "markdownlint-cli2 1000",
  "secretlint 1000",
  "lint 10000",
] as const;
export type Measure = (typeof measures)[number];

/** Medians in milliseconds and peaks in MB of every measure, and what a rehearsal's seconds are spent on. */
export type Measured = {
  versions: Record<string, string>;
  runs: number;
  longRuns: number;
  ms: Record<Measure, number>;
  megabytes: Record<Measure, number>;
  profiles: Partial<Record<Measure, Profiled>>;
  /** How many patterns a lint of the memo looks for. */
  patterns: number;
  rehearsal: ReturnType<typeof takeSpent>;
};

/**
 * Measures the packed skill beside `node -e 0` and two linters, in turn.
 * @param work an empty folder
 * @param runs how often each; `longRuns` for ten thousand documents, which take a minute
 * @throws where a program fails, or the linters cannot be installed
 */
export async function measure(
  work: string,
  { runs, longRuns, say }: { runs: number; longRuns: number; say: (text: string) => void },
): Promise<Measured> {
  const versions = { node: process.versions.node, OpenClaw: rehearsedVersion, ...(await ensurePackages(linters)) };
  const skill = join(work, "skill");
  await pack(skill);
  const programs = programsIn(work, join(skill, "scripts/bridge.mjs"));
  const patterns = await writeFloor(work, programs["lint memo"]);
  const measured = (names: readonly Measure[], times: number) => {
    say(`measuring ${names.join(", ")}: ${times} runs each`);
    const found = medians(
      names.map((name) => programs[name]),
      times,
      work,
    );
    return names.map((name, index) => [name, found[index] as number] as const);
  };
  const isLong = (name: Measure) => name.endsWith("10000");
  const ms = Object.fromEntries([
    ...measured(measures.slice(0, measures.indexOf("lint 100")), runs),
    ...measured(measures.slice(measures.indexOf("lint 100"), -1), runs),
    ...measured(measures.filter(isLong), longRuns),
  ]) as Record<Measure, number>;
  say("measuring memory, and where time goes");
  const megabytes = Object.fromEntries(
    measures.map((name) => [name, peakMegabytes(programs[name], work)]),
  ) as Measured["megabytes"];
  const profiled: Measure[] = ["status", "render en", "lint memo", "lint 1000"];
  const profiles = Object.fromEntries(profiled.map((name) => [name, profileOf(programs[name], work)]));
  say("measuring a rehearsal");
  takeSpent();
  const folder = join(root, "out/bench-rehearsal");
  rmSync(folder, { recursive: true, force: true });
  spawnSync(process.execPath, programs["render en"].args.with(-2, folder));
  if (!(await rehearseFolder(folder, { edit: false, approve: false, keep: false })))
    throw new Error("the rehearsal did not pass");
  return { versions, runs, longRuns, ms, megabytes, profiles, patterns, rehearsal: takeSpent() };
}

/**
 * The program of the two floors, as one file like the skill's own, and the patterns that a lint of the memo looks for.
 * @returns how many these are
 */
async function writeFloor(work: string, lintMemo: Program): Promise<number> {
  await build({
    input: join(import.meta.dirname, "floor.ts"),
    platform: "node",
    plugins: [besideTheEntry, builtIns, noColours],
    // Beside the skill's own, from where the catalogs are found.
    output: { file: floorIn(work) },
    logLevel: "warn",
  });
  const patterns = patternsOf(lintMemo, work);
  writeFileSync(join(work, "patterns.json"), patterns);
  return JSON.parse(patterns).length;
}

const floorIn = (work: string) => join(work, "skill/scripts/cli/floor.mjs");

function programsIn(work: string, bridge: string): Record<Measure, Program> {
  const spec = join(examples, "daily-audit/bridge.yaml");
  const bins = {
    "markdownlint-cli2": "markdownlint-cli2/markdownlint-cli2-bin.mjs",
    secretlint: "secretlint/bin/secretlint.js",
  };
  writeFileSync(
    join(work, ".secretlintrc.json"),
    '{ "rules": [{ "id": "@secretlint/secretlint-rule-preset-recommend" }] }',
  );
  // The linters look for their rules from where the documents lie.
  mkdirSync(join(work, "memo"));
  cpSync(join(examples, "workstation/rendered/memo.md"), join(work, "memo/memo.md"));
  writeFileSync(join(work, "empty.md"), "");
  for (const count of [100, 1000, 10_000]) writeDocuments(examples, join(work, String(count)), count);
  const render = (locale: string) => [
    "render",
    spec,
    "--locale",
    locale,
    "--out",
    join(work, `rendered-${locale}`),
    "--force",
  ];
  const own = (args: string[], fine = [0]): Program => ({ args: [bridge, ...args], fine });
  const other = (name: keyof typeof bins, documents: string): Program => ({
    args: [join(linters, "node_modules", bins[name]), `${documents}/*.md`],
    fine: [0, 1],
  });
  return {
    "node -e 0": { args: ["-e", "0"], fine: [0] },
    "--help": own(["--help"]),
    status: own(["status", spec]),
    "render en": own(render("en")),
    "render zh-CN": own(render("zh-CN")),
    "lint empty": own(["lint", "empty.md"]),
    "floor memo": { args: [floorIn(work), "memo", "patterns.json"], fine: [0] },
    "floor 1000": { args: [floorIn(work), "1000"], fine: [0] },
    "lint memo": own(["lint", "memo/memo.md"]),
    "markdownlint-cli2 memo": other("markdownlint-cli2", "memo"),
    "secretlint memo": other("secretlint", "memo"),
    "lint 100": own(["lint", "100"], [0, 1]),
    "markdownlint-cli2 100": other("markdownlint-cli2", "100"),
    "secretlint 100": other("secretlint", "100"),
    "lint 1000": own(["lint", "1000"], [0, 1]),
    "markdownlint-cli2 1000": other("markdownlint-cli2", "1000"),
    "secretlint 1000": other("secretlint", "1000"),
    "lint 10000": own(["lint", "10000"], [0, 1]),
  };
}
