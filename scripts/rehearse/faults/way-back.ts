import { existsSync, readdirSync } from "node:fs";
import { backupOf } from "../../plan/rollout/base.ts";
import { type DocumentBlock, stagesOf } from "../document.ts";
import { configDigest, leftovers } from "../observe.ts";
import { readBlocks } from "../raw.ts";
import { runStages, type Scene } from "../scene.ts";
import type { Judgement } from "./outcome.ts";
import { laneOf } from "./pair.ts";

/** The sha256 of each side's openclaw.json. */
export const digestsOf = ({ stage }: Scene): Record<string, string> =>
  Object.fromEntries(Object.entries(stage.gateways).map(([side, gateway]) => [side, configDigest(gateway)]));

/**
 * Takes the rendered way back, twice, and looks at what it left: configurations byte for byte, no job, hook, transform, token or program
 * of the bridge, what waited put aside and listed, the audit logs kept, and the second time without harm.
 * @param before the configurations' sha256 before the rollout
 * @param waiting how many events wait, which must be put aside and listed
 */
export async function wayBack(
  scene: Scene,
  blocks: DocumentBlock[],
  before: Record<string, string>,
  waiting = 0,
): Promise<Judgement> {
  const rollback = stagesOf(blocks.filter(({ part }) => part === "rollback"));
  const from = scene.ran;
  const first = await ended(scene, rollback, "rollback");
  const after = digestsOf(scene);
  const second = await ended(scene, rollback, "again");
  const again = digestsOf(scene);
  const left = (
    await Promise.all(Object.values(scene.stage.gateways).map((gateway) => leftovers(scene.plan, gateway)))
  ).flat();
  const listed = readBlocks(scene.raw)
    .filter(({ number }) => number > from)
    .flatMap(({ stdout }) => stdout.match(/^waiting +[0-9a-f]{64} .+$/gm) ?? []).length;
  const { aside, logs } = keptOf(scene);
  const faults = [
    ...(first ? [] : ["a block of the way back failed"]),
    ...(second ? [] : ["the second time a block failed"]),
    ...Object.keys(before).flatMap((side) =>
      after[side] === before[side] && again[side] === before[side] ? [] : [`openclaw.json of ${side} is another`],
    ),
    ...left,
    ...(listed === waiting && aside >= waiting
      ? []
      : [`${listed} waiting events listed, ${aside} put aside, of ${waiting}`]),
    ...(waiting > 0 && logs < 2 ? ["an audit log is gone"] : []),
  ];
  return {
    passed: faults.length === 0,
    evidence:
      faults.length > 0
        ? faults.slice(0, 3).join("; ")
        : `both configurations byte for byte, nothing left, ${listed} waiting put aside and listed, ${logs} audit logs kept, the second time harmless`,
  };
}

/** Runs stages and says whether every block of them ended with 0. */
async function ended(scene: Scene, stages: DocumentBlock[][], part: "rollback" | "again"): Promise<boolean> {
  const from = scene.ran;
  await runStages(scene, stages, part);
  return readBlocks(scene.raw)
    .filter(({ number }) => number > from)
    .every(({ code }) => code === 0);
}

/** What lies with the copies: events that waited, and audit logs. */
function keptOf(scene: Scene): { aside: number; logs: number } {
  const kept = Object.entries(scene.stage.gateways)
    .map(([side, { home }]) => backupOf(laneOf(scene), side).replace(/^~/, home))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: "utf8" }));
  return {
    aside: kept.filter((name) => /^waiting-[^/]+\/[0-9a-f]{64}\.json$/.test(name)).length,
    logs: kept.filter((name) => /^removed-[^/]+\/[^/]+\/audit\.jsonl$/.test(name)).length,
  };
}
