import { beforeAll, describe, expect, it } from "vitest";
import { lintText } from "../../scripts/lint/lint.ts";
import { fuzz, grown } from "../../scripts/maintain/fuzz/main.ts";
import { pathological } from "../../scripts/maintain/fuzz/pathological.ts";
import { loadGlue } from "../../scripts/maintain/fuzz/spool.ts";
import { type Target, targets } from "../../scripts/maintain/fuzz/targets.ts";

beforeAll(loadGlue);

describe("mutated input", () => {
  // A fixed part of the hundred thousand cases of `npm run bench:fuzz`.
  it.each(targets.map((target) => [target.name, target] as const))(
    "does not break %s",
    (_, target) => {
      expect(fuzz(target, target.share * 15, 20_261).finding).toBeNull();
    },
    60_000,
  );

  it("is repeated by its seed where it breaks something", () => {
    const broken: Target = {
      ...(targets[0] as Target),
      holds: ((text: string) => {
        if (text.includes("*")) throw new Error("a star");
      }) as Target["holds"],
    };
    const found = fuzz(broken, 200, 5).finding;
    expect(found).toMatch(/^seed 5, path [\d:]+: Error: a star/);
    expect(fuzz(broken, 200, 5).finding).toBe(found);
  });
});

describe("texts made to hurt", () => {
  // Eight times the size may take eight times the time, and by far not sixty-four.
  it.each(Object.entries(pathological))(
    "%s",
    (_, make) => {
      const { ms, exponent } = grown(make, [16, 128]);
      expect(exponent < 1.6 || (ms.at(-1) ?? 0) < 200, `${ms.map(Math.round).join(" ms, ")} ms`).toBe(true);
    },
    60_000,
  );

  it("may have hundreds of thousands of words, headings or commands", () => {
    const words = "openclaw cron add ".padEnd(1_500_000, "a ");
    expect(() => lintText("a.sh", words)).not.toThrow();
    expect(() => lintText("a.md", "# a\n".repeat(200_000))).not.toThrow();
  }, 60_000);
});
