import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "./run.ts";

type Node = { id: number; callFrame: { functionName: string; url: string } };
type Profile = { nodes: Node[]; samples: number[]; timeDeltas: number[] };

/** Where a program's time goes: the largest shares of one run, each a name and milliseconds. */
export type Share = { where: string; ms: number };

/**
 * Runs a program once under V8's sampling profiler, which makes it slower than it is; what counts are the shares.
 * @returns shares of at least a hundredth, the largest first
 */
export function profileOf({ args }: Program, cwd: string): Share[] {
  const folder = mkdtempSync(join(cwd, "profile-"));
  spawnSync(process.execPath, ["--cpu-prof", "--cpu-prof-interval", "100", "--cpu-prof-dir", folder, ...args], { cwd });
  const [file = ""] = readdirSync(folder);
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Profile;
  rmSync(folder, { recursive: true });
  const byId = new Map(nodes.map((node) => [node.id, placeOf(node)]));
  const shares = new Map<string, number>();
  samples.forEach((sample, index) => {
    const where = byId.get(sample) as string;
    shares.set(where, (shares.get(where) ?? 0) + (timeDeltas[index] as number) / 1000);
  });
  shares.delete("idle");
  const whole = [...shares.values()].reduce((sum, ms) => sum + ms, 0);
  return [...shares]
    .map(([where, ms]) => ({ where, ms }))
    .filter(({ ms }) => ms >= whole / 100)
    .sort((a, b) => b.ms - a.ms);
}

function placeOf({ callFrame: { functionName, url } }: Node): string {
  if (functionName.startsWith("RegExp:")) return "patterns, matching";
  if (functionName === "(garbage collector)") return "garbage collector";
  if (functionName === "(idle)") return "idle";
  if (/^compile(?:SourceTextModule|Function)/.test(functionName)) return "compiling modules";
  if (!url.startsWith("file:")) return "Node itself";
  return partOf(url);
}

const parts = new Map<string, string>();

/** The library that most of a packed file comes from, or our own code. */
function partOf(url: string): string {
  const known = parts.get(url);
  if (known) return known;
  const text = readFileSync(fileURLToPath(url), "utf8");
  const marks = [...text.matchAll(/^\/\/ (?:.*node_modules\/((?:@[\w.-]+\/)?[\w.-]+)\/|(scripts|compiled))\S*$/gm)];
  const sizes = new Map<string, number>();
  marks.forEach(({ index, 1: library = "our own code, patterns compiling" }, at) => {
    const size = (marks[at + 1]?.index ?? text.length) - index;
    sizes.set(library, (sizes.get(library) ?? 0) + size);
  });
  const [part = "our own code, patterns compiling"] = [...sizes].sort((a, b) => b[1] - a[1])[0] ?? [];
  parts.set(url, part);
  return part;
}
