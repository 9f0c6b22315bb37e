import { describe, expect, it } from "vitest";
import { soakProtocol } from "../../scripts/rehearse/soak/protocol.ts";
import { isSound, type Soaked, soakReport } from "../../scripts/rehearse/soak/report.ts";

/** A short soak in every test run; the long one is `npm run bench:soak`. */
describe("events through the protocol, with faults of every kind", () => {
  it.each([1, 2, 3])(
    "seed %i: none is lost, none is settled twice, everything else is told",
    async (seed) => {
      const said: string[] = [];
      const counts = await soakProtocol({ events: 1200, seed, say: (line) => said.push(line) });
      expect({ ...counts, said }).toMatchObject({ sent: 1200, lost: 0, settledTwice: 0, unreported: 0 });
      expect(counts.settled + counts.parked + counts.dead).toBe(1200);
      // Faults that did not happen would show nothing.
      expect(Math.min(counts.parked, counts.dead, counts.reruns, counts.duplicatesSuppressed)).toBeGreaterThan(0);
    },
    60_000,
  );

  it("gives the same counts for the same seed", async () => {
    const one = await soakProtocol({ events: 200, seed: 7, say: () => {} });
    expect(await soakProtocol({ events: 200, seed: 7, say: () => {} })).toEqual(one);
  }, 60_000);
});

describe("the report of a soak", () => {
  const counts = {
    sent: 3,
    admitted: 3,
    settled: 1,
    parked: 1,
    dead: 1,
    duplicatesSuppressed: 2,
    lost: 0,
    settledTwice: 0,
    reruns: 0,
    unreported: 0,
    longestDelayMinutes: 1,
  };
  const soaked: Soaked = { through: "gateways", seed: 5, seconds: 61.4, counts };

  it("has a row for each soak and the same figures in both languages", () => {
    const rows = (["en", "zh-CN"] as const).map((locale) =>
      soakReport(locale, "2026.9.6", "2026-11-23", [soaked]).split("\n").at(-2),
    );
    expect(rows).toEqual([rows[0], rows[0]]);
    expect(rows[0]).toBe("| gateways | 5 | 3 | 3 | 1 | 1 | 1 | 2 | 0 | 0 | 0 | 0 | 1 | 61 |");
  });

  it.each([
    ["lost", { lost: 1 }],
    ["settled twice", { settledTwice: 1 }],
    ["unreported", { unreported: 1 }],
    ["unaccounted for", { settled: 0 }],
  ])("is not sound where something is %s", (_, change) => {
    expect(isSound(soaked)).toBe(true);
    expect(isSound({ ...soaked, counts: { ...counts, ...change } })).toBe(false);
  });
});
