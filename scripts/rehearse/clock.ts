/** What a rehearsal's time is spent on; where several happen at once, the first of these counts. */
export const kinds = ["gateways", "commands", "waiting"] as const;
type Kind = (typeof kinds)[number];

/** Seconds per kind; `own` is what is left: reading, judging, writing. */
export type Spent = Record<Kind | "own", number>;

const open: Record<Kind, number> = { gateways: 0, commands: 0, waiting: 0 };
let spent: Spent = { gateways: 0, commands: 0, waiting: 0, own: 0 };
let last = performance.now();

function count(): void {
  const now = performance.now();
  spent[kinds.find((kind) => open[kind] > 0) ?? "own"] += (now - last) / 1000;
  last = now;
}

/** Counts the time until a piece of work has ended for its kind. */
export async function during<T>(kind: Kind, work: () => Promise<T>): Promise<T> {
  count();
  open[kind]++;
  try {
    return await work();
  } finally {
    count();
    open[kind]--;
  }
}

/** What was spent since this was asked last. */
export function takeSpent(): Spent {
  count();
  const taken = spent;
  spent = { gateways: 0, commands: 0, waiting: 0, own: 0 };
  return taken;
}
