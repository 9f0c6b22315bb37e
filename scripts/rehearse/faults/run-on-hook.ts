import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FlowPlan } from "../../plan/plan.ts";
import { type HookScenario, hookScenarios } from "./on-hook.ts";
import { type Judgement, judgeOutcome, readOutcome } from "./outcome.ts";
import { buildWorld, folderFor } from "./world.ts";

/** What one scenario showed. */
export type Row = Judgement & { id: string; fault: string; on: string; protection: string };

/** The spools of a scenario's folder. */
const spoolsIn = (folder: string, flow: string) => ({
  outbox: join(folder, "sender", `${flow}.outbox`),
  inbox: join(folder, "receiver", `${flow}.spool`),
});

/**
 * Runs the scenarios on the real outbox and the real transform, some at a time, each in a folder of its own that keeps its raw outputs.
 * @param rendered a rendered folder and one of its flows
 * @param options `without`: each scenario without the protection that it tests; `only`: ids, all where empty
 */
export async function runOnHook(
  rendered: { folder: string; flow: FlowPlan },
  base: string,
  options: { without: boolean; only: string[]; say: (text: string) => void },
): Promise<Row[]> {
  const chosen = hookScenarios.filter(({ id }) => options.only.length === 0 || options.only.includes(id));
  const rows: Row[] = [];
  // One after the other: two of them change this process's clock or disk for the moment of a transform.
  for (const scenario of chosen) {
    rows.push(await runOne(rendered, scenario, base, options.without));
    options.say(`${rows.at(-1)?.passed ? "ok    " : "failed"} ${scenario.id}`);
  }
  return rows;
}

async function runOne(
  rendered: { folder: string; flow: FlowPlan },
  scenario: HookScenario,
  base: string,
  without: boolean,
): Promise<Row> {
  const { id, fault, protection, expect } = scenario;
  rmSync(join(base, id), { recursive: true, force: true });
  const folder = folderFor(base, id);
  const world = await buildWorld(rendered, folder, without ? scenario.without : undefined);
  try {
    await scenario.run(world, { ...(rendered.flow.envelope.example.data as object) });
  } catch (error) {
    if (!without) throw error;
    writeFileSync(join(folder, "broke.txt"), String(error));
  } finally {
    await world.close();
  }
  return {
    id,
    fault,
    on: "the real transform",
    protection,
    ...judgeOutcome(readOutcome(folder, spoolsIn(folder, rendered.flow.name)), expect),
  };
}
