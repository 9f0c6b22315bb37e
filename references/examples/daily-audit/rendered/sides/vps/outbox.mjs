#!/usr/bin/env node
// The sender's side of a bridge: keeps each event in a file until the receiver has settled it, and sends it again until then.
// Makes one kind of request, to one address; a redirect is not followed. Everything it knows lies in its spool folder.
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { dataOf, eventOf, keyOf, largestEvent } from "./contract.mjs";
import { accept, readSettings as readInbox } from "./inbox.mjs";
import { meaningOf, senderTable } from "./protocol.mjs";
import { audit, create, isDue, list, makeFolders, move, read, recall, remember, sweep, told } from "./spool.mjs";

const help = `usage: node outbox.mjs add SETTINGS.json < data.json    keep one event, to be sent
       node outbox.mjs drain SETTINGS.json              send what is due; prints only what a human must hear
       node outbox.mjs flush SETTINGS.json              send what waits, without the waits between, for two minutes
       node outbox.mjs resend SETTINGS.json KEY         let a settled or dead event be sent once more
       node outbox.mjs list SETTINGS.json               every event and where it stands
       node outbox.mjs archive SETTINGS.json FOLDER     move what waits aside, and list it; nothing is deleted

Exit codes: 0 fine, also while events wait · 1 the data does not keep the contract, or after two minutes something still
waits · 2 wrong usage or settings
`;

/** The folders that events move through at the sender; `carried` waits inside a digest. */
export const outboxStates = /** @type {const} */ (["pending", "carried", "done", "dead"]);

/**
 * @typedef {import("./contract.mjs").Contract & { spool: string, guarantee: "delivered" | "acknowledged", whenEmpty: "fail" | "silent",
 *   url?: string, tokenFile?: string, nextTokenFile?: string, inbox?: string, backlog: "none" | "latest" | "digest", freshSeconds: number,
 *   sends: number, runSeconds: number, poll: [first: number, most: number], backoff: [first: number, most: number], probeSeconds: number, answerSeconds: number,
 *   stuckSeconds: number, tellAgainSeconds?: number, keepSeconds: number }} Settings
 * @typedef {import("./contract.mjs").Event & { earlier?: { id: string, time: string, data: Record<string, unknown> }[] }} Event
 * @typedef {{ retry: Record<string, { tries: number, polls: number, next: number }>, hold: { status: number, next: number } | null, said: Record<string, import("./spool.mjs").Said> }} Memory
 * @typedef {{ status: number | null, reason: string, retryAfter: number | null, clock: number | null }} Answer
 */

/** Wrong usage or settings: exit code 2. */
class SettingsError extends Error {}

/** @param {string} file @returns {Settings} */
function readSettings(file) {
  /** @type {Settings} */
  let settings;
  try {
    settings = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SettingsError(`cannot read the settings ${file}: ${/** @type {Error} */ (error).message}`);
  }
  const beside = (/** @type {string} */ path) => resolve(dirname(file), path);
  settings.spool = beside(settings.spool);
  if (settings.tokenFile) settings.tokenFile = beside(settings.tokenFile);
  // The next token is there only while the tokens change.
  if (settings.nextTokenFile) settings.nextTokenFile = beside(settings.nextTokenFile);
  if (!existsSync(settings.nextTokenFile ?? "")) delete settings.nextTokenFile;
  if (settings.inbox) settings.inbox = beside(settings.inbox);
  makeFolders(settings.spool, outboxStates);
  return settings;
}

/**
 * The token, out of a file that only its owner can read.
 * @param {string} file
 * @returns {string}
 */
function readToken(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new SettingsError(`${file}: no such file, expected the hook token`);
  if ((found.mode & 0o077) !== 0)
    throw new SettingsError(
      `${file}: has mode ${(found.mode & 0o777).toString(8)}, expected 600: others could read the token`,
    );
  const token = readFileSync(file, "utf8").trim();
  if (!/^[\x21-\x7e]{16,500}$/.test(token))
    throw new SettingsError(`${file}: holds no token of 16 characters or more on one line`);
  return token;
}

/**
 * Keeps an event. The same cause gives the same key, so a second run of it adds nothing.
 * @param {Settings} settings
 * @param {string} text what the command printed
 * @param {Date} now
 * @returns {{ key: string, added: boolean } | { fault: string }}
 */
export function add(settings, text, now) {
  const given = dataOf(text, settings);
  if ("fault" in given) return given;
  // Order is not promised; who wants to sort can.
  const event = { ...eventOf(settings, given.data, now), sequence: String(now.getTime()).padStart(15, "0") };
  const key = keyOf(event);
  const known = ["carried", "done", "dead"].some((state) =>
    list(settings.spool, state).some((name) => name.includes(key)),
  );
  const added = !known && create(settings.spool, "pending", `${key}.json`, `${JSON.stringify(event)}\n`);
  audit(settings.spool, { did: "add", key, id: event.id, added });
  return { key, added };
}

/** @param {Settings} settings @returns {Memory} */
const memoryOf = ({ spool }) => ({ retry: {}, hold: null, said: {}, ...recall(spool, "memory.json") });

/** An event's file; null where it is gone, or is no event. @param {string} spool @param {string} state @param {string} name @returns {Event | null} */
function eventIn(spool, state, name) {
  try {
    const event = JSON.parse(read(spool, state, name) ?? "null");
    return typeof event?.id === "string" ? event : null;
  } catch {
    return null;
  }
}

/** The events that wait, oldest first. @param {Settings} settings @returns {{ key: string, event: Event }[]} */
const waiting = ({ spool }) =>
  list(spool, "pending")
    .flatMap((name) => {
      const event = eventIn(spool, "pending", name);
      return event === null ? [] : [{ key: name.slice(0, 64), event }];
    })
    .sort((a, b) => (a.event.time < b.event.time ? -1 : 1));

/** What a broken disk left is put aside, so that it stops nothing else, and is told. @param {Settings} settings @param {Memory} memory */
function buryBroken({ spool }, memory) {
  for (const name of list(spool, "pending")) {
    if (eventIn(spool, "pending", name) !== null || read(spool, "pending", name) === null) continue;
    say(memory, `dead ${name.slice(0, 64)}`, `Cannot be read any more, and is not sent: ${name}`);
    settle({ spool }, name.slice(0, 64), "dead", "cannot be read");
  }
}

/** @param {Pick<Settings, "spool">} settings @param {string} key @param {"done" | "dead"} to @param {string} reason */
function settle({ spool }, key, to, reason) {
  if (move(spool, ["pending", `${key}.json`], [to, `${key}.json`])) audit(spool, { did: to, key, reason });
}

/** A dead event is one that a human hears of, so what is to be said of it is kept before it moves. @param {Settings} settings @param {Memory} memory @param {{ key: string, event: Event }} one @param {string} reason @param {string} text */
function bury(settings, memory, { key, event }, reason, text) {
  memory.said[`dead ${key}`] ??= { text: `${text}: ${event.type} ${event.id}`, times: 0, first: 0 };
  remember(settings.spool, "memory.json", memory);
  settle(settings, key, "dead", reason);
}

/**
 * What becomes of several events that wait and were never sent: what had to wait is of no use any more, only the latest is, or all of them
 * travel in the latest.
 * @param {Settings} settings
 * @param {Memory} memory
 * @param {number} now ms
 */
export function coalesce(settings, memory, now) {
  finishDigests(settings);
  const unsent = waiting(settings).filter(({ key }) => !memory.retry[key]);
  const older = unsent.slice(0, -1);
  if (settings.backlog === "none") {
    for (const one of unsent)
      if (now - Date.parse(one.event.time) > settings.freshSeconds * 1000)
        bury(settings, memory, one, "waited too long", "Not sent, it waited too long");
  } else if (settings.backlog === "latest") {
    for (const one of older)
      bury(settings, memory, one, "superseded by a later one", "Not sent, a later one stands for it");
  } else {
    // A digest that waits is never carried again: it would travel twice.
    const single = unsent.filter(({ event }) => !event.earlier);
    if (single.length > 1) digest(settings, single);
  }
}

/**
 * All that wait, inside the latest. First they leave `pending`, then the digest is made out of what lies in `carried`: after a crash
 * between the two `finishDigests` makes it, and nothing is ever sent twice.
 * @param {Settings} settings
 * @param {{ key: string, event: Event }[]} unsent
 */
function digest(settings, unsent) {
  /** @type {typeof unsent} */
  const fitting = [];
  let size = 2048;
  for (const one of unsent) {
    size += JSON.stringify(one.event.data).length + 200;
    if (size < largestEvent) fitting.push(one);
  }
  const group = createHash("sha256")
    .update(fitting.map(({ key }) => key).join("\n"))
    .digest("hex");
  for (const { key } of fitting) {
    move(settings.spool, ["pending", `${key}.json`], ["carried", `${group}.${fitting.length}.${key}.json`]);
    audit(settings.spool, { did: "carry", key, group });
  }
  finishDigests(settings);
}

/** Makes each digest that has none yet; a group that a crash left incomplete goes back. @param {Settings} settings */
function finishDigests({ spool, subject }) {
  /** @type {Map<string, string[]>} */
  const groups = new Map();
  for (const name of list(spool, "carried"))
    groups.set(name.slice(0, 64), [...(groups.get(name.slice(0, 64)) ?? []), name]);
  for (const [group, names] of groups) {
    const expected = Number((names[0] ?? "").split(".")[1]);
    const made = ["pending", "done", "dead"].some((state) =>
      list(spool, state).some((name) => recallGroup(spool, state, name) === group),
    );
    if (made) continue;
    if (names.length < expected) {
      for (const name of names) move(spool, ["carried", name], ["pending", `${name.split(".")[2]}.json`]);
      continue;
    }
    const events = names
      .map((name) => /** @type {Event} */ (JSON.parse(read(spool, "carried", name) ?? "{}")))
      .sort((a, b) => (a.time < b.time ? -1 : 1));
    const last = /** @type {Event} */ (events.at(-1));
    const whole = {
      ...last,
      id: `${subject}/digest/${group.slice(0, 32)}`,
      earlier: events.slice(0, -1).map(({ id, time, data }) => ({ id, time, data })),
    };
    create(spool, "pending", `${keyOf(whole)}.json`, `${JSON.stringify(whole)}\n`);
    audit(spool, { did: "digest", key: keyOf(whole), group, events: events.length });
  }
}

/** The group whose digest a file is. @param {string} spool @param {string} state @param {string} name */
function recallGroup(spool, state, name) {
  const { id = "", earlier } = JSON.parse(read(spool, state, name) ?? "{}");
  if (!earlier) return null;
  const short = id.split("/").at(-1);
  return (
    list(spool, "carried")
      .find((one) => one.startsWith(short))
      ?.slice(0, 64) ?? null
  );
}

/**
 * Sends what is due, and follows the table.
 * @param {Settings} settings
 * @param {(event: Event, key: string, which: "current" | "next") => Promise<Answer>} send
 * @param {() => number} clock ms
 * @returns {Promise<string[]>} what a human must hear, each once
 */
export async function drain(settings, send, clock) {
  const began = clock();
  const memory = memoryOf(settings);
  buryBroken(settings, memory);
  coalesce(settings, memory, began);
  let sends = 0;
  for (const { key, event } of waiting(settings)) {
    const now = clock();
    const retry = memory.retry[key] ?? { tries: 0, polls: 0, next: 0 };
    if (now - began > settings.runSeconds * 1000 || sends >= settings.sends) break;
    if (now < (memory.hold?.next ?? 0)) break;
    if (now < retry.next) continue;
    if (retry.tries + retry.polls === 0 && now > Date.parse(event.expirytime)) {
      bury(settings, memory, { key, event }, "expired before it was ever sent", "Never sent, and of no use any more");
      continue;
    }
    sends++;
    // That it was sent is known before it is: a drain that dies now must not take the event for one that was never sent.
    memory.retry[key] = { ...retry, tries: retry.tries + 1 };
    remember(settings.spool, "memory.json", memory);
    let answer = await send(event, key, "current");
    if (answer.status === 401 && settings.nextTokenFile) answer = await send(event, key, "next");
    followed(settings, memory, { key, event, retry, answer }, clock());
    if (memory.hold) break;
  }
  const now = clock();
  for (const { key, event } of waiting(settings)) {
    const waited = now - Date.parse(event.time);
    if (waited > settings.stuckSeconds * 1000)
      say(memory, `stuck ${key}`, `Still waiting after ${Math.round(waited / 60_000)} min: ${event.type} ${event.id}`);
  }
  // After a crash between the move and the words a dead event is still told.
  for (const name of list(settings.spool, "dead"))
    say(memory, `dead ${name.slice(0, 64)}`, `Dead, the reason stands in audit.jsonl: ${name.slice(0, 64)}`);
  forget(settings, memory, now);
  const due = Object.keys(memory.said).filter((topic) => isDue(memory.said[topic], settings.tellAgainSeconds, now));
  for (const topic of due) memory.said[topic] = told(memory.said[topic], now);
  remember(settings.spool, "memory.json", memory);
  return due.map((topic) => `${memory.said[topic]?.times === 2 ? "Again: " : ""}${memory.said[topic]?.text}`);
}

/** @param {Memory} memory @param {string} topic @param {string} text */
const say = (memory, topic, text) => {
  memory.said[topic] ??= { text, times: 0, first: 0 };
};

/**
 * @param {Settings} settings
 * @param {Memory} memory
 * @param {{ key: string, event: Event, retry: { tries: number, polls: number, next: number }, answer: Answer }} sent
 * @param {number} now ms
 */
function followed(settings, memory, { key, event, retry, answer }, now) {
  const meaning = meaningOf(answer.status);
  const step = senderTable[settings.guarantee][meaning];
  const about = `${event.type} ${event.id}`;
  audit(settings.spool, { did: "send", key, id: event.id, status: answer.status, reason: answer.reason, meaning });
  if (answer.clock !== null && Math.abs(answer.clock - now) > 120_000)
    say(memory, "clock", `The receiver's clock differs by ${Math.round((answer.clock - now) / 1000)} s.`);
  if (!("hold" in step) && memory.hold) {
    delete memory.said[`hold ${memory.hold.status}`];
    memory.hold = null;
  }
  if (step.to !== "pending") {
    delete memory.retry[key];
    const reason = `answer ${answer.status}`;
    if (step.to === "done") settle(settings, key, "done", reason);
    else bury(settings, memory, { key, event }, reason, `Refused for good (${answer.status} ${answer.reason})`);
    return;
  }
  if ("hold" in step) {
    memory.retry[key] = { ...retry, tries: retry.tries + 1, next: 0 };
    say(
      memory,
      `hold ${answer.status}`,
      `Nothing is sent for now, the answer is ${answer.status} (${answer.reason}); wrong address or token? First waiting: ${about}`,
    );
    memory.hold = { status: answer.status ?? 0, next: now + settings.probeSeconds * 1000 };
    return;
  }
  const [first, most] = settings[step.wait];
  const count = step.wait === "poll" ? retry.polls : retry.tries;
  const seconds = Math.max(Math.min(first * 2 ** count, most), answer.retryAfter ?? 0);
  memory.retry[key] = {
    tries: retry.tries + (step.wait === "poll" ? 0 : 1),
    polls: retry.polls + (step.wait === "poll" ? 1 : 0),
    next: now + seconds * 1000,
  };
}

/** Settled events stay as long as the same cause could come again. @param {Settings} settings @param {Memory} memory @param {number} now ms */
function forget(settings, memory, now) {
  for (const state of /** @type {const} */ (["carried", "done", "dead"]))
    for (const name of list(settings.spool, state)) {
      const { expirytime = "" } = eventIn(settings.spool, state, name) ?? {};
      if (now > Date.parse(expirytime) + settings.keepSeconds * 1000)
        move(settings.spool, [state, name], ["tmp", name]);
    }
  const left = new Set(list(settings.spool, "pending").map((name) => name.slice(0, 64)));
  for (const key of Object.keys(memory.retry)) if (!left.has(key)) delete memory.retry[key];
  const dead = new Set(list(settings.spool, "dead").map((name) => name.slice(0, 64)));
  for (const topic of Object.keys(memory.said)) {
    const [what, key = ""] = topic.split(" ");
    if ((what === "stuck" && !left.has(key)) || (what === "dead" && !dead.has(key))) delete memory.said[topic];
  }
  sweep(settings.spool, now);
}

/**
 * One request, to the one address of the settings. A redirect is not followed: OpenClaw's own delivery would call it delivered.
 * @param {Settings} settings
 * @returns {(event: Event, key: string, which: "current" | "next") => Promise<Answer>}
 */
export function sender(settings) {
  const { url = "", tokenFile = "", nextTokenFile } = settings;
  const tokens = { current: readToken(tokenFile), next: nextTokenFile ? readToken(nextTokenFile) : "" };
  return async (event, key, which) => {
    try {
      const response = await fetch(url, {
        method: "POST",
        redirect: "manual",
        signal: AbortSignal.timeout(settings.answerSeconds * 1000),
        headers: {
          authorization: `Bearer ${tokens[which]}`,
          "content-type": "application/json",
          "idempotency-key": key,
        },
        body: JSON.stringify(event),
      });
      const text = (await response.text()).slice(0, 200);
      return {
        status: response.status,
        reason: text
          .replaceAll(/[^\x20-\x7e]+/g, " ")
          .replaceAll(tokens[which], "(token)")
          .trim(),
        retryAfter: retryAfter(response.headers.get("retry-after")),
        clock: Date.parse(response.headers.get("date") ?? "") || null,
      };
    } catch (error) {
      const { cause, name, message } = /** @type {Error & { cause?: { code?: string } }} */ (error);
      return {
        status: null,
        reason: cause?.code ?? `${name}: ${message}`.slice(0, 100),
        retryAfter: null,
        clock: null,
      };
    }
  };
}

/** @param {string | null} text seconds or a date @returns {number | null} seconds, at most an hour */
function retryAfter(text) {
  if (text === null) return null;
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 3600) : null;
}

/** Both sides on one machine: the same receiver, without a request. @param {string} file the inbox's settings */
export function handOver(file) {
  const inbox = readInbox(file);
  return async (/** @type {Event} */ event) => {
    const { answer, reason } = accept(inbox, event, Date.now());
    return { status: answer, reason, retryAfter: null, clock: null };
  };
}

/**
 * One drain at a time. The lock of one that died is broken at once; after two minutes every lock is, as its number may be another's by now.
 * @param {string} spool @param {() => Promise<void>} run @returns {Promise<boolean>} false where another one runs
 */
async function alone(spool, run) {
  const file = join(spool, "drain.lock");
  const { mtimeMs = 0 } = statSync(file, { throwIfNoEntry: false }) ?? {};
  if (Date.now() - mtimeMs > 120_000 || !isAlive(Number(read(spool, "", "drain.lock")))) rmSync(file, { force: true });
  try {
    writeFileSync(file, String(process.pid), { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "EEXIST") return false;
    throw error;
  }
  try {
    await run();
  } finally {
    rmSync(file, { force: true });
  }
  return true;
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM";
  }
}

/** What waits, also inside a digest that is not made yet. @param {Settings} settings @param {string} folder @returns {string[]} a line for each */
function archive(settings, folder) {
  const { spool } = settings;
  finishDigests(settings);
  return waiting(settings).map(({ key, event }) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    renameSync(join(spool, "pending", `${key}.json`), join(folder, `${key}.json`));
    audit(spool, { did: "archive", key, id: event.id });
    return `waiting  ${key} ${event.id}`;
  });
}

/**
 * Sends what waits until it is settled, without the waits between.
 * @param {Settings} settings
 * @param {Parameters<typeof drain>[1]} send
 * @param {(lines: string[]) => void} tell
 * @returns {Promise<boolean>} whether nothing waits any more
 */
async function flush(settings, send, tell) {
  const eager = { ...settings, poll: NOW, backoff: NOW, probeSeconds: 0 };
  remember(settings.spool, "memory.json", { ...memoryOf(settings), retry: dueNow(memoryOf(settings)), hold: null });
  for (const end = Date.now() + 100_000; list(settings.spool, "pending").length > 0 && Date.now() < end; ) {
    tell(await drain(eager, send, Date.now));
    if (list(settings.spool, "pending").length > 0) await pause(2000);
  }
  return list(settings.spool, "pending").length === 0;
}

const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

const NOW = /** @type {[number, number]} */ ([0, 0]);

/** What was sent before stays known as sent, and is due. @param {Memory} memory */
const dueNow = ({ retry }) =>
  Object.fromEntries(Object.entries(retry).map(([key, value]) => [key, { ...value, next: 0 }]));

/** A human's decision: the receiver knows the event by its key, and decides. @param {Settings} settings @param {string} key */
function resend({ spool }, key) {
  const from = ["done", "dead"].find((state) => list(spool, state).includes(`${key}.json`));
  if (!from || !move(spool, [from, `${key}.json`], ["pending", `${key}.json`])) return false;
  audit(spool, { did: "resend", key, from });
  return true;
}

/** @param {string[]} lines */
function print(lines) {
  const shown = lines.slice(0, 20);
  if (lines.length > shown.length) shown.push(`and ${lines.length - shown.length} more, see audit.jsonl`);
  process.stdout.write(shown.map((line) => `${line}\n`).join(""));
}

/** @param {string[]} argv @returns {Promise<number>} */
async function main([command = "--help", file = "", more = ""]) {
  if (command === "--help") {
    process.stdout.write(help);
    return 0;
  }
  if (
    !["add", "drain", "flush", "resend", "list", "archive"].includes(command) ||
    file === "" ||
    ["archive", "resend"].includes(command) !== (more !== "")
  )
    throw new SettingsError(`expected a command and its settings\n${help}`);
  const settings = readSettings(file);
  if (command === "add") {
    const text = readFileSync(0, "utf8").trim();
    if (text === "" && settings.whenEmpty === "silent") return 0;
    const outcome =
      text === ""
        ? { fault: "the command printed nothing; this flow needs a report on every run" }
        : add(settings, text, new Date());
    if ("fault" in outcome) {
      process.stderr.write(`outbox: ${outcome.fault}\n`);
      return 1;
    }
    return 0;
  }
  if (command === "list")
    for (const state of outboxStates)
      for (const name of list(settings.spool, state)) {
        const { id = "cannot be read" } = eventIn(settings.spool, state, name) ?? {};
        process.stdout.write(`${state.padEnd(8)} ${name.match(/[0-9a-f]{64}(?=\.json$)/)?.[0] ?? name} ${id}\n`);
      }
  if (command === "archive")
    process.stdout.write(
      archive(settings, more)
        .map((name) => `${name}\n`)
        .join(""),
    );
  if (command === "resend" && !resend(settings, more))
    throw new SettingsError(`found no settled or dead event ${more.slice(0, 80)}; list shows them`);
  if (command !== "drain" && command !== "flush") return 0;
  // Also when nothing waits: a token that is missing is to be seen before it is needed.
  const send = settings.inbox ? handOver(settings.inbox) : sender(settings);
  if (command === "drain") {
    await alone(settings.spool, async () => print(await drain(settings, send, Date.now)));
    return 0;
  }
  let clean = false;
  const flushed = () =>
    alone(settings.spool, async () => {
      clean = await flush(settings, send, print);
    });
  for (let tries = 0; !(await flushed()) && tries < 60; tries++) await pause(1000);
  return clean ? 0 : 1;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`outbox: ${/** @type {Error} */ (error).message}\n`);
    process.exitCode = error instanceof SettingsError ? 2 : 1;
  }
