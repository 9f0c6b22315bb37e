import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parser, Table } from "@lezer/markdown";
import { describe, expect, it } from "vitest";
import { parse, parseDocument, stringify } from "yaml";
import { compile } from "../../scripts/plan/compile.ts";
import { blocking, inspect } from "../../scripts/plan/inspect.ts";
import { renderAll } from "../../scripts/render/deliverables.ts";
import { memoPage } from "../../scripts/render/html.ts";

const examples = join(import.meta.dirname, "../../references/examples");
const specs = readdirSync(examples, { recursive: true, encoding: "utf8" })
  .filter((name) => /^[\w-]+\/[\w-]+\.yaml$/.test(name))
  .map((name) => [name, readFileSync(join(examples, name), "utf8")] as const);

/** What must stay text wherever it is put, each with a harmless one that is quoted as it is; the marks around it tell where it went. */
const hostile: Record<string, [hostile: string, harmless: string]> = {
  shell: ["zq'\"; $(id) `id` ${HOME} \\ $((1)) && rm qz", "zq plain words qz"],
  markup: ["zq</code></script><img src=x onerror=y> [l](javascript:z) **b** | c |` ~~~ qz", "zq plain words qz"],
  template: ["zq{{x}} {{{y}}} {{#each z}} <%= a %> ${b} %s qz", "zq plain words qz"],
  lines: ["zq one\n\n# two\n```\nthree\n---\nqz", "zq plain words qz"],
  paths: ["zq/../../../etc/passwd/qz", "zq/plain/qz"],
  names: ["__proto__", "plain_word"],
};

type Files = Map<string, string>;
type Place = { parent: Record<string, unknown>; key: string; path: string };

/** Every text of a spec, the keys of records that people name included. */
function textsOf(value: unknown, path: string[] = []): Place[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    typeof inner === "string"
      ? [{ parent: value as Record<string, unknown>, key, path: [...path, key].join(".") }]
      : textsOf(inner, [...path, key]),
  );
}

/** The rendered files, or the problems for which nothing is rendered. */
function rendered(spec: string): Map<string, string> | { line: number }[] {
  const { answered, questions, problems } = inspect(spec, "bridge.yaml");
  if (!answered || blocking(problems).length > 0) return problems;
  const { files } = renderAll(compile(answered, questions), questions, answered.locale, [], spec);
  files.set("memo.html", memoPage(files.get("memo.md") ?? "", answered.locale));
  return files;
}

const markdown = parser.configure([Table]);

/** The kinds of all nodes of a Markdown document, without the texts and what only marks them. */
function shapeOf(text: string): string {
  const kinds: string[] = [];
  markdown.parse(text).iterate({
    enter: ({ name }) => {
      if (!/Mark$|^Escape$|^Entity$|^HardBreak$|^CodeText$/.test(name)) kinds.push(name);
    },
  });
  return kinds.join(" ");
}

const fences = (text: string, languages: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`(?:${languages})\\b[^\\n]*\\n(.*?)^\`\`\`$`, "gms"))].map(
    (match) => match[1] as string,
  );

/** What a real shell understands: each script as it prints it again, a quoted word as one letter. */
function understood(scripts: string[], word: string): string[] {
  const functions = scripts.map(
    (script, index) => `f${index}() {\n:\n${script}\n}\ndeclare -f f${index}\nprintf '\\0'\n`,
  );
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-s"], { input: functions.join(""), encoding: "utf8" });
  if (stderr) throw new Error(stderr);
  return stdout
    .split("\0")
    .map((script) => script.replaceAll(word, "S"))
    .map((script) => script.replace(/'[^']*'(?:\\''[^']*')*/g, "S").replace(/\s+/g, " "));
}

const scriptsOf = (files: Map<string, string>) =>
  [...files].flatMap(([name, text]) =>
    name.endsWith(".sh") ? [text] : name.endsWith(".md") ? fences(text, "bash|sh") : [],
  );

/** Holds what was rendered with a hostile text to what was rendered with a harmless one. */
function staysInPlace(path: string, [value, harmless]: string[], files: Files, plain: Files): void {
  expect([...files.keys()], path).toEqual([...plain.keys()]);
  for (const [name, text] of files) {
    const other = plain.get(name) ?? "";
    if (name.endsWith(".md")) {
      expect(shapeOf(text), `${path}: ${name}`).toBe(shapeOf(other));
      const [front, otherFront] = [text, other].map((one) => Object.keys(parse(one.split("---\n")[1] ?? "") ?? {}));
      expect(front, `${path}: ${name}`).toEqual(otherFront);
      for (const block of fences(text, "json")) JSON.parse(block);
    }
    if (name.endsWith(".json"))
      expect(Object.keys(JSON.parse(text)), `${path}: ${name}`).toEqual(Object.keys(JSON.parse(other)));
    if (name.endsWith(".html"))
      expect(text.match(/<\/?[a-z]+/g)?.join(), `${path}: ${name}`).toBe(other.match(/<\/?[a-z]+/g)?.join());
  }
  expect(understood(scriptsOf(files), value as string), path).toEqual(understood(scriptsOf(plain), harmless as string));
}

/** Places of one kind are tried in the first two examples that have them. */
const tried = new Map<string, number>();
const isNew = (kind: string, path: string): boolean => {
  const place = `${kind} ${path.replace(/^(instances|flows|contract)\.[\w-]+/, "$1.*")}`;
  tried.set(place, (tried.get(place) ?? 0) + 1);
  return (tried.get(place) as number) <= 2;
};

/** How often a text of a kind was kept in its place, and refused. */
const counts = new Map(Object.keys(hostile).map((kind) => [kind, { kept: 0, refused: 0 }]));

describe.each(specs)("%s", (_, spec) => {
  it.each(Object.entries(hostile))(
    "keeps %s in its place, in every one of its texts, or refuses it",
    (kind, pair) => {
      const [value, harmless] = pair;
      const count = counts.get(kind) as { kept: number; refused: number };
      for (const { path } of textsOf(parse(spec))) {
        if (!isNew(kind, path)) continue;
        const withText = (text: string) => {
          const changed = parseDocument(spec).toJS();
          const place = textsOf(changed).find((one) => one.path === path) as Place;
          place.parent[place.key] = text;
          return rendered(stringify(changed));
        };
        const files = withText(value);
        if (!(files instanceof Map)) {
          count.refused++;
          continue;
        }
        const plain = withText(harmless);
        if (!(plain instanceof Map)) throw new Error(`${path}: takes ${value} and refuses ${harmless}`);
        count.kept++;
        staysInPlace(path, pair, files, plain);
      }
    },
    120_000,
  );
});

it.each(Object.keys(hostile))(
  "has kept %s somewhere and refused it elsewhere; a text of several lines has no place at all",
  (kind) => {
    const { kept, refused } = counts.get(kind) as { kept: number; refused: number };
    expect(refused).toBeGreaterThan(10);
    if (kind === "lines") expect(kept).toBe(0);
    else expect(kept).toBeGreaterThan(10);
  },
);
