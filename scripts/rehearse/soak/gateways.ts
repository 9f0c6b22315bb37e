import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { FlowPlan } from "../../plan/plan.ts";
import { type DocumentBlock, stagesOf } from "../document.ts";
import type { Outcome } from "../faults/outcome.ts";
import { beginOn, frontOf, type Pair, placesOf, shorten } from "../faults/pair.ts";
import { runStages, type Scene } from "../scene.ts";
import type { Mood } from "../scripted.ts";
import { createRandom, type Random } from "./hook-model.ts";
import type { Counts } from "./protocol.ts";

/** What is done to the pair, and for how long (seconds); drawn again and again. */
type Trouble = {
  name: string;
  seconds: number;
  begin: (pair: Pair) => void | Promise<void>;
  end: (pair: Pair) => void | Promise<void>;
};

const wire = (name: string, seconds: number, trouble: { holdMs?: number; answer?: number }): Trouble => ({
  name,
  seconds,
  begin: ({ scene }) => void Object.assign(frontOf(scene)?.trouble ?? {}, trouble),
  end: ({ scene }) => void Object.assign(frontOf(scene)?.trouble ?? {}, { holdMs: 0, answer: 0 }),
});
const mood = (now: Mood): Trouble => ({
  name: `agent: ${now}`,
  seconds: 6,
  begin: (pair) => pair.mood(now),
  end: (pair) => pair.mood("obedient"),
});
const killed = (side: "sender" | "receiver"): Trouble => ({
  name: `${side} killed`,
  seconds: 1,
  begin: (pair) => pair[side].stop(0),
  end: (pair) => pair[side].start(),
});

const troubles: Trouble[] = [
  wire("answers 502 after handing on", 6, { answer: 502 }),
  wire("answers 503 after handing on", 6, { answer: 503 }),
  wire("answers 409 after handing on", 6, { answer: 409 }),
  wire("slow", 6, { holdMs: 3000 }),
  wire("slower than the sender waits", 9, { holdMs: 9000 }),
  mood("no-done"),
  mood("claims-twice"),
  mood("no-claim"),
  {
    name: "ten copies of what waits",
    seconds: 1,
    begin: async (pair) => {
      const pending = join(placesOf(pair.scene, pair.flow).outbox, "pending");
      const bodies = readdirSync(pending)
        .slice(0, 5)
        .flatMap((name) => textOf(join(pending, name)));
      await Promise.all([...bodies, ...bodies].map((body) => pair.post(body).catch(() => 0)));
    },
    end: () => {},
  },
  killed("receiver"),
  killed("sender"),
];

/** An event may be settled between the look and the reading. */
function textOf(file: string): string[] {
  try {
    return [readFileSync(file, "utf8")];
  } catch {
    return [];
  }
}

/** How long everything may take to settle once nothing is made and nothing goes wrong any more: a busy machine is slow. */
const settleMs = 1_800_000;

/**
 * Sends events through a real pair of gateways while faults are drawn from a seed, then lets it settle, and counts.
 * @param scene a bridge that is not rolled out yet
 * @param options `events`: how many; `seed`: the same seed draws the same faults, though not at the same moments
 */
export async function soakGateways(
  scene: Scene,
  flow: FlowPlan,
  blocks: DocumentBlock[],
  { events, seed }: { events: number; seed: number },
): Promise<Counts & { troubles: number }> {
  const rollout = stagesOf(blocks.filter(({ part }) => part === "rollout"));
  const created = rollout.findIndex(([block]) => block?.stage.includes("Create the jobs"));
  if (!(await runStages(scene, rollout.slice(0, created + 1), "rollout"))) throw new Error("the rollout stopped");
  shorten(scene, flow);
  await runStages(
    scene,
    rollout.filter(([block]) => block?.stage.includes("Switch it on")),
    "rollout",
  );
  const { pair } = beginOn(scene, flow, blocks);
  const random = createRandom(seed);
  const policy = random.chance(0.5) ? "rerun" : "ask";
  pair.change("outbox", { backlog: "none", freshSeconds: 9999, sends: 20 });
  pair.change("inbox", { policy, leaseSeconds: 15 });
  let drawn = 0;
  let producing = true;
  const trouble = (async () => {
    while (producing) {
      await sleep(random.between(4, 12) * 1000);
      await during(pair, random, scene.say);
      drawn++;
    }
  })();
  for (let sent = 0; sent < events; sent++) {
    // Whatever runs on a machine that is killed ends with it: the event is made again.
    await pair.add().catch(() => pair.add());
    if (sent % 50 === 49) scene.say(`${sent + 1} of ${events} events made`);
    await sleep(random.between(300, 1200));
  }
  producing = false;
  await trouble;
  // What no agent claimed gets a run again with a new process: the gateway knows a copy for five minutes.
  await pair.restart(pair.receiver);
  const settled = await pair.until(
    ({ atSender, atReceiver }) =>
      (atSender.pending ?? []).length + (atReceiver.new ?? []).length + (atReceiver.claimed ?? []).length === 0,
    settleMs,
  );
  scene.say(settled ? "everything is settled" : "something still waits after half an hour");
  await sleep(12_000);
  return { ...countsOf(pair.outcome(), policy), troubles: drawn };
}

async function during(pair: Pair, random: Random, say: (text: string) => void): Promise<void> {
  const { name, seconds, begin, end } = troubles[random.between(0, troubles.length - 1)] as Trouble;
  say(name);
  await begin(pair);
  await sleep(seconds * 1000);
  await end(pair);
}

/** Counts from the spools, the audit logs and the chat alone. */
function countsOf({ outbox, inbox, atSender, atReceiver, told }: Outcome, policy: "rerun" | "ask"): Counts {
  const added = new Map(
    outbox.filter(({ did }) => did === "add").map(({ key = "", id, at }) => [id ?? "", { key, at }]),
  );
  const parked = new Set(atReceiver.parked ?? []);
  const dead = new Set(atSender.dead ?? []);
  const done = new Set((atReceiver.done ?? []).filter((id) => (atSender.done ?? []).includes(id)));
  const ends = Map.groupBy(
    inbox.filter(({ did, exit }) => did === "done" && exit === 0),
    ({ key }) => key,
  );
  const claims = [
    ...Map.groupBy(
      inbox.filter(({ did, exit }) => did === "claim" && exit === 0),
      ({ key }) => key,
    ).values(),
  ];
  const most = policy === "rerun" ? 3 : 1;
  const accepts = inbox.filter(({ did }) => did === "accept");
  const delay = [...done].map((id) => {
    const { key, at } = added.get(id) ?? { key: "", at: "" };
    const end = ends.get(key)?.[0]?.at;
    return end ? (Date.parse(end) - Date.parse(at)) / 60_000 : 0;
  });
  return {
    sent: added.size,
    admitted: accepts.filter(({ answer, seen, reason }) => answer === 200 && (seen ?? reason) === "absent").length,
    settled: done.size,
    parked: parked.size,
    dead: dead.size,
    duplicatesSuppressed: accepts.filter(({ answer, reason }) => answer === 204 || (answer === 200 && reason === "new"))
      .length,
    lost: [...added.keys()].filter((id) => !parked.has(id) && !dead.has(id) && !done.has(id)).length,
    settledTwice:
      [...ends.values()].filter((list) => list.length > 1).length + claims.filter((list) => list.length > most).length,
    reruns: claims.reduce((sum, list) => sum + list.length - 1, 0),
    unreported: [...parked, ...dead].filter(
      (id) => told.filter((line) => line.includes(id) && !/^(Again|Nobody|Still)/.test(line)).length !== 1,
    ).length,
    longestDelayMinutes: Math.round(Math.max(0, ...delay) * 10) / 10,
  };
}
