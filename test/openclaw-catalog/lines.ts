import type { CommandSpec, FlagSpec } from "../../scripts/openclaw/catalog.ts";

/** A small generator of numbers below a limit; the same seed gives the same numbers. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/**
 * Command lines for every command: right ones in many spellings, and ones with a mistake of each kind.
 * @param each how many lines a command gets
 */
export function commandLines(commands: Record<string, CommandSpec>, each: number): string[][] {
  const next = numbers(7);
  const pick = <Value>(values: readonly Value[]): Value => values[next(values.length)] as Value;
  const lines: string[][] = [];
  for (const [path, spec] of Object.entries(commands)) {
    if (spec.plugin || spec.environment || path === "") continue;
    for (let count = 0; count < each; count++) {
      const flags = Object.entries(spec.flags).filter(([, { mandatory }]) => mandatory || next(8) === 0);
      const words = flags.slice(0, 5).map(([name, flag]) => spelled(name, flag, next(4)));
      const values = (spec.arguments ?? []).filter(({ required }) => required || next(2) === 0);
      for (const { variadic, choices } of values)
        words.splice(
          next(words.length + 1),
          0,
          variadic ? ["one", "two"] : [choices?.[0] ?? pick(["one", "-1", "a b"])],
        );
      lines.push([...path.split(" "), ...mistaken(words, next(14)).flat()]);
    }
  }
  return lines;
}

function spelled(name: string, { value, short, choices }: FlagSpec, way: number): string[] {
  const text = choices?.[0] ?? (way === 1 ? "-1" : "1");
  if (value === "none") return [short && way > 1 ? short : name];
  if (short && way === 2) return [`${short}${text}`];
  return way === 3 ? [`${name}=${text}`] : [name, text];
}

/** One line in two has a mistake, or something unusual. */
function mistaken(words: string[][], way: number): string[][] {
  if (way === 0) return [...words, ["--frobnicate"]];
  if (way === 1) return [["--frobnicate", "x"], ...words];
  if (way === 2) return [...words, ["extra"], ["extra"], ["extra"]];
  if (way === 3) return [...words, ["--json=true"]];
  if (way === 4) return words.slice(1);
  if (way === 5) return [...words, ["--help"]];
  if (way === 6) return [["frobnicate"], ...words];
  if (way === 7) return [["--"], ...words];
  const last = words.at(-1);
  return way === 8 && last?.length === 2 && last[0]?.startsWith("--")
    ? [...words.slice(0, -1), last.slice(0, 1)]
    : words;
}
