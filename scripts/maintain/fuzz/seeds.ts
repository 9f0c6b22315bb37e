import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** The texts of all files below a folder whose names fit. */
export const textsBelow = (folder: string, name: RegExp): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => name.test(file))
    .sort()
    .map((file) => readFileSync(join(root, folder, file), "utf8"));

/** What parsers and templates stumble over. */
const tokens = [
  ..."\n\r\t\0\u202E\uFEFF\u2028'\"`\\|#*_[](){}<>!&$%@~:;,.-?=/+^",
  ...'```\n|~~~|---\n|> |- |1. |    |<!--|-->|<details>|{{x}}|${A}|$(id)|<<EOF\n|EOF\n|&&|2>&1|\\\n|\r\n|://|&a |*a|!!binary |? |: |__proto__|constructor|…|，。|两台网关|openclaw |--json|true|null|1e999|"key": |[]|{}|../|😀'.split(
    "|",
  ),
  ..."openclaw cron add --name a |openclaw config set hooks.token |curl -H 'Authorization: Bearer |\n# Heading\n|\n```bash\n|\n```json\n{ |\n| a | b |\n|---|---|\n".split(
    "|",
  ),
];

type Change = {
  kind: "cut" | "twice" | "insert" | "splice" | "swap";
  at: number;
  length: number;
  token: string;
  other: number;
};

const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom("cut", "twice", "insert", "insert", "splice", "swap"),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.nat(200),
  token: fc.oneof(fc.constantFrom(...tokens), fc.string({ unit: "binary", maxLength: 5 })),
  other: fc.nat(10_000),
});

function changed(seeds: string[], text: string, { kind, at, length, token, other }: Change): string {
  const from = Math.floor(at * text.length);
  const [before, piece, after] = [text.slice(0, from), text.slice(from, from + length), text.slice(from + length)];
  if (kind === "cut") return before + after;
  if (kind === "twice") return before + piece + piece + after;
  if (kind === "insert") return before + token + piece + after;
  if (kind === "swap") return before + token + after;
  const seed = seeds[other % seeds.length] as string;
  const start = Math.floor((((other * 7919) % 10_007) / 10_007) * seed.length);
  return before + seed.slice(start, start + length * 3) + after;
}

/** Some changes, as a function of the text that they are made in. */
export const changes = (seeds: string[]): fc.Arbitrary<(text: string) => string> =>
  fc
    .array(change, { minLength: 1, maxLength: 8 })
    .map((all) => (text: string) => all.reduce((left, one) => changed(seeds, left, one), text));

/** Real texts with some changes in them, of at most `size` characters. */
export const mutated = (seeds: string[], size: number): fc.Arbitrary<string> =>
  fc
    .tuple(fc.nat(seeds.length - 1), fc.double({ min: 0, max: 1, noNaN: true }), changes(seeds))
    .map(([index, at, change]) => {
      const seed = seeds[index] as string;
      const start = Math.floor(at * Math.max(0, seed.length - size));
      return change(seed.slice(start, start + size)).slice(0, size * 2);
    });
