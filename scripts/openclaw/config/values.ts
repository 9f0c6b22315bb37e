import { closest, distance } from "fastest-levenshtein";

/** A text that stands for what the reader fills in: `<token>`, `YOUR_TOKEN`, `...`, `…`, `{{…}}`, `$TOKEN`, `[YOUR TOKEN]`. */
const placeholder =
  /^(?:<[^<>]*>|\.\.\.|…+|_+|x{3,}|\*{3,}|\{\{.*\}\}|\$\w+|\$\(.*\)|(?:YOUR|REPLACE|CHANGE|EXAMPLE)[_ -].*|\[[A-Z_ ]+\]|【.*】|（.*）)$/is;

/** Whether a value is the reader's to fill in; then nothing can be said about it. */
export const isPlaceholder = (value: unknown): boolean => typeof value === "string" && placeholder.test(value.trim());

/** Whether a text has parts that are filled in later, by OpenClaw (`${VAR}`) or by the reader: it stays a text, of unknown content. */
export const isPartlyOpen = (text: string): boolean => /\$\{[^}]*\}|<[^<>\n]+>|\.\.\.|…|\{\{/.test(text);

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** Whether a value has a type as JSON Schema names it. */
export function hasType(value: unknown, type: string): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "null") return value === null;
  if (type === "object") return isRecord(value);
  return typeof value === type;
}

/** A value as a problem shows it: scalars as JSON, at most 60 characters; of an object its keys. Credentials are the caller's to mask. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `array of ${value.length}`;
  if (isRecord(value)) return `object {${cut(Object.keys(value).join(", "), 48)}}`;
  return value === undefined ? "nothing" : cut(JSON.stringify(value) ?? String(value), 60);
}

export const cut = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text;

/** The known word nearest to a mistyped one; undefined where none is near enough to be meant. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > 80) return undefined;
  const lower = word.toLowerCase();
  const same = known.find((name) => name.toLowerCase() === lower);
  if (same) return same;
  const part = lower.length >= 4 ? known.find((name) => name.toLowerCase().includes(lower)) : undefined;
  if (part) return part;
  const best = closest(word, [...known]);
  return distance(lower, best.toLowerCase()) <= Math.max(1, Math.floor(word.length / 3)) ? best : undefined;
}
