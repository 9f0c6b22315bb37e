/** What a command prints at most, unless `--all` asks for the rest: an agent has little context to spare. */
export const budget = { lines: 60, characters: 3000 };

/** What a command did: its text for people and agents, its data for `--json`, and the exact next command. */
export type Outcome = {
  code: 0 | 1 | 2;
  text: string;
  data: Record<string, unknown>;
  next: string;
  /** Printed instead of the text: a format whose every byte is given. */
  exactly?: string;
  /** For stderr: what could not be done, beside what was. */
  messages?: string[];
};

/** Wrong usage or unreadable input: printed on stderr, exit code 2. */
export class UsageError extends Error {
  readonly next: string;
  constructor(message: string, next = "bridge.mjs --help") {
    super(message);
    this.next = next;
  }
}

/**
 * Cuts a text to the budget at a line's end and says how much is missing; the `Next:` line comes last and always fits.
 * @param all print everything
 */
export function withinBudget(text: string, next: string, all: boolean): string {
  const lines = text.replace(/\n+$/, "").split("\n");
  const last = `Next: ${next}`;
  const note = (left: number) => `… and ${left} more lines (--all shows them)`;
  let [count, used] = [0, last.length + note(lines.length).length + 3];
  for (const line of lines) {
    used += [...line].length + 1;
    if (!all && (count + 3 > budget.lines || used > budget.characters)) break;
    count++;
  }
  const cut = lines.length - count;
  return [...lines.slice(0, count), ...(cut > 0 ? [note(cut)] : []), last, ""].join("\n");
}
