import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parser, Table } from "@lezer/markdown";
import { Cron } from "croner";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markdown } from "../../scripts/lint/document/markdown.ts";
import { parseShell } from "../../scripts/lint/document/shell.ts";
import { wholeSource } from "../../scripts/lint/document/source.ts";
import { runsPerDay } from "../../scripts/plan/job.ts";
import { dailyOf } from "../../scripts/spec/clock.ts";

/** What is read without a library is read as the library reads it. */
const corpus = join(import.meta.dirname, "../corpus");
const documents = ["en", "zh-CN"].flatMap((locale) =>
  readdirSync(join(corpus, locale))
    .filter((name) => name.endsWith(".md"))
    .map((name) => readFileSync(join(corpus, locale, name), "utf8")),
);

describe("running text, of which only the marks are looked at", () => {
  const every = parser.configure([Table]);
  const shape = (one: typeof parser, text: string) => one.parse(text).toString();

  it("is the same tree for every document of the corpus", () => {
    for (const text of documents) expect(shape(markdown, text)).toBe(shape(every, text));
  });

  it("is the same tree for whatever marks stand together", () => {
    const marks = fc.constantFrom(
      ..."\\`*_&<>![]()|#-: \n",
      "  ",
      "  \n",
      "\\\n",
      "&amp;",
      "a",
      "中",
      "![",
      "**",
      "``",
    );
    fc.assert(
      fc.property(fc.array(marks, { maxLength: 60 }), (parts) => {
        const text = parts.join("");
        expect(shape(markdown, text)).toBe(shape(every, text));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("a plain command", () => {
  /** Everything that is known of a call, places included. */
  const known = (text: string) =>
    parseShell(wholeSource(text)).calls.map(({ source, words, ...call }) => ({
      ...call,
      text: source.text,
      words: words.map(({ source: word, ...one }) => ({ ...one, at: word.place(0, word.text.length) })),
    }));

  it("is the same call as one that the shell parser reads", () => {
    const word = fc.stringMatching(/^[\w./:@,+-]{1,12}$/);
    const line = fc
      .tuple(fc.constantFrom("openclaw", "curl", "git", "node"), fc.array(word, { maxLength: 6 }), fc.boolean())
      .map(([name, words, wide]) => [name, ...words].join(wide ? "  " : " "));
    fc.assert(
      // A semicolon behind it is not plain, and changes nothing of the call before it.
      fc.property(line, (text) => {
        expect(known(text)).toEqual(known(`${text} ;`));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a daily schedule", () => {
  const field = (most: number) => fc.integer({ min: 0, max: most }).map(String);
  const daily = fc
    .tuple(field(59), field(23), fc.constantFrom("*", "1-5", "0", "3", "6"), fc.boolean())
    .map(([minute, hour, days, padded]) => `${minute.padStart(padded ? 2 : 1, "0")} ${hour} * * ${days}`);
  const zones = fc.constantFrom("UTC", "Europe/Berlin", "Asia/Tokyo", "America/Los_Angeles", "Pacific/Auckland");

  it("fires as often as the cron parser says", () => {
    fc.assert(
      fc.property(daily, zones, (cron, timezone) => {
        expect(dailyOf(cron)).toBeDefined();
        const start = new Date("2026-01-01T00:00:00Z");
        const runs = new Cron(cron, { timezone })
          .nextRuns(40, start)
          .filter((at) => at.getTime() < start.getTime() + 28 * 86_400_000);
        expect(runsPerDay({ schedule: { cron, exact: false } }, timezone)).toBe(
          Math.round((runs.length / 28) * 10) / 10,
        );
      }),
      { numRuns: 200 },
    );
  });

  it.each(["60 7 * * *", "30 24 * * *", "30 7 1 * *", "*/5 7 * * *", "30 7 * * 1-6", "30 7 * *", "30 7 * * * *"])(
    "%s is left to the cron parser",
    (cron) => expect(dailyOf(cron)).toBeUndefined(),
  );
});
