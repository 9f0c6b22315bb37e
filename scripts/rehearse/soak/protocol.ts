import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Settings as InboxSettings, inboxStates, readSettings, saw, watch } from "../../glue/inbox.mjs";
import { add, drain, type Event, type Settings as OutboxSettings, outboxStates } from "../../glue/outbox.mjs";
import { list, makeFolders, read } from "../../glue/spool.mjs";
import {
  type Clock,
  createClock,
  createHook,
  createRandom,
  type Fault,
  type Hook,
  type Random,
  SenderKilled,
} from "./hook-model.ts";

/**
 * What became of the events. Each event that was `sent` counts once in `settled`, `parked`, `dead` or `lost`; one that
 * travelled in a digest counts as what became of the digest.
 * `admitted`: taken in by the receiver. `duplicatesSuppressed`: copies that reached the receiver and changed nothing.
 * `settledTwice`: came to more than one end, or was claimed more often than the policy allows or the spool counted.
 * `lost`: in no end when nothing moved any more.
 * `reruns`: claims of an event after its first. `unreported`: parked or dead, and not told exactly once.
 * `longestDelayMinutes`: from the cause until the work was done, or a human was told that it is not.
 */
export type Counts = {
  sent: number;
  admitted: number;
  settled: number;
  parked: number;
  dead: number;
  duplicatesSuppressed: number;
  lost: number;
  settledTwice: number;
  reruns: number;
  unreported: number;
  longestDelayMinutes: number;
};

type SoakOptions = {
  events: number;
  /** The same seed gives the same faults, and the same counts. */
  seed: number;
  say: (line: string) => void;
  /** Faults to leave out, to see which one a finding needs. */
  without?: readonly Fault[];
};

/** The programs list their folders from end to end, digests most of all, so that many small spools are much faster than a large one. */
const batchSizes = { none: 40, latest: 40, digest: 20 };
const backlogs = ["none", "latest", "digest"] as const;
const start = Date.parse("2026-02-02T06:00:00Z");
const minute = 60_000;
const longestRun = 4 * 24 * 60;
/** What the guarantee allows, whatever the tables say. */
const mostClaims = { rerun: 3, ask: 1 };

/**
 * Drives events through the real outbox and inbox, on real spool folders, with a simulated clock, a simulated gateway and
 * faults of every kind between them; then judges from the two spools, their audit logs, and what a human was told.
 */
export async function soakProtocol({ events, seed, say, without = [] }: SoakOptions): Promise<Counts> {
  const random = createRandom(seed);
  const counts: Counts = {
    sent: 0,
    admitted: 0,
    settled: 0,
    parked: 0,
    dead: 0,
    duplicatesSuppressed: 0,
    lost: 0,
    settledTwice: 0,
    reruns: 0,
    unreported: 0,
    longestDelayMinutes: 0,
  };
  let traces = 5;
  let next = events / 10;
  for (let number = 0; counts.sent < events; number++) {
    const folder = mkdtempSync(join(base(), "soak-"));
    try {
      const backlog = backlogs[number % backlogs.length] ?? "none";
      const wanted = Math.min(batchSizes[backlog], events - counts.sent);
      const batch = createBatch({ folder, number, backlog, wanted, random, without });
      if (!(await run(batch))) say(`batch ${number} of seed ${seed} came to no end`);
      for (const { what, event } of judge(batch, counts))
        if (traces-- > 0)
          say([`${what}: event ${event} of batch ${number}, seed ${seed}`, ...trace(batch, event)].join("\n  "));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    if (counts.sent >= next) say(`${counts.sent} of ${events} events`);
    while (next <= counts.sent) next += events / 10;
  }
  return counts;
}

/** Memory where there is some, so that what is made durable does not wear a disk. */
function base(): string {
  try {
    accessSync("/dev/shm", constants.W_OK);
    return "/dev/shm";
  } catch {
    return tmpdir();
  }
}

type Batch = {
  outbox: OutboxSettings;
  inbox: InboxSettings;
  clock: Clock;
  hook: Hook;
  /** Which events the producer made, and when. */
  added: Map<number, number>;
  /** How often a human was told, and when first: `dead` with an id or a key, `parked` with a key. */
  told: Map<string, { times: number; first: number }>;
};

type BatchOptions = {
  folder: string;
  number: number;
  backlog: OutboxSettings["backlog"];
  wanted: number;
  random: Random;
  without: readonly Fault[];
};

/** A fresh pair of spools, and a producer that fills the first of them within some simulated hours. */
function createBatch({ folder, number, backlog, wanted, random, without }: BatchOptions): Batch {
  const clock = createClock(start);
  const { outbox, inbox } = settingsOf(folder, number, backlog, random);
  const added: Batch["added"] = new Map();
  const produce = (event: number) => {
    const outcome = add(outbox, JSON.stringify({ batch: number, event }), new Date(clock.now()));
    if ("fault" in outcome) throw new Error(`the soak's own event is not the contract's: ${outcome.fault}`);
    if (outcome.added && !added.has(event)) added.set(event, clock.now());
  };
  let at = 0;
  for (let event = 1; event <= wanted; event++) {
    // Some come together, most alone; now and then the producer runs twice for one cause.
    at += random.chance(0.2) ? random.between(0, 5) : random.between(20, 120);
    clock.after(at, () => produce(event));
    if (random.chance(0.02)) clock.after(at + random.between(1, 7200), () => produce(event));
  }
  const skewSeconds = random.between(-300, 300);
  const hook = createHook({ inbox, clock, random, skewSeconds, quietFrom: start + (at + 1800) * 1000, without });
  return { outbox, inbox, clock, hook, added, told: new Map() };
}

function settingsOf(
  folder: string,
  number: number,
  backlog: OutboxSettings["backlog"],
  random: Random,
): Pick<Batch, "outbox" | "inbox"> {
  const contract = {
    source: "till",
    receiver: "office",
    type: "till.closed",
    subject: "shop/closing",
    timezone: "UTC",
    idempotencyKey: ["batch", "event"],
    expiresSeconds: random.between(2, 5) * 1800,
    payload: { batch: { type: "integer" }, event: { type: "integer" } },
    guarantee: "acknowledged" as const,
    keepSeconds: 86_400,
  };
  const outbox: OutboxSettings = {
    ...contract,
    spool: join(folder, "outbox"),
    whenEmpty: "fail",
    backlog,
    freshSeconds: 1800,
    sends: 20,
    runSeconds: 45,
    poll: [120, 900],
    backoff: [10, 900],
    probeSeconds: 300,
    answerSeconds: 15,
    stuckSeconds: 3600,
  };
  makeFolders(outbox.spool, outboxStates);
  // The budget and the reminder of unclaimed events go by the files' own times, which are real and not simulated: both are off here.
  const inbox = {
    ...contract,
    spool: "inbox",
    policy: number % 4 === 3 ? "ask" : "rerun",
    leaseSeconds: 600,
    skewSeconds: 600,
    mostHops: 3,
    budgetPerHour: 1e9,
    unclaimedSeconds: 1e12,
  };
  writeFileSync(join(folder, "inbox.json"), JSON.stringify(inbox));
  return { outbox, inbox: readSettings(join(folder, "inbox.json")) };
}

/**
 * Drains every minute while anything waits, and watches every five, until nothing moves any more.
 * @returns false where that never comes: after days, or when the sender multiplies its events
 */
async function run(batch: Batch): Promise<boolean> {
  const { clock } = batch;
  let printed = true;
  for (let count = 1; count <= longestRun; count++) {
    clock.advanceTo(start + count * minute);
    if (!printed || has(batch.outbox.spool, "pending")) printed = await drainOnce(batch);
    if (count % 5 !== 0) continue;
    watchOnce(batch);
    const moving = has(batch.outbox.spool, "pending") || has(batch.inbox.spool, "new", "claimed");
    if (printed && !moving && clock.planned() === 0) return true;
    if (list(batch.outbox.spool, "carried").length > 5 * batch.added.size) return false;
  }
  return false;
}

const has = (spool: string, ...states: string[]) => states.some((state) => list(spool, state).length > 0);

/** @returns false where it was killed: then it printed nothing, and the next one goes on */
async function drainOnce({ outbox, hook, clock, told }: Batch): Promise<boolean> {
  try {
    const lines = await drain(outbox, hook.send, clock.now);
    for (const line of lines) if (deadly.test(line)) tell(told, `dead ${line.split(" ").at(-1)}`, clock.now());
    return true;
  } catch (error) {
    if (error instanceof SenderKilled) return false;
    throw error;
  }
}

/** The lines of a drain that tell of a dead event; each ends with its id, or with its key. */
const deadly = /^(Not sent|Never sent|Refused for good|Dead)/;

function watchOnce({ inbox, clock, told }: Batch): void {
  const lines = watch(inbox, clock.now());
  for (const line of lines) tell(told, line, clock.now());
  if (lines.length > 0) saw(inbox, lines, clock.now());
}

function tell(told: Batch["told"], what: string, now: number): void {
  const { times = 0, first = now } = told.get(what) ?? {};
  told.set(what, { times: times + 1, first });
}

type Line = { did: string; key: string; answer?: number; reason?: string; exit?: number };
type Finding = { what: "lost" | "settled twice" | "unreported"; event: number };
/** A file of one of the spools; `covers`: the events that whoever reads it learns of. */
type Kept = { state: string; key: string; id: string; claims: number; covers: number[] };
type End = { how: "settled" | "parked" | "dead"; times: number; told: number; at: number };

/** The lines of an audit log; none where nothing has happened yet. */
const auditOf = (spool: string): string[] => (read(spool, "", "audit.jsonl") ?? "").split("\n").filter(Boolean);

function kept(spool: string, states: readonly string[]): Kept[] {
  return states.flatMap((state) =>
    list(spool, state).map((name) => {
      const event: Event = JSON.parse(read(spool, state, name) ?? "{}");
      const covers = [event, ...(event.earlier ?? [])].map(({ data }) => Number(data.event));
      const [key = ""] = /[0-9a-f]{64}(?=~|\.json)/.exec(name) ?? [];
      return { state, key, id: event.id, claims: Number(name.split(/[~.]/)[1]), covers };
    }),
  );
}

/**
 * What a batch comes to, added to the counts.
 * @returns each event that was lost, settled twice or not reported
 */
function judge({ outbox, inbox, hook, added, told }: Batch, counts: Counts): Finding[] {
  const lines = auditOf(inbox.spool).map((line): Line => JSON.parse(line));
  const received = kept(inbox.spool, inboxStates);
  const sent = kept(outbox.spool, outboxStates);
  const claims = tally(lines.filter(({ did, exit }) => did === "claim" && exit === 0));
  const finished = tally(lines.filter(({ did, exit }) => did === "done" && exit === 0));
  const overclaimed = ({ key, claims: counted }: Kept) =>
    (claims.get(key) ?? 0) > Math.min(mostClaims[inbox.policy], counted);
  counts.reruns += [...claims.values()].reduce((sum, times) => sum + times - 1, 0);
  counts.duplicatesSuppressed += lines.filter(isSuppressed).length;

  const endsOf = (one: Kept): End[] => {
    const heard = [one.key, one.id].flatMap((name) => told.get(`${one.state} ${name}`) ?? []);
    const times = heard.reduce((sum, { times }) => sum + times, 0);
    const first = heard[0]?.first ?? start;
    if (one.state === "done")
      return [{ how: "settled", times: finished.get(one.key) ?? 0, told: 1, at: hook.finished.get(one.key) ?? start }];
    return one.state === "parked" || one.state === "dead" ? [{ how: one.state, times: 1, told: times, at: first }] : [];
  };
  return [...added].flatMap(([event, since]) => {
    const taken = received.filter(({ covers }) => covers.includes(event));
    const refused = sent.filter(({ state, covers }) => state === "dead" && covers.includes(event));
    const ends = [...taken, ...refused].flatMap(endsOf);
    const times = ends.reduce((sum, end) => sum + end.times, 0);
    const findings: Finding["what"][] = [
      ...(times === 0 ? (["lost"] as const) : []),
      ...(times > 1 || taken.some(overclaimed) ? (["settled twice"] as const) : []),
      ...(ends.some((end) => end.told !== 1) ? (["unreported"] as const) : []),
    ];
    counts.sent++;
    if (taken.length > 0) counts.admitted++;
    counts[ends[0]?.how ?? "lost"]++;
    if (findings.includes("settled twice")) counts.settledTwice++;
    if (findings.includes("unreported")) counts.unreported++;
    const delay = Math.max(0, ...ends.map(({ at }) => Math.ceil((at - since) / minute)));
    counts.longestDelayMinutes = Math.max(counts.longestDelayMinutes, delay);
    return findings.map((what) => ({ what, event }));
  });
}

const tally = (lines: Line[]): Map<string, number> => {
  const times = new Map<string, number>();
  for (const { key } of lines) times.set(key, (times.get(key) ?? 0) + 1);
  return times;
};

/** A copy of an event that the receiver has already, and that gave it no second place and no second turn. */
const isSuppressed = ({ did, answer, reason = "" }: Line): boolean =>
  did === "accept" && answer !== 400 && ["new", "claimed", "done", "parked"].includes(reason);

/** What both audit logs say of an event, and of the digests that it travelled in: the beginning, where it is much. */
function trace({ outbox, inbox }: Batch, event: number): string[] {
  const names = [...kept(outbox.spool, outboxStates), ...kept(inbox.spool, inboxStates)]
    .filter(({ covers }) => covers.includes(event))
    .flatMap(({ key, id }) => [key, `${id}"`]);
  const of = (side: string, spool: string) => {
    const about = auditOf(spool)
      .filter((line) => names.some((name) => line.includes(name)))
      .map((line) => `${side} ${line}`);
    return about.length > 15 ? [...about.slice(0, 15), `${side} and ${about.length - 15} more`] : about;
  };
  return [...of("outbox", outbox.spool), ...of("inbox", inbox.spool)];
}
