/** A word of a command line, unquoted. `opaque`: its value is known only when the command runs, or stands for the reader to fill in. */
export type CommandWord = { text: string; opaque?: boolean };

/** A word with its place, counted behind `openclaw`. `literal`: behind `--`, so that it is no flag. */
export type Word = { text: string; opaque: boolean; index: number; literal?: true };

/** A flag that was seen: its canonical name, its value, and the index of the word that names it. */
export type SeenFlag = { name: string; value: string | undefined; opaque: boolean; index: number };

/** Why the version would refuse the line. `index` is the word's, counted behind `openclaw`. */
export type CommandProblem = {
  kind:
    | "unknown-command"
    | "unknown-flag"
    | "missing-value"
    | "blank-value"
    | "invalid-value"
    | "missing-argument"
    | "extra-argument";
  index: number;
  found: string;
  nearest?: string;
  expected?: string;
};

/**
 * Words with their places. A plain string is read as it stands, except for a whole `<placeholder>` and an ellipsis: no shell would pass those on
 * unquoted.
 */
export function placed(words: readonly (string | CommandWord)[]): Word[] {
  return words.map((word, index) =>
    typeof word === "string"
      ? { text: word, opaque: isElided(word) || /^<[^<>]*>$/.test(word), index }
      : { text: word.text, opaque: word.opaque === true || isElided(word.text), index },
  );
}

/** `…` and `...`: the author left out the rest. */
export const isElided = (text: string): boolean => /^(?:\.{3}|…+)$/.test(text);

/** Notation of a manual, not a flag: `--<name>`, `[--json]`, `--at…`. */
export const isNotation = (text: string): boolean => /[<>[\]…]|\.{3}/.test(text);

/** Commander's own tests of a word (command.js, `parseOptions`). */
export const maybeOption = ({ text }: Word): boolean => text.length > 1 && text.startsWith("-");
export const isNegativeNumber = ({ text }: Word): boolean => /^-(?:\d+|\d*\.\d+)(?:e[+-]?\d+)?$/.test(text);

/** `--flag=value` in its two parts; any other word is a name without a value. */
export function inline(text: string): [name: string, value: string | undefined] {
  const at = text.startsWith("--") ? text.indexOf("=") : -1;
  return at > 2 ? [text.slice(0, at), text.slice(at + 1)] : [text, undefined];
}
