import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FlowPlan } from "../../plan/plan.ts";
import { escapeMarkdown } from "../../spec/markdown.ts";
import { blocksOf, type DocumentBlock, stagesOf } from "../document.ts";
import { planOf } from "../folder.ts";
import { openScene, runStages, type Scene } from "../scene.ts";
import { interruptionIds, runInterrupted } from "./interrupted.ts";
import { gatewayScenarios } from "./on-gateways.ts";
import { beginOn, shorten, shortened } from "./pair.ts";
import { runOnGateways } from "./run-on-gateways.ts";
import { type Row, runOnHook } from "./run-on-hook.ts";
import { digestsOf, wayBack } from "./way-back.ts";

export type FaultOptions = {
  work: string;
  /** Each scenario without the protection that it tests: every one must fail. */
  without: boolean;
  only: string[];
  say: (text: string) => void;
};

/**
 * Rehearses a rendered folder with faults: on the real transform, on a pair of gateways whose bridge is in use, and on another pair whose
 * rollouts end too early. The three run side by side, and keep their raw outputs below `raw/`.
 * @returns one row per scenario
 * @throws where the bridge has no flow that is sent again
 */
export async function rehearseFaults(folder: string, options: FaultOptions): Promise<Row[]> {
  const { plan } = planOf(folder);
  const flow = plan.flows.find(({ resend, hook }) => resend && hook);
  if (!flow) throw new Error("found no webhook flow that is sent again, expected guarantee: acknowledged");
  const blocks = blocksOf(readFileSync(join(folder, "rollout-plan.md"), "utf8"));
  const raw = join(folder, "raw");
  rmSync(raw, { recursive: true, force: true });
  const lane = (name: string) => {
    for (const place of [join(raw, name), join(options.work, name)]) mkdirSync(place, { recursive: true });
    return {
      work: join(options.work, name),
      raw: join(raw, name),
      say: (text: string) => options.say(`${name.padEnd(11)} ${text}`),
      more: shortened,
    };
  };
  const wanted = (rows: Row[]) => rows.filter(({ id }) => options.only.length === 0 || options.only.includes(id));
  const onScene = async (name: string, act: (scene: Scene) => Promise<Row[]>) => {
    const scene = await openScene(folder, plan, lane(name));
    try {
      return await act(scene);
    } finally {
      await scene.close();
    }
  };
  const { say, raw: hookRaw } = lane("transform");
  const some = (ids: string[]) => options.only.length === 0 || options.only.some((id) => ids.includes(id));
  const rows = await Promise.all([
    runOnHook({ folder, flow }, hookRaw, { ...options, say }),
    some([...gatewayScenarios.map(({ id }) => id), "retire-and-back"])
      ? onScene("in-use", (scene) => inUse(scene, flow, blocks, options))
      : [],
    some(interruptionIds) ? onScene("interrupted", (scene) => runInterrupted(scene, blocks, options)) : [],
  ]);
  return wanted(rows.flat());
}

/** Rolls the bridge out, breaks it again and again, and takes the way back while an event waits. */
async function inUse(scene: Scene, flow: FlowPlan, blocks: DocumentBlock[], options: FaultOptions): Promise<Row[]> {
  const rollout = stagesOf(blocks.filter(({ part }) => part === "rollout"));
  const stage = (title: string) => rollout.filter(([block]) => block?.stage.includes(title));
  const before = digestsOf(scene);
  const created = rollout.findIndex(([block]) => block?.stage.includes("Create the jobs"));
  if (!(await runStages(scene, rollout.slice(0, created + 1), "rollout")))
    throw new Error(`the rollout of ${scene.plan.bridge} stopped; its blocks are in ${scene.raw}`);
  shorten(scene, flow);
  await runStages(scene, stage("Switch it on"), "rollout");
  const rows = await runOnGateways(scene, flow, blocks, join(scene.raw, "outcomes"), options);
  const { pair, end } = beginOn(scene, flow, blocks);
  await pair.runbook("Pause");
  await pair.add();
  await pair.runbook("Retire");
  await pair.add();
  end();
  const judged = await wayBack(scene, blocks, before, 1);
  return options.without
    ? rows
    : [
        ...rows,
        {
          id: "retire-and-back",
          fault: "the bridge is retired by its runbook, and taken back while one more event waits",
          on: "two gateways",
          protection: "what waits is put aside and listed",
          ...judged,
        },
      ];
}

/** The table for a terminal. */
export function faultTable(rows: Row[]): string {
  const width = Math.max(...rows.map(({ id }) => id.length));
  const passed = rows.filter((row) => row.passed).length;
  return [
    "",
    ...rows.map(
      (row) =>
        `${row.passed ? "ok    " : "FAILED"}  ${row.id.padEnd(width)}  ${row.fault}\n${" ".repeat(width + 10)}${row.evidence}`,
    ),
    "",
    `${passed} of ${rows.length} scenarios passed`,
    "",
  ].join("\n");
}

/** The table for people, beside the evidence of the rehearsal. */
export const faultPage = (bridge: string, openclaw: string, rows: Row[]): string =>
  [
    `# ${bridge}: rehearsal with faults`,
    "",
    `OpenClaw ${openclaw}. Waits are shortened: the drain and the watch run every 5 s, minutes of waiting become seconds; leases, budgets and the number of events a day are changed with them. Everything else is as it is rendered.`,
    "",
    "| | scenario | on | what went wrong | protection | what the raw outputs show |",
    "|---|---|---|---|---|---|",
    ...rows.map(
      (row) =>
        `| ${row.passed ? "ok" : "**FAILED**"} | ${row.id} | ${row.on} | ${escapeMarkdown(row.fault)} | ${escapeMarkdown(row.protection)} | ${escapeMarkdown(row.evidence)} |`,
    ),
    "",
  ].join("\n");

/** What ships of it: each scenario once, with what was seen where its protection was taken away. */
type Recorded = Omit<Row, "on"> & { on: string; without: string | null };

const shipped = join(import.meta.dirname, "..", "..", "..", "references", "faults.json");

/**
 * Puts the outcome into what ships with the skill; scenarios that were not run keep what they had.
 * @param without whether each scenario ran without the protection that it tests
 */
export function recordFaults(openclaw: string, rows: Row[], without: boolean): void {
  const before: Recorded[] = existsSync(shipped) ? JSON.parse(readFileSync(shipped, "utf8")).scenarios : [];
  const known = new Map(before.map((one) => [one.id, one]));
  for (const row of rows) {
    const old = known.get(row.id);
    if (!without) known.set(row.id, { ...row, without: old?.without ?? null });
    else if (old && !row.passed) known.set(row.id, { ...old, without: row.evidence });
  }
  writeFileSync(shipped, `${JSON.stringify({ openclaw, scenarios: [...known.values()] }, null, 2)}\n`);
}

/** Writes the outcome beside the other evidence. */
export function writeFaults(folder: string, openclaw: string, rows: Row[]): void {
  const { plan } = planOf(folder);
  writeFileSync(join(folder, "faults.md"), faultPage(plan.bridge, openclaw, rows));
  writeFileSync(
    join(folder, "faults.json"),
    `${JSON.stringify({ bridge: plan.bridge, openclaw, scenarios: rows }, null, 2)}\n`,
  );
}
