// The receiver's side of a question: reads a message that a person handed over, says what waits for an answer, takes the answer once, and
// gives the receipt for the way back, or the event that carries the answer.
import { isDeepStrictEqual } from "node:util";
import { faults, keyOf } from "./contract.mjs";
import { decisionOf, forgetOrphans, makeDecision } from "./decision.mjs";
import { accept, find, inboxStates, keyIn } from "./inbox.mjs";
import { bullets, codeOf, nameFault, receiptText, relayedEvent, relayText } from "./relay.mjs";
import { audit, create, eventIn, list, move, read } from "./spool.mjs";
import { say } from "./words.mjs";

/**
 * @typedef {import("./inbox.mjs").Settings} Settings
 * @typedef {import("./contract.mjs").Event} Event
 * @typedef {import("./decision.mjs").Decision} Decision
 * @typedef {{ exit: 0 | 2 | 3 | 4, lines: string[] }} Outcome 2 wrong usage · 3 refused or unknown · 4 too late, or answered otherwise
 */

/** @param {Settings} settings @returns {string[]} */
const choicesOf = ({ answers }) => answers ?? ["received"];

/** How an agent answers. @param {Settings} settings @param {Event} event */
const howTo = (settings, event) =>
  say(settings.locale, "answerWith", { command: `answer ${codeOf(event)} ${choicesOf(settings).join("|")} --by NAME` });

/** A relay's event is settled by its answer, except where a program is still to work on it. @param {Settings} settings @param {string} key @param {number} now ms */
function follow(settings, key, now) {
  const { spool, relay, work } = settings;
  if (!relay || work || decisionOf(spool, key) === null) return;
  const { state, name } = find(settings, key, now);
  if (state === "new" && move(spool, ["new", name], ["done", name]))
    audit(spool, { did: "done", key, seen: "answered" });
}

/**
 * Takes in a message that a person handed over.
 * @param {Settings} settings
 * @param {string} text
 * @param {number} now ms
 * @returns {Outcome}
 */
export function readMessage(settings, text, now) {
  const { spool, question, locale } = settings;
  const message = relayedEvent(text, settings);
  if ("fault" in message) {
    audit(spool, { did: "read", answer: 400, reason: message.fault });
    return { exit: 3, lines: [`refused: ${message.fault}`] };
  }
  const { event } = message;
  const key = keyOf(event);
  follow(settings, key, now);
  const { answer, reason } = accept(settings, event, now);
  if (answer === 400) return { exit: 3, lines: [`refused: ${reason}`] };
  const isNew = reason === "absent";
  const fields = isNew
    ? [
        say(locale, "from", { source: event.source, about: `${event.type} ${event.id}`, until: event.expirytime }),
        ...bullets(event.data),
      ]
    : [];
  const { seen } = find(settings, key, now);
  if (decisionOf(spool, key) === null && (seen === "parked" || (seen !== "new" && !settings.work)))
    return { exit: 3, lines: ["refused: nobody answered it in time, and it is closed"] };
  if (question === undefined && decisionOf(spool, key) === null) {
    makeDecision(spool, key, { answer: "received", by: settings.receiver, at: new Date(now).toISOString() });
    audit(spool, { did: "answer", key, answer: "received" });
  }
  follow(settings, key, now);
  const decision = decisionOf(spool, key);
  if (decision) return { exit: 0, lines: [...fields, ...wayBack(settings, event, decision)] };
  const asked = [isNew ? say(locale, "ask", { question: question ?? "" }) : say(locale, "waits")];
  return { exit: 0, lines: [...fields, ...asked, howTo(settings, event)] };
}

/** What is to be handed back, byte for byte the same each time. @param {Settings} settings @param {Event} event @param {Decision} decision */
const wayBack = ({ answerTo }, event, decision) =>
  answerTo ? [`sent: ${decision.answer}`] : ["Send this back word for word:", receiptText(event, decision)];

/** Every event that is still known, with its key. @param {Settings} settings @returns {{ key: string, event: Event }[]} */
const all = ({ spool }) =>
  inboxStates.flatMap((state) =>
    list(spool, state).flatMap((name) => {
      const event = eventIn(spool, state, name);
      return event ? [{ key: keyIn(name), event }] : [];
    }),
  );

/** @param {{ expirytime: string }} event @param {number} now ms */
const expired = ({ expirytime }, now) => now > Date.parse(expirytime);

/** What waits for an answer. @param {Settings} settings @param {number} now ms @returns {string[]} a line for each: code, id and choices */
export const open = (settings, now) =>
  all(settings)
    .filter(({ key, event }) => decisionOf(settings.spool, key) === null && !expired(event, now))
    .map(({ event }) => `${codeOf(event)} ${event.id} ${choicesOf(settings).join("|")}`);

/**
 * Takes an answer, whatever became of the event meanwhile: the first one counts.
 * @param {Settings} settings
 * @param {{ code: string, choice: string, by: string }} given `code`: of the message, or the event's key
 * @param {number} now ms
 * @returns {Promise<Outcome>}
 */
export async function answer(settings, { code, choice, by }, now) {
  const { spool } = settings;
  const wrong = usageFault(settings, { code, choice, by });
  if (wrong) return { exit: 2, lines: [wrong] };
  const found = all(settings).filter(({ key, event }) => key === code || codeOf(event) === code.toUpperCase());
  const [{ key, event } = { key: "", event: null }] = found;
  if (!event) return { exit: 3, lines: [`unknown: no event has the code ${code}`] };
  if (new Set(found.map((one) => one.key)).size > 1)
    return { exit: 2, lines: [`several events have this code; use a key: ${found.map((one) => one.key).join(", ")}`] };
  const carried = settings.answerTo
    ? await carrierFault(settings, { request: event.id, answer: choice, by })
    : undefined;
  if (carried) return { exit: 2, lines: [carried] };
  let first = decisionOf(spool, key);
  if (!first && expired(event, now))
    return { exit: 4, lines: [`too late: it was to be answered until ${event.expirytime}`] };
  if (!first) {
    const made = makeDecision(spool, key, { answer: choice, by, at: new Date(now).toISOString() });
    if (made) audit(spool, { did: "answer", key, id: event.id, answer: choice, by });
    first = decisionOf(spool, key);
  }
  if (first?.answer !== choice)
    return { exit: 4, lines: [`too late: answered before with ${first?.answer} by ${first?.by} at ${first?.at}`] };
  follow(settings, key, now);
  const message = settings.answerTo ? await carry(settings, key, event, first, now) : [];
  return { exit: 0, lines: [...wayBack(settings, event, first), ...message] };
}

/** @param {Settings} settings @param {{ code: string, choice: string, by: string }} given @returns {string | undefined} */
function usageFault(settings, { code, choice, by }) {
  const choices = choicesOf(settings);
  if (!/^([0-9A-Fa-f]{4}(-[0-9A-Fa-f]{4}){2}|[0-9a-f]{64})$/.test(code))
    return `found ${JSON.stringify(code.slice(0, 80))}, expected a code such as 7F3A-91C2-0B44, or a key; open shows them`;
  if (!choices.includes(choice))
    return `found ${JSON.stringify(choice.slice(0, 80))}, expected ${choices.join(" or ")}`;
  const wrong = nameFault(by);
  return wrong && `expected --by with the name of who decided: it ${wrong}`;
}

/** Why the other flow could not carry an answer: to be known before anything is decided. @param {Settings} settings @param {Record<string, string>} data */
async function carrierFault({ answerTo = "" }, data) {
  const { readSettings } = await import("./outbox.mjs");
  const { idempotencyKey, payload } = readSettings(answerTo);
  if (!isDeepStrictEqual(idempotencyKey, ["request"]))
    return `${answerTo}: its idempotencyKey is not ["request"], so an answer could be sent twice`;
  const [fault] = faults(data, payload);
  return fault && `${answerTo} cannot carry this answer: ${fault}`;
}

/**
 * Hands an answer to the flow that carries it back. Adding it twice is adding it once, as long as that outbox remembers it: `sent` tells
 * that it was added.
 * @param {Settings} settings @param {string} key @param {Event} event @param {Decision} decision @param {number} now ms
 * @returns {Promise<string[]>} the message, where that flow goes through a chat
 */
async function carry({ spool, answerTo = "" }, key, event, { answer, by }, now) {
  if (read(spool, "sent", `${key}.json`) !== null) return [];
  const { add, readSettings } = await import("./outbox.mjs");
  const outbox = readSettings(answerTo);
  const outcome = add(outbox, JSON.stringify({ request: event.id, answer, by }), new Date(now));
  if ("fault" in outcome) throw new Error(`the answer to ${event.id} cannot be sent: ${outcome.fault}`);
  create(spool, "sent", `${key}.json`, "{}\n");
  audit(spool, { did: "send the answer", key, id: event.id, answer });
  return outbox.relay ? [relayText(outcome.event)] : [];
}

/**
 * A watch's part in it: makes up for a crash between an answer and what follows it, and forgets answers whose events are forgotten.
 * @param {Settings} settings @param {number} now ms
 * @returns {Promise<string[]>} messages for the way back that nobody has seen yet
 */
export async function tidy(settings, now) {
  const { spool, answerTo } = settings;
  const events = new Map(all(settings).map(({ key, event }) => [key, event]));
  const messages = [];
  for (const name of list(spool, "answers")) {
    const key = name.slice(0, 64);
    const decision = decisionOf(spool, key);
    const event = events.get(key);
    if (!event || !decision) continue;
    follow(settings, key, now);
    if (answerTo) messages.push(...(await carry(settings, key, event, decision, now)));
  }
  for (const folder of ["answers", "sent"])
    forgetOrphans(spool, folder, (key) => find(settings, key, now).seen !== "absent", now);
  return messages;
}
