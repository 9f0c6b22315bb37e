// Hears silence: says that nothing has come from a source for too long, and that something came again. The clock runs only while the
// watch does: a gateway that was down or asleep has not heard what may have been said, and must not blame the other side for it.
import { statSync } from "node:fs";
import { join } from "node:path";
import { isDue, list, recall, remember, told } from "./spool.mjs";
import { say } from "./words.mjs";

const memoryFile = "silence.json";

/** How much later than usual a watch may run (ms) until its clock starts anew. */
const mostLate = 300_000;

/**
 * `base`: since when (ms) the watch has run without a gap; `ran`: its last run; `last`: the newest arrival that it saw, kept because events
 * are forgotten; `said`: whether a human was told, and until which arrival that was so.
 * @typedef {{ base: number, ran: number, last: number, said?: import("./spool.mjs").Said & { last: number } }} Memory
 * @typedef {import("./inbox.mjs").Settings} Settings
 */

/** When the newest event came in, ms. What was given out again has a younger file, and does not count. @param {string} spool @param {readonly string[]} states */
const newestArrival = (spool, states) =>
  Math.max(
    0,
    ...states.flatMap((state) =>
      list(spool, state)
        .filter((name) => state !== "new" || name.includes("~0."))
        .map((name) => statSync(join(spool, state, name), { throwIfNoEntry: false })?.mtimeMs ?? 0),
    ),
  );

/**
 * What a human must hear now.
 * @param {Settings} settings with `silenceSeconds`
 * @param {readonly string[]} states the folders of the inbox
 * @param {number} now ms
 * @returns {{ lines: string[], keep: () => void }} `keep`: to be called when it was said
 */
export function silence(settings, states, now) {
  const { spool, type, source, silenceSeconds = 0, tellAgainSeconds, watchSeconds = 300, locale } = settings;
  const { base = now, ran = now, last: before = 0, said } = /** @type {Partial<Memory>} */ (recall(spool, memoryFile));
  const gap = now < ran || now - ran > watchSeconds * 1000 + mostLate;
  const last = Math.max(before, Math.min(newestArrival(spool, states), now));
  const since = Math.max(gap ? now : base, last);
  const minutes = (/** @type {number} */ from) => Math.floor((now - from) / 60_000);
  /** @type {Memory} */
  const memory = { base: gap ? now : base, ran: now, last, ...(said && { said }) };
  const lines = [];
  if (said && last > said.last) {
    lines.push(say(locale, "back", { type, source }));
    delete memory.said;
  } else if (now - since > silenceSeconds * 1000 && isDue(said, tellAgainSeconds, now)) {
    lines.push(say(locale, said ? "silentAgain" : "silent", { type, source, minutes: minutes(since) }));
    memory.said = { ...told(said, now), last };
  }
  return { lines, keep: () => remember(spool, memoryFile, memory) };
}
