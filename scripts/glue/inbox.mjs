#!/usr/bin/env node
// The receiver's side of a bridge: takes events in, hands each to one run, and parks for a human what nobody will settle.
// Starts nothing, connects to nothing; everything it knows lies in its spool folder.
import { randomBytes } from "node:crypto";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { digestOf, envelopeFault, keyOf } from "./contract.mjs";
import { agentTable, receive, watchTable } from "./protocol.mjs";
import { audit, create, isDue, list, makeFolders, move, read, recall, remember, sweep, told, touch } from "./spool.mjs";
import { say } from "./words.mjs";

const help = `usage: node inbox.mjs claim SETTINGS.json KEY     take an event; prints its tag and the event
       node inbox.mjs done SETTINGS.json KEY --tag T  say that the work is done
       node inbox.mjs next SETTINGS.json              the first event that nobody has taken, if there is one
       node inbox.mjs watch SETTINGS.json             park what is overdue, and say so once
       node inbox.mjs list SETTINGS.json              every event and where it stands

Of a flow whose events are answered (settings answers), or go through a chat (relay):
       node inbox.mjs read SETTINGS.json TEXT         take in a message that somebody copied or forwarded
       node inbox.mjs open SETTINGS.json              what waits for an answer
       node inbox.mjs answer SETTINGS.json CODE CHOICE --by NAME
                                                      answer it, and print what is to be sent back

Exit codes: 0 fine · 2 wrong usage or settings · 3 claim: somebody has it already, stop; read: refused; answer: unknown
4 done: the tag is not valid any more; answer: too late, or answered otherwise before
`;

/** The folders that events move through at the receiver. */
export const inboxStates = /** @type {const} */ (["new", "claimed", "done", "parked"]);

/**
 * @typedef {import("./contract.mjs").Contract & { spool: string, guarantee: "delivered" | "acknowledged", policy: "rerun" | "ask",
 *   leaseSeconds: number, skewSeconds: number, mostHops: number, budgetPerHour: number, unclaimedSeconds: number,
 *   tellAgainSeconds?: number, keepSeconds: number, quiet?: true, work?: { timeoutSeconds: number }, locale?: import("./words.mjs").Locale,
 *   relay?: true, question?: string, answers?: string[], answerTo?: string, silenceSeconds?: number, watchSeconds?: number }} Settings
 * @typedef {import("./contract.mjs").Event} Event
 * @typedef {{ seen: import("./protocol.mjs").Seen, state: string, name: string, claims: number, tag: string }} Found
 */

/**
 * Reads settings; a relative spool folder lies beside them.
 * @param {string} file
 * @returns {Settings}
 */
export function readSettings(file) {
  const settings = JSON.parse(readFileSync(file, "utf8"));
  settings.spool = resolve(dirname(file), settings.spool);
  if (settings.answerTo) settings.answerTo = resolve(dirname(file), settings.answerTo);
  makeFolders(settings.spool, [...inboxStates, ...(isAsked(settings) ? ["answers", "sent"] : [])]);
  return settings;
}

/** Whether somebody is to answer. @param {Settings} settings */
const isAsked = ({ relay, answers }) => Boolean(relay || answers);

/** Whether an event in `new` is of no use any more when its time is over; under `delivered` its run has started when it came. @param {Settings} settings */
const endsInNew = ({ guarantee, work, relay }) => guarantee === "acknowledged" || Boolean(work || relay);

/** `KEY~claims` in new, `KEY~claims~since~tag` in claimed, `KEY~claims` in done and parked. */
const nameShape = /^([0-9a-f]{64})~(\d+)(?:~(\d+)~([0-9a-f]{16}))?\.json$/;

/** @param {string} name */
function parts(name) {
  const [, key = "", claims = "0", since = "0", tag = ""] = nameShape.exec(name) ?? [];
  return { key, claims: Number(claims), since: Number(since), tag };
}

/** @param {string} name @returns {string} the key in a file's name */
export const keyIn = (name) => parts(name).key;

/** @param {Settings} settings @param {{ expirytime: string }} event @param {number} now ms */
const expired = ({ skewSeconds }, { expirytime }, now) => now > Date.parse(expirytime) + skewSeconds * 1000;

/**
 * Where an event stands. The states are looked through in the order in which events move, so that one that moves meanwhile is still seen.
 * @param {Settings} settings
 * @param {string} key
 * @param {number} now ms
 * @returns {Found & { event: Event | null }}
 */
export function find(settings, key, now) {
  for (const state of inboxStates)
    for (const name of list(settings.spool, state)) {
      const { key: own, claims, since, tag } = parts(name);
      if (own !== key) continue;
      const text = read(settings.spool, state, name);
      if (text === null) continue;
      /** @type {Event} */
      const event = JSON.parse(text);
      const late = expired(settings, event, now);
      const over = now > since + settings.leaseSeconds * 1000;
      const seen =
        state === "new"
          ? late && endsInNew(settings)
            ? "newExpired"
            : "new"
          : state === "claimed"
            ? over
              ? late
                ? "stale"
                : "leaseOver"
              : "claimed"
            : state;
      return { seen, state, name, claims, tag, event };
    }
  return { seen: "absent", state: "", name: "", claims: 0, tag: "", event: null };
}

/** @param {Settings} settings @param {number} now ms; how many events came in within the last hour */
const lastHour = ({ spool }, now) =>
  inboxStates
    .flatMap((state) => list(spool, state).map((name) => join(spool, state, name)))
    .filter((file) => now - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) < 3_600_000).length;

/**
 * Takes an event in.
 * @param {Settings} settings
 * @param {unknown} given what arrived
 * @param {number} now ms
 * @returns {{ answer: 200 | 204 | 400 | 500, reason: string, key: string }}
 */
export function accept(settings, given, now) {
  const fault = envelopeFault(given, settings);
  if (fault) return noted(settings, { answer: 400, reason: fault, key: "" }, given);
  const event = /** @type {Event} */ (given);
  const key = keyOf(event);
  for (let tries = 0; tries < 5; tries++) {
    const found = find(settings, key, now);
    const refusal =
      found.event === null
        ? expired(settings, event, now) && "expired before it arrived"
        : digestOf(found.event) !== digestOf(event) && "another content under a known id";
    if (refusal) return noted(settings, { answer: 400, reason: refusal, key }, event);
    // A receiver that was asleep may wake to more than that; later tries find room, or the event has expired.
    if (found.event === null && lastHour(settings, now) >= settings.budgetPerHour)
      return noted(
        settings,
        { answer: 500, reason: `over the budget of ${settings.budgetPerHour} an hour`, key },
        event,
      );
    const {
      answer,
      make,
      move: to,
    } = settings.quiet && !settings.relay
      ? quietly(settings, found.seen)
      : receive(settings.policy, found.seen, found.claims);
    const made = !make || create(settings.spool, make, `${key}~0.json`, `${JSON.stringify(event)}\n`);
    const moved = !to || move(settings.spool, [found.state, found.name], [to, `${key}~${found.claims}.json`]);
    // Given out again: from now on it waits for an agent.
    if (moved && to === "new") touch(settings.spool, to, `${key}~${found.claims}.json`, now);
    if (made && moved) return noted(settings, { answer, reason: found.seen, key }, event);
  }
  return noted(settings, { answer: 500, reason: "moved by others five times", key }, event);
}

/**
 * Where no agent is to run: kept durably, settled for the sender, and left to a program where there is one.
 * @param {Settings} settings
 * @param {import("./protocol.mjs").Seen} seen
 * @returns {{ answer: 204, make?: "new" | "done", move?: undefined }}
 */
const quietly = ({ work }, seen) =>
  seen === "absent" ? { answer: 204, make: work ? "new" : "done" } : { answer: 204 };

/**
 * @template {{ answer: number, reason: string, key: string }} Answer
 * @param {Settings} settings @param {Answer} answer @param {unknown} event @returns {Answer}
 */
function noted({ spool, subject }, answer, event) {
  const id = /** @type {{ id?: unknown } | null} */ (event)?.id;
  // What is no id of this flow may be anything, a credential too: it has no place in a log.
  const isOwn = typeof id === "string" && id.startsWith(`${subject}/`);
  audit(spool, { did: "accept", ...answer, id: isOwn ? id.slice(0, 200) : null });
  return answer;
}

/**
 * Of two processes that take in the same event at the same time, the slower one may write it when the faster one's has already moved on:
 * that copy is none to be worked on.
 * @param {Settings} settings
 * @param {string} key
 */
function dropCopy({ spool }, key) {
  const copies = list(spool, "new").filter((name) => parts(name).key === key);
  const later = inboxStates.slice(1);
  if (copies.length > 0 && later.some((state) => list(spool, state).some((name) => parts(name).key === key)))
    for (const name of copies) if (move(spool, ["new", name], ["tmp", name])) audit(spool, { did: "drop a copy", key });
}

/**
 * Takes an event for one run.
 * @param {Settings} settings
 * @param {string} key
 * @param {number} now ms
 * @returns {{ exit: 0 | 3, tag: string, event: Event | null, seen: string }}
 */
export function claim(settings, key, now) {
  dropCopy(settings, key);
  const found = find(settings, key, now);
  const seen = /** @type {Exclude<import("./protocol.mjs").Seen, "invalid">} */ (found.seen);
  const step = agentTable.claim[seen];
  const tag = randomBytes(8).toString("hex");
  const name =
    step.move === "claimed" ? `${key}~${found.claims + 1}~${now}~${tag}.json` : `${key}~${found.claims}.json`;
  const moved = step.move ? move(settings.spool, [found.state, found.name], [step.move, name]) : false;
  const exit = step.exit === 0 && moved ? 0 : 3;
  audit(settings.spool, { did: "claim", key, seen, exit });
  return { exit, tag: exit === 0 ? tag : "", event: exit === 0 ? found.event : null, seen };
}

/**
 * Settles a claimed event.
 * @param {Settings} settings
 * @param {string} key
 * @param {string} tag what `claim` printed
 * @param {number} now ms
 * @returns {0 | 4}
 */
export function done(settings, key, tag, now) {
  const found = find(settings, key, now);
  const step = agentTable.done[found.state === "claimed" && found.tag === tag ? "sameTag" : "otherTag"];
  const moved = step.move
    ? move(settings.spool, [found.state, found.name], [step.move, `${key}~${found.claims}.json`])
    : false;
  const exit = moved ? 0 : 4;
  audit(settings.spool, { did: "done", key, seen: found.seen, exit });
  return exit;
}

/**
 * Leaves a claimed event to a human.
 * @param {Settings} settings @param {string} key @param {string} tag what `claim` gave @param {string} reason @param {number} now ms
 * @returns {boolean} false where the tag is not valid any more
 */
export function park(settings, key, tag, reason, now) {
  const found = find(settings, key, now);
  if (found.state !== "claimed" || found.tag !== tag) return false;
  const parked = move(settings.spool, ["claimed", found.name], ["parked", `${key}~${found.claims}.json`]);
  if (parked) audit(settings.spool, { did: "park", key, reason });
  return parked;
}

/**
 * Parks what nobody will settle, forgets tombstones that no copy can meet any more, and gives what a human must hear, each once.
 * @param {Settings} settings
 * @param {number} now ms
 * @returns {string[]} lines; `remember` what was said only after it was said, with `saw`
 */
export function watch(settings, now) {
  const { spool, policy, work, tellAgainSeconds } = settings;
  for (const state of /** @type {const} */ (["new", "claimed"]))
    for (const name of list(spool, state)) {
      const { key } = parts(name);
      if (key === "") continue;
      if (state === "new") dropCopy(settings, key);
      const found = find(settings, key, now);
      // Of what a program works on no copy comes, which would give it out again.
      const overdue = work && found.seen === "leaseOver" ? receive(policy, found.seen, found.claims).move : undefined;
      const to = watchTable[policy][found.seen] ?? overdue;
      if (to && move(spool, [found.state, found.name], [to, `${key}~${found.claims}.json`]))
        audit(spool, { did: to === "parked" ? "park" : "give out again", key, seen: found.seen });
    }
  const said = recall(spool, "said.json");
  forget(settings, said, now);
  return [
    ...list(spool, "parked").map((name) => ["parked", name]),
    ...(endsInNew(settings) ? list(spool, "new") : [])
      .filter(
        (name) =>
          now - (statSync(join(spool, "new", name), { throwIfNoEntry: false })?.mtimeMs ?? now) >
          settings.unclaimedSeconds * 1000,
      )
      .map((name) => ["unclaimed", name]),
  ]
    .map(([what = "", name = ""]) => `${what} ${parts(name).key}`)
    .filter((line) => isDue(said[line], tellAgainSeconds, now));
}

/** @param {Settings} settings @param {string[]} lines that a human has been told @param {number} [now] ms */
export function saw({ spool }, lines, now = Date.now()) {
  const said = recall(spool, "said.json");
  for (const line of lines) said[line] = told(said[line], now);
  remember(spool, "said.json", said);
}

/** A tombstone outlives every copy that could still come, and what is to be said of it. @param {Settings} settings @param {Record<string, import("./spool.mjs").Said>} said @param {number} now ms */
function forget(settings, said, now) {
  const { spool, skewSeconds, keepSeconds } = settings;
  for (const state of ["done", "parked", ...(endsInNew(settings) ? [] : ["new"])])
    for (const name of list(spool, state)) {
      if (state === "parked" && !said[`parked ${parts(name).key}`]) continue;
      const text = read(spool, state, name);
      const until =
        text === null ? now : Date.parse(JSON.parse(text).expirytime) + (2 * skewSeconds + keepSeconds) * 1000;
      if (now > until) move(spool, [state, name], ["tmp", name]);
    }
  sweep(spool, now);
}

/** What a human reads of a line of `watch`. @param {Settings} settings @param {string} line */
export function sentence(settings, line) {
  const [what, key = ""] = line.split(" ");
  const { event, claims } = find(settings, key, Date.now());
  const about = event ? `${event.type} ${event.id}` : key;
  const { locale, relay, work } = settings;
  if (what === "unclaimed") return say(locale, relay ? "unanswered" : "unclaimed", { about });
  if (relay && claims === 0) return say(locale, "closed", { about });
  const why = say(locale, !work ? "unfinished" : claims === 0 ? "unstarted" : "broken", { claims });
  return say(locale, "parked", { about, why });
}

/**
 * What the agent's run reads. The same event gives the same bytes: no clock and no counter, or the gateway's replay cache would not know
 * it again.
 * @param {string} key
 * @param {unknown} event
 */
export const messageOf = (key, event) => `Bridge event ${key}\n${JSON.stringify(event)}`;

/** @param {string} message @returns {never} */
function wrong(message) {
  process.stderr.write(`inbox: ${message}\n`);
  process.exit(2);
}

/** How many arguments each command has after its settings. @type {Record<string, [least: number, most: number]>} */
const commands = {
  ...{ claim: [1, 1], done: [3, 3], next: [0, 0], watch: [0, 0], list: [0, 0] },
  ...{ read: [1, Number.POSITIVE_INFINITY], open: [0, 0], answer: [4, 4] },
};

/** Parks, forgets, and prints what a human must hear. @param {Settings} settings @param {number} now ms */
async function watchAll(settings, now) {
  const print = (/** @type {string[]} */ lines) => process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  // The modules that only some flows need are not beside the others.
  if (isAsked(settings)) print(await (await import("./reply.mjs")).tidy(settings, now));
  const lines = watch(settings, now);
  const said = recall(settings.spool, "said.json");
  print(
    lines.map((line) => {
      const text = sentence(settings, line);
      return said[line] ? say(settings.locale, "again", { text }) : text;
    }),
  );
  if (lines.length > 0) saw(settings, lines, now);
  if (settings.silenceSeconds === undefined) return;
  const heard = (await import("./silence.mjs")).silence(settings, inboxStates, now);
  print(heard.lines);
  heard.keep();
}

/** The commands about answers. @param {Settings} settings @param {string} command @param {string[]} rest @param {number} now ms @returns {Promise<number>} */
async function ask(settings, command, rest, now) {
  if (!isAsked(settings) || (command === "read" && !settings.relay))
    return wrong(
      `${command} is of no use here: ${command === "read" ? "the flow is no relay" : "nobody is asked in this flow"}`,
    );
  const reply = await import("./reply.mjs");
  if (command === "open") {
    process.stdout.write(
      reply
        .open(settings, now)
        .map((line) => `${line}\n`)
        .join(""),
    );
    return 0;
  }
  const [code = "", choice = "", flag = "", by = ""] = rest;
  if (command === "answer" && flag !== "--by") return wrong("expected answer CODE CHOICE --by NAME");
  const { exit, lines } =
    command === "read"
      ? reply.readMessage(settings, rest.join(" "), now)
      : await reply.answer(settings, { code, choice, by }, now);
  if (exit === 2) return wrong(lines.join("; "));
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
  return exit;
}

/** @param {string[]} argv @returns {Promise<number>} */
async function main([command = "--help", file = "", ...rest]) {
  if (command === "--help") {
    process.stdout.write(help);
    return 0;
  }
  const [key = "", flag = "", tag = ""] = rest;
  const [least = 1, most = 0] = (Object.hasOwn(commands, command) && commands[command]) || [];
  if (command === "done" && (flag !== "--tag" || tag === "")) return wrong("expected --tag with what claim printed");
  if (file === "" || rest.length < least || rest.length > most)
    return wrong(`expected a command and its settings\n${help}`);
  /** @type {Settings} */
  let settings;
  try {
    settings = readSettings(file);
  } catch (error) {
    return wrong(`cannot read the settings ${file}: ${/** @type {Error} */ (error).message}`);
  }
  const now = Date.now();
  if (command === "next") {
    const waiting = list(settings.spool, "new").map((name) => find(settings, parts(name).key, now));
    const first = waiting.find(({ seen }) => seen === "new");
    if (first?.event) process.stdout.write(`${messageOf(parts(first.name).key, first.event)}\n`);
    return 0;
  }
  if (command === "watch") {
    await watchAll(settings, now);
    return 0;
  }
  if (command === "list") {
    for (const state of inboxStates)
      for (const name of list(settings.spool, state)) {
        const { id = "" } = JSON.parse(read(settings.spool, state, name) ?? "{}");
        process.stdout.write(`${state.padEnd(8)} ${parts(name).key} ${id}\n`);
      }
    return 0;
  }
  if (["read", "open", "answer"].includes(command)) return ask(settings, command, rest, now);
  if (settings.relay)
    return wrong(`${command} is of no use here: a message is answered, not claimed; see read, open and answer`);
  if (!/^[0-9a-f]{64}$/.test(key))
    return wrong(`found ${JSON.stringify(key.slice(0, 80))}, expected the key of an event, 64 characters 0-9 a-f`);
  if (command === "done") {
    const exit = done(settings, key, tag, now);
    process.stdout.write(
      exit === 0 ? "done\n" : "refused: the tag is not valid any more. Somebody else has it. Stop here.\n",
    );
    return exit;
  }
  const { exit, tag: given, event, seen } = claim(settings, key, now);
  process.stdout.write(exit === 0 ? `tag ${given}\n${JSON.stringify(event)}\n` : `not yours: ${seen}. Stop here.\n`);
  return exit;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  // No await of the module itself: a gateway may load its transform, and so this file, with require.
  main(process.argv.slice(2)).then(
    (exit) => {
      process.exitCode = exit;
    },
    (error) => {
      process.stderr.write(`inbox: ${error.message}\n`);
      process.exitCode = error.name === "SettingsError" ? 2 : 1;
    },
  );
