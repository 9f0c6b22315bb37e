import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { inProcess } from "./cli/in-process.ts";
import { pinned } from "./openclaw-catalog/oracle.ts";

const folder = join(import.meta.dirname, "..", "references");

/** Pages that people write, as paths below the folder. The lint's own rules are a generated list, longer than a page. */
const pagesIn = (below: string) =>
  readdirSync(join(folder, below))
    .filter((name) => name.endsWith(".md") && name !== "rules.md")
    .map((name) => join(below, name));
const english = pagesIn("");
const pages = [...english, ...pagesIn("zh-CN")];

const read = (path: string) => readFileSync(path, "utf8");

/** Matches of an expression's first group. */
const all = (text: string, expression: RegExp) => [...text.matchAll(expression)].map(([, found = ""]) => found);

/** The anchors of a page's headings, as code hosts make them. */
const anchorsOf = (text: string) =>
  all(text, /^#{1,6} (.+)$/gm).map((heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-"),
  );

describe.each(pages)("references/%s", (name) => {
  const path = join(folder, name);
  const text = read(path);

  it("is short enough to be read at once", () => {
    expect(text.split("\n").length).toBeLessThan(200);
  });

  it("is clean under the project's own lint", async () => {
    const { code, stdout } = await inProcess(["lint", path, "--all"]);
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/nothing found|未发现问题/) });
  });

  it("names only pages that OpenClaw's documentation has", () => {
    const cited = [...new Set(all(text, /\b(docs\/[\w./-]+?\.md)\b/g))];
    expect(cited.filter((page) => !existsSync(join(pinned, page)))).toEqual([]);
  });

  it("links only to what is there", () => {
    const broken = all(text, /\]\((?!https:)([^)\s]+)\)/g).filter((link) => {
      const [file = "", anchor] = link.split("#");
      const target = file ? join(dirname(path), file) : path;
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(read(target)).includes(anchor));
    });
    expect(broken).toEqual([]);
  });

  it("holds nothing that a reader does not see, and no address of a private network", () => {
    expect(text).not.toMatch(/[\u200B-\u200F\u202A-\u202E\u2060\uFEFF]|<!--/);
    expect(text).not.toMatch(
      /http:\/\/(?:10|127|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])|172\.(?:1[6-9]|2\d|3[01])|192\.168)\./,
    );
  });
});

it("names every thread of OpenClaw in full, so that a reader finds it", () => {
  const short = pages.flatMap((name) =>
    all(read(join(folder, name)), /((?<!openclaw\/openclaw)(?<![\w(/])#\d{3,6})\b/g),
  );
  expect(short).toEqual([]);
});

/** What a page is built of and what it holds to: everything in it but the prose. */
const facts = (text: string) => {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, "");
  return {
    headings: all(prose, /^(#+) /gm),
    columns: all(prose, /^(\|.*)$/gm).map((row) => row.replaceAll(/`[^`]*`|\\\|/g, "").split("|").length),
    items: all(prose, /^ *(-|\d+\.) /gm).length,
    code: all(text, /^```(\w*)/gm),
    citations: all(text, /\b(docs\/[\w./-]+?\.md)\b/g).sort(),
    issues: all(text, /\b(openclaw\/openclaw#\d+)\b/g).sort(),
    spans: [...new Set(all(prose, /`([^`\n]+)`/g))].sort(),
  };
};

describe("the Chinese pages", () => {
  it("are the same pages, and the glossary", () => {
    const twins = pagesIn("zh-CN").map((path) => path.replace(/^zh-CN./, ""));
    expect(twins.filter((name) => name !== "glossary.md")).toEqual(english);
  });

  it.each(english)("%s says the same, in the same places", (name) => {
    expect(facts(read(join(folder, "zh-CN", name)))).toEqual(facts(read(join(folder, name))));
  });

  it.each(english)("%s has no English sentence", (name) => {
    const prose = read(join(folder, "zh-CN", name))
      .replace(/^---\n[\s\S]*?\n---\n/, "")
      .replaceAll(/^```[\s\S]*?^```/gm, "")
      .replaceAll(/`[^`\n]*`|\]\([^)]*\)/g, "`");
    expect(prose.match(/[A-Za-z][A-Za-z'’-]*(?:[ ,;:]+[A-Za-z][A-Za-z'’-]*){4,}/g) ?? []).toEqual([]);
  });
});

it("the two READMEs are built alike", () => {
  const readme = (name: string) => {
    const { headings, columns, code, items } = facts(read(join(folder, "..", name)));
    return { headings, columns, code, items };
  };
  expect(readme("README.zh-CN.md")).toEqual(readme("README.md"));
});
