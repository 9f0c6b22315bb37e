import { accept, claim, done, type Settings } from "../../glue/inbox.mjs";
import type { Answer, Event } from "../../glue/outbox.mjs";

/** Random numbers that a seed repeats (mulberry32). */
export type Random = {
  chance: (probability: number) => boolean;
  /** A whole number, both bounds included. */
  between: (least: number, most: number) => number;
};

/** @param seed the same seed gives the same numbers */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    chance: (probability) => next() < probability,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
  };
}

/** A simulated clock: what is on its agenda happens, in order, while the time is moved on. */
export type Clock = {
  now: () => number;
  after: (seconds: number, act: () => void) => void;
  advanceTo: (time: number) => void;
  planned: () => number;
};

/** @param start ms */
export function createClock(start: number): Clock {
  let time = start;
  const agenda: { at: number; act: () => void }[] = [];
  return {
    now: () => time,
    after(seconds, act) {
      const at = time + Math.round(seconds * 1000);
      const place = agenda.findLastIndex((other) => other.at <= at);
      agenda.splice(place + 1, 0, { at, act });
    },
    advanceTo(until) {
      for (let due = agenda[0]; due && due.at <= until; due = agenda[0]) {
        agenda.shift();
        time = Math.max(time, due.at);
        due.act();
      }
      time = Math.max(time, until);
    },
    planned: () => agenda.length,
  };
}

/** What goes wrong, and how often: of all requests, or of all agent runs. */
const rates = {
  "request lost": 0.03,
  "request late": 0.015,
  "request copied": 0.03,
  "answer lost": 0.03,
  "bad gateway": 0.015,
  "busy before": 0.015,
  "busy after": 0.02,
  "reloaded after": 0.015,
  "too many": 0.01,
  "inbox broken": 0.01,
  "receiver killed": 0.006,
  "sender killed": 0.006,
  "receiver down": 0.004,
  "token refused": 0.003,
  redirected: 0.002,
  "never claims": 0.05,
  "claims twice": 0.05,
  "never finishes": 0.05,
  "stale tag": 0.03,
  slow: 0.04,
} as const;

export type Fault = keyof typeof rates;

/** Thrown where the sender's process is killed after the receiver has answered. */
export class SenderKilled extends Error {}

type HookOptions = {
  inbox: Settings;
  clock: Clock;
  random: Random;
  /** By how much the receiver's clock is ahead. */
  skewSeconds: number;
  /** No fault after this time, ms. */
  quietFrom: number;
  /** Faults to leave out. */
  without: readonly Fault[];
};

const answered = (status: number | null, reason: string, retryAfter: number | null = null): Answer => ({
  status,
  reason,
  retryAfter,
  clock: null,
});

/** The mapped hook of a gateway, its transform, and its agent. */
export type Hook = {
  /** One request of the sender's, with all that can happen to it on its way. */
  send: (event: Event) => Promise<Answer>;
  /** When each event was finished by an agent: simulated ms, by key. */
  finished: Map<string, number>;
};

/**
 * Stands for a gateway with the bridge's hook: hands each request to the real `accept`, answers as the real gateway does
 * (measured on 2026.9.6, see test/glue/gateway.test.ts), and runs an agent that claims and finishes, unless a fault is drawn.
 */
export function createHook({ inbox, clock, random, skewSeconds, quietFrom, without }: HookOptions): Hook {
  const hit = (fault: Fault) => clock.now() < quietFrom && !without.includes(fault) && random.chance(rates[fault]);
  const receiverNow = () => clock.now() + skewSeconds * 1000;
  const pass = (seconds: number) => clock.advanceTo(clock.now() + Math.round(seconds * 1000));
  const finished = new Map<string, number>();
  const tags = new Map<string, string[]>();
  let lives = 0;
  let away: { until: number; answer: Answer } = { until: 0, answer: answered(null, "") };

  /** A step of an agent's run, which a restart of its gateway ends. */
  const later = (seconds: number, step: () => void) => {
    const life = lives;
    clock.after(seconds, () => life === lives && step());
  };

  function startRun(key: string): void {
    later(random.between(5, 120), () => {
      if (hit("never claims")) return;
      const { exit, tag } = claim(inbox, key, receiverNow());
      if (hit("claims twice")) claim(inbox, key, receiverNow());
      if (exit !== 0) return;
      const known = [...(tags.get(key) ?? []), tag];
      tags.set(key, known);
      const work = random.between(20, inbox.leaseSeconds * (hit("slow") ? 4 : 0.9));
      later(work, () => finish(key, known));
    });
  }

  function finish(key: string, known: string[]): void {
    if (hit("never finishes")) return;
    const tag = hit("stale tag") ? (known.at(-2) ?? "0".repeat(16)) : (known.at(-1) ?? "");
    if (done(inbox, key, tag, receiverNow()) === 0) finished.set(key, clock.now());
  }

  /** The receiver is away for a while; where it is down, its runs are lost. */
  function leave(answer: Answer, down: boolean): Answer {
    if (down) lives++;
    away = { until: clock.now() + random.between(300, 3600) * 1000, answer };
    return answer;
  }

  /** What a gateway answers before it has run the transform, if anything keeps it from doing so. */
  function refused(): Answer | undefined {
    if (clock.now() < Math.min(away.until, quietFrom)) return away.answer;
    if (hit("receiver down"))
      return leave(random.chance(0.5) ? answered(null, "ECONNREFUSED") : answered(502, "Bad Gateway"), true);
    if (hit("token refused")) return leave(answered(401, "Unauthorized"), false);
    if (hit("redirected")) return leave(answered(302, "Found"), false);
    if (hit("bad gateway")) return answered(502, "Bad Gateway");
    if (hit("busy before")) return answered(503, "busy");
    if (hit("too many")) return answered(429, "too many", random.between(1, 1800));
    if (hit("inbox broken")) return answered(500, "hook transform failed");
    return undefined;
  }

  /** A request that reaches the gateway. */
  function arrive(event: Event): Answer {
    const refusal = refused();
    if (refusal) return refusal;
    const { answer, reason, key } = accept(inbox, event, receiverNow());
    if (hit("receiver killed")) {
      lives++;
      return answered(null, "ECONNRESET");
    }
    if (hit("busy after")) return answered(503, "busy");
    if (hit("reloaded after")) return answered(409, "reloaded");
    // The gateway's replay cache keeps some copies from starting a run of their own.
    if (answer === 200 && (reason !== "new" || random.chance(0.6))) startRun(key);
    return { ...answered(answer, answer === 400 ? reason : ""), clock: receiverNow() };
  }

  async function send(event: Event): Promise<Answer> {
    pass(random.between(0, 15) / 10);
    if (hit("request lost")) {
      pass(15);
      return answered(null, "TimeoutError");
    }
    if (hit("request late")) {
      clock.after(random.between(20, 3600), () => arrive(event));
      pass(15);
      return answered(null, "TimeoutError");
    }
    if (hit("request copied")) clock.after(random.between(0, 7200), () => arrive(event));
    const answer = arrive(event);
    if (hit("sender killed")) throw new SenderKilled();
    if (hit("answer lost")) {
      pass(15);
      return answered(null, "TimeoutError");
    }
    pass(random.between(0, 15) / 10);
    return answer;
  }

  return { send, finished };
}
