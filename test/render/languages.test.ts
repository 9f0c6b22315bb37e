import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { describe, expect, it } from "vitest";
import { messages } from "../../scripts/glue/words.mjs";
import { exampleSpecs } from "../../scripts/rehearse/all.ts";
import { renderAll } from "../../scripts/render/deliverables.ts";
import type { Locale } from "../../scripts/spec/words.ts";
import { planFrom } from "../plan/example.ts";

const prompts = join(import.meta.dirname, "../../prompts");

const render = (spec: string, locale: Locale) => {
  const text = spec.replace(/^locale: .*$/m, `locale: ${locale}`);
  const { plan, questions } = planFrom(text);
  return renderAll(plan, questions, locale, [], text).files;
};

/** What a text is built of: headings, tables, lists and code, without the prose in them. */
function shapeOf(markdown: string): string[] {
  const shape: string[] = [];
  const visit = (node: Nodes) => {
    if (node.type === "heading") shape.push(`heading ${node.depth}`);
    if (node.type === "list") shape.push(`list of ${node.children.length}`);
    if (node.type === "code")
      shape.push(`code ${node.lang} ${node.meta} ${isSame(node.lang) ? shellOf(node.value) : ""}`);
    if ("children" in node) node.children.forEach(visit);
  };
  visit(fromMarkdown(markdown));
  return shape;
}

/** Shell is the same in every language; diagrams, schemas and samples of messages hold words. */
const isSame = (lang: string | null | undefined) => lang === "bash";

/** Shell without its comments, and without what an agent is asked in words. */
const shellOf = (text: string) => text.replaceAll(/^#.*\n/gm, "").replaceAll(/--message '[^']*'/g, "--message");

const spansOf = (markdown: string): string[] => {
  const spans: string[] = [];
  const visit = (node: Nodes) => {
    if (node.type === "inlineCode") spans.push(node.value);
    if ("children" in node) node.children.forEach(visit);
  };
  visit(fromMarkdown(markdown));
  return [...new Set(spans.map(conditionless))].sort();
};

/** A condition stands in words where an agent has to keep it. */
const conditionless = (span: string) =>
  span.replaceAll(" 为 ", " is ").replaceAll(" 或 ", " or ").replaceAll(" 且 ", " and ");

const tablesOf = (markdown: string): string[] =>
  markdown
    .replaceAll(/^```[\s\S]*?^```/gm, "")
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .map((line) => String(line.replaceAll(/`[^`]*`|\\\|/g, "").split("|").length));

/** Prose in which four English words follow each other, apart from what the user wrote in the spec. */
function englishIn(markdown: string, spec: string): string[] {
  const own = spec.replaceAll(/\s+/g, " ");
  return markdown
    .replace(/^---\n[\s\S]*?\n---\n/, "")
    .replaceAll(/^(`{3,})[\s\S]*?^\1/gm, "")
    .replaceAll(/`[^`\n]*`/g, "`")
    .split("\n")
    .flatMap((line) => line.match(/[A-Za-z][A-Za-z'’-]*(?:[ ,;:]+[A-Za-z][A-Za-z'’-]*){3,}/g) ?? [])
    .filter((words) => !own.includes(words) && !quoted.includes(words));
}

/** What programs print, word for word. */
const quoted = ["Send this back word for word"];

const tableBreaks = (markdown: string): string[] => {
  const lines = markdown.replaceAll(/^(`{3,})[\s\S]*?^\1/gm, "").split("\n");
  return lines.filter(
    (line, at) => line.startsWith("|") && lines[at - 1]?.trim() === "" && !/^\|[-| ]+\|$/.test(lines[at + 1] ?? ""),
  );
};

describe.each(exampleSpecs())("%s", (file) => {
  const text = readFileSync(file, "utf8");
  const [english, chinese] = [render(text, "en"), render(text, "zh-CN")];
  const documents = [...english].filter(([name]) => name.endsWith(".md"));

  it("is rendered to the same files in both languages", () => {
    expect([...chinese.keys()]).toEqual([...english.keys()]);
  });

  it.each(documents)("%s has the same sections, tables and commands in both languages", (name, there) => {
    const here = chinese.get(name) ?? "";
    expect(shapeOf(here)).toEqual(shapeOf(there));
    expect(tablesOf(here)).toEqual(tablesOf(there));
    expect(spansOf(here)).toEqual(spansOf(there));
  });

  it("has no English sentence in a Chinese document, and no Chinese in an English one", () => {
    const found = [...chinese]
      .filter(([name]) => name.endsWith(".md"))
      .flatMap(([name, here]) => englishIn(here, text).map((words) => `${name}: ${words}`));
    expect(found).toEqual([]);
    expect(documents.filter(([, there]) => /\p{Script=Han}/u.test(there)).map(([name]) => name)).toEqual([]);
  });

  it("has no table that falls apart", () => {
    const broken = [...english, ...chinese]
      .filter(([name]) => name.endsWith(".md"))
      .flatMap(([name, here]) => tableBreaks(here).map((line) => `${name}: ${line}`));
    expect(broken).toEqual([]);
  });
});

describe.each(["deliverables", "steps"])("the templates of %s", (folder) => {
  const names = (locale: string) => readdirSync(join(prompts, folder, locale)).sort();
  const expressions = (locale: string, name: string) =>
    [...readFileSync(join(prompts, folder, locale, name), "utf8").matchAll(/\{\{[^}]*\}\}/g)]
      .map(([expression]) => expression)
      .filter((expression) => !/@last|^\{\{\/unless/.test(expression))
      .sort();

  it("are the same files in both languages", () => {
    expect(names("zh-CN")).toEqual(names("en"));
  });

  it.each(names("en"))("%s says the same facts", (name) => {
    expect(expressions("zh-CN", name)).toEqual(expressions("en", name));
  });
});

it("what people are told has the same messages with the same values in every language", () => {
  const values = (locale: string) =>
    Object.entries(messages[locale] ?? {}).map(([name, text]) => [name, (text.match(/\{\w+\}/g) ?? []).sort()]);
  expect(values("zh-CN")).toEqual(values("en"));
});
