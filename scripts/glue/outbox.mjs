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
import * as answers from "./answers.mjs";
import { dataOf, eventOf, keyOf, largestEvent } from "./contract.mjs";
import { decisionOf } from "./decision.mjs";
import { escalate, escalated } from "./escalate.mjs";
import { accept, readSettings as readInbox } from "./inbox.mjs";
import { meaningOf, senderTable } from "./protocol.mjs";
import { relayFault, relayText } from "./relay.mjs";
import { sender } from "./send.mjs";
import { readJson, SettingsError } from "./settings.mjs";
import {
  audit,
  create,
  eventIn,
  eventsIn,
  isAlive,
  isDue,
  list,
  makeFolders,
  move,
  read,
  recall,
  remember,
  sweep,
  told,
} from "./spool.mjs";
import { say } from "./words.mjs";

const help = `usage: node outbox.mjs add SETTINGS.json < data.json    keep one event, to be sent
       node outbox.mjs drain SETTINGS.json              send what is due; prints only what a human must hear
       node outbox.mjs flush SETTINGS.json              send what waits, without the waits between, for two minutes
       node outbox.mjs resend SETTINGS.json KEY         let a settled or dead event be sent once more
       node outbox.mjs list SETTINGS.json               every event and where it stands
       node outbox.mjs archive SETTINGS.json FOLDER     move what waits aside, and list it; nothing is deleted

Of a flow whose events are answered (settings answers), or go through a chat (relay):
       node outbox.mjs show SETTINGS.json KEY           a message that waits for its answer, once more
       node outbox.mjs receipt SETTINGS.json TEXT       take the answer out of a receipt that somebody copied or forwarded
       node outbox.mjs answer SETTINGS.json < event     take the answer that came as an event of another flow
       node outbox.mjs escalate SETTINGS.json           print what nobody has answered for escalateSeconds

Exit codes: 0 fine, also while events wait · 1 the data does not keep the contract, the receipt is not whole, or after two
minutes something still waits · 2 wrong usage or settings · 3 the answer is to no known event · 4 too late: the event was
cancelled, or another answer was first
`;

/** The folders that events move through at the sender; `carried` waits inside a digest. */
export const outboxStates = /** @type {const} */ (["pending", "carried", ...answers.answerStates, "done", "dead"]);

/** Those that only a flow with answers has. */
const plainStates = /** @type {const} */ (["pending", "carried", "done", "dead"]);

/**
 * @typedef {import("./contract.mjs").Contract & { spool: string, guarantee: "delivered" | "acknowledged", whenEmpty: "fail" | "silent",
 *   url?: string, tokenFile?: string, nextTokenFile?: string, inbox?: string, backlog: "none" | "latest" | "digest" | "each", silentBacklog?: boolean, freshSeconds: number,
 *   sends: number, runSeconds: number, poll: [first: number, most: number], backoff: [first: number, most: number], probeSeconds: number, answerSeconds: number,
 *   stuckSeconds: number, tellAgainSeconds?: number, keepSeconds: number, relay?: true, answers?: string[], escalateSeconds?: number, locale?: import("./words.mjs").Locale,
 *   act?: { on: string, timeoutSeconds: number } }} Settings
 * @typedef {import("./contract.mjs").Event & { earlier?: { id: string, time: string, data: Record<string, unknown> }[] }} Event
 * @typedef {{ retry: Record<string, { tries: number, polls: number, next: number }>, hold: { status: number, next: number } | null, said: Record<string, import("./spool.mjs").Said> }} Memory
 * @typedef {import("./send.mjs").Answer} Answer
 */

/**
 * Reads settings; relative paths lie beside them.
 * @param {string} file
 * @returns {Settings}
 * @throws {SettingsError}
 */
export function readSettings(file) {
  /** @type {Settings} */
  const settings = readJson(file);
  const beside = (/** @type {string} */ path) => resolve(dirname(file), path);
  settings.spool = beside(settings.spool);
  if (settings.tokenFile) settings.tokenFile = beside(settings.tokenFile);
  // The next token is there only while the tokens change.
  if (settings.nextTokenFile) settings.nextTokenFile = beside(settings.nextTokenFile);
  if (!existsSync(settings.nextTokenFile ?? "")) delete settings.nextTokenFile;
  if (settings.inbox) settings.inbox = beside(settings.inbox);
  const fault = answers.answersFault(settings);
  if (fault) throw new SettingsError(`${file}: ${fault}`);
  makeFolders(settings.spool, answers.isAnswered(settings) ? [...outboxStates, "answers"] : plainStates);
  return settings;
}

/**
 * Keeps an event. The same cause gives the same key, so a second run of it adds nothing.
 * @param {Settings} settings
 * @param {string} text what the command printed
 * @param {Date} now
 * @returns {{ key: string, added: boolean, event: Event } | { fault: string }}
 */
export function add(settings, text, now) {
  const given = dataOf(text, settings);
  if ("fault" in given) return given;
  const plain = eventOf(settings, given.data, now);
  const fault = settings.relay && relayFault(plain, settings);
  if (fault) return { fault };
  // Order is not promised; who wants to sort can. A person who copies a message keeps no order.
  const event = settings.relay ? plain : { ...plain, sequence: String(now.getTime()).padStart(15, "0") };
  const key = keyOf(event);
  const elsewhere = outboxStates.filter((state) => state !== "pending");
  const known =
    elsewhere.some((state) => list(settings.spool, state).some((name) => name.includes(key))) ||
    // What was decided of an event that is gone must not decide of another one.
    decisionOf(settings.spool, key) !== null;
  const added = !known && create(settings.spool, "pending", `${key}.json`, `${JSON.stringify(event)}\n`);
  audit(settings.spool, { did: "add", key, id: event.id, added });
  return { key, added, event };
}

/** What people know an event by. @param {Event} event */
const named = ({ type, id }) => `${type} ${id}`;

/** @param {Settings} settings @returns {Memory} */
const memoryOf = ({ spool }) => ({ retry: {}, hold: null, said: {}, ...recall(spool, "memory.json") });

/** The events that wait, oldest first. @param {Settings} settings @returns {{ key: string, event: Event }[]} */
const waiting = ({ spool }) => eventsIn(spool, "pending");

/** What a broken disk left is put aside, so that it stops nothing else, and is told. @param {Settings} settings @param {Memory} memory */
function buryBroken({ spool, locale }, memory) {
  for (const state of ["pending", "open", "approved"])
    for (const name of list(spool, state)) {
      if (eventIn(spool, state, name) !== null || read(spool, state, name) === null) continue;
      note(memory, `dead ${name.slice(0, 64)}`, say(locale, "unreadable", { about: name }));
      if (move(spool, [state, name], ["dead", name]))
        audit(spool, { did: "dead", key: name.slice(0, 64), reason: "cannot be read" });
    }
}

/** @param {Pick<Settings, "spool">} settings @param {string} key @param {"done" | "open" | "dead"} to @param {string} reason */
function settle({ spool }, key, to, reason) {
  if (move(spool, ["pending", `${key}.json`], [to, `${key}.json`])) audit(spool, { did: to, key, reason });
}

/** A dead event is one that a human hears of, so what is to be said of it is kept before it moves. @param {Settings} settings @param {Memory} memory @param {{ key: string, event: Event }} one @param {string} reason @param {string} message its name @param {number} now ms @param {string} [answer] */
function bury(settings, memory, { key, event }, reason, message, now, answer = "") {
  note(memory, `dead ${key}`, say(settings.locale, message, { about: named(event), answer }));
  remember(settings.spool, "memory.json", memory);
  // Where somebody may answer, giving up is one more answer: whoever was first has decided.
  if (answers.isAnswered(settings) && !answers.cancel(settings, key, reason, now)) answers.follow(settings, key);
  else settle(settings, key, "dead", reason);
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
        bury(settings, memory, one, "waited too long", "waited", now);
  } else if (settings.backlog === "latest") {
    for (const one of older) {
      // Of signs of life nobody has to hear that a later one stands for an earlier one.
      if (settings.silentBacklog) settle(settings, one.key, "done", "superseded by a later one");
      else bury(settings, memory, one, "superseded by a later one", "superseded", now);
    }
  } else if (settings.backlog === "digest") {
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
  const { locale } = settings;
  const memory = memoryOf(settings);
  buryBroken(settings, memory);
  if (answers.isAnswered(settings)) answers.drainAnswers(settings, began);
  if (!settings.relay) coalesce(settings, memory, began);
  let sends = 0;
  // A relay's events are carried by people: here they only wait.
  for (const { key, event } of settings.relay ? [] : waiting(settings)) {
    const now = clock();
    const retry = memory.retry[key] ?? { tries: 0, polls: 0, next: 0 };
    if (now - began > settings.runSeconds * 1000 || sends >= settings.sends) break;
    if (now < (memory.hold?.next ?? 0)) break;
    if (now < retry.next) continue;
    if (retry.tries + retry.polls === 0 && now > Date.parse(event.expirytime)) {
      bury(settings, memory, { key, event }, "expired before it was ever sent", "expired", now);
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
  for (const { key, event } of settings.relay && settings.escalateSeconds !== undefined ? [] : waiting(settings)) {
    const waited = now - Date.parse(event.time);
    if (waited > settings.stuckSeconds * 1000)
      note(memory, `stuck ${key}`, say(locale, "stuck", { minutes: Math.round(waited / 60_000), about: named(event) }));
  }
  // After a crash between the move and the words a dead event is still told.
  for (const name of list(settings.spool, "dead"))
    note(memory, `dead ${name.slice(0, 64)}`, answers.deadText(settings, name));
  const answered = answers.isAnswered(settings) ? answers.tellAnswers(settings, now) : [];
  for (const [topic, text] of answered) note(memory, topic, text);
  forget(settings, memory, new Set(answered.map(([topic]) => topic)), now);
  const due = Object.keys(memory.said).filter((topic) => isDue(memory.said[topic], settings.tellAgainSeconds, now));
  for (const topic of due) memory.said[topic] = told(memory.said[topic], now);
  remember(settings.spool, "memory.json", memory);
  return due.map((topic) => {
    const { text = "", times = 0 } = memory.said[topic] ?? {};
    return times === 2 ? say(locale, "again", { text }) : text;
  });
}

/** @param {Memory} memory @param {string} topic @param {string} text */
const note = (memory, topic, text) => {
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
  const { locale } = settings;
  const said = `${answer.status} (${answer.reason})`;
  audit(settings.spool, { did: "send", key, id: event.id, status: answer.status, reason: answer.reason, meaning });
  if (answer.clock !== null && Math.abs(answer.clock - now) > 120_000)
    note(memory, "clock", say(locale, "clock", { seconds: Math.round((answer.clock - now) / 1000) }));
  if (!("hold" in step) && memory.hold) {
    delete memory.said[`hold ${memory.hold.status}`];
    memory.hold = null;
  }
  if (step.to !== "pending") {
    delete memory.retry[key];
    const reason = `answer ${answer.status}`;
    // Settled at the receiver is not yet answered.
    if (step.to === "done") settle(settings, key, answers.isAnswered(settings) ? "open" : "done", reason);
    else bury(settings, memory, { key, event }, reason, "refused", now, `${answer.status} ${answer.reason}`);
    answers.follow(settings, key);
    return;
  }
  if ("hold" in step) {
    memory.retry[key] = { ...retry, tries: retry.tries + 1, next: 0 };
    note(memory, `hold ${answer.status}`, say(locale, "held", { answer: said, about: named(event) }));
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

/**
 * Settled events stay as long as the same cause could come again, and until what is to be said of them was said.
 * @param {Settings} settings
 * @param {Memory} memory
 * @param {Set<string>} answered the topics about answers that still stand
 * @param {number} now ms
 */
function forget(settings, memory, answered, now) {
  for (const state of /** @type {const} */ (["carried", "acted", "parked", "done", "dead"]))
    for (const name of list(settings.spool, state)) {
      const { expirytime = "" } = eventIn(settings.spool, state, name) ?? {};
      if (memory.said[`${state} ${name.slice(0, 64)}`]?.times === 0) continue;
      if (now > Date.parse(expirytime) + settings.keepSeconds * 1000)
        move(settings.spool, [state, name], ["tmp", name]);
    }
  const left = new Set(list(settings.spool, "pending").map((name) => name.slice(0, 64)));
  for (const key of Object.keys(memory.retry)) if (!left.has(key)) delete memory.retry[key];
  const dead = new Set(list(settings.spool, "dead").map((name) => name.slice(0, 64)));
  for (const topic of Object.keys(memory.said)) {
    const [what, key = ""] = topic.split(" ");
    const gone = (what === "stuck" && !left.has(key)) || (what === "dead" && !dead.has(key));
    const over = ["open", "approved", "parked"].includes(what ?? "") && !answered.has(topic);
    if (gone || over) delete memory.said[topic];
  }
  sweep(settings.spool, now);
}

/** Both sides on one machine: the same receiver, without a request. @param {string} file the inbox's settings */
export function handOver(file) {
  const inbox = readInbox(file);
  return async (/** @type {Event} */ event) => {
    const { answer, reason } = accept(inbox, event, Date.now());
    return { status: answer, reason, retryAfter: null, clock: null };
  };
}

/** @returns {never} */
const carriedByPeople = () => {
  throw new Error("a relay sends nothing");
};

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

/** What waits, also inside a digest that is not made yet, for an answer, or to be done. @param {Settings} settings @param {string} folder @returns {string[]} a line for each */
function archive(settings, folder) {
  const { spool } = settings;
  finishDigests(settings);
  for (const name of list(spool, "answers")) answers.follow(settings, name.slice(0, 64));
  return ["pending", "open", "approved"].flatMap((state) =>
    eventsIn(spool, state).map(({ key, event }) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      renameSync(join(spool, state, `${key}.json`), join(folder, `${key}.json`));
      audit(spool, { did: "archive", key, id: event.id });
      return `${(state === "pending" ? "waiting" : state).padEnd(8)} ${key} ${event.id}`;
    }),
  );
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
  // What was answered or cancelled is decided: the same question is asked with a new event.
  if (decisionOf(spool, key)) return false;
  const from = ["done", "open", "dead"].find((state) => list(spool, state).includes(`${key}.json`));
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

/** How many arguments each command has after its settings. @type {Record<string, [least: number, most: number]>} */
const commands = {
  ...{ add: [0, 0], drain: [0, 0], flush: [0, 0], resend: [1, 1], list: [0, 0], archive: [1, 1] },
  ...{ show: [1, 1], receipt: [1, Number.POSITIVE_INFINITY], answer: [0, 0], escalate: [0, 0] },
};

/** @param {Settings} settings @returns {number} */
function addGiven(settings) {
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
  // A new message, for the job to announce; a known one was announced.
  if (settings.relay && outcome.added) process.stdout.write(`${relayText(outcome.event)}\n`);
  return 0;
}

/** @param {Settings} settings */
function listAll({ spool }) {
  for (const state of outboxStates)
    for (const name of list(spool, state)) {
      const { id = "cannot be read" } = eventIn(spool, state, name) ?? {};
      const key = name.match(/[0-9a-f]{64}(?=[^.]*\.json$)/)?.[0] ?? name;
      const shown = state === "dead" && decisionOf(spool, key) ? "cancelled" : state;
      process.stdout.write(`${shown.padEnd(8)} ${key} ${id}\n`);
    }
}

/** The commands about answers. @param {Settings} settings @param {string} command @param {string[]} rest @returns {number | undefined} */
function ask(settings, command, rest) {
  if (!["show", "receipt", "answer", "escalate"].includes(command)) return undefined;
  if (!answers.isAnswered(settings))
    throw new SettingsError("nobody is asked in this flow: its settings hold no answers");
  if (command === "show") {
    const text = settings.relay && answers.show(settings, rest[0] ?? "");
    if (!text) throw new SettingsError(`found no message that waits, ${rest[0]?.slice(0, 80)}; list shows them`);
    process.stdout.write(`${text}\n`);
    return 0;
  }
  if (command === "escalate") {
    if (settings.escalateSeconds === undefined) throw new SettingsError("the settings hold no escalateSeconds");
    const now = Date.now();
    const asked = escalate(settings, now);
    process.stdout.write(asked.map(({ text }) => `${text}\n`).join("\n"));
    const keys = asked.map(({ key }) => key);
    if (keys.length > 0) escalated(settings, keys, now);
    return 0;
  }
  const { exit, text } =
    command === "receipt"
      ? answers.receipt(settings, rest.join(" "), Date.now())
      : answers.answered(settings, readFileSync(0, "utf8"), Date.now());
  if (exit === 1) process.stderr.write(`outbox: ${text}\n`);
  else process.stdout.write(`${text}\n`);
  return exit;
}

/** @param {string[]} argv @returns {Promise<number>} */
async function main([command = "--help", file = "", ...rest]) {
  if (command === "--help") {
    process.stdout.write(help);
    return 0;
  }
  const [least = 1, most = 0] = (Object.hasOwn(commands, command) && commands[command]) || [];
  if (file === "" || rest.length < least || rest.length > most || (rest.length > 0 && rest.join("") === ""))
    throw new SettingsError(`expected a command and its settings\n${help}`);
  const settings = readSettings(file);
  const [more = ""] = rest;
  const exit = ask(settings, command, rest);
  if (exit !== undefined) return exit;
  if (command === "add") return addGiven(settings);
  if (command === "list") listAll(settings);
  if (command === "archive")
    process.stdout.write(
      archive(settings, more)
        .map((name) => `${name}\n`)
        .join(""),
    );
  if (command === "resend" && !resend(settings, more))
    throw new SettingsError(`found no settled or dead event ${more.slice(0, 80)}; list shows them`);
  if (command !== "drain" && command !== "flush") return 0;
  if (settings.relay && command === "flush")
    throw new SettingsError("a relay sends nothing: people carry its messages");
  // Also when nothing waits: a token that is missing is to be seen before it is needed.
  const send = settings.relay ? carriedByPeople : settings.inbox ? handOver(settings.inbox) : sender(settings);
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
