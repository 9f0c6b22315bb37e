import {
  appendFileSync,
  copyFileSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import JSON5 from "json5";
import { jobId } from "../plan/lookups.ts";
import { type FlowPlan, isScheduled, type Plan } from "../plan/plan.ts";
import { pathWord } from "../plan/shell.ts";
import { blocksOf, type DocumentBlock, stagesOf } from "./document.ts";
import { editedFiles, planOf } from "./folder.ts";
import type { Gateway } from "./gateway.ts";
import { comparable, configDigest, leftovers, searchSecret, tokenOf } from "./observe.ts";
import { type Facts, newRaw, type RanBlock, rawFile, type Sent, writeFacts } from "./raw.ts";
import { dataFile, dataToAskAbout, produceProgram, slowFile } from "./scripted.ts";
import { buildStage, type StageSet, writeProgram } from "./stage-set.ts";
import { substitute, substitutionsFor } from "./substitute.ts";

/**
 * `work`: an empty folder for the gateways, which the caller removes · `edit`: change something unrelated in both
 * configurations before the way back, as a user might have · `approve`: run blocks that nobody has approved, too.
 */
export type Options = { work: string; edit: boolean; approve: boolean; say: (text: string) => void };

/** A rehearsal in progress. */
type Scene = Options & { plan: Plan; raw: string; stage: StageSet; substitutions: Facts["substitutions"]; ran: number };

/**
 * Rehearses a rendered folder: executes the code blocks of its rollout plan on two real gateways, fires its flows, and
 * takes the way back, twice. Keeps every output under `raw/`; judging starts from there alone.
 * @param folder what `render` wrote
 * @throws where the folder is not a rendered one, or has blocks that are not approved
 */
export async function rehearse(folder: string, options: Options): Promise<void> {
  const { plan, expected } = planOf(folder);
  const blocks = blocksOf(readFileSync(join(folder, "rollout-plan.md"), "utf8"));
  const closed = blocks.filter(({ approved }) => !approved).length;
  if (closed > 0 && !options.approve)
    throw new Error(
      `found ${closed} blocks that are NOT APPROVED; --approve-all runs them, on the disposable gateways only`,
    );
  const startedAt = new Date().toISOString();
  const raw = newRaw(folder);
  const stage = await buildStage(plan, options.work, raw, options.say);
  try {
    const scene: Scene = {
      ...options,
      plan,
      raw,
      stage,
      substitutions: substitutionsFor(plan, stage.receiverUrl, stage.programs),
      ran: 0,
    };
    layOut(scene, folder);
    const facts = await perform(scene, blocks);
    writeFacts(raw, { ...facts, startedAt, edited: editedFiles(folder, expected) });
  } finally {
    await stage.close();
    for (const [side, { logFile }] of Object.entries(stage.gateways))
      if (existsSync(logFile)) copyFileSync(logFile, join(raw, rawFile.log(side)));
  }
}

/** Each side's folder goes to its machine, as the document says; the sender's program is put where the job looks for it. */
function layOut({ plan, stage, substitutions }: Scene, folder: string): void {
  for (const [side, { home }] of Object.entries(stage.gateways)) {
    const there = join(home, "bridge");
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

async function perform(scene: Scene, blocks: DocumentBlock[]): Promise<Omit<Facts, "startedAt" | "edited">> {
  const { plan, stage, substitutions } = scene;
  const digests = () =>
    Object.fromEntries(Object.entries(stage.gateways).map(([side, gateway]) => [side, configDigest(gateway)]));
  const rollout = stagesOf(blocks.filter(({ part }) => part === "rollout"));
  const rollback = stagesOf(blocks.filter(({ part }) => part === "rollback"));

  const original = Object.fromEntries(
    Object.entries(stage.gateways).map(([side, { configFile }]) => [side, readFileSync(configFile, "utf8")]),
  );
  const before = digests();
  const complete = await runStages(scene, rollout, "rollout");
  if (complete) {
    keepSaved(scene);
    await fireAgain(scene, blocks);
    await askSomething(scene, blocks);
    await lookUp(scene);
  }
  const secrets = lookForSecrets(scene);
  const expected = scene.edit ? await editMeanwhile(scene, original) : {};
  const edited = digests();
  await runStages(scene, rollback, "rollback");
  const after = digests();
  await runStages(scene, rollback, "again");
  const again = digests();

  const sides = Object.entries(stage.gateways);
  const left = await Promise.all(sides.map(async ([side, gateway]) => [side, await leftovers(plan, gateway)] as const));
  const foreign = Object.entries(expected).map(([side, config]) => {
    const { configFile } = stage.gateways[side] as Gateway;
    return [side, { expected: config, after: comparable(readFileSync(configFile, "utf8")) }] as const;
  });
  return {
    bridge: plan.bridge,
    openclaw: stage.openclaw,
    substitutions,
    configs: Object.fromEntries(
      sides.map(([side]) => [
        side,
        { before: before[side] ?? "", edited: edited[side] ?? "", after: after[side] ?? "", again: again[side] ?? "" },
      ]),
    ),
    foreign: Object.fromEntries(foreign),
    leftovers: Object.fromEntries(left),
    secrets,
    complete,
  };
}

/**
 * Runs stages in order; the blocks of one stage run side by side, one after the other on each side.
 * @returns whether every block ended with 0; the rest is not run after a failure, as a person would stop
 */
async function runStages(scene: Scene, stages: DocumentBlock[][], part: RanBlock["part"]): Promise<boolean> {
  for (const stage of stages) {
    const title = stage[0]?.stage ?? "";
    const started = Date.now();
    const bySide = [...Map.groupBy(stage, ({ side }) => side).values()];
    const codes = (await Promise.all(bySide.map((blocks) => runInOrder(scene, blocks, part)))).flat();
    const failed = codes.some((code) => code !== 0);
    scene.say(`${failed ? "failed" : "ok    "} ${title} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
    if (failed && part === "rollout") return false;
  }
  return true;
}

async function runInOrder(scene: Scene, blocks: DocumentBlock[], part: RanBlock["part"]): Promise<number[]> {
  const codes: number[] = [];
  for (const block of blocks) codes.push(await runBlock(scene, block, part));
  return codes;
}

async function runBlock(scene: Scene, block: DocumentBlock, part: RanBlock["part"]): Promise<number> {
  const { plan, stage, raw, substitutions } = scene;
  const gateway = stage.gateways[block.side];
  if (!gateway) throw new Error(`the rollout plan names ${block.side}, which is no side of this bridge`);
  const owner = plan.receiver ? stage.gateways[plan.receiver.name] : undefined;
  const number = ++scene.ran;
  const at = new Date().toISOString();
  const heard = soFar(scene).length;
  const shell = substitute(block.shell, substitutions);
  // The token goes out of band: a person types it at the hidden prompt.
  const stdin = owner && shell.includes("read -rs") ? `${tokenOf(plan, owner)}\n` : "";
  const { code, stdout, stderr, ms } = await gateway.shell(shell, {
    cwd: join(gateway.home, "bridge"),
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
  // After the same again nothing may come: a short wait shows it.
  if (shell.includes("openclaw cron run "))
    await heardMore(scene, heard, block.stage.includes("Send the same again") ? 4000 : undefined);
  return code;
}

/** The blocks that send a flow's test message. */
const testOf = (blocks: DocumentBlock[], { name }: FlowPlan): DocumentBlock[] =>
  blocks.filter(({ stage, shell }) => stage.includes("Send a test message") && shell.includes(`${name}.job`));

/**
 * The seed's duplicate: the same cause twice. The document says how: the test message once more; and what a trigger fires,
 * twice at the same time, as two pipelines may end together.
 */
async function fireAgain(scene: Scene, blocks: DocumentBlock[]): Promise<void> {
  const slow = slowFile(scene.stage.programs);
  scene.say("again  the same cause a second time");
  for (const flow of scene.plan.flows.filter(({ resend }) => !resend)) {
    const again = testOf(blocks, flow).map((block) => ({ ...block, stage: "Duplicate" }));
    if (!isScheduled(flow)) writeFileSync(slow, "");
    const twice = isScheduled(flow) ? again : [...again, ...again];
    const heard = soFar(scene).length;
    await Promise.all(twice.map((block) => runBlock(scene, block, "rollout")));
    await heardMore(scene, heard + twice.length - 1);
    rmSync(slow, { force: true });
  }
}

/** What the rollout's last stage saved on both sides, for the judge of `bridge verify`. */
function keepSaved({ plan, stage, raw }: Scene): void {
  for (const { home } of Object.values(stage.gateways)) {
    const there = join(plan.backupTo.replace(/^~/, home), plan.bridge, "verify");
    cpSync(there, join(raw, rawFile.saved), { recursive: true });
  }
}

/** An event of which the receiver must ask its reader something; then everything is as it was. */
async function askSomething(scene: Scene, blocks: DocumentBlock[]): Promise<void> {
  for (const flow of scene.plan.flows.filter(({ question }) => question)) {
    const file = dataFile(scene.stage.programs, flow);
    scene.say(`asks   an event of ${flow.id} after which a person must decide`);
    writeFileSync(file, JSON.stringify(dataToAskAbout(flow)));
    for (const block of testOf(blocks, flow)) await runBlock(scene, { ...block, stage: "Question" }, "rollout");
    writeFileSync(file, JSON.stringify(flow.envelope.example.data));
  }
}

/** Every command that the documents name beside their blocks, with the job's real id. */
async function lookUp(scene: Scene): Promise<void> {
  const { plan } = scene;
  const flow = plan.flows.find(isScheduled) ?? plan.flows[0];
  const id = pathWord(`${plan.backupTo}/${plan.bridge}/${flow?.job.file}.job`).raw;
  const bySide = [...Map.groupBy(Object.values(plan.lookups), ({ side }) => side)];
  scene.say("look   every look-up that the documents name");
  await Promise.all(
    bySide.map(([side, list]) =>
      runInOrder(
        scene,
        list.map(({ command }) => ({
          part: "rollout",
          stage: "Look-up",
          side,
          shell: command.replaceAll(jobId, `"$(cat ${id})"`),
          approved: true,
        })),
        "look-up",
      ),
    ),
  );
}

const soFar = ({ raw }: Scene): Sent[] =>
  existsSync(join(raw, rawFile.sent))
    ? readFileSync(join(raw, rawFile.sent), "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as Sent)
    : [];

/** After a run, waits until a person was told something, at most 30 seconds: what comes, judging decides on. */
async function heardMore(scene: Scene, before: number, withinMs = 30_000): Promise<void> {
  for (let waited = 0; waited < withinMs && soFar(scene).length <= before; waited += 200) await sleep(200);
  await sleep(1000);
}

function lookForSecrets({ plan, stage, raw }: Scene): Facts["secrets"] {
  const owner = plan.receiver ? stage.gateways[plan.receiver.name] : undefined;
  const secret = owner ? tokenOf(plan, owner) : "";
  const homes = Object.values(stage.gateways).map(({ home }) => home);
  return searchSecret(secret, [raw, ...homes], [".openclaw/.env", `.openclaw/bridges/${plan.bridge}/token`]);
}

/**
 * An edit that has nothing to do with the bridge, made by OpenClaw's own command, as a user would.
 * @param original the text of each side's configuration before the rollout
 * @returns per side the configuration that the way back must leave: the one from before, with that edit
 */
async function editMeanwhile({ stage }: Scene, original: Record<string, string>): Promise<Record<string, unknown>> {
  await Promise.all(
    Object.values(stage.gateways).map((gateway) =>
      gateway.shell("openclaw config set messages.responsePrefix '[edited]'"),
    ),
  );
  return Object.fromEntries(
    Object.entries(original).map(([side, text]) => [
      side,
      comparable(JSON.stringify({ ...JSON5.parse(text), messages: { responsePrefix: "[edited]" } })),
    ]),
  );
}
