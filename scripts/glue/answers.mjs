// The sender's side of a question: what was answered, by whom, and what became of the event then.
// Once the decision is made (decision.mjs), everything else, the event's move included, only follows it, and a crash between is made up
// for by the next drain.
import { isInstant, keyOf } from "./contract.mjs";
import { cancelled, decisionOf, forgetOrphans, makeDecision } from "./decision.mjs";
import { codeOf, nameFault, readReceipt, relayText } from "./relay.mjs";
import { audit, eventIn, eventsIn, isAlive, list, move } from "./spool.mjs";
import { say } from "./words.mjs";

/**
 * Where the events of such a flow can stand, beside those of every outbox. `open`: settled at the receiver, and not answered yet; a relay's
 * stay in `pending` until then. `approved`, `acting`, `acted`: answered so that something is to be done, and what became of it.
 * `parked`: approved, and left to a human.
 */
export const answerStates = /** @type {const} */ (["open", "approved", "acting", "acted", "parked"]);

/** Where an event waits for its answer. */
const waitingStates = ["pending", "open"];

/** Every place of an event, in the order in which events move. */
const places = ["pending", "carried", ...answerStates, "done", "dead"];

/**
 * @typedef {import("./outbox.mjs").Settings} Settings
 * @typedef {import("./outbox.mjs").Event} Event
 * @typedef {import("./decision.mjs").Decision} Decision
 * @typedef {{ exit: 0 | 1 | 3 | 4, text: string }} Outcome
 */

/** Why an event is parked, as the end of its file's name. */
export const parkedWhy = /** @type {const} */ ({
  late: "approved, but too late to act",
  failed: "its command failed; whether it did something, nobody knows",
  died: "its run died; nobody knows whether it was done",
});

/** The answers that a flow permits; none where nobody is asked. @param {Settings} settings @returns {string[]} */
export const answersOf = ({ answers, relay }) => answers ?? (relay ? ["received"] : []);

/** @param {Settings} settings */
export const isAnswered = (settings) => answersOf(settings).length > 0;

/** What is wrong with a flow's answers. @param {Settings} settings @returns {string | undefined} */
export function answersFault(settings) {
  const answers = answersOf(settings);
  const wrong = answers.find((answer) => nameFault(answer) !== undefined || answer === cancelled);
  if (wrong !== undefined) return `${JSON.stringify(wrong)} cannot be an answer`;
  // The events inside a digest have no answers of their own.
  if (answers.length > 0 && settings.backlog === "digest") return "a flow with answers cannot have the backlog digest";
  if (settings.act && !answers.includes(settings.act.on)) return `act.on is none of the answers ${answers.join(", ")}`;
  return undefined;
}

/**
 * Closes a question for good. The caller, or the next drain, moves the event with `follow`.
 * @param {Settings} settings @param {string} key @param {string} reason @param {number} now ms
 * @returns {boolean} false where somebody has answered
 */
export function cancel(settings, key, reason, now) {
  const made = makeDecision(settings.spool, key, {
    answer: cancelled,
    by: "",
    at: new Date(now).toISOString(),
    reason,
  });
  if (made) audit(settings.spool, { did: "cancel", key, reason });
  return made;
}

/** Moves an event to where its decision sends it; again and again without harm. @param {Settings} settings @param {string} key */
export function follow({ spool, act }, key) {
  const { answer, by } = decisionOf(spool, key) ?? {};
  if (answer === undefined) return;
  const to = answer === cancelled ? "dead" : answer === act?.on ? "approved" : "done";
  for (const from of waitingStates)
    if (move(spool, [from, `${key}.json`], [to, `${key}.json`])) audit(spool, { did: to, key, reason: answer, by });
}

/** @param {{ expirytime: string }} event @param {number} now ms */
const expired = ({ expirytime }, now) => now > Date.parse(expirytime);

/**
 * Takes an answer: the first one counts, and one that comes too late does not.
 * @param {Settings} settings
 * @param {{ id: string, answer: string, by: string, at: string }} given
 * @param {number} now ms
 * @returns {Outcome} `exit`: 0 taken, or known · 3 no such event · 4 too late, or answered otherwise before
 */
export function decide(settings, { id, ...answer }, now) {
  const { spool } = settings;
  const key = keyOf({ source: settings.source, id });
  const event = waitingStates.map((state) => eventIn(spool, state, `${key}.json`)).find((one) => one !== null);
  let taken = false;
  // Past its time the question is closed here and now: the drain may be a minute away.
  if (event && expired(event, now)) cancel(settings, key, "nobody answered in time", now);
  else if (event) taken = makeDecision(spool, key, answer);
  const first = decisionOf(spool, key);
  const outcome = taken
    ? { exit: /** @type {const} */ (0), text: `taken: ${saidBy(answer)}` }
    : known(settings, key, first, answer);
  audit(spool, { did: "answer", key, id: id.slice(0, 200), answer: answer.answer, by: answer.by, exit: outcome.exit });
  follow(settings, key);
  return outcome;
}

/** @param {Decision} decision */
const saidBy = ({ answer, by }) => `${answer} by ${by}`;

/** @param {Settings} settings @param {string} key @param {Decision | null} first @param {Decision} answer @returns {Outcome} */
function known({ spool }, key, first, answer) {
  if (first?.answer === cancelled) return { exit: 4, text: `too late: cancelled, ${first.reason}` };
  if (first?.answer === answer.answer) return { exit: 0, text: `known: ${saidBy(first)}` };
  if (first) return { exit: 4, text: `too late: answered before with ${saidBy(first)} at ${first.at}` };
  const state = placeOf(spool, key);
  return state
    ? { exit: 4, text: `too late: the event is ${state}, and nobody waits for an answer` }
    : { exit: 3, text: "unknown: no event with this id was sent from here, or it is long settled" };
}

/** @param {string} spool @param {string} key */
const placeOf = (spool, key) => places.find((state) => list(spool, state).some((name) => name.includes(key)));

/**
 * The answer that a person handed over as a receipt.
 * @param {Settings} settings @param {string} text @param {number} now ms
 * @returns {Outcome} as of `decide`, and 1 where the text is no whole receipt
 */
export function receipt(settings, text, now) {
  const read = readReceipt(text, { ...settings, answers: answersOf(settings) });
  return "fault" in read ? { exit: 1, text: read.fault } : decide(settings, read, now);
}

/**
 * The answer that came as an event of another flow.
 * @param {Settings} settings @param {string} text the event, as JSON @param {number} now ms
 * @returns {Outcome} as of `decide`, and 1 where the text is no such event
 */
export function answered(settings, text, now) {
  /** @type {any} */
  let event;
  try {
    event = JSON.parse(text);
  } catch {
    return { exit: 1, text: "found no JSON, expected an event on standard input" };
  }
  const { request, answer, by } = event?.data ?? {};
  if ([request, answer, by].some((one) => typeof one !== "string") || !isInstant(event?.time))
    return { exit: 1, text: "the event has no time, or its data no request, answer and by" };
  const answers = answersOf(settings);
  if (!answers.includes(answer)) return { exit: 1, text: `the answer is none of ${answers.join(", ")}` };
  const wrong = nameFault(by);
  return wrong
    ? { exit: 1, text: `the name ${wrong}` }
    : decide(settings, { id: request, answer, by, at: event.time }, now);
}

/** The questions that nobody has answered, oldest first. @param {Settings} settings @returns {{ key: string, state: string, event: Event }[]} */
export const unanswered = ({ spool }) =>
  waitingStates
    .flatMap((state) => eventsIn(spool, state).map((one) => ({ ...one, state })))
    .filter(({ key }) => decisionOf(spool, key) === null);

/** `KEY~PROCESS~BEGIN` (ms) in `acting`. @param {string} name */
function actingParts(name) {
  const [, key = "", pid = "0", since = "0"] = /^([0-9a-f]{64})~(\d+)~(\d+)\.json$/.exec(name) ?? [];
  return { key, pid: Number(pid), since: Number(since) };
}

/** @param {Settings} settings @param {string} state @param {string} name @param {keyof typeof parkedWhy} why */
export function park({ spool }, state, name, why) {
  const key = name.slice(0, 64);
  const moved = move(spool, [state, name], ["parked", `${key}~${why}.json`]);
  if (moved) audit(spool, { did: "park", key, reason: parkedWhy[why] });
  return moved;
}

/**
 * Takes an approved event for one run.
 * @param {Settings} settings @param {string} key @param {number} now ms @param {number} pid of the process that lives as long as the run
 * @returns {string | null} its file in `acting`; null where another run has it
 */
export function begin({ spool }, key, now, pid) {
  const name = `${key}~${pid}~${now}.json`;
  if (!move(spool, ["approved", `${key}.json`], ["acting", name])) return null;
  audit(spool, { did: "act", key });
  return name;
}

/**
 * Parks what was approved and is not to be done any more, and what a run that is gone has left: it is never begun a second time. A process
 * number may belong to another by now, so a run that is far over its time counts as gone as well.
 * @param {Settings} settings @param {number} now ms
 * @returns {{ name: string, why: keyof typeof parkedWhy, about: Event | null }[]} what was parked
 */
export function parkOverdue(settings, now) {
  const { spool, act } = settings;
  const died = list(spool, "acting").filter((name) => {
    const { pid, since } = actingParts(name);
    return !isAlive(pid) || now - since > ((act?.timeoutSeconds ?? 0) + 60) * 1000;
  });
  const late = eventsIn(spool, "approved").filter(({ event }) => expired(event, now));
  return [
    ...died.map((name) => ({ state: "acting", name, why: /** @type {const} */ ("died") })),
    ...late.map(({ key }) => ({ state: "approved", name: `${key}.json`, why: /** @type {const} */ ("late") })),
  ].flatMap(({ state, name, why }) => {
    const about = eventIn(spool, state, name);
    return park(settings, state, name, why) ? [{ name, why, about }] : [];
  });
}

/**
 * A drain's part in it: follows what was decided, cancels what nobody answered in time, and parks what nobody will finish.
 * @param {Settings} settings
 * @param {number} now ms
 */
export function drainAnswers(settings, now) {
  const { spool, relay } = settings;
  for (const name of list(spool, "answers")) follow(settings, name.slice(0, 64));
  // What was never settled at the receiver is the sending drain's to give up.
  for (const { key, state, event } of unanswered(settings))
    if ((relay || state === "open") && expired(event, now)) {
      cancel(settings, key, "nobody answered in time", now);
      follow(settings, key);
    }
  parkOverdue(settings, now);
  forgetOrphans(spool, "answers", (key) => placeOf(spool, key) !== undefined, now);
}

/**
 * What a human must hear of a flow's answers.
 * @param {Settings} settings
 * @param {number} now ms
 * @returns {[topic: string, text: string][]} a topic is told once
 */
export function tellAnswers(settings, now) {
  const { spool, stuckSeconds, escalateSeconds, locale } = settings;
  const minutes = (/** @type {string} */ since) => Math.round((now - Date.parse(since)) / 60_000);
  /** @type {[string, string][]} */
  const lines = [];
  for (const { key, state, event } of unanswered(settings))
    if (state === "open" && escalateSeconds === undefined && now - Date.parse(event.time) > stuckSeconds * 1000)
      lines.push([
        `open ${key}`,
        say(locale, "open", { minutes: minutes(event.time), about: `${event.type} ${event.id}` }),
      ]);
  for (const { key, event } of eventsIn(spool, "approved")) {
    const { at = event.time } = decisionOf(spool, key) ?? {};
    if (now - Date.parse(at) > stuckSeconds * 1000)
      lines.push([
        `approved ${key}`,
        say(locale, "approved", { minutes: minutes(at), about: `${event.type} ${event.id}` }),
      ]);
  }
  for (const name of list(spool, "parked")) {
    const key = name.slice(0, 64);
    const { type = "", id = key } = eventIn(spool, "parked", name) ?? {};
    const why = say(locale, name.slice(65, -5));
    lines.push([`parked ${key}`, say(locale, "parked", { about: `${type} ${id}`, why })]);
  }
  return lines;
}

/** What is to be said of a dead event. @param {Settings} settings @param {string} name */
export function deadText({ spool, locale }, name) {
  const key = name.slice(0, 64);
  const { reason } = decisionOf(spool, key) ?? {};
  const event = eventIn(spool, "dead", name);
  return reason && event
    ? say(locale, "cancelled", { why: say(locale, reason), about: `${event.type} ${event.id}` })
    : say(locale, "dead", { about: key });
}

/** The message of a relay's event that waits. @param {Settings} settings @param {string} key the key or the code @returns {string | undefined} */
export function show(settings, key) {
  const found = unanswered(settings).find((one) => one.key === key || codeOf(one.event) === key);
  return found && relayText(found.event);
}
