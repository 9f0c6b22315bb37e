// Files as a spool: one event is one file, one transition is one atomic rename, and what was written survives a power cut.
// Beside the events stands audit.jsonl, which is only ever appended to, and never read back.
import { randomUUID } from "node:crypto";
import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";

/** @param {unknown} error @param {string[]} codes */
const isOneOf = (error, ...codes) => codes.includes(String(/** @type {NodeJS.ErrnoException} */ (error)?.code));

/** A folder entry is durable only when its folder is. @param {string} folder */
function syncFolder(folder) {
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Makes the folders of a spool, readable by their owner only.
 * @param {string} root
 * @param {readonly string[]} states the folders that events move through
 */
export function makeFolders(root, states) {
  for (const name of ["", "tmp", ...states]) mkdirSync(join(root, name), { recursive: true, mode: 0o700 });
}

/** @param {string} file @param {string} text */
function writeDurably(file, text) {
  const handle = openSync(file, "wx", 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Creates an event, whole or not at all.
 * @param {string} root
 * @param {string} state
 * @param {string} name
 * @param {string} text
 * @returns {boolean} false where it is there already
 */
export function create(root, state, name, text) {
  const beside = join(root, "tmp", `${name}.${randomUUID()}`);
  try {
    writeDurably(beside, text);
    linkSync(beside, join(root, state, name));
    syncFolder(join(root, state));
    return true;
  } catch (error) {
    if (isOneOf(error, "EEXIST")) return false;
    throw error;
  } finally {
    rmSync(beside, { force: true });
  }
}

/**
 * One transition. Of two that move the same event only one succeeds.
 * @param {string} root
 * @param {[state: string, name: string]} from
 * @param {[state: string, name: string]} to
 * @returns {boolean} false where the event was not there any more
 */
export function move(root, from, to) {
  try {
    renameSync(join(root, ...from), join(root, ...to));
  } catch (error) {
    if (isOneOf(error, "ENOENT")) return false;
    throw error;
  }
  syncFolder(join(root, to[0]));
  if (from[0] !== to[0]) syncFolder(join(root, from[0]));
  return true;
}

/** Lets an event count as new in its state from now on. @param {string} root @param {string} state @param {string} name @param {number} now ms */
export function touch(root, state, name, now) {
  try {
    utimesSync(join(root, state, name), now / 1000, now / 1000);
  } catch (error) {
    if (!isOneOf(error, "ENOENT")) throw error;
  }
}

/**
 * The events in a state, oldest name first.
 * @param {string} root
 * @param {string} state
 * @returns {string[]}
 */
export function list(root, state) {
  try {
    return readdirSync(join(root, state)).sort();
  } catch (error) {
    if (isOneOf(error, "ENOENT")) return [];
    throw error;
  }
}

/**
 * @param {string} root
 * @param {string} state
 * @param {string} name
 * @returns {string | null} null where it is not there any more
 */
export function read(root, state, name) {
  try {
    return readFileSync(join(root, state, name), "utf8");
  } catch (error) {
    if (isOneOf(error, "ENOENT")) return null;
    throw error;
  }
}

/**
 * An event's file, read.
 * @param {string} root
 * @param {string} state
 * @param {string} name
 * @returns {any} null where it is gone, or is no event
 */
export function eventIn(root, state, name) {
  try {
    const event = JSON.parse(read(root, state, name) ?? "null");
    return typeof event?.id === "string" ? event : null;
  } catch {
    return null;
  }
}

/**
 * The events in a state that can be read, oldest first.
 * @param {string} root
 * @param {string} state whose files are named after their keys
 * @returns {{ key: string, event: any }[]}
 */
export const eventsIn = (root, state) =>
  list(root, state)
    .flatMap((name) => {
      const event = eventIn(root, state, name);
      return event === null ? [] : [{ key: name.slice(0, 64), event }];
    })
    .sort((a, b) => (a.event.time < b.event.time ? -1 : 1));

/** Whether a process runs. @param {number} pid */
export function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return isOneOf(error, "EPERM");
  }
}

/**
 * Replaces a small file that nothing depends on: losing it costs a repetition, never an event.
 * @param {string} root
 * @param {string} name
 * @param {unknown} value
 */
export function remember(root, name, value) {
  const beside = join(root, "tmp", `${name}.${randomUUID()}`);
  writeDurably(beside, `${JSON.stringify(value)}\n`);
  renameSync(beside, join(root, name));
}

/**
 * What `remember` wrote; an empty object where it is missing or broken.
 * @param {string} root
 * @param {string} name
 * @returns {Record<string, any>}
 */
export function recall(root, name) {
  try {
    return JSON.parse(readFileSync(join(root, name), "utf8"));
  } catch {
    return {};
  }
}

/**
 * Appends one line to the audit log. A full disk must not undo what has happened, so a failure is only told.
 * @param {string} root
 * @param {Record<string, unknown>} entry
 */
export function audit(root, entry) {
  try {
    const handle = openSync(join(root, "audit.jsonl"), "a", 0o600);
    try {
      writeSync(handle, `${JSON.stringify({ at: new Date().toISOString(), ...entry })}\n`);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    process.stderr.write(`audit.jsonl cannot be written: ${/** @type {Error} */ (error).message}\n`);
  }
}

/**
 * How often a human was told something, and when first. It is told at once, and where the settings say so a second time later, because
 * OpenClaw does not repeat an announcement that its channel refused (measured on 2026.9.6).
 * @typedef {{ times: number, first: number, text?: string }} Said
 */

/** @param {Said | undefined} said @param {number | undefined} again seconds until it is told a second time; undefined: never @param {number} now ms */
export const isDue = (said, again, now) =>
  !said?.times || (said.times === 1 && again !== undefined && now - said.first >= again * 1000);

/** @param {Said | undefined} said @param {number} now ms @returns {Said} */
export const told = (said, now) => ({ ...said, times: (said?.times ?? 0) + 1, first: said?.first || now });

/** Half-written files of a crash, and what was forgotten, a day later. @param {string} root @param {number} now ms */
export function sweep(root, now) {
  for (const name of list(root, "tmp")) {
    const file = join(root, "tmp", name);
    const { mtimeMs = now } = statSync(file, { throwIfNoEntry: false }) ?? {};
    if (now - mtimeMs > 86_400_000) rmSync(file, { force: true });
  }
}
