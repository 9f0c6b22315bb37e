import type { Measure, Measured } from "./measure.ts";

/** One thing that was to be reached: what was found and at most allowed, in `unit`. */
export type Target = { what: Measure | "memory 10000" | "rehearsal"; against: string; found: number; most: number };

/** What the faster of the two linters takes, in ms. */
export const fasterOf = (ms: Measured["ms"], documents: "memo" | "1000"): number =>
  Math.min(ms[`markdownlint-cli2 ${documents}`], ms[`secretlint ${documents}`]);

/** Holds what was measured to the targets. */
export function targetsOf({ ms, megabytes, rehearsal }: Measured): Target[] {
  const node = ms["node -e 0"];
  const whole = Object.values(rehearsal).reduce((sum, seconds) => sum + seconds, 0);
  return [
    { what: "lint memo", against: "node -e 0", found: ms["lint memo"] / node, most: 3 },
    { what: "lint memo", against: "faster", found: ms["lint memo"] / fasterOf(ms, "memo"), most: 0.35 },
    { what: "lint 1000", against: "faster", found: ms["lint 1000"] / fasterOf(ms, "1000"), most: 0.5 },
    { what: "lint 10000", against: "lint 1000", found: ms["lint 10000"] / ms["lint 1000"], most: 10.5 },
    { what: "memory 10000", against: "lint 1000", found: megabytes["lint 10000"] / megabytes["lint 1000"], most: 1.25 },
    { what: "status", against: "node -e 0", found: ms.status / node, most: 3 },
    { what: "render en", against: "node -e 0", found: ms["render en"] / node, most: 6 },
    { what: "rehearsal", against: "whole", found: rehearsal.own / whole, most: 0.1 },
  ];
}
