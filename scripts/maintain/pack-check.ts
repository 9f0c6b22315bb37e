import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import matter from "gray-matter";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { limits } from "./pack.ts";

/** What is wrong with one file of a pack. */
export type Fault = { file: string; line: number; what: string };

/**
 * What the scanners of skill registries flag in any file. Being clean of it means that there is nothing of the kind, so nothing here may be
 * avoided by spelling it differently.
 */
const flagged: [what: string, pattern: RegExp][] = [
  ["code made from text at run time", /\beval\(|\bnew Function\(/],
  ["starting other programs", /\bchild_process\b/],
  [
    "the network together with the environment",
    /\bprocess\.env\b(?=[\s\S]*\bfetch\()|\bfetch\((?=[\s\S]*\bprocess\.env\b)/,
  ],
  [
    "reading files together with sending something",
    /readFile(?=[\s\S]*(?:\bfetch\s*\(|\bpost\s*\(|http\.request\s*\())|(?:\bfetch\s*\(|\bpost\s*\(|http\.request\s*\()(?=[\s\S]*readFile)/i,
  ],
  ["an address of a carrier's private network", /http:\/\/100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./],
  ["a token on a command line", /\bnode\b[^\n]*--token "?\$/],
  ["an instruction to ignore instructions", /ignore (?:all )?previous instructions/i],
  ["the words of a system prompt", /system prompt:|you are now a/i],
  ["a long run that looks like base64", /[A-Za-z0-9+/]{200,}/],
  ["invisible characters", /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/],
  ["removing OpenClaw's folder", /\brm -rf? ~\/\.openclaw/],
  [
    "a credential",
    /\b(?:sk-[A-Za-z0-9]{20,}|ghp_[A-Za-z0-9]{36}|xox[bap]-[A-Za-z0-9-]{10,}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{35})\b/,
  ],
];

/** In SKILL.md alone: a line that names the environment and an address. */
const flaggedInSkill = /\benv\b.{0,80}(?:https?:|\bcurl\b)|(?:https?:|\bcurl\b).{0,80}\benv\b/i;

const frontMatterKeys = ["name", "description", "license", "metadata"];

/**
 * Everything that keeps a packed folder from being installed, found or trusted.
 * @param folder as `pack` wrote it; its name must be the skill's
 * @returns nothing where all is well
 */
export function packFaults(folder: string): Fault[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => !lstatSync(join(folder, name)).isDirectory())
    .sort();
  return [
    ...wholeFaults(folder, files),
    ...frontMatterFaults(folder),
    ...files.flatMap((file) => fileFaults(folder, file)),
    ...files.filter((file) => file.endsWith(".md")).flatMap((file) => linkFaults(folder, file)),
  ];
}

const all = (what: string | false): Fault[] => (what ? [{ file: ".", line: 0, what }] : []);

function wholeFaults(folder: string, files: string[]): Fault[] {
  const bytes = files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  return [
    ...all(files.length > limits.files && `${files.length} files, expected at most ${limits.files}`),
    ...all(bytes > limits.bytes && `${bytes} bytes, expected at most ${limits.bytes}`),
    ...all(!files.includes("SKILL.md") && "no SKILL.md"),
  ];
}

/** What AgentSkills and OpenClaw take: few keys, block style, no separator inside a value. */
function frontMatterFaults(folder: string): Fault[] {
  const text = readFileSync(join(folder, "SKILL.md"), "utf8");
  const { data } = matter(text);
  const head = /^---\n([\s\S]*?)\n---\n/.exec(text)?.[1] ?? "";
  const description = String(data.description ?? "");
  const { bins, ...others } = data.metadata?.openclaw?.requires ?? {};
  const rules: [wrong: boolean, what: string][] = [
    [head === "", "no front matter at the first line"],
    [Object.keys(data).some((key) => !frontMatterKeys.includes(key)), `other keys than ${frontMatterKeys.join(", ")}`],
    [head.includes("---") || /[{[]/.test(head.replace(/^description:.*$/m, "")), "a separator, or flow style"],
    [data.name !== folder.split(/[\\/]/).at(-1), `the name ${data.name}, expected the folder's`],
    [!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(String(data.name)) || String(data.name).length > 64, "a name in other letters"],
    [description === "" || Buffer.byteLength(description) > limits.descriptionBytes, "no description, or a longer one"],
    [/[<>]/.test(description), "a description with angle brackets"],
    [!Array.isArray(bins) || Object.keys(others).length > 0, "requirements other than programs"],
    [text.length > limits.skillCharacters, `${text.length} characters, expected at most ${limits.skillCharacters}`],
  ];
  return rules.flatMap(([wrong, what]) => (wrong ? [{ file: "SKILL.md", line: 1, what }] : []));
}

function fileFaults(folder: string, file: string): Fault[] {
  const path = join(folder, file);
  const { mode, size } = lstatSync(path);
  const text = readFileSync(path, "utf8");
  const patterns: typeof flagged = file.endsWith(".md") ? [...flagged, ["an HTML comment", /<!--/]] : flagged;
  const found = patterns.flatMap(([what, pattern]) => {
    const at = text.search(pattern);
    return at < 0 ? [] : [{ file, line: text.slice(0, at).split("\n").length, what }];
  });
  const skill = file === "SKILL.md" ? text.split("\n").findIndex((line) => flaggedInSkill.test(line)) : -1;
  const one = (wrong: boolean, what: string): Fault[] => (wrong ? [{ file, line: 0, what }] : []);
  return [
    ...found,
    ...(skill < 0 ? [] : [{ file, line: skill + 1, what: "the environment and an address in one line" }]),
    ...one(size > limits.fileBytes, `${size} bytes, expected at most ${limits.fileBytes}`),
    ...one(lstatSync(path).isSymbolicLink(), "a link"),
    ...one((mode & 0o777) !== 0o644, `mode ${(mode & 0o777).toString(8)}, expected 644`),
    ...one(/(^|[\\/])(\.|node_modules)/.test(file), "a dot file, or node_modules"),
    ...one(size === 0, "empty"),
  ];
}

/** Links of a page must lead to what is in the pack. */
function linkFaults(folder: string, file: string): Fault[] {
  const faults: Fault[] = [];
  const visit = (node: Nodes) => {
    if (node.type === "link" && !/^[a-z]+:|^#/.test(node.url)) {
      const target = join(folder, dirname(file), decodeURI(node.url.split("#")[0] ?? ""));
      if (relative(folder, target).startsWith("..") || !existsSync(target))
        faults.push({ file, line: node.position?.start.line ?? 0, what: `a link to ${node.url}, which is not here` });
    }
    if ("children" in node) node.children.forEach(visit);
  };
  visit(fromMarkdown(readFileSync(join(folder, file), "utf8")));
  return faults;
}

if (import.meta.main) {
  const folder = process.argv[2] ?? fileURLToPath(new URL("../../dist/openclaw-peer-bridge", import.meta.url));
  if (!existsSync(folder)) {
    process.stderr.write(`pack:check: found no ${folder}; run npm run pack first\n`);
    process.exitCode = 2;
  } else {
    const faults = packFaults(folder);
    for (const { file, line, what } of faults) process.stdout.write(`${file}:${line}: ${what}\n`);
    process.stdout.write(faults.length === 0 ? "nothing found\n" : `${faults.length} found\n`);
    process.exitCode = faults.length === 0 ? 0 : 1;
  }
}
