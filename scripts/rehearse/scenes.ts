import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fireCommand } from "../plan/job.ts";
import { inboxHome } from "../plan/keep.ts";
import { type FlowPlan, isScheduled, type Job, type Lane } from "../plan/plan.ts";
import { folderOf, idOf, outbox, run } from "../plan/rollout/base.ts";
import { block } from "../plan/shell.ts";
import { during } from "./clock.ts";
import { isDecided } from "./judge/seen.ts";
import { answerInChat, bringBack, bringOver, writeTo } from "./person.ts";
import { rawFile, readLines } from "./raw.ts";
import { runBlock, type Scene } from "./scene.ts";
import { dataFile, wanted } from "./scripted.ts";

/** How often a program that acts or works ran, at points of a scene that judging looks at. */
export type Counted = Record<string, Record<string, number>>;

/**
 * What no stage of the rollout plan shows, because a person would have to wait for it: an approval and what it sets off, a question that
 * nobody answers, a sender that falls silent. Waits are shortened in the settings, for this time only.
 */
export async function playScenes(scene: Scene): Promise<void> {
  const counted: Counted = {};
  for (const lane of scene.plan.lanes)
    for (const flow of lane.flows) {
      if (flow.act) counted[flow.name] = await approve(scene, lane, flow);
      if (flow.escalate) await leaveUnanswered(scene, lane, flow);
      if (flow.work) counted[flow.name] = { worked: runsOf(scene, flow, "work") };
      if (isDecided(flow)) Object.assign(counted[flow.name] ?? {}, await decide(scene, lane, flow));
      if (flow.silence) await fallSilent(scene, lane, flow);
    }
  if (Object.keys(counted).length > 0)
    writeFileSync(join(scene.raw, rawFile.counted), `${JSON.stringify(counted, null, 2)}\n`);
}

/** A question that a person approves: the action runs once, also when the answer comes again. */
async function approve(scene: Scene, lane: Lane, flow: FlowPlan): Promise<Record<string, number>> {
  scene.say(`scene  ${flow.id} is approved, twice`);
  const counts = { denied: runsOf(scene, flow, "act"), approved: 0, again: 0 };
  await fire(scene, lane, flow, 7001);
  await answered(scene, flow, flow.act?.on ?? "", "7001");
  await runJob(scene, lane, flow, "act", "Approve");
  counts.approved = runsOf(scene, flow, "act");
  if (flow.relay) await bringBack(scene, flow, "7001");
  else await answerInChat(scene, flow, flow.act?.on ?? "", "7001");
  await deliverAnswer(scene, flow);
  await runJob(scene, lane, flow, "act", "Approve");
  counts.again = runsOf(scene, flow, "act");
  return counts;
}

/** An agent decides in a chat that an event is due, and fires the flow with its own tool. */
async function decide(scene: Scene, lane: Lane, flow: FlowPlan): Promise<Record<string, number>> {
  const person = scene.plan.people.find(({ name }) => name !== flow.failure.name) ?? flow.failure;
  scene.say(`scene  ${flow.from}'s agent decides to fire ${flow.id}`);
  const spool = join(
    scene.stage.gateways[flow.from]?.home ?? "",
    `.openclaw/bridges/${lane.place}/${flow.name}.outbox`,
  );
  const made = () => readLines<{ added?: boolean }>(join(spool, "audit.jsonl")).filter(({ added }) => added).length;
  const before = made();
  const back = otherwise(scene, flow, 7003);
  await writeTo(scene, flow.from, person, wanted(flow));
  back();
  await runOn(scene, lane, flow.from, "Decision", [outbox(lane, "flush", flow.name)]);
  await runJob(scene, lane, flow, "work", "Decision");
  return { decided: made() - before, workedThen: runsOf(scene, flow, "work") };
}

/** A question that nobody answers: another person is told, then it is cancelled, and an answer that comes later changes nothing. */
async function leaveUnanswered(scene: Scene, lane: Lane, flow: FlowPlan): Promise<void> {
  scene.say(`scene  ${flow.id} is not answered`);
  const back = change(scene, flow.from, `.openclaw/bridges/${lane.place}/${flow.name}.outbox.json`, {
    escalateSeconds: 1,
    expiresSeconds: 45,
  });
  await fire(scene, lane, flow, 7002);
  const asked = Date.now();
  if (flow.relay) await bringOver(scene, flow, "7002");
  await runJob(scene, lane, flow, "escalate", "Escalate");
  await runJob(scene, lane, flow, "escalate", "Escalate");
  await during("waiting", () => sleep(Math.max(0, 47_000 - (Date.now() - asked))));
  await runJob(scene, lane, flow, "drain", "Cancel");
  await answerInChat(scene, flow, flow.act?.on ?? flow.ask?.choices[0] ?? "", "7002");
  await deliverAnswer(scene, flow);
  if (flow.act) await runJob(scene, lane, flow, "act", "Cancel");
  back();
}

/** Nothing comes any more, for as long as the receiver waits: one message, and one more when something comes again. */
async function fallSilent(scene: Scene, lane: Lane, flow: FlowPlan): Promise<void> {
  scene.say(`scene  ${flow.id} falls silent`);
  const place = inboxHome(lane.place, flow.hook !== null).replace("~/", "");
  const back = change(scene, flow.to, `${place}/${flow.name}.json`, { silenceSeconds: 1 });
  await during("waiting", () => sleep(2000));
  for (let looked = 0; looked < 3; looked++) await runJob(scene, lane, flow, "watch", "Silence");
  back();
  await runOn(scene, lane, flow.from, "Silence", [...made(flow, lane), outbox(lane, "flush", flow.name)]);
  await runJob(scene, lane, flow, "watch", "Back again");
}

/** The question is answered in the chat, and the answer is where the sender's job finds it. */
async function answered(scene: Scene, flow: FlowPlan, choice: string, about: string): Promise<void> {
  if (flow.relay) await bringOver(scene, flow, about);
  await answerInChat(scene, flow, choice, about);
  if (flow.relay) await bringBack(scene, flow, about);
  await deliverAnswer(scene, flow);
}

/** What another flow brings back, brought now instead of within two minutes. */
async function deliverAnswer(scene: Scene, { answeredBy }: FlowPlan): Promise<void> {
  const lane = scene.plan.lanes.find(({ flows }) => flows.some(({ name }) => name === answeredBy));
  const flow = lane?.flows.find(({ name }) => name === answeredBy);
  if (!lane || !flow) return;
  await runOn(scene, lane, flow.from, "Answer", [outbox(lane, "flush", flow.name)]);
  await runJob(scene, lane, flow, "work", "Answer");
}

/** An event of its own, with other data than the contract's example. */
async function fire(scene: Scene, lane: Lane, flow: FlowPlan, number: number): Promise<void> {
  const back = otherwise(scene, flow, number);
  const sent = flow.relay ? [] : [outbox(lane, "flush", flow.name)];
  await runOn(scene, lane, flow.from, "Scene", [...made(flow, lane), ...sent]);
  back();
}

/** The sender has something else to say, until it is taken back. */
function otherwise(scene: Scene, flow: FlowPlan, number: number): () => void {
  const file = dataFile(scene.stage.programs, flow);
  const data = flow.envelope.example.data as Record<string, unknown>;
  const other = Object.fromEntries(
    Object.entries(data).map(([name, value]) => [
      name,
      flow.contract.idempotencyKey.includes(name) ? (typeof value === "number" ? number : `t-${number}`) : value,
    ]),
  );
  writeFileSync(file, JSON.stringify(other));
  return () => writeFileSync(file, JSON.stringify(data));
}

const made = (flow: FlowPlan, { place }: Lane): string[] =>
  flow.job ? [idOf(flow.job), `${isScheduled(flow) ? run : fireCommand(place, flow.name)} > /dev/null`] : [];

/** A job of a flow, run by hand. */
async function runJob(scene: Scene, lane: Lane, flow: FlowPlan, purpose: Job["purpose"], stage: string): Promise<void> {
  const job = flow.upkeep.find((one) => one.purpose === purpose);
  if (job) await runOn(scene, lane, job.side, stage, [idOf(job), run]);
}

async function runOn(scene: Scene, lane: Lane, side: string, stage: string, lines: string[]): Promise<void> {
  const cd = lane.folder === null ? [] : [`cd ${lane.folder}`];
  const shell = block(...cd, `b=${folderOf(lane, side)}`, ...lines);
  await runBlock(scene, { part: "rollout", stage: `Scene: ${stage}`, side, shell, approved: true }, "scene");
}

/** Changes settings on one side. @returns takes the change back */
function change(scene: Scene, side: string, path: string, settings: object): () => void {
  const file = join(scene.stage.gateways[side]?.home ?? "", path);
  const before = readFileSync(file, "utf8");
  writeFileSync(file, JSON.stringify({ ...JSON.parse(before), ...settings }));
  return () => writeFileSync(file, before);
}

function runsOf({ stage }: Scene, { name }: FlowPlan, what: "act" | "work"): number {
  const file = join(stage.programs, `${name}.${what}.runs`);
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n").length : 0;
}
