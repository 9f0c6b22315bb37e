import { closest } from "fastest-levenshtein";
import { maskSecrets } from "./secrets.ts";
import type { Locale } from "./words.ts";

/** A place inside a spec: keys and indices from the root. */
export type Path = (string | number)[];

/** Something in a spec that is wrong, or that cannot be built: what was found, what was expected, and the mend. */
export type Problem = {
  code: string;
  /** `error`: not a spec · `refused`: cannot work · `unsupported`: not yet supported · `warning`: works, but look at it. */
  severity: "error" | "refused" | "unsupported" | "warning";
  path: Path;
  found: string;
  expected: string;
  mend: string;
};

/** A problem with its place in the file; lines and columns count from 1. */
export type LocatedProblem = Problem & { file: string; line: number; column: number; locale: Locale };

/**
 * A value as a message shows it: JSON, at most 60 characters, credentials masked.
 * @returns the text, with "nothing" for a missing value
 */
export function show(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  const text = maskSecrets(JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/**
 * The known word nearest to a mistyped one.
 * @returns the word, or undefined where none is near enough to be meant
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || word.length > 80) return undefined;
  const part = known.find((longer) => word.length >= 4 && longer.includes(word.toLowerCase()));
  if (part) return part;
  const best = closest(word.toLowerCase(), [...known]);
  const shared = [...best].filter((letter) => word.toLowerCase().includes(letter)).length;
  return Math.abs(best.length - word.length) <= 4 && shared * 2 >= best.length ? best : undefined;
}

/** A path as a spec's reader would write it: `flows.report.pattern`, `trust.approvals[0].on`. */
export function pathText(path: Path): string {
  return path.reduce<string>(
    (text, part) => (typeof part === "number" ? `${text}[${part}]` : text ? `${text}.${part}` : part),
    "",
  );
}
