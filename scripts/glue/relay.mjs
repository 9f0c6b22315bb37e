// An event as a short chat message, which a person reads, copies or forwards, and the receipt that comes back the same way.
// Decides only; reads no clock and touches no file.
//
// A chat is no channel for bytes: it renders Markdown, turns three characters into a picture, makes typographic spaces, cuts long
// messages, and people quote, join lines and write something above and below. So what a chat could change is refused before it is sent,
// what is left is read back however it was quoted and wrapped, and a code over the whole content tells whether it is still the same.
import { digestOf, envelopeFault, isInstant } from "./contract.mjs";

/** What a relay's messages say themselves: no payload field may have such a name. */
export const reserved = ["id", "at", "until", "code", "answer", "by"];

/** A message that a person reads at a glance, and that every chat takes in one piece: Telegram's end at 4,096 characters. */
const most = { fields: 5, characters: 900, bytes: 4000, name: 60 };

/** Longest text that is looked at: a forwarded message with whatever stands around it. */
const mostRead = 16_384;

/** Stands for an empty text or list: nothing at all would read like a mistake. */
const nothing = "(none)";

/**
 * @typedef {import("./contract.mjs").Contract} Contract
 * @typedef {import("./contract.mjs").Event} Event
 * @typedef {{ answer: string, by: string, at: string }} Answer
 */

/**
 * What no chat changes: letters with their accents and digits of any script, and punctuation without a meaning in Markdown, HTML or a
 * POSIX shell's single quotes. The second line is punctuation of Chinese and Japanese.
 */
const kept = /^(?:[\p{L}\p{Nd}][\p{Mn}\p{Mc}]*|[ .,:;/+\-@#%()=?!]|[，。、：；？！（）])*$/u;

/** Letters that are invisible, or that a chat shows as a picture. */
const odd = /[\p{Default_Ignorable_Code_Point}\p{Extended_Pictographic}]/u;

/** @param {string} text @returns {string | undefined} what a chat could change about it */
function textFault(text) {
  if (!kept.test(text) || odd.test(text)) {
    const character = [...text].find((one) => !/[\p{Mn}\p{Mc}]/u.test(one) && (!kept.test(one) || odd.test(one)));
    const point = character?.codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
    return point ? `holds the character U+${point}, which a chat may change` : "holds an accent without its letter";
  }
  if (text !== text.normalize("NFC")) return "is not in Unicode's form NFC, which a chat may make of it";
  if (/^ | $| {2}/.test(text)) return "begins or ends with a space, or holds two together";
  if (/[:;=]-?[()]/.test(text)) return "holds what a chat takes for a smiley";
  return undefined;
}

/** The name of a person, as a receipt carries it. @param {string} by @returns {string | undefined} what is wrong with it */
export function nameFault(by) {
  if (by === "" || [...by].length > most.name) return `is empty or longer than ${most.name} characters`;
  return textFault(by);
}

/** @param {unknown} value */
const written = (value) => (Array.isArray(value) ? value.map(String).join("; ") : String(value)) || nothing;

/**
 * The payload as lines that a person reads.
 * @param {Record<string, unknown>} data
 * @returns {string[]} `• minutes: 30`
 */
export const bullets = (data) => Object.entries(data).map(([name, value]) => `• ${name}: ${written(value)}`);

/** @param {unknown} content @returns {string} 12 hexadecimal digits of its SHA-256, in threes of four */
const codeOver = (content) =>
  digestOf(content)
    .slice(0, 12)
    .toUpperCase()
    .replaceAll(/(.{4})(?!$)/g, "$1-");

/**
 * The code of an event, over all of it but `sequence`, which a message does not carry. It shows that a copy was cut or edited, and is
 * short enough to be read out. It authenticates nobody: whoever can write a message can compute its code.
 * @param {Event & { sequence?: string }} event
 */
export const codeOf = ({ sequence: _, ...content }) => codeOver(content);

/** @param {Event} event @returns {string} the message, without a line break at its end */
export const relayText = (event) =>
  [
    `[bridge] ${eventHead(event)}`,
    `• id: ${event.id}`,
    `• at: ${event.time}`,
    `• until: ${event.expirytime}`,
    ...bullets(event.data),
    `• code: ${codeOf(event)}`,
  ].join("\n");

/** @param {Pick<Contract, "type" | "source" | "receiver">} about */
const eventHead = ({ type, source, receiver }) => `${type}, ${source} to ${receiver}`;

/** @param {Pick<Contract, "type" | "source" | "receiver">} about */
const receiptHead = ({ type, source, receiver }) => `receipt for ${type}, ${receiver} to ${source}`;

/** @param {string} name @param {unknown} value @returns {string | undefined} */
function fieldFault(name, value) {
  if (reserved.includes(name)) return `field ${name} has a name that the message uses itself`;
  if (!/^[A-Za-z][A-Za-z0-9-]*$/.test(name)) return "a field's name holds more than letters, digits and -";
  const items = Array.isArray(value) ? value : [value];
  for (const item of items) {
    if (!["string", "number", "boolean"].includes(typeof item))
      return `field ${name} is no text, number or list of them`;
    const text = String(item);
    const wrong = textFault(text);
    if (wrong) return `field ${name} ${wrong}`;
    if (text === nothing) return `field ${name} is ${nothing}, which stands for an empty one`;
    if (Array.isArray(value) && (text === "" || text.includes(";")))
      return `field ${name} has an item that is empty or holds ;`;
  }
  return undefined;
}

/**
 * Why an event cannot travel through a chat.
 * @param {Event} event without `sequence`
 * @param {Contract} settings
 * @returns {string | undefined}
 */
export function relayFault(event, settings) {
  const fields = Object.entries(event.data);
  if (fields.length > most.fields) return `the data has more than ${most.fields} fields`;
  for (const [name, value] of Object.entries({ id: event.id, head: eventHead(event) })) {
    const wrong = textFault(value);
    if (wrong) return `${name === "id" ? "the event's id" : "the event's type, source or receiver"} ${wrong}`;
  }
  for (const [name, value] of fields) {
    const wrong = fieldFault(name, value);
    if (wrong) return wrong;
  }
  const text = relayText(event);
  if ([...text].length > most.characters || Buffer.byteLength(text) > most.bytes)
    return `the message has more than ${most.characters} characters or ${most.bytes} bytes`;
  // Whatever the rules above forgot: what cannot be read back is not sent.
  const back = relayedEvent(text, settings);
  return "fault" in back ? `the message could not be read back: ${back.fault}` : undefined;
}

/**
 * What chats, mail programs and people put around and between: none of it can stand in a value, so all of it can be taken away.
 * @param {string} text
 * @param {string[]} names of the fields that may begin a line, for copies that lost their bullets
 * @returns {string} one line, its bullets as `•`
 */
const flattened = (text, names) =>
  text
    .replaceAll(/\p{Default_Ignorable_Code_Point}|\\|`|_|~|\*\*+/gu, "")
    .normalize("NFC")
    .replaceAll(/\r\n?|[\u2028\u2029\v\f]/g, "\n")
    .replaceAll(/[^\S\n]|[>|│]/g, " ")
    .replaceAll(/^ *[-–+] /gm, "• ")
    .replaceAll(/[*·●▪◦‣]/g, "•")
    .replaceAll(/^ *([A-Za-z][A-Za-z0-9-]{0,63}):/gm, (line, name) => (names.includes(name) ? `• ${name}:` : line))
    .replaceAll(/\s+/g, " ");

/**
 * The fields of each message in a text that has the expected first line. Nothing is believed yet: that is for the code to decide.
 * @param {string} text
 * @param {string} head
 * @param {string[]} names
 * @returns {{ fields: Map<string, string>, code: string }[] | { fault: string }}
 */
function messagesIn(text, head, names) {
  if (text.length > mostRead) return { fault: `the text is longer than ${mostRead} characters` };
  const found = flattened(text, names)
    .split("[bridge] ")
    .slice(1)
    .filter((part) => part.startsWith(`${head} `));
  if (found.length === 0) return { fault: `found no message that begins with: [bridge] ${head}` };
  /** @type {{ fields: Map<string, string>, code: string }[]} */
  const whole = [];
  for (const part of found) {
    /** @type {Map<string, string>} */
    const fields = new Map();
    for (const bullet of part.slice(head.length).split("•").slice(1)) {
      if (bullet.trim() === "") continue;
      const [, name = "", value = ""] = /^ ?([A-Za-z][A-Za-z0-9-]*):(.*)$/.exec(bullet) ?? [];
      if (name === "code") {
        // Whatever stands behind it was written by somebody else.
        const [, code] = /^ ?([0-9A-Fa-f]{4}(?:-[0-9A-Fa-f]{4}){2})(?![0-9A-Za-z-])/.exec(value) ?? [];
        if (code) whole.push({ fields, code: code.toUpperCase() });
        break;
      }
      if (name === "" || fields.has(name)) break;
      fields.set(name, value.trim());
    }
  }
  return whole.length > 0
    ? whole
    : { fault: "a part is missing: copy the whole message, from its first line to its code" };
}

/** Reads one text of a field; what is not of its type stays a text, and the code refuses it. @param {string} text @param {string} type */
function scalarOf(text, type) {
  if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
  if ((type === "integer" || type === "number") && /^-?\d/.test(text) && String(Number(text)) === text)
    return Number(text);
  return text === nothing ? "" : text;
}

/** @param {string} text @param {import("./contract.mjs").Field} field */
function valueIn(text, { type, items }) {
  if (type !== "array") return scalarOf(text, type);
  const of = typeof items === "string" ? items : (items?.type ?? "string");
  return text === nothing ? [] : text.split("; ").map((item) => scalarOf(item, of));
}

/** Of several messages that a text holds, the one that is whole. @template {{}} T @param {T[]} read @returns {T | { fault: string }} */
function theOne(read) {
  const [first, ...others] = read;
  if (!first)
    return { fault: "the message was changed on its way: its code does not fit. Copy it again, unchanged and whole" };
  if (others.some((other) => digestOf(other) !== digestOf(first)))
    return { fault: "the text holds several messages of this kind: hand over one at a time" };
  return first;
}

/**
 * The event in a text that a person copied or forwarded: the very event that was sent, or none.
 * @param {string} text
 * @param {Contract & { mostHops?: number }} settings
 * @returns {{ event: Event } | { fault: string }}
 */
export function relayedEvent(text, settings) {
  const { type, source, receiver, subject, payload } = settings;
  const messages = messagesIn(text, eventHead(settings), [...reserved, ...Object.keys(payload)]);
  if ("fault" in messages) return messages;
  const read = messages.flatMap(({ fields, code }) => {
    const { id = "", at = "", until = "" } = Object.fromEntries(fields);
    const data = [...fields]
      .filter(([name]) => !reserved.includes(name))
      .map(([name, value]) => [
        name,
        Object.hasOwn(payload, name) ? valueIn(value, payload[name] ?? { type: "" }) : value,
      ]);
    /** @type {Event} */
    const event = {
      specversion: "1.0",
      ...{ id, source, type, subject, time: at, datacontenttype: "application/json", receiver, hops: 0 },
      expirytime: until,
      data: Object.fromEntries(data),
    };
    return codeOf(event) === code ? [event] : [];
  });
  const event = theOne(read);
  if ("fault" in event) return event;
  const fault = envelopeFault(event, { mostHops: 0, ...settings });
  return fault ? { fault } : { event };
}

/** @param {Contract} about @param {string} id @param {Answer} answer */
const receiptCode = ({ source, receiver, type, subject }, id, { answer, by, at }) =>
  codeOver({ receipt: { source, receiver, type, subject }, id, answer, by, at });

/**
 * The receipt of an event: who answered what, for the way back.
 * @param {Event} event
 * @param {Answer} answer
 * @returns {string} the message, without a line break at its end
 */
export const receiptText = (event, { answer, by, at }) =>
  [
    `[bridge] ${receiptHead(event)}`,
    `• id: ${event.id}`,
    `• answer: ${answer}`,
    `• by: ${by}`,
    `• at: ${at}`,
    `• code: ${receiptCode(/** @type {any} */ (event), event.id, { answer, by, at })}`,
  ].join("\n");

/**
 * The receipt in a text that a person copied or forwarded.
 * @param {string} text
 * @param {Contract & { answers?: string[] }} settings of the flow that it answers
 * @returns {Answer & { id: string } | { fault: string }}
 */
export function readReceipt(text, settings) {
  const messages = messagesIn(text, receiptHead(settings), reserved);
  if ("fault" in messages) return messages;
  const read = messages.flatMap(({ fields, code }) => {
    const { id = "", answer = "", by = "", at = "" } = Object.fromEntries(fields);
    return fields.size === 4 && receiptCode(settings, id, { answer, by, at }) === code ? [{ id, answer, by, at }] : [];
  });
  const receipt = theOne(read);
  if ("fault" in receipt) return receipt;
  const answers = settings.answers ?? ["received"];
  if (!answers.includes(receipt.answer)) return { fault: `the answer is none of ${answers.join(", ")}` };
  const wrong = nameFault(receipt.by);
  if (wrong) return { fault: `the name ${wrong}` };
  return isInstant(receipt.at) ? receipt : { fault: "at is no time such as 2026-01-31T07:30:00Z" };
}
