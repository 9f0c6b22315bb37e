import { Session } from "node:inspector";
import fc from "fast-check";
import type { Fuzzed } from "./main.ts";
import { changes } from "./seeds.ts";
import type { Target } from "./targets.ts";

/** What was seen of one function in one case: where it stands, and which of its blocks did not run. */
type Ran = { url: string; functions: { ranges: { startOffset: number; endOffset: number; count: number }[] }[] };

/**
 * Feeds a target with texts that lead it where no text has led it before: whoever makes a function of ours run in a new way, by the blocks
 * that V8 counts, is kept and changed further.
 * @param cases how many, the seeds not counted
 * @returns with `kept`, how many texts did so; undefined where the target takes no texts
 */
export function fuzzGuided({ name, texts, holds }: Target, cases: number, seed: number): Fuzzed | undefined {
  if (!texts) return undefined;
  const { seeds, size, input } = texts;
  counters ??= new Counters();
  const pool = seeds.map((text) => text.slice(0, size));
  const started = performance.now();
  let slowest = 0;
  /** @returns what went wrong */
  const run = (text: string): string | null => {
    const start = performance.now();
    try {
      holds(input(text) as never);
    } catch (error) {
      return `${(error as Error).stack?.split("\n").slice(0, 3).join(" ")} with ${JSON.stringify(text)}`;
    } finally {
      slowest = Math.max(slowest, performance.now() - start);
    }
    return null;
  };
  let finding = pool.map(run).find((one) => one !== null) ?? null;
  counters.anythingNew();
  const first = pool.length;
  for (let batch = 0; batch * perBatch < cases && finding === null; batch++) {
    const drawn = fc.sample(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), changes(seeds)), {
      numRuns: Math.min(perBatch, cases - batch * perBatch),
      seed: seed + batch,
    });
    for (const [where, change] of drawn) {
      // The square root leads to those found last more often than to the seeds.
      const text = change(pool[Math.floor(Math.sqrt(where) * pool.length * 0.999)] as string).slice(0, size * 2);
      finding = run(text);
      if (finding !== null) break;
      if (counters.anythingNew()) pool.push(text);
    }
  }
  const seconds = (performance.now() - started) / 1000;
  return {
    name,
    cases,
    seconds,
    slowest,
    growth: 0,
    finding: finding && `seed ${seed}: ${finding}`,
    kept: pool.length - first,
  };
}

const perBatch = 500;

/** Once begun, it goes on: of a function that was compiled before, V8 counts the calls only. */
let counters: Counters | undefined;

/** V8's block counters for the code below `scripts/`. */
class Counters {
  readonly #session = new Session();
  readonly #seen = new Set<string>();

  constructor() {
    this.#session.connect();
    this.#session.post("Profiler.enable");
    this.#session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  }

  /** Whether some function has run in a way, since it was last asked, in which none ran before. */
  anythingNew(): boolean {
    const before = this.#seen.size;
    this.#session.post("Profiler.takePreciseCoverage", (_: unknown, { result }: { result: Ran[] }) => {
      for (const { url, functions } of result)
        if (/\/scripts\/(?!maintain)/.test(url))
          for (const { ranges } of functions) this.#seen.add(`${url} ${ranges.map(way).join(" ")}`);
    });
    return this.#seen.size > before;
  }
}

const way = ({ startOffset, endOffset, count }: Ran["functions"][number]["ranges"][number]): string =>
  `${startOffset}-${endOffset}${count === 0 ? "" : "+"}`;
