/**
 * The only way by which text from a spec reaches a shell line.
 * @returns the text as one word of a POSIX shell, in single quotes unless it is plainly harmless
 * @throws RangeError for NUL, which no shell word can hold
 */
export function quote(text: string): string {
  if (text.includes("\0")) throw new RangeError("a shell word cannot hold a NUL character");
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text) && !text.startsWith("=")) return text;
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Shell text that the plan wrote itself, such as `"$job"`; everything else is quoted. */
export type Raw = { raw: string };
export const raw = (text: string): Raw => ({ raw: text });

/** One command line: strings are quoted, `raw` parts stand as they are. */
export const command = (...words: (string | Raw)[]): string =>
  words.map((word) => (typeof word === "string" ? quote(word) : word.raw)).join(" ");

/** A command line of OpenClaw. Every `openclaw` call of every document is made here. */
export const openclaw = (...words: (string | Raw)[]): string => command("openclaw", ...words);

/**
 * A path of the spec as a shell word: a leading `~` becomes `"$HOME"`, the rest is quoted, so that it holds spaces.
 */
export function pathWord(path: string): Raw {
  if (path === "~") return raw('"$HOME"');
  return path.startsWith("~/") ? raw(`"$HOME"/${quote(path.slice(2))}`) : raw(quote(path));
}

/**
 * Lines that may be pasted into an interactive shell as one: a subshell, so that a failing line ends the block and not
 * the user's shell.
 */
export const block = (...lines: string[]): string => ["( set -eu", ...lines, ")"].join("\n");
