import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exampleSpecs } from "../../scripts/rehearse/all.ts";
import { renderAll } from "../../scripts/render/deliverables.ts";
import { memoPage } from "../../scripts/render/html.ts";
import { picture } from "../../scripts/render/picture.ts";
import { locales } from "../../scripts/spec/words.ts";
import { planFrom } from "../plan/example.ts";

/** Everything that a page could load, or run. */
const loads =
  /<script|<link|<img|<iframe|<object|\ssrc=|\son[a-z]+=|@import|url\((?!#head\))|https?:\/\/[^<]*["'] *\)/i;

const tags = (html: string) => [...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, name = ""]) => name.toLowerCase());

describe.each(exampleSpecs())("the page of %s", (file) => {
  const { plan, questions, text } = planFrom(readFileSync(file, "utf8"));

  it.each(locales)("in %s is whole, loads nothing, and shows the picture", (locale) => {
    const memo = renderAll(plan, questions, locale, ["memo"], text).files.get("memo.md") ?? "";
    const html = memoPage(memo, locale);
    expect(html.match(loads)).toBeNull();
    expect(html).toContain(`<html lang="${locale}">`);
    expect(html).not.toMatch(/```|PICTURE-OF-THE-BRIDGE|sequenceDiagram/);
    const arrows = plan.diagram.mermaid.words[locale].match(/->>/g)?.length ?? 0;
    expect(html.match(/class="arrow/g)).toHaveLength(arrows);
    for (const name of ["table", "figure", "svg", "h2"]) expect(tags(html)).toContain(name);
  });
});

describe("hostile text", () => {
  const hostile = fc.string({ unit: "grapheme", maxLength: 60 }).map((text) => text.replaceAll(/[\n\r]/g, " "));

  it("in a memo stays text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const html = memoPage(
          `# t: ${text}\n\n${text}\n\n| a | b |\n|---|---|\n| ${text.replaceAll("|", "")} | x |\n`,
          "en",
        );
        expect(html.match(/<script|<img|<iframe|javascript:|<svg [^>]*on/i)).toBeNull();
      }),
    );
  });

  it("in a diagram stays text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const svg = picture(`sequenceDiagram\n  participant p0 as a\n  participant p1 as b\n  p0->>p1: ${text}`, text);
        expect(new Set(tags(svg))).toEqual(new Set(["svg", "defs", "marker", "path", "line", "rect", "text"]));
      }),
    );
  });
});
