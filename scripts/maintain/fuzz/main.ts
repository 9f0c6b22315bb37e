import { parseArgs } from "node:util";
import fc from "fast-check";
import { lintText } from "../../lint/lint.ts";
import { fuzzGuided } from "./guided.ts";
import { pathological } from "./pathological.ts";
import { loadGlue } from "./spool.ts";
import { type Target, targets } from "./targets.ts";

const help = `usage: npm run bench:fuzz -- [--cases N] [--seed N] [--only NAME]
       npm run bench:fuzz -- --guided [--cases N] [--seed N] [--only NAME]
       npm run bench:fuzz -- --pathological

Feeds everything that reads what others wrote with mutated input, and lint with texts made to hurt it.

  --cases N        in all, 100000 unless given
  --seed N         where to begin, printed; the same seed gives the same cases
  --only NAME      one target
  --guided         with texts that lead the code where none has led it before, by V8's block counters
  --pathological   only the texts made to hurt, in four sizes

Exit codes: 0 nothing was found · 1 something was · 2 wrong usage
`;

/** A case that takes longer is a hang, in ms. */
const longest = 5000;

/** What one target showed: its slowest case in ms, and how the heap grew in MB. */
export type Fuzzed = {
  name: string;
  cases: number;
  seconds: number;
  slowest: number;
  growth: number;
  /** How many texts led it where none had, where texts were looked for that do. */
  kept?: number;
  finding: string | null;
};

/** Feeds one target; memory is compared after collecting, where the process may (`--expose-gc`). */
export function fuzz({ name, input, holds }: Target, cases: number, seed: number): Fuzzed {
  let slowest = 0;
  const before = heap();
  const started = performance.now();
  const property = fc.property(input, (value) => {
    const start = performance.now();
    holds(value as never);
    const ms = performance.now() - start;
    slowest = Math.max(slowest, ms);
    if (ms > longest) throw new Error(`took ${Math.round(ms)} ms`);
  });
  const { failed, counterexample, counterexamplePath, errorInstance } = fc.check(property, { numRuns: cases, seed });
  const finding = failed
    ? `seed ${seed}, path ${counterexamplePath}: ${(errorInstance as Error)?.stack?.split("\n").slice(0, 3).join(" ")} with ${JSON.stringify(counterexample)}`
    : null;
  return { name, cases, seconds: (performance.now() - started) / 1000, slowest, growth: heap() - before, finding };
}

function heap(): number {
  (globalThis as { gc?: () => void }).gc?.();
  return process.memoryUsage().heapUsed / 1024 / 1024;
}

/** Sizes of the texts made to hurt, in KB, and the exponent from which time grows faster than size; below `floor` ms noise rules. */
const sizes = [128, 256, 512, 1024];
const steepest = 1.35;
const floor = 250;

/** How lint's time grows with a text's size: ms for each, and the exponent between the first and the last. */
export function grown(
  make: (size: number) => string,
  kilobytes: readonly number[],
): { ms: number[]; exponent: number } {
  const ms = kilobytes.map((size) => {
    const text = make(size * 1024);
    const times = [0, 1].map(() => {
      const start = performance.now();
      lintText("a.md", text);
      return performance.now() - start;
    });
    return Math.min(...times);
  });
  const [first = 1, last = 1] = [ms[0], ms.at(-1)];
  const [small = 1, large = 1] = [kilobytes[0], kilobytes.at(-1)];
  return { ms, exponent: Math.log(last / first) / Math.log(large / small) };
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      cases: { type: "string", default: "100000" },
      seed: { type: "string", default: String(Date.now() % 1_000_000) },
      only: { type: "string" },
      guided: { type: "boolean", default: false },
      pathological: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  let found = 0;
  if (!values.pathological) {
    await loadGlue();
    process.stdout.write(
      `seed ${values.seed}\n${row(["target", "cases", "seconds", "slowest ms", values.guided ? "kept" : "heap MB", "found"])}`,
    );
    for (const target of targets.filter(({ name }) => values.only === undefined || name === values.only)) {
      const share = values.only === undefined ? target.share / 100 : 1;
      const cases = Math.ceil(Number(values.cases) * share);
      const one = (values.guided ? fuzzGuided : fuzz)(target, cases, Number(values.seed));
      if (!one) continue;
      if (one.finding) found++;
      const { name, seconds, slowest, growth, kept, finding } = one;
      process.stdout.write(
        row([name, cases, seconds.toFixed(0), slowest.toFixed(0), kept ?? growth.toFixed(1), finding ? "yes" : "no"]),
      );
      if (finding) process.stdout.write(`  ${finding}\n`);
    }
  }
  if (values.only === undefined && !values.guided) {
    process.stdout.write(`\n${row(["made to hurt", ...sizes.map((size) => `${size} KB, ms`), "exponent"])}`);
    for (const [name, make] of Object.entries(pathological)) {
      const { ms, exponent } = grown(make, sizes);
      const steep = exponent > steepest && (ms.at(-1) ?? 0) > floor;
      if (steep) found++;
      process.stdout.write(
        row([name, ...ms.map((one) => one.toFixed(0)), `${exponent.toFixed(2)}${steep ? " !" : ""}`]),
      );
    }
  }
  return found > 0 ? 1 : 0;
}

const row = ([name = "", ...cells]: (string | number)[]): string =>
  `${String(name).padEnd(32)}${cells.map((cell) => String(cell).padStart(12)).join("")}\n`;

if (import.meta.main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`fuzz: ${(error as Error).message}\n${help}`);
    process.exitCode = 2;
  }
}
