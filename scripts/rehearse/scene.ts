import { appendFileSync, copyFileSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Plan } from "../plan/plan.ts";
import { backupOf } from "../plan/rollout/base.ts";
import type { DocumentBlock } from "./document.ts";
import { searchSecret, tokenOf } from "./observe.ts";
import { type Facts, type RanBlock, rawFile, readLines, type Sent } from "./raw.ts";
import { dataFile, produceProgram } from "./scripted.ts";
import { buildStage, type StageSet, writeProgram } from "./stage-set.ts";
import { substitute, substitutionsFor } from "./substitute.ts";

/** A rendered bridge on its stage: its folders lie on both machines, and blocks of its documents can be run there. */
export type Scene = {
  plan: Plan;
  raw: string;
  stage: StageSet;
  substitutions: Facts["substitutions"];
  ran: number;
  say: (text: string) => void;
  close: () => Promise<void>;
};

/**
 * Starts the gateways of a plan and lays its rendered folder out on them.
 * @param options `work`: an empty folder for the gateways; `raw`: where raw outputs are kept; `more`: substitutions of the caller's own
 */
export async function openScene(
  folder: string,
  plan: Plan,
  options: { work: string; raw: string; say: (text: string) => void; more?: Facts["substitutions"] },
): Promise<Scene> {
  const stage = await buildStage(plan, options.work, options.raw, options.say);
  try {
    return set(folder, plan, stage, options);
  } catch (error) {
    await stage.close();
    throw error;
  }
}

function set(
  folder: string,
  plan: Plan,
  stage: StageSet,
  { raw, say, more = [] }: Parameters<typeof openScene>[2],
): Scene {
  const scene: Scene = {
    plan,
    raw,
    stage,
    say,
    substitutions: [...substitutionsFor(plan, stage.receiverUrl, stage.programs), ...more],
    ran: 0,
    async close() {
      await stage.close();
      for (const [side, { logFile }] of Object.entries(stage.gateways))
        if (existsSync(logFile)) copyFileSync(logFile, join(raw, rawFile.log(side)));
    },
  };
  layOut(scene, folder);
  return scene;
}

/** Each side's folder goes to its machine, as the document says; the sender's program is put where the job looks for it. */
function layOut({ plan, stage, substitutions }: Scene, folder: string): void {
  for (const [side, { desk: there }] of Object.entries(stage.gateways)) {
    cpSync(join(folder, "sides", side), there, { recursive: true });
    for (const file of readdirSync(there))
      writeFileSync(join(there, file), substitute(readFileSync(join(there, file), "utf8"), substitutions));
  }
  for (const flow of plan.flows) {
    writeFileSync(dataFile(stage.programs, flow), JSON.stringify(flow.envelope.example.data));
    if ("command" in flow.produce)
      writeProgram(join(stage.programs, basename(flow.produce.command[0] as string)), produceProgram(flow));
  }
}

/**
 * Runs stages in order; the blocks of one stage run side by side, one after the other on each side.
 * @returns whether every block ended with 0; the rest is not run after a failure, as a person would stop
 */
export async function runStages(scene: Scene, stages: DocumentBlock[][], part: RanBlock["part"]): Promise<boolean> {
  for (const stage of stages) {
    const title = stage[0]?.stage ?? "";
    const started = Date.now();
    const bySide = [...Map.groupBy(stage, ({ side }) => side).values()];
    const codes = (await Promise.all(bySide.map((blocks) => runInOrder(scene, blocks, part)))).flat();
    const failed = codes.some((code) => code !== 0);
    scene.say(`${failed ? "failed" : "ok    "} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (failed && (part === "rollout" || part === "runbook")) return false;
  }
  return true;
}

export async function runInOrder(scene: Scene, blocks: DocumentBlock[], part: RanBlock["part"]): Promise<number[]> {
  const codes: number[] = [];
  for (const block of blocks) codes.push(await runBlock(scene, block, part));
  return codes;
}

export async function runBlock(scene: Scene, block: DocumentBlock, part: RanBlock["part"]): Promise<number> {
  const { plan, stage, raw, substitutions } = scene;
  const gateway = stage.gateways[block.side];
  if (!gateway) throw new Error(`the rollout plan names ${block.side}, which is no side of this bridge`);
  const owner = plan.receiver ? stage.gateways[plan.receiver.name] : undefined;
  const number = ++scene.ran;
  const at = new Date().toISOString();
  const heard = soFar(scene).length;
  const shell = substitute(block.shell, substitutions);
  // The token goes out of band: a person types it at the hidden prompt.
  const stdin =
    owner && shell.includes("read -rs")
      ? `${shell.includes("token.next") ? nextTokenOf(scene) : tokenOf(plan, owner)}\n`
      : "";
  const { code, stdout, stderr, ms } = await gateway.shell(shell, {
    cwd: gateway.desk,
    timeoutMs: 180_000,
    stdin,
  });
  const ran: RanBlock = {
    number,
    part,
    stage: block.stage,
    side: block.side,
    shell: block.shell,
    code,
    stdout,
    stderr,
    at,
    ms,
  };
  appendFileSync(join(raw, rawFile.blocks), `${JSON.stringify(ran)}\n`);
  // After the same again nothing may come, and where the agent has to take it nothing comes yet: a short wait shows it.
  const shared = plan.flows.some(({ transport }) => transport === "files");
  const quiet = block.stage.includes("Send the same again") || (shared && block.stage.includes("Send a test message"));
  if (shell.includes("openclaw cron run ")) await heardMore(scene, heard, quiet ? 4000 : undefined);
  return code;
}

/** The token that a rotation made on the receiver. */
function nextTokenOf({ plan, stage }: Scene): string {
  const home = stage.gateways[plan.receiver?.name ?? ""]?.home ?? "";
  const folder = backupOf(plan, plan.receiver?.name ?? "").replace(/^~/, home);
  return readFileSync(join(folder, "token.next"), "utf8").trim();
}

/** What people were told so far. */
export const soFar = ({ raw }: Scene): Sent[] => readLines<Sent>(join(raw, rawFile.sent));

/** After a run, waits until a person was told something, at most 30 seconds: what comes, judging decides on. */
export async function heardMore(scene: Scene, before: number, withinMs = 30_000): Promise<void> {
  for (let waited = 0; waited < withinMs && soFar(scene).length <= before; waited += 200) await sleep(200);
  await sleep(1000);
}

export function lookForSecrets({ plan, stage, raw }: Scene): Facts["secrets"] {
  const owner = plan.receiver ? stage.gateways[plan.receiver.name] : undefined;
  const secret = owner ? tokenOf(plan, owner) : "";
  const homes = Object.values(stage.gateways).map(({ home }) => home);
  return searchSecret(secret, [raw, ...homes], [".openclaw/.env", `.openclaw/bridges/${plan.bridge}/token`]);
}
