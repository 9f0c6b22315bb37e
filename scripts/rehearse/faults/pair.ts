import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FlowPlan, Lane } from "../../plan/plan.ts";
import { folderOf } from "../../plan/rollout/base.ts";
import type { Act } from "../../verify/saved.ts";
import type { DocumentBlock } from "../document.ts";
import type { Gateway } from "../gateway.ts";
import { tokenOf } from "../observe.ts";
import { rawFile, readLines } from "../raw.ts";
import { runStages, type Scene, soFar } from "../scene.ts";
import type { Mood } from "../scripted.ts";
import { dataFile } from "../scripted.ts";
import { idsIn, type Outcome } from "./outcome.ts";
import type { Removal } from "./world.ts";

/** A bridge that runs on two real gateways, with its waits shortened, for scenarios to break. */
export type Pair = {
  scene: Scene;
  flow: FlowPlan;
  sender: Gateway;
  receiver: Gateway;
  mood: (mood: Mood) => void;
  /** Runs the job that makes the event, as its schedule would. */
  fire: () => Promise<void>;
  /** Keeps one event, as that job's program does. */
  add: () => Promise<void>;
  /** Changes settings of one side until the scenario is over. */
  change: (side: "outbox" | "inbox", settings: object) => void;
  /** Waits until what an outcome shows is so, at most so many ms. */
  until: (is: (outcome: Outcome) => boolean, withinMs: number) => Promise<boolean>;
  /** Runs the stages of the rollout plan whose title begins so. */
  runbook: (title: string) => Promise<boolean>;
  restart: (...gateways: Gateway[]) => Promise<void>;
  post: (body: string) => Promise<number>;
  note: (name: string, value: unknown) => void;
  outcome: () => Outcome;
};

/** Waits are shortened: minutes become seconds. The budget is out of reach, since all scenarios lie within one hour. */
const scaled = {
  outbox: { poll: [2, 6], backoff: [2, 6], probeSeconds: 3, answerSeconds: 8, stuckSeconds: 3600 },
  inbox: { leaseSeconds: 8, unclaimedSeconds: 8, budgetPerHour: 10_000 },
};

/** What the rehearsal of faults says differently from the documents, beside what every rehearsal does. */
export const shortened = [
  { said: "--every 60s", rehearsed: "--every 5s", why: "the drain runs every 5 s instead of every minute" },
  { said: "--every 300s", rehearsed: "--every 5s", why: "the watch runs every 5 s instead of every five minutes" },
];

/** Where a flow's parts lie on both sides once they are installed. */
export const placesOf = ({ plan, stage }: Scene, flow: FlowPlan) => {
  const home = (side: string) => stage.gateways[side]?.home ?? "";
  const sender = join(home(flow.from), ".openclaw/bridges", plan.bridge);
  const receiver = join(home(flow.to), ".openclaw/hooks/transforms", plan.bridge);
  return {
    sender,
    receiver,
    outbox: join(sender, `${flow.name}.outbox`),
    inbox: join(receiver, `${flow.name}.spool`),
    settings: { outbox: join(sender, `${flow.name}.outbox.json`), inbox: join(receiver, `${flow.name}.json`) },
  };
};

/** Shortens the waits in the settings that were installed; several events may be made on one day. */
export function shorten(scene: Scene, flow: FlowPlan): void {
  const { settings } = placesOf(scene, flow);
  edit(settings.outbox, { ...scaled.outbox, idempotencyKey: ["runTime"] });
  edit(settings.inbox, scaled.inbox);
}

const edit = (file: string, more: object) =>
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, "utf8")), ...more }));

/** A running bridge as one scenario sees it: only what happened since it began counts. */
export function beginOn(scene: Scene, flow: FlowPlan, blocks: DocumentBlock[]): { pair: Pair; end: () => void } {
  const places = placesOf(scene, flow);
  const began = new Date().toISOString();
  const settings = Object.entries(places.settings).map(
    ([side, file]) => [side, file, readFileSync(file, "utf8")] as const,
  );
  const notes: Outcome["notes"] = {};
  const sender = scene.stage.gateways[flow.from] as Gateway;
  const receiver = scene.stage.gateways[flow.to] as Gateway;
  const outcome = (): Outcome => {
    const since = <T extends { at: string }>(file: string): T[] => readLines<T>(file).filter(({ at }) => at >= began);
    const outbox = since<Act>(join(places.outbox, "audit.jsonl"));
    const inbox = since<Act>(join(places.inbox, "audit.jsonl"));
    const keys = new Set([...outbox, ...inbox].flatMap(({ key }) => key || []));
    const ids = [...outbox, ...inbox].flatMap(({ id }) => id || []);
    // An event of an earlier scenario may be told a second time by now.
    const isOurs = (line: string) =>
      !line.includes(`${flow.envelope.example.subject}/`) || ids.some((id) => line.includes(id));
    return {
      outbox,
      inbox,
      atSender: idsIn(places.outbox, keys),
      atReceiver: idsIn(places.inbox, keys),
      told: soFar(scene)
        .filter(({ at, chat }) => at >= began && chat === flow.failure.target)
        .flatMap(({ text }) => text.split("\n"))
        .filter((line) => report.test(line) && isOurs(line)),
      work: inbox.filter(({ did, exit }) => did === "claim" && exit === 0).map(({ key = "" }) => ({ key, event: "" })),
      wire: since<{ at: string; method: string; path: string; status: number }>(join(scene.raw, rawFile.posted)),
      notes,
    };
  };
  const until: Pair["until"] = async (is, withinMs) => {
    for (const end = Date.now() + withinMs; Date.now() < end; await sleep(250)) if (is(outcome())) return true;
    return false;
  };
  const pair: Pair = {
    scene,
    flow,
    sender,
    receiver,
    mood: (mood) => {
      scene.stage.mood.now = mood;
    },
    async fire() {
      await sender.shell(
        `openclaw cron run "$(cat ${backups(scene)}/${flow.job?.file}.job)" --wait --poll-interval 500ms`,
      );
    },
    async add() {
      const { code, stderr } = await sender.shell(
        `cat '${dataFile(scene.stage.programs, flow)}' | '${places.sender}/node' '${places.sender}/outbox.mjs' add '${places.settings.outbox}'`,
      );
      if (code !== 0) throw new Error(`the event could not be kept: ${stderr}`);
    },
    change: (side, more) => edit(places.settings[side], more),
    until,
    async runbook(title) {
      const stages = [
        ...Map.groupBy(
          blocks.filter(({ part, stage }) => part === "runbook" && stage.replace(/^R\d+\. /, "").startsWith(title)),
          ({ stage }) => stage,
        ).values(),
      ];
      return stages.length > 0 && (await runStages(scene, stages, "runbook"));
    },
    async restart(...gateways) {
      await Promise.all(gateways.map((gateway) => gateway.stop()));
      await Promise.all(gateways.map((gateway) => gateway.start()));
    },
    async post(body) {
      const headers = {
        authorization: `Bearer ${tokenOf(laneOf(scene), receiver)}`,
        "content-type": "application/json",
      };
      const url = `${frontOf(scene)?.url}/hooks/${flow.id}`;
      return (await fetch(url, { method: "POST", headers, body })).status;
    },
    note: (name, value) => {
      notes[name] = [...(notes[name] ?? []), value];
    },
    outcome,
  };
  return {
    pair,
    end() {
      for (const [, file, text] of settings) if (existsSync(file)) writeFileSync(file, text);
      scene.stage.mood.now = "obedient";
      scene.stage.telegram.fail(false);
      Object.assign(frontOf(scene)?.trouble ?? {}, { holdMs: 0, answer: 0 });
    },
  };
}

/** What the drain and the watch say; everything else in a chat is a summary or OpenClaw's own alert. */
const report =
  /^(Again: )?(Not sent|Never sent|Refused for good|Nothing is sent|Still waiting|The receiver's clock|Cannot be read|Dead,|Parked|Nobody has taken)/;

/** Takes a protection away on the machines themselves. @returns whether the receiver must be restarted to see it */
export function takeAway({ scene, flow, change }: Pair, removal: Removal): { undo: () => void; restart: boolean } {
  if ("outbox" in removal) change("outbox", removal.outbox);
  if ("inbox" in removal) change("inbox", removal.inbox);
  if (!("in" in removal)) return { undo: () => {}, restart: false };
  const places = placesOf(scene, flow);
  const files = [places.sender, places.receiver]
    .map((home) => join(home, removal.in))
    .filter((file) => existsSync(file));
  const texts = files.map((file) => [file, readFileSync(file, "utf8")] as const);
  for (const [file, text] of texts) {
    if (text.split(removal.find).length !== 2) throw new Error(`${file}: expected exactly once: ${removal.find}`);
    writeFileSync(file, text.replace(removal.find, removal.put));
  }
  return {
    undo: () => {
      for (const [file, text] of texts) writeFileSync(file, text);
    },
    restart: files.some((file) => file.startsWith(places.receiver)),
  };
}

/** Where the sender's copies are, as a shell word. */
export const backups = (scene: Scene): string => folderOf(laneOf(scene), laneOf(scene).sender.name);

/** The one lane of the bridge that is broken here. */
export const laneOf = ({ plan }: Scene): Lane => plan.lanes[0] as Lane;

/** The proxy before the receiver of that lane. */
export const frontOf = (scene: Scene) => scene.stage.fronts[laneOf(scene).receiver?.name ?? ""];
