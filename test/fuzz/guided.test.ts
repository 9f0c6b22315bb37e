import { describe, expect, it } from "vitest";
import { fuzzGuided } from "../../scripts/maintain/fuzz/guided.ts";
import { type Target, targets } from "../../scripts/maintain/fuzz/targets.ts";

describe("input that follows the code", () => {
  const byName = (name: string) => targets.find((target) => target.name === name) as Target;

  it("keeps texts that make the code run in a new way, and finds nothing", () => {
    const { kept, finding } = fuzzGuided(byName("shell extraction"), 200, 20_261) ?? {};
    expect(finding).toBeNull();
    expect(kept).toBeGreaterThan(5);
    expect(kept).toBeLessThan(150);
  }, 60_000);

  it("tells seed and text where something breaks", () => {
    const broken: Target = {
      ...byName("JSON and YAML reading"),
      holds: ((text: string) => {
        if (text.includes("*")) throw new Error("a star");
      }) as Target["holds"],
    };
    expect(fuzzGuided(broken, 2000, 5)?.finding).toMatch(/^seed 5: Error: a star .* with ".*\*/);
  });

  it("leaves out what takes no text", () => expect(fuzzGuided(byName("render"), 10, 1)).toBeUndefined());
});
