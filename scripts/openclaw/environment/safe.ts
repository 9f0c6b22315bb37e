import ipaddr from "ipaddr.js";
import { maskSecrets } from "../../spec/secrets.ts";

/** Stands for a name that might be a credential. */
const hidden = (text: string) => `(hidden, ${text.length} characters)`;

/**
 * A name out of a configuration, fit to be kept: an id, a path, a prefix. What looks like a generated value is hidden, and so
 * is what has characters that such names have not: a name too few does no harm, a token that survives does.
 */
export function safeName(value: unknown): string | null {
  if (typeof value !== "string" || value === "") return null;
  const fits = value.length <= 64 && /^[A-Za-z0-9_.:/{}-]+$/.test(value);
  const words = value.split(/[^A-Za-z0-9]+/);
  return fits && maskSecrets(value) === value && !words.some((word) => word.length >= 20) && !looksGenerated(words)
    ? value
    : hidden(value);
}

/** A host name or address, in lower case as OpenClaw compares it. Tailnet names such as `tail9f3c1b` are lawful. */
export function safeHost(value: unknown): string | null {
  if (typeof value !== "string" || value === "") return null;
  const host = value.toLowerCase();
  if (isAddress(host.replace(/^\[|\]$/g, ""))) return host;
  const fits = host.length <= 120 && /^(?:\*\.)?[a-z0-9.-]+(?::\d{1,5})?$/.test(host);
  const labels = host.split(/[^a-z0-9]+/).filter((label) => !/^tail[0-9a-f]{4,10}$/.test(label));
  return fits && maskSecrets(host) === host && !labels.some((label) => label.length >= 20) && !looksGenerated(labels)
    ? host
    : hidden(value);
}

const isAddress = (text: string) => ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);

/** A value out of a short list of words; another one is `other`. */
export const safeWord = (value: unknown, known: readonly string[]): string | null =>
  typeof value !== "string" ? null : known.includes(value) ? value : "other";

/** An IANA time zone, or null where the runtime knows none of that name. */
export function safeZone(value: unknown): string | null {
  if (typeof value !== "string" || value.length > 60) return null;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    return null;
  }
}

/** The name of an environment variable, as OpenClaw substitutes it: capitals, digits, underscores. */
export function safeVariable(value: unknown): string | null {
  if (typeof value !== "string" || !/^[A-Z_][A-Z0-9_]{1,63}$/.test(value) || maskSecrets(value) !== value) return null;
  const words = value.split("_");
  const readable = value.length < 16 || (words.length > 1 && words.every((word) => word.length < 20));
  return readable && !looksGenerated(words) ? value : null;
}

/** Whether words look like parts of a generated value: letters, digits and cases in turn, or many digits. */
function looksGenerated(words: string[]): boolean {
  const all = words.join("");
  return (
    words.some((word) => (word.length >= 8 && turns(word) >= 4) || /\d{10}/.test(word)) ||
    (all.length >= 16 && (turns(all) >= 6 || /\d{12}/.test(all))) ||
    /^[0-9a-f]{32,}$/i.test(all)
  );
}

/** How often a text changes between letters and digits, or from small letters to a run of capitals. */
const turns = (text: string): number =>
  text
    .replaceAll(/[A-Z]?[a-z]+/g, "w")
    .replaceAll(/[A-Z]+/g, "W")
    .replaceAll(/\d+/g, "0").length - 1;
