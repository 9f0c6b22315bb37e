import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { everyRule } from "../../scripts/lint/lint.ts";
import { measure, score } from "../../scripts/maintain/lint-quality.ts";

const corpus = join(import.meta.dirname, "../corpus");
const languages = ["en", "zh-CN"];
const outcomes = measure(corpus);
const labels = outcomes.flatMap(({ right, missed }) => [...right, ...missed]);

describe("the corpus", () => {
  it("has 80 documents and more, in both languages, 40 % of them clean", () => {
    const clean = outcomes.filter(({ right, missed }) => right.length + missed.length === 0);
    expect(outcomes.length).toBeGreaterThanOrEqual(80);
    expect(clean.length / outcomes.length).toBeGreaterThanOrEqual(0.4);
    for (const language of languages)
      expect(outcomes.filter((one) => one.language === language).length).toBeGreaterThanOrEqual(20);
  });

  it("has labels for every document", () => {
    for (const language of languages) {
      const names = readdirSync(join(corpus, language));
      const bare = (name: string) => name.replace(/\.labels\.json$|\.\w+$/, "");
      for (const name of names) expect(names.filter((other) => bare(other) === bare(name)).length, name).toBe(2);
    }
  });

  it("knows the rules that it labels, and labels nearly all of them", () => {
    const ids = everyRule.map(({ id }) => id);
    const labelled = new Set(labels.map(({ rule }) => rule));
    expect([...labelled].filter((rule) => !ids.includes(rule))).toEqual([]);
    expect(labelled.size).toBeGreaterThanOrEqual(48);
  });
});

describe("the lint on the corpus", () => {
  it.each(languages)("has a precision and a recall of 0.97 and more in %s", (language) => {
    const { precision, recall } = score(outcomes.filter((one) => one.language === language));
    expect(precision).toBeGreaterThanOrEqual(0.97);
    expect(recall).toBeGreaterThanOrEqual(0.97);
  });
});
