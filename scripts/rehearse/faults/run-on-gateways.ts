import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FlowPlan } from "../../plan/plan.ts";
import type { DocumentBlock } from "../document.ts";
import type { Scene } from "../scene.ts";
import { type GatewayScenario, gatewayScenarios } from "./on-gateways.ts";
import { judgeOutcome } from "./outcome.ts";
import { beginOn, takeAway } from "./pair.ts";
import type { Row } from "./run-on-hook.ts";

/**
 * Runs the scenarios one after the other on a bridge that is rolled out and switched on; each outcome is kept as one file.
 * @param base the folder for the outcomes
 * @param options `without`: each scenario without the protection that it tests; `only`: ids, all where empty
 */
export async function runOnGateways(
  scene: Scene,
  flow: FlowPlan,
  blocks: DocumentBlock[],
  base: string,
  options: { without: boolean; only: string[] },
): Promise<Row[]> {
  mkdirSync(base, { recursive: true });
  const rows: Row[] = [];
  for (const scenario of gatewayScenarios.filter(({ id }) => options.only.length === 0 || options.only.includes(id))) {
    const started = Date.now();
    rows.push(await runOne(scene, flow, blocks, base, scenario, options.without));
    scene.say(
      `${rows.at(-1)?.passed ? "ok    " : "failed"} ${scenario.id} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
    );
  }
  return rows;
}

async function runOne(
  scene: Scene,
  flow: FlowPlan,
  blocks: DocumentBlock[],
  base: string,
  scenario: GatewayScenario,
  without: boolean,
): Promise<Row> {
  const { id, fault, protection, expect } = scenario;
  const { pair, end } = beginOn(scene, flow, blocks);
  const forget = without && scenario.without === "forget-settled";
  if (forget) pair.note("forget", true);
  const removed = without && scenario.without !== "forget-settled" ? takeAway(pair, scenario.without) : undefined;
  if (removed?.restart) await pair.restart(pair.receiver);
  try {
    await scenario.run(pair);
  } finally {
    removed?.undo();
  }
  const outcome = pair.outcome();
  writeFileSync(join(base, `${id}.json`), `${JSON.stringify(outcome, null, 2)}\n`);
  if (removed?.restart) await pair.restart(pair.receiver);
  end();
  return { id, fault, on: "two gateways", protection, ...judgeOutcome(outcome, expect) };
}
