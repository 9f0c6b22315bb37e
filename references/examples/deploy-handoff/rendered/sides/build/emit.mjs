#!/usr/bin/env node
// Turns the output of a command into one event. Reads JSON on standard input, checks it against the message contract,
// and prints it as one line of JSON (CloudEvents 1.0) or as bullets for people. Starts nothing, connects to nothing, writes no file.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

const help = `usage: node emit.mjs SETTINGS.json < data.json

Prints one event. Exit codes: 0 an event, or silence where the
settings allow it · 1 the data does not keep the contract · 2 wrong usage or settings.
`;

/** Largest data read, in bytes. The run's output travels twice in a body that the receiver cuts at 256 KiB. */
const largestInput = 64 * 1024;

/**
 * @typedef {{ type: string, items?: string | { type: string, enum?: unknown[], maxLength?: number, minimum?: number, maximum?: number },
 *   maxItems?: number, optional?: boolean, enum?: unknown[], maxLength?: number, minimum?: number, maximum?: number }} Field
 * @typedef {{ source: string, receiver: string, type: string, subject: string, timezone: string, idempotencyKey: string[],
 *   expiresSeconds: number, whenEmpty: "fail" | "silent", format: "json" | "bullets", payload: Record<string, Field> }} Settings
 */

/** @param {number} code @param {string} message @returns {never} */
function stop(code, message) {
  process.stderr.write(`emit: ${message}\n`);
  process.exit(code);
}

/** @param {string} file @returns {Settings} */
function readSettings(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return stop(2, `cannot read the settings ${file}: ${/** @type {Error} */ (error).message}`);
  }
}

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

/** @param {Record<string, unknown>} data @param {Settings["payload"]} payload @returns {string[]} every fault */
function faults(data, payload) {
  const unknown = Object.keys(data).filter((name) => !Object.hasOwn(payload, name));
  return [
    ...unknown.map((name) => `unknown field ${JSON.stringify(name.slice(0, 40))}`),
    ...Object.entries(payload).flatMap(([name, field]) => {
      if (!Object.hasOwn(data, name)) return field.optional ? [] : [`field ${name} is missing`];
      const wrong = fault(data[name], field);
      return wrong ? [`field ${name} ${wrong}`] : [];
    }),
  ];
}

/**
 * The same cause gives the same id, so that a second run of it can be told from a second event.
 * @param {Settings} settings @param {Record<string, unknown>} data @param {Date} now
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
    (key) => clock[key] ?? (typeof data[key] === "string" ? data[key] : JSON.stringify(data[key])),
  );
  const readable = parts.join("/");
  // A part with a slash of its own could be read two ways, and a long or odd one does not belong into an id.
  const plain = readable.length <= 64 && parts.every((part) => /^[A-Za-z0-9._:-]+$/.test(part));
  return `${settings.subject}/${plain ? readable : createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32)}`;
}

const [file, extra] = process.argv.slice(2);
if (file === "--help") {
  process.stdout.write(help);
  process.exit(0);
}
if (!file || extra) stop(2, `expected one settings file\n${help}`);

const settings = readSettings(file);
const text = readFileSync(0, "utf8").trim();
if (text === "" && settings.whenEmpty === "silent") process.exit(0);
if (text === "") stop(1, "the command printed nothing; this flow needs a report on every run");
if (Buffer.byteLength(text) > largestInput)
  stop(1, `the data has ${Buffer.byteLength(text)} bytes, more than ${largestInput}`);

/** @type {Record<string, unknown>} */
let data = {};
try {
  data = JSON.parse(text);
} catch {
  stop(1, "the command did not print JSON");
}
if (typeof data !== "object" || data === null || Array.isArray(data))
  stop(1, "the command did not print a JSON object");
const wrong = faults(data, settings.payload);
if (wrong.length > 0) stop(1, wrong.slice(0, 10).join("; "));

const now = new Date();
const event = {
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
process.stdout.write(settings.format === "bullets" ? bullets(event) : `${JSON.stringify(event)}\n`);

/** The event for people: what it is, and its first four fields. @param {{ type: string, source: string, id: string }} about */
function bullets({ type, source, id }) {
  const fields = Object.entries(data).slice(0, 4);
  const shown = fields.map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join("; ") || "none" : value}`);
  return [`${type} from ${source} (${id})`, ...shown]
    .map((line) => `- ${line.replaceAll(/\s+/g, " ").slice(0, 600)}\n`)
    .join("");
}
