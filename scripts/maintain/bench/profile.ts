import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "./run.ts";

type Node = {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
  children?: number[];
};
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] };

/** Where a program's time goes: the largest shares of one run, each a name and milliseconds. */
export type Share = { where: string; ms: number };

/** One run of a program in all its threads: where its time goes, and the share of it that the lint of a rendered design takes. */
export type Profiled = { shares: Share[]; lint: number };

/**
 * Runs a program once under V8's sampling profiler, which makes it slower than it is; what counts are the shares.
 * @returns shares of at least a hundredth, the largest first
 */
export function profileOf({ args }: Program, cwd: string): Profiled {
  const folder = mkdtempSync(join(cwd, "profile-"));
  spawnSync(process.execPath, ["--cpu-prof", "--cpu-prof-interval", "100", "--cpu-prof-dir", folder, ...args], { cwd });
  // A file for each thread.
  const threads = readdirSync(folder).map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as Profile);
  rmSync(folder, { recursive: true });
  const shares = new Map<string, number>();
  let lint = 0;
  for (const { nodes, samples, timeDeltas } of threads) {
    const spent = new Map<number, number>();
    samples.forEach((sample, index) => {
      spent.set(sample, (spent.get(sample) ?? 0) + (timeDeltas[index] as number) / 1000);
    });
    const byId = new Map(nodes.map((node) => [node.id, node]));
    const inside = ({ id, children = [] }: Node): number =>
      children.reduce((sum, child) => sum + inside(byId.get(child) as Node), spent.get(id) ?? 0);
    for (const node of nodes) {
      const where = placeOf(node);
      shares.set(where, (shares.get(where) ?? 0) + (spent.get(node.id) ?? 0));
      if (node.callFrame.functionName === "lintDesign") lint += inside(node);
    }
  }
  shares.delete("idle");
  const whole = [...shares.values()].reduce((sum, ms) => sum + ms, 0);
  return {
    shares: [...shares]
      .map(([where, ms]) => ({ where, ms }))
      .filter(({ ms }) => ms >= whole / 100)
      .sort((a, b) => b.ms - a.ms),
    lint: lint / whole,
  };
}

function placeOf({ callFrame: { functionName, url, lineNumber } }: Node): string {
  if (functionName.startsWith("RegExp:")) return "patterns, matching";
  if (functionName === "(garbage collector)") return "garbage collector";
  if (functionName === "(idle)") return "idle";
  if (/^compile(?:SourceTextModule|Function)/.test(functionName)) return "compiling modules";
  if (!url.startsWith("file:")) return "Node itself";
  return partsOf(url).findLast(({ line }) => line <= lineNumber)?.part ?? other;
}

/** Folders of our own code, by what they do. */
const folders: [folder: string, part: string][] = [
  ["scripts/lint/rules/", "rules, patterns compiling"],
  ["scripts/lint/document/", "documents, patterns compiling"],
  ["scripts/lint/", "rules, patterns compiling"],
  ["scripts/openclaw/", "OpenClaw's commands and schema"],
  ["scripts/spec/", "the spec"],
  ["scripts/render/", "templates"],
  ["compiled:", "templates"],
];
const other = "other code of our own";

const known = new Map<string, { line: number; part: string }[]>();

/** What the lines of a packed file come from, each from its line on: a library, or a part of our own code. */
function partsOf(url: string): { line: number; part: string }[] {
  const parts =
    known.get(url) ??
    readFileSync(fileURLToPath(url), "utf8")
      .split("\n")
      .flatMap((text, line) => {
        const [, from] = /^\/\/ ((?:.*node_modules\/|scripts\/|compiled:)\S+)$/.exec(text) ?? [];
        return from ? [{ line, part: partOf(from) }] : [];
      });
  known.set(url, parts);
  return parts;
}

const partOf = (from: string): string =>
  /node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\//.exec(from)?.[1] ??
  folders.find(([folder]) => from.startsWith(folder))?.[1] ??
  other;
