import type { Catalog, FlagSpec, ValueFact } from "./catalog.ts";
import type { CommandProblem, Word } from "./command-words.ts";

/** A composite duration has a unit on each part; a plain number counts milliseconds (dist/parse-duration: `parseDurationMs`). */
const duration = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d)?|(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+)$/i;

const isDuration = (text: string) => duration.test(text.trim()) && /[1-9]/.test(text);

/** What the words of a kind look like: what OpenClaw expects, and the test that its own code makes. */
const kinds: Record<Exclude<ValueFact["kind"], "words">, { expected: string; fits: (text: string) => boolean }> = {
  duration: { expected: "a duration such as 30s, 10m, 1h or 1d", fits: isDuration },
  time: {
    expected: "an ISO time, or a duration such as 20m",
    fits: (text) => isDuration(text.trim().replace(/^\+/, "")) || isTime(text.trim()),
  },
  "positive-integer": { expected: "a positive integer", fits: (text) => /^\s*\+?0*[1-9]\d*\s*$/.test(text) },
  "natural-number": { expected: "an integer of 0 or more", fits: (text) => /^\s*\+?\d+\s*$/.test(text) },
  "http-url": { expected: "an http(s) URL without user and password", fits: isHttpUrl },
  session: {
    expected: "main, isolated, current, session:<id>",
    fits: (text) => /^(?:main|isolated|current|session:\s*\S.*)$/is.test(text.trim()),
  },
  "profile-name": {
    expected: "letters, digits, _ and -, at most 64",
    fits: (text) => /^[a-z0-9][a-z0-9_-]{0,63}$/i.test(text.trim()),
  },
};

/**
 * Why OpenClaw would refuse a flag's value: blank, not among the choices, or against what hooks.json says of the flag.
 * @param command the canonical path, such as `cron add`
 * @returns nothing for what only the running command knows
 */
export function valueProblem(
  catalog: Catalog,
  command: string,
  flag: string,
  { choices }: FlagSpec,
  { text, opaque, index }: Word,
): CommandProblem | undefined {
  const values = catalog.hooks.values;
  const fact = values[`${command} ${flag}`.trim()];
  if (opaque) return undefined;
  if (text.trim() === "") return fact?.blank ? undefined : { kind: "blank-value", index, found: flag };
  const invalid = (expected: string): CommandProblem => ({ kind: "invalid-value", index, found: text, expected });
  if (choices) return choices.includes(text) ? undefined : invalid(choices.join(", "));
  if (!fact || isTemplate(text)) return undefined;
  if (fact.kind === "words") {
    const { values: known = [], also } = fact;
    const word = fact.anyCase ? text.trim().toLowerCase() : text.trim();
    const fits =
      known.length === 0 ||
      known.includes(word) ||
      also?.includes(word) ||
      (also && known.includes(word.replace(/[\s_-]/g, "")));
    return fits ? undefined : invalid(known.join(", "));
  }
  const { expected, fits } = kinds[fact.kind];
  return fits(text) ? undefined : invalid(expected);
}

/** Something for the reader to fill in, inside a word: `https://<host>/hooks/x`, `{{url}}`, `${URL}`. */
const isTemplate = (text: string) => /[<>{}$…]/.test(text);

function isHttpUrl(text: string): boolean {
  if (!URL.canParse(text.trim())) return false;
  const { protocol, username, password } = new URL(text.trim());
  return /^https?:$/.test(protocol) && !username && !password;
}

/** Milliseconds since 1970, or what `Date.parse` takes (dist: `parseAbsoluteTimeMs`). */
const isTime = (text: string) => (/^\d+$/.test(text) ? Number(text) > 0 : !Number.isNaN(Date.parse(text)));
