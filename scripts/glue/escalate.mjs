// Asks again, somewhere else: what nobody has answered for too long is told in whole to whom the job announces it.
// Its memory is a file of its own, because a drain may run at the same time.
import { unanswered } from "./answers.mjs";
import { bullets, relayText } from "./relay.mjs";
import { isDue, recall, remember, told } from "./spool.mjs";
import { say } from "./words.mjs";

/** Messages in one announcement: three of a relay's fit into one message of a chat. */
const atOnce = 3;

const memoryFile = "escalated.json";

/** @typedef {import("./outbox.mjs").Settings} Settings */

/**
 * The questions to be asked again. They count as told only when `escalated` was called.
 * @param {Settings} settings with `escalateSeconds`
 * @param {number} now ms
 * @returns {{ key: string, text: string }[]}
 */
export function escalate(settings, now) {
  const { spool, escalateSeconds = 0, relay, tellAgainSeconds, locale } = settings;
  const said = recall(spool, memoryFile);
  return unanswered(settings)
    .filter(({ event }) => now - Date.parse(event.time) > escalateSeconds * 1000 && now <= Date.parse(event.expirytime))
    .filter(({ key }) => isDue(said[key], tellAgainSeconds, now))
    .slice(0, atOnce)
    .map(({ key, event }) => {
      const minutes = Math.floor((now - Date.parse(event.time)) / 60_000);
      const whole = relay ? relayText(event) : [event.type, `• id: ${event.id}`, ...bullets(event.data)].join("\n");
      return { key, text: `${say(locale, said[key] ? "escalatedAgain" : "escalated", { minutes })}\n${whole}` };
    });
}

/** @param {Settings} settings @param {string[]} keys that a human was told of @param {number} now ms */
export function escalated({ spool, ...settings }, keys, now) {
  const said = recall(spool, memoryFile);
  const open = new Set(unanswered({ ...settings, spool }).map(({ key }) => key));
  for (const key of keys) said[key] = told(said[key], now);
  remember(spool, memoryFile, Object.fromEntries(Object.entries(said).filter(([key]) => open.has(key))));
}
