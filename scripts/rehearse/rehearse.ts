import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import JSON5 from "json5";
import { jobId } from "../plan/lookups.ts";
import { type FlowPlan, isScheduled } from "../plan/plan.ts";
import { backupOf } from "../plan/rollout/base.ts";
import { pathWord } from "../plan/shell.ts";
import { during } from "./clock.ts";
import { blocksOf, type DocumentBlock, stagesOf } from "./document.ts";
import { editedFiles, planOf } from "./folder.ts";
import type { Gateway } from "./gateway.ts";
import { isAbout, isAskedSometimes } from "./judge/seen.ts";
import { comparable, configDigest, leftovers } from "./observe.ts";
import { type Facts, newRaw, type RanBlock, rawFile, readLines, writeFacts } from "./raw.ts";
import { heardMore, lookForSecrets, openScene, runBlock, runInOrder, runStages, type Scene, soFar } from "./scene.ts";
import { playScenes } from "./scenes.ts";
import { dataFile, dataToAskAbout, slowFile } from "./scripted.ts";

/**
 * `work`: an empty folder for the gateways, which the caller removes · `edit`: change something unrelated in both
 * configurations before the way back, as a user might have · `idle`: minutes in which nothing is made, where an inbox is looked into by a
 * job · `approve`: run blocks that nobody has approved, too.
 */
export type Options = { work: string; edit: boolean; approve: boolean; idle: number; say: (text: string) => void };

/**
 * Rehearses a rendered folder: executes the code blocks of its rollout plan on two real gateways, fires its flows, and
 * takes the way back, twice. Keeps every output under `raw/`; judging starts from there alone.
 * @param folder what `render` wrote
 * @throws where the folder is not a rendered one, or has blocks that are not approved
 */
export async function rehearse(folder: string, options: Options): Promise<void> {
  const { plan, expected } = planOf(folder);
  const blocks = blocksOf(readFileSync(join(folder, "rollout-plan.md"), "utf8"), plan);
  const closed = blocks.filter(({ approved }) => !approved).length;
  if (closed > 0 && !options.approve)
    throw new Error(
      `found ${closed} blocks that are NOT APPROVED; --approve-all runs them, on the disposable gateways only`,
    );
  const startedAt = new Date().toISOString();
  const raw = newRaw(folder);
  const scene = await openScene(folder, plan, { ...options, raw });
  try {
    const facts = await perform(scene, blocks, options);
    writeFacts(raw, { ...facts, startedAt, edited: editedFiles(folder, expected) });
  } finally {
    await scene.close();
  }
}

async function perform(
  scene: Scene,
  blocks: DocumentBlock[],
  { edit, idle }: Pick<Options, "edit" | "idle">,
): Promise<Omit<Facts, "startedAt" | "edited">> {
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
    await stayIdle(scene, idle);
    await fireAgain(scene, blocks);
    await askSomething(scene, blocks);
    await playScenes(scene);
    await lookUp(scene);
  }
  const secrets = lookForSecrets(scene);
  const expected = edit ? await editMeanwhile(scene, original) : {};
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

/** The blocks that send a flow's test message. */
const testOf = (blocks: DocumentBlock[], flow: FlowPlan): DocumentBlock[] =>
  blocks.filter(({ stage, shell }) => stage.includes("Send a test message") && isAbout(shell, flow));

/**
 * The seed's duplicate: the same cause twice. The document says how: the test message once more; and what a trigger fires,
 * twice at the same time, as two pipelines may end together.
 */
async function fireAgain(scene: Scene, blocks: DocumentBlock[]): Promise<void> {
  const slow = slowFile(scene.stage.programs);
  scene.say("again  the same cause a second time");
  for (const flow of scene.plan.flows.filter(({ resend, job }) => !resend && job)) {
    const again = testOf(blocks, flow).map((block) => ({ ...block, stage: "Duplicate" }));
    if (!isScheduled(flow)) writeFileSync(slow, "");
    const twice = isScheduled(flow) ? again : [...again, ...again];
    const heard = soFar(scene).length;
    await Promise.all(twice.map((block) => runBlock(scene, block, "rollout")));
    await heardMore(scene, heard + twice.length - 1);
    rmSync(slow, { force: true });
  }
}

/** Nothing is made for a while: what that costs is counted. */
async function stayIdle({ plan, raw, say }: Scene, minutes: number): Promise<void> {
  const looking = plan.flows.filter(({ transport, quiet }) => transport === "files" && !quiet);
  if (looking.length === 0 || minutes === 0) return;
  const asked = () => looking.flatMap(({ to }) => readLines(join(raw, rawFile.asked(to)))).length;
  const before = asked();
  say(`idle   ${minutes} min in which nothing is made`);
  await during("waiting", () => sleep(minutes * 60_000));
  writeFileSync(join(raw, rawFile.idle), `${JSON.stringify({ minutes, modelRuns: asked() - before })}\n`);
}

/** What the rollout's last stage saved on both sides, for the judge of `bridge verify`. */
function keepSaved({ plan, stage, raw }: Scene): void {
  for (const lane of plan.lanes)
    for (const { name } of lane.sides) {
      const there = join(backupOf(lane, name).replace(/^~/, stage.gateways[name]?.home ?? ""), "verify");
      cpSync(there, join(raw, rawFile.saved, lane.folder ?? ""), { recursive: true });
    }
}

/** An event of which the receiver must ask its reader something; then everything is as it was. */
async function askSomething(scene: Scene, blocks: DocumentBlock[]): Promise<void> {
  for (const flow of scene.plan.flows.filter(isAskedSometimes)) {
    const file = dataFile(scene.stage.programs, flow);
    scene.say(`asks   an event of ${flow.id} after which a person must decide`);
    writeFileSync(file, JSON.stringify(dataToAskAbout(flow)));
    for (const block of testOf(blocks, flow)) await runBlock(scene, { ...block, stage: "Question" }, "rollout");
    writeFileSync(file, JSON.stringify(flow.envelope.example.data));
  }
}

/** A command line as such: whichever job it is about, however many rows it asks for, and wherever its output goes. */
const bare = (line: string): string =>
  (line.split(/ [|>] /)[0] ?? "").replaceAll(jobId, '"$job"').replace(/--limit \d+/, "--limit N");

/** Every command that the documents name beside their blocks, with the job's real id; but not again what a block has run. */
async function lookUp(scene: Scene): Promise<void> {
  const blocks = readLines<RanBlock>(join(scene.raw, rawFile.blocks)).filter(({ code }) => code === 0);
  const ran = new Set(blocks.flatMap(({ shell }) => shell.split("\n").map(bare)));
  const isNew = (line: string) => !ran.has(line) && ran.add(line);
  const all = scene.plan.lanes.flatMap((lane) => {
    const flow = lane.flows.find((one) => one.job && isScheduled(one)) ?? lane.flows[0];
    const file = flow?.job?.file ?? flow?.upkeep[0]?.file;
    const id = pathWord(`${backupOf(lane, lane.sender.name)}/${file}.job`).raw;
    return Object.values(lane.lookups).flatMap(({ side, command }) =>
      !isNew(bare(command))
        ? []
        : {
            part: "rollout" as const,
            stage: "Look-up",
            side,
            shell: command.replaceAll(jobId, `"$(cat ${id})"`),
            approved: true,
          },
    );
  });
  scene.say("look   every look-up that the documents name");
  await Promise.all(
    [...Map.groupBy(all, ({ side }) => side).values()].map((list) => runInOrder(scene, list, "look-up")),
  );
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
