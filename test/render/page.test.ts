/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser } from "../../scripts/maintain/browser.ts";
import { exampleSpecs } from "../../scripts/rehearse/all.ts";
import { renderAll } from "../../scripts/render/deliverables.ts";
import { memoPage } from "../../scripts/render/html.ts";
import { locales } from "../../scripts/spec/words.ts";
import { planFrom } from "../plan/example.ts";

/** Every example's page in a real Chromium, without scripts, as people look at it. The npm package that carries it has one for Linux only. */
const folder = mkdtempSync(join(tmpdir(), "pages-"));
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
}, 60_000);
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const views = {
  "on a phone": { width: 360, height: 740, media: "screen", colorScheme: "light" },
  "on a desk": { width: 1280, height: 900, media: "screen", colorScheme: "light" },
  "in the dark": { width: 1280, height: 900, media: "screen", colorScheme: "dark" },
  // A4 with margins of one centimetre.
  "on paper": { width: 718, height: 1047, media: "print", colorScheme: "light" },
} as const;

/** Loads a file and notes everything that is asked for beside it. */
async function open(file: string, view: (typeof views)[keyof typeof views]): Promise<{ page: Page; asked: string[] }> {
  const { width, height, media, colorScheme } = view;
  const page = await browser.newPage({ viewport: { width, height }, javaScriptEnabled: false, colorScheme });
  await page.emulateMedia({ media, colorScheme });
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(pathToFileURL(file).href);
  return { page, asked };
}

/** Runs in the page: what does not fit, cannot be read, or lies over something else. */
function faultsIn(): string[] {
  const faults: string[] = [];
  const name = (element: Element) => `${element.tagName.toLowerCase()} "${element.textContent?.trim().slice(0, 40)}"`;
  if (document.documentElement.scrollWidth > window.innerWidth)
    faults.push(`the page is ${document.documentElement.scrollWidth} wide, the window ${window.innerWidth}`);

  const channels = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const luminance = (color: string) => {
    const [r = 0, g = 0, b = 0] = channels(color)
      .slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element: Element): string => {
    for (let at: Element | null = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if ((channels(color)[3] ?? 1) > 0) return color;
    }
    return "rgb(255, 255, 255)";
  };
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim());
    if (!own || element.closest("svg")) continue;
    const { color, fontSize } = getComputedStyle(element);
    const [a, b] = [luminance(color), luminance(behind(element))].sort((x, y) => y - x) as [number, number];
    const contrast = (a + 0.05) / (b + 0.05);
    if (contrast < 4.5) faults.push(`${name(element)} has a contrast of ${contrast.toFixed(1)}`);
    if (Number.parseFloat(fontSize) < 12) faults.push(`${name(element)} has letters of ${fontSize}`);
  }

  const svg = document.querySelector("svg") as SVGSVGElement;
  const { width, height } = svg.viewBox.baseVal;
  const texts = [...svg.querySelectorAll("text")].map((text) => ({ text, box: text.getBBox() }));
  for (const { text, box } of texts)
    if (box.x < 0 || box.y < 0 || box.x + box.width > width || box.y + box.height > height)
      faults.push(`${name(text)} leaves the picture`);
  texts.forEach(({ text, box }, index) => {
    for (const other of texts.slice(index + 1)) {
      const across = Math.min(box.x + box.width, other.box.x + other.box.width) - Math.max(box.x, other.box.x);
      const down = Math.min(box.y + box.height, other.box.y + other.box.height) - Math.max(box.y, other.box.y);
      if (across > 1 && down > 4) faults.push(`${name(text)} lies over ${name(other.text)}`);
    }
  });
  return faults;
}

describe.skipIf(process.platform !== "linux").each(exampleSpecs())("the page of %s", (file) => {
  const { plan, questions, text } = planFrom(readFileSync(file, "utf8"));

  describe.each(locales)("in %s", (locale) => {
    const memo = renderAll(plan, questions, locale, ["memo"], text).files.get("memo.md") ?? "";
    const target = join(folder, `${plan.bridge}-${locale}.html`);

    it.each(Object.keys(views) as (keyof typeof views)[])("is readable %s, and asks for nothing else", async (view) => {
      writeFileSync(target, memoPage(memo, locale));
      const { page, asked } = await open(target, views[view]);
      expect(asked).toEqual([pathToFileURL(target).href]);
      expect(await page.evaluate(faultsIn)).toEqual([]);
      await page.close();
    });
  });
});
