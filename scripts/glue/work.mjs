#!/usr/bin/env node
// What is to be worked on, and what became of it: gives an event out to one run of work.sh, and settles it by the exit code of its program.
// Starts nothing itself.
import { readFileSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { readLimit, SettingsError } from "./settings.mjs";
import { audit, eventIn, eventsIn, list, move } from "./spool.mjs";
import { say } from "./words.mjs";

const help = `usage: node work.mjs take event|answer SETTINGS.json PID             prints a handle, and JSON for the program
       node work.mjs settle event|answer SETTINGS.json HANDLE CODE   by the program's exit code; its output on standard input

event: an inbox with work, answer: an outbox with act. Exit code 0 of the program means done; every other leaves the event to a
human: it is never run a second time for that.
Exit codes: 0 fine · 1 something was parked · 2 wrong usage or settings · 3 nothing to do · 10, 13 as 0 and 3, and something
was parked
`;

/**
 * @typedef {import("./contract.mjs").Event} Event
 * @typedef {{ handle: string, input: unknown } | null} Taken
 * @typedef {{ done?: string, parked: string[] }} Report what a human hears
 */

/** @param {{ type: string, id: string }} event */
const named = ({ type, id }) => `${type} ${id}`;

/** The first line of what a program printed, without what could steer a terminal or a chat. @param {string} text */
const firstLine = (text) =>
  [...(text.split("\n")[0] ?? "").replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, "")].slice(0, 200).join("");

/** Why a program's exit code is not 0. @param {number} code */
const faultOf = (code) =>
  code === 126 || code === 127
    ? `exit code ${code}: is the program there?`
    : code > 128
      ? `ended by signal ${code - 128}`
      : `exit code ${code}`;

/** @param {typeof import("./inbox.mjs")} inbox @param {string} file @returns {import("./inbox.mjs").Settings} */
function readInbox(inbox, file) {
  try {
    return inbox.readSettings(file);
  } catch (error) {
    throw new SettingsError(`cannot read the settings ${file}: ${/** @type {Error} */ (error).message}`);
  }
}

/** The oldest event that came in. @param {string} file @returns {Promise<{ taken: Taken, parked: string[] }>} */
async function takeEvent(file) {
  const inbox = await import("./inbox.mjs");
  const settings = readInbox(inbox, file);
  if (readLimit(settings.work) >= settings.leaseSeconds)
    throw new SettingsError("work.timeoutSeconds is not below leaseSeconds: a claim could end while its command runs");
  for (const { key } of eventsIn(settings.spool, "new")) {
    if (inbox.find(settings, key, Date.now()).seen !== "new") continue;
    const { exit, tag, event } = inbox.claim(settings, key, Date.now());
    if (exit === 0 && event !== null) return { taken: { handle: `${key}~${tag}`, input: event }, parked: [] };
  }
  return { taken: null, parked: [] };
}

/** @param {string} file @param {string} handle @param {number} code @param {string} said @returns {Promise<Report>} */
async function settleEvent(file, handle, code, said) {
  const inbox = await import("./inbox.mjs");
  const settings = readInbox(inbox, file);
  const [key = "", tag = ""] = handle.split("~");
  const { event } = inbox.find(settings, key, Date.now());
  const about = event ? named(event) : key;
  if (code !== 0) {
    inbox.park(settings, key, tag, faultOf(code), Date.now());
    return { parked: [`${about}: ${faultOf(code)}`] };
  }
  return inbox.done(settings, key, tag, Date.now()) === 0
    ? { done: say(settings.locale, "done", { about, said: firstLine(said) }), parked: [] }
    : { parked: [`${about}: was done, but after its claim had ended`] };
}

/** The oldest event that was approved, and what nobody will finish any more. @param {string} file @param {number} pid of the run */
async function takeAnswer(file, pid) {
  const { readSettings } = await import("./outbox.mjs");
  const { begin, follow, parkedWhy, parkOverdue } = await import("./answers.mjs");
  const { decisionOf } = await import("./decision.mjs");
  const settings = readSettings(file);
  const { spool } = settings;
  readLimit(settings.act);
  // What was approved when a crash came is acted on without a drain in between.
  for (const name of list(spool, "answers")) follow(settings, name.slice(0, 64));
  const parked = parkOverdue(settings, Date.now()).map(
    ({ name, why, about }) => `${about ? named(about) : name}: ${parkedWhy[why]}`,
  );
  for (const { key, event } of eventsIn(spool, "approved")) {
    const name = begin(settings, key, Date.now(), pid);
    if (name !== null) return { taken: { handle: name, input: { event, answer: decisionOf(spool, key) } }, parked };
  }
  return { taken: null, parked };
}

/** @param {string} file @param {string} name @param {number} code @param {string} said @returns {Promise<Report>} */
async function settleAnswer(file, name, code, said) {
  const { readSettings } = await import("./outbox.mjs");
  const { park } = await import("./answers.mjs");
  const settings = readSettings(file);
  const { spool } = settings;
  const key = name.slice(0, 64);
  const event = eventIn(spool, "acting", name);
  const about = event ? named(event) : key;
  if (code !== 0) {
    audit(spool, { did: "fail", key, reason: faultOf(code) });
    park(settings, "acting", name, "failed");
    return { parked: [`${about}: ${faultOf(code)}`] };
  }
  if (!move(spool, ["acting", name], ["acted", `${key}.json`]))
    return { parked: [`${about}: was done, but had been given up meanwhile`] };
  audit(spool, { did: "acted", key });
  return { done: say(settings.locale, "done", { about, said: firstLine(said) }), parked: [] };
}

/** @param {string[]} lines */
const tellParked = (lines) =>
  process.stderr.write(lines.map((line) => `work: parked, please decide: ${line}\n`).join(""));

/** @param {string[]} argv @returns {Promise<number>} */
async function main([command = "--help", kind = "", file = "", handle = "", code = "", ...extra]) {
  if (command === "--help") {
    process.stdout.write(help);
    return 0;
  }
  const known = ["take", "settle"].includes(command) && ["event", "answer"].includes(kind) && file !== "";
  if (
    !known ||
    !/^[0-9a-f~.json]+$/.test(handle) ||
    (command === "settle") !== /^\d{1,3}$/.test(code) ||
    extra.length > 0
  )
    throw new SettingsError(`expected a command and its settings\n${help}`);
  if (command === "settle") {
    const settle = kind === "event" ? settleEvent : settleAnswer;
    const { done, parked } = await settle(file, handle, Number(code), readFileSync(0, "utf8"));
    if (done !== undefined) process.stdout.write(`${done}\n`);
    tellParked(parked);
    return parked.length > 0 ? 1 : 0;
  }
  const { taken, parked } = kind === "event" ? await takeEvent(file) : await takeAnswer(file, Number(handle));
  if (taken) process.stdout.write(`${taken.handle}\n${JSON.stringify(taken.input)}\n`);
  tellParked(parked);
  return (taken ? 0 : 3) + (parked.length > 0 ? 10 : 0);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error);
    process.stderr.write(`work: ${message}\n`);
    process.exitCode = name === "SettingsError" ? 2 : 1;
  }
