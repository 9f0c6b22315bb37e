// The decision point of a question, at either side: one file, answers/KEY.json, which is created exclusively and durably. Whoever creates
// it first decides, a person's answer and a cancellation alike; everything after it only follows it.
import { statSync } from "node:fs";
import { join } from "node:path";
import { create, list, move, read } from "./spool.mjs";

/** @typedef {{ answer: string, by: string, at: string, reason?: string }} Decision */

/** The answer of whoever closes a question that nobody answered. */
export const cancelled = "cancelled";

/** @param {string} spool @param {string} key @returns {Decision | null} null where nothing is decided */
export function decisionOf(spool, key) {
  const text = read(spool, "answers", `${key}.json`);
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return { answer: cancelled, by: "", at: "", reason: "the answer cannot be read any more" };
  }
}

/** @param {string} spool @param {string} key @param {Decision} decision @returns {boolean} false where somebody was first */
export const makeDecision = (spool, key, decision) =>
  create(spool, "answers", `${key}.json`, `${JSON.stringify(decision)}\n`);

/**
 * An answer goes after its event; an hour later, so that none is taken from an event that is just moving.
 * @param {string} spool
 * @param {string} folder `answers`, or one with the same names
 * @param {(key: string) => boolean} isThere whether the event is still known
 * @param {number} now ms
 */
export function forgetOrphans(spool, folder, isThere, now) {
  for (const name of list(spool, folder)) {
    const { mtimeMs = now } = statSync(join(spool, folder, name), { throwIfNoEntry: false }) ?? {};
    if (now - mtimeMs > 3_600_000 && !isThere(name.slice(0, 64))) move(spool, [folder, name], ["tmp", name]);
  }
}
