import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lintText } from "../../scripts/lint/lint.ts";
import { inspect } from "../../scripts/plan/inspect.ts";
import { starter } from "../../scripts/spec/starter.ts";
import { locales, patterns } from "../../scripts/spec/words.ts";

describe.each(patterns.flatMap((pattern) => locales.map((locale) => [pattern, locale] as const)))(
  "the starter of %s in %s, as it is written",
  (pattern, locale) => {
    const text = starter("mine", pattern, locale);

    it("has open questions, and nothing wrong with it", () => {
      const { problems, questions } = inspect(text, "bridge.yaml");
      expect(problems).toEqual([]);
      expect(questions.length).toBeGreaterThan(10);
    });

    it("is clean to the lint, comments included", () => {
      expect(lintText("bridge.yaml", text).findings).toEqual([]);
    });
  },
);

describe("a flow that carries answers", () => {
  it("needs a question, which is asked for where the other flow has none", () => {
    const asked = inspect(starter("mine", "local-to-remote"), "bridge.yaml").questions.map(({ key }) => key);
    expect(asked).toContain("flows.request.ask");
    expect(asked).not.toContain("flows.decision.ask");
  });
});

describe("an approval", () => {
  const daily = readFileSync(join(import.meta.dirname, "../../references/examples/daily-audit/bridge.yaml"), "utf8");
  const codes = (name: string) =>
    inspect(daily.replaceAll("approvedBy: operator", `approvedBy: ${name}`), "bridge.yaml").problems.map(
      ({ code }) => code,
    );

  it.each(["ops", "vps", "agent", "user", "TODO", "助手"])("by %s is none", (name) => {
    expect(codes(name)).toContain("trust/not-a-human");
  });

  it.each(["operator", "Mira", "周宁"])("by %s is one", (name) => {
    expect(codes(name)).toEqual([]);
  });
});
