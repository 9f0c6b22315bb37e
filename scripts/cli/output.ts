import { InputError, type Text, text } from "../spec/text.ts";
import { type Locale, locales } from "../spec/words.ts";

/** What a command prints at most, unless `--all` asks for the rest: an agent has little context to spare. */
export const budget = { lines: 60, characters: 3000 };

/** What a command did: its text for people and agents, in one language or in every one; its data for `--json`, and the exact next command. */
export type Outcome = {
  code: 0 | 1 | 2;
  text: string | Text;
  data: Record<string, unknown>;
  next: string;
  /** What shows the lines that were cut; the same command with `--all`, unless given. */
  rest?: string;
  /** The language of the text; that of the terminal, unless given. */
  locale?: Locale;
  /** Printed instead of the text: a format whose every byte is given. */
  exactly?: string;
  /** For stderr: what could not be done, beside what was. */
  messages?: Text[];
};

/** What an argument is, and what it should be. */
export const found = (what: Text, expected: Text): Text =>
  text(
    `found ${what.words.en}, expected ${expected.words.en}`,
    `现在是${what.words["zh-CN"]}，应该是${expected.words["zh-CN"]}`,
  );

/** A list of which one is meant. */
export const oneIn = (names: readonly string[]): Text =>
  text(`one of ${names.join(", ")}`, `这些之一：${names.join("、")}`);

/** Wrong usage or unreadable input: printed on stderr, exit code 2. */
export class UsageError extends InputError {
  readonly next: string;
  constructor(why: Text, next = "bridge.mjs --help") {
    super(why);
    this.next = next;
  }
}

/** The language that an option names. @throws UsageError where it is none */
export function localeFrom(given: unknown): Locale {
  const locale = locales.find((one) => one === given);
  if (!locale) throw new UsageError(found(text(`the locale "${given}"`, `语言“${given}”`), oneIn(locales)));
  return locale;
}

/**
 * Cuts a text to the budget at a line's end and says how much is missing; the `Next:` line comes last and always fits.
 * @param all print everything
 * @param rest what shows the lines that were cut
 */
export function withinBudget(whole: string, next: string, all: boolean, locale: Locale, rest = "--all"): string {
  const lines = whole.replace(/\n+$/, "").split("\n");
  const last = `Next: ${next}`;
  const note = (left: number) =>
    text(`… and ${left} more lines (${rest} shows them)`, `……还有 ${left} 行（用 ${rest} 全部列出）`).words[locale];
  let [count, used] = [0, last.length + note(lines.length).length + 3];
  for (const line of lines) {
    used += [...line].length + 1;
    if (!all && (count + 3 > budget.lines || used > budget.characters)) break;
    count++;
  }
  const cut = lines.length - count;
  return [...lines.slice(0, count), ...(cut > 0 ? [note(cut)] : []), last, ""].join("\n");
}
