// The message contract, as both sides hold it: what a payload may be, how an event gets its id, and what an envelope must say.
// Decides only; reads no clock and touches no file.
import { createHash } from "node:crypto";

/** Largest event, in bytes. Cron's webhook carries a run's output twice, in a body that the receiver cuts at 256 KiB. */
export const largestEvent = 64 * 1024;

/**
 * @typedef {{ type: string, items?: string | { type: string, enum?: unknown[], maxLength?: number, minimum?: number, maximum?: number },
 *   maxItems?: number, optional?: boolean, enum?: unknown[], maxLength?: number, minimum?: number, maximum?: number }} Field
 * @typedef {{ source: string, receiver: string, type: string, subject: string, timezone: string, idempotencyKey: string[],
 *   expiresSeconds: number, payload: Record<string, Field> }} Contract
 * @typedef {{ specversion: string, id: string, source: string, type: string, subject: string, time: string, datacontenttype: string,
 *   receiver: string, hops: number, expirytime: string, data: Record<string, unknown> }} Event
 */

/** An address in which no credential has its usual place: user, query, fragment. */
const plainAddress = /^https:\/\/[A-Za-z0-9.-]+(:[0-9]{1,5})?(\/[A-Za-z0-9._~%!$&'()*+,;=:/-]*)?$/;

/** @param {unknown} value @param {Field} field @returns {string | undefined} what is wrong with the value */
function fault(value, field) {
  const { type } = field;
  if (type === "array") {
    if (!Array.isArray(value)) return "is not a list";
    if (field.maxItems && value.length > field.maxItems) return `has more than ${field.maxItems} items`;
    const items = typeof field.items === "string" ? { type: field.items } : field.items;
    for (const [at, item] of value.entries()) {
      const inner = items && fault(item, items);
      if (inner) return `item ${at} ${inner}`;
    }
    return undefined;
  }
  const written = type === "timestamp" || type === "url" ? "string" : type;
  if (type === "integer" ? !Number.isSafeInteger(value) : typeof value !== written) return `is not of type ${type}`;
  if (type === "timestamp" && !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.test(String(value)))
    return "is not a time such as 2026-01-31T07:30:00Z";
  if (type === "url" && (!plainAddress.test(String(value)) || [...String(value)].length > (field.maxLength ?? 300)))
    return "is not an https address without user, query and fragment";
  if (field.enum && !field.enum.includes(value)) return `is not one of ${field.enum.join(", ")}`;
  if (typeof value === "string" && field.maxLength && [...value].length > field.maxLength)
    return `is longer than ${field.maxLength} characters`;
  if (typeof value === "number" && field.minimum !== undefined && value < field.minimum)
    return `is below ${field.minimum}`;
  if (typeof value === "number" && field.maximum !== undefined && value > field.maximum)
    return `is above ${field.maximum}`;
  return undefined;
}

/** What is no word may be anything, a credential too: it has no place in a log. @param {string} name */
const shown = (name) => (/^[A-Za-z_-]{1,30}$/.test(name) ? JSON.stringify(name) : `of ${name.length} characters`);

/** @param {Record<string, unknown>} data @param {Contract["payload"]} payload @returns {string[]} every fault */
export function faults(data, payload) {
  const unknown = Object.keys(data).filter((name) => !Object.hasOwn(payload, name));
  return [
    ...unknown.map((name) => `unknown field ${shown(name)}`),
    ...Object.entries(payload).flatMap(([name, field]) => {
      if (!Object.hasOwn(data, name)) return field.optional ? [] : [`field ${name} is missing`];
      const wrong = fault(data[name], field);
      return wrong ? [`field ${name} ${wrong}`] : [];
    }),
  ];
}

/**
 * The same cause gives the same id, so that a second run of it can be told from a second event.
 * @param {Contract} settings @param {Record<string, unknown>} data @param {Date} now
 */
function eventId(settings, data, now) {
  const local = new Intl.DateTimeFormat("sv-SE", {
    timeZone: settings.timezone,
    dateStyle: "short",
    timeStyle: "medium",
  }).format(now);
  /** @type {Record<string, string>} */
  const clock = {
    scheduledDate: local.slice(0, 10),
    scheduledHour: local.slice(0, 13).replace(" ", "T"),
    runTime: now.toISOString(),
  };
  const parts = settings.idempotencyKey.map(
    (key) =>
      (Object.hasOwn(clock, key) ? clock[key] : undefined) ??
      (typeof data[key] === "string" ? data[key] : JSON.stringify(data[key])),
  );
  const readable = parts.join("/");
  // A part with a slash of its own could be read two ways, and a long or odd one does not belong into an id.
  const plain = readable.length <= 64 && parts.every((part) => /^[A-Za-z0-9._:-]+$/.test(part));
  return `${settings.subject}/${plain ? readable : createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)}`;
}

/**
 * Data as an event: CloudEvents 1.0, with receiver, hop count and expiry as extension attributes.
 * @param {Contract} settings
 * @param {Record<string, unknown>} data
 * @param {Date} now
 * @returns {Event}
 */
export function eventOf(settings, data, now) {
  return {
    specversion: "1.0",
    id: eventId(settings, data, now),
    source: settings.source,
    type: settings.type,
    subject: settings.subject,
    time: now.toISOString(),
    datacontenttype: "application/json",
    receiver: settings.receiver,
    hops: 0,
    expirytime: new Date(now.getTime() + settings.expiresSeconds * 1000).toISOString(),
    data,
  };
}

/**
 * The data that a command printed.
 * @param {string} text
 * @param {Contract} settings
 * @returns {{ data: Record<string, unknown> } | { fault: string }}
 */
export function dataOf(text, settings) {
  if (Buffer.byteLength(text) > largestEvent)
    return { fault: `the data has ${Buffer.byteLength(text)} bytes, more than ${largestEvent}` };
  /** @type {unknown} */
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    return { fault: "the command did not print JSON" };
  }
  if (typeof data !== "object" || data === null || Array.isArray(data))
    return { fault: "the command did not print a JSON object" };
  const wrong = faults(/** @type {Record<string, unknown>} */ (data), settings.payload);
  return wrong.length > 0
    ? { fault: wrong.slice(0, 10).join("; ") }
    : { data: /** @type {Record<string, unknown>} */ (data) };
}

/** The name of an event's file: the same cause has the same key, and nothing of the text stands in a path. @param {{ source: string, id: string }} event */
export const keyOf = ({ source, id }) => createHash("sha256").update(`${source}\n${id}`).digest("hex");

/** What two copies of one event have in common. @param {unknown} event */
export const digestOf = (event) => createHash("sha256").update(stable(event)).digest("hex");

/** JSON with its keys in order, so that the same content has the same text. @param {unknown} value @returns {string} */
function stable(value) {
  if (Array.isArray(value)) return `[${value.map(stable).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${stable(inner)}`).join(",")}}`;
}

/** What an envelope may hold: nothing else travels. */
const attributes = [
  ...["specversion", "id", "source", "type", "subject", "time", "datacontenttype"],
  ...["receiver", "hops", "sequence", "expirytime", "data", "earlier"],
];

/** @param {unknown} text @returns {text is string} whether it is a time such as 2026-01-31T07:30:00Z */
export const isInstant = (text) => typeof text === "string" && instant.test(text) && !Number.isNaN(Date.parse(text));

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/**
 * What is wrong with an event that arrives, whatever time it is.
 * @param {unknown} event
 * @param {Contract & { mostHops: number }} settings
 * @returns {string | undefined}
 */
export function envelopeFault(event, settings) {
  if (typeof event !== "object" || event === null || Array.isArray(event)) return "is no JSON object";
  const e = /** @type {Record<string, unknown>} */ (event);
  const unknown = Object.keys(e).find((name) => !attributes.includes(name));
  if (unknown !== undefined) return `unknown attribute ${shown(unknown)}`;
  for (const [name, expected] of Object.entries({
    specversion: "1.0",
    source: settings.source,
    type: settings.type,
    subject: settings.subject,
    receiver: settings.receiver,
  }))
    if (e[name] !== expected) return `${name} is not ${expected}`;
  if (typeof e.id !== "string" || e.id === "" || e.id.length > 200) return "id is missing or too long";
  if (!e.id.startsWith(`${settings.subject}/`)) return "id does not begin with the subject";
  for (const name of ["time", "expirytime"])
    if (!isInstant(e[name])) return `${name} is no time such as 2026-01-31T07:30:00Z`;
  if (!Number.isSafeInteger(e.hops) || Number(e.hops) < 0) return "hops is no count";
  if (Number(e.hops) > settings.mostHops) return `hops is above ${settings.mostHops}`;
  if (e.earlier !== undefined && !Array.isArray(e.earlier)) return "earlier is no list";
  return [e, ...(e.earlier ?? [])].map((one) => dataFault(one?.data, settings)).find((fault) => fault !== undefined);
}

/** @param {unknown} data @param {Contract} settings @returns {string | undefined} */
function dataFault(data, { payload }) {
  if (typeof data !== "object" || data === null || Array.isArray(data)) return "data is no JSON object";
  return faults(/** @type {Record<string, unknown>} */ (data), payload)[0];
}
