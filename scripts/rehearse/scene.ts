import { appendFileSync, copyFileSync, cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lane, Plan } from "../plan/plan.ts";
import { backupOf } from "../plan/rollout/base.ts";
import { during } from "./clock.ts";
import type { DocumentBlock } from "./document.ts";
import type { Gateway } from "./gateway.ts";
import { searchSecret, tokenOf } from "./observe.ts";
import { carry } from "./person.ts";
import { type Facts, type RanBlock, rawFile, readLines, type Sent } from "./raw.ts";
import { countProgram, dataFile, produceProgram } from "./scripted.ts";
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
  const stage = await buildStage(plan, folder, options.work, options.raw, options.say);
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
    substitutions: [...substitutionsFor(plan, stage.fronts, stage.programs), ...more],
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
    for (const file of readdirSync(there, { recursive: true, withFileTypes: true })) {
      const path = join(file.parentPath, file.name);
      if (file.isFile()) writeFileSync(path, substitute(readFileSync(path, "utf8"), substitutions));
    }
  }
  const program = ([name]: string[], text: string) => {
    if (name !== undefined) writeProgram(join(stage.programs, basename(name)), text);
  };
  for (const flow of plan.flows) {
    writeFileSync(dataFile(stage.programs, flow), JSON.stringify(flow.envelope.example.data));
    if ("command" in flow.produce) program(flow.produce.command, produceProgram(flow));
    program(flow.work?.command ?? [], countProgram(flow, "work"));
    program(flow.act?.command ?? [], countProgram(flow, "act"));
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
  const number = ++scene.ran;
  const at = new Date().toISOString();
  const heard = soFar(scene).length;
  const shell = substitute(block.shell, substitutions);
  // The token goes out of band: a person types it at the hidden prompt.
  const stdin = shell.includes("read -rs") ? `${tokenFor(scene, block)}\n` : "";
  const person = carry(scene, block);
  const { code, stdout, stderr, ms } = await gateway.shell(shell, {
    cwd: gateway.desk,
    timeoutMs: 180_000,
    stdin,
  });
  await person;
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
  if (shell.includes("openclaw cron run "))
    await heardMore(scene, heard, part !== "scene" && speaks(plan, block) ? undefined : 3000);
  return code;
}

/**
 * Whether a person must hear something of a block that runs a job. After the same again nothing may come, and where the agent has to take
 * it, or nobody reads it, nothing comes yet: a short wait shows it.
 */
function speaks(plan: Plan, { stage, shell }: DocumentBlock): boolean {
  const flows = plan.flows.filter(({ name }) => shell.includes(`${name}.`));
  const late = flows.some(({ transport, quiet, hook }) => transport === "files" || quiet || hook?.mapping === null);
  const silent = stage.includes("Send the same again") || stage.includes("work it off");
  return !(silent || (late && stage.includes("Send a test message")));
}

/** The lane that a block belongs to. */
const laneAt = ({ plan }: Scene, { shell }: Pick<DocumentBlock, "shell">): Lane =>
  plan.lanes.find(({ folder }) => folder === null || shell.includes(`\ncd ${folder}\n`)) as Lane;

/** What a person types at a hidden prompt. */
function tokenFor(scene: Scene, block: DocumentBlock): string {
  const { stage } = scene;
  const lane = laneAt(scene, block);
  if (lane.service) return stage.serviceToken;
  const owner = stage.gateways[lane.receiver?.name ?? ""] as Gateway;
  if (!block.shell.includes("token.next")) return tokenOf(lane, owner);
  // The one that a rotation made on the receiver.
  const folder = backupOf(lane, lane.receiver?.name ?? "").replace(/^~/, owner.home);
  return readFileSync(join(folder, "token.next"), "utf8").trim();
}

/** What people were told so far. */
export const soFar = ({ raw }: Scene): Sent[] => readLines<Sent>(join(raw, rawFile.sent));

/** After a run, waits until a person was told something, at most 30 seconds: what comes, judging decides on. */
export async function heardMore(scene: Scene, before: number, withinMs = 30_000): Promise<void> {
  await during("waiting", async () => {
    for (let waited = 0; waited < withinMs && soFar(scene).length <= before; waited += 200) await sleep(200);
    await sleep(1000);
  });
}

export function lookForSecrets({ plan, stage, raw }: Scene): Facts["secrets"] {
  const secrets = plan.lanes.flatMap((lane) => {
    const owner = stage.gateways[lane.receiver?.name ?? ""];
    return lane.credential && owner ? tokenOf(lane, owner) : [];
  });
  const homes = Object.values(stage.gateways).map(({ home }) => home);
  const lawful = plan.lanes.map(({ place }) => `.openclaw/bridges/${place}/token`);
  const all = [...secrets, stage.serviceToken].filter(Boolean);
  return searchSecret(all, [raw, ...homes], [".openclaw/.env", ...lawful]);
}
