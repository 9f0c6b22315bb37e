import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "../plan/compile.ts";
import { inspect } from "../plan/inspect.ts";
import type { Shape } from "../render/evidence.ts";
import { recordEvidence } from "./evidence.ts";
import type { Verdict } from "./judge/judge.ts";
import { onInterrupt } from "./processes.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const examples = join(root, "references/examples");
/** Rehearsals at the same time: each waits for a gateway or a chat about half of its time. */
const atOnce = 3;

type Row = { name: string; passed: boolean; seconds: number; shapes: Shape[]; verdicts: Verdict[] };

/** The specs of all examples, those that take longest first. */
export const exampleSpecs = (): string[] =>
  readdirSync(examples, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(examples, name)).map((file) => join(examples, name, file)))
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => ({ file, commands: commandsIn(file) }))
    .sort((a, b) => b.commands - a.commands)
    .map(({ file }) => file);

/** How many commands of OpenClaw its rollout has: they take most of a rehearsal's time. */
function commandsIn(file: string): number {
  const { answered, questions } = inspect(readFileSync(file, "utf8"), file);
  const stages = answered ? compile(answered, questions).rollout : [];
  return stages.flatMap(({ blocks }) => blocks).flatMap(({ shell }) => shell.match(/\bopenclaw [a-z]/g) ?? []).length;
}

/**
 * Renders and rehearses every example, each in a process of its own, three at a time.
 * @param options `record`: put each outcome into the evidence that ships; `only`: names of examples, all where empty
 * @returns whether every check of every example passed; the table is on standard output
 */
export async function rehearseAll(options: {
  record: boolean;
  only: string[];
  say: (text: string) => void;
}): Promise<boolean> {
  const specs = exampleSpecs().filter((spec) => options.only.length === 0 || options.only.includes(nameOf(spec)));
  const waiting = [...specs];
  const rows: Row[] = [];
  const work = async () => {
    for (let spec = waiting.shift(); spec !== undefined; spec = waiting.shift()) {
      const row = await rehearseOne(spec, options.say);
      rows.push(row);
      if (options.record && row.passed) recordEvidence(folderOf(spec));
      options.say(`${row.passed ? "ok    " : "FAILED"} ${row.name} (${Math.round(row.seconds)} s)`);
    }
  };
  const forget = onInterrupt(endRunning);
  await Promise.all(Array.from({ length: atOnce }, work)).finally(forget);
  const table = tableOf(rows.sort((a, b) => (a.name < b.name ? -1 : 1)));
  writeFileSync(join(root, "out", "all.md"), table);
  process.stdout.write(table);
  return rows.length === specs.length && rows.every(({ passed }) => passed);
}

const nameOf = (spec: string): string => {
  const file = basename(spec, ".yaml");
  const folder = basename(dirname(spec));
  return file === "bridge" ? folder : `${folder}/${file}`;
};
const folderOf = (spec: string): string => join(root, "out", "all", nameOf(spec).replace("/", "-"));

/** What runs now: each cleans up after itself when it is asked to end. */
const running = new Set<ChildProcess>();

function start(args: string[], log: number): ChildProcess {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ["ignore", log, log] });
  running.add(child);
  return child.once("close", () => running.delete(child));
}

async function endRunning(): Promise<void> {
  const ended = [...running].map((child) => new Promise((resolve) => child.once("close", resolve)));
  for (const child of running) child.kill("SIGTERM");
  await Promise.all(ended);
}

async function rehearseOne(spec: string, say: (text: string) => void): Promise<Row> {
  const name = nameOf(spec);
  const folder = folderOf(spec);
  const started = Date.now();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const file = `${folder}.log`;
  const log = openSync(file, "w");
  say(`begins ${name}: ${relative(root, file)}`);
  const run = (...args: string[]) => new Promise<number | null>((resolve) => start(args, log).once("close", resolve));
  const rendered = await run("scripts/bridge.mjs", "render", spec, "--out", folder);
  const code = rendered === 0 ? await run("scripts/rehearse/main.ts", "--from", folder) : rendered;
  closeSync(log);
  const { shapes, verdicts } = read(folder);
  return { name, passed: code === 0, seconds: (Date.now() - started) / 1000, shapes, verdicts };
}

/** What a rehearsal wrote; nothing where it could not be judged. */
function read(folder: string): Pick<Row, "shapes" | "verdicts"> {
  try {
    return JSON.parse(readFileSync(join(folder, "evidence.json"), "utf8"));
  } catch {
    return { shapes: [], verdicts: [] };
  }
}

const five = ["source-fired", "delivery-succeeded", "duplicate-safe", "failure-visible", "no-secrets"];
const back = ["rolled-back", "nothing-left"];

/** One row per example: what it is, the five checks, the way back, and how many others passed. */
function tableOf(rows: Row[]): string {
  const mark = (row: Row, ids: string[]) => {
    const found = row.verdicts.filter(({ id }) => ids.includes(id));
    return found.length > 0 && found.every(({ passed }) => passed) ? "ok" : "FAILED";
  };
  const cells = rows.map((row) => {
    const others = row.verdicts.filter(({ id }) => ![...five, ...back].includes(id));
    const shape = (key: "pattern" | "transport" | "guarantee") =>
      [...new Set(row.shapes.map((one) => one[key]))].join(", ");
    return [
      row.name,
      shape("pattern"),
      shape("transport"),
      shape("guarantee"),
      ...five.map((id) => mark(row, [id])),
      mark(row, back),
      `${others.filter(({ passed }) => passed).length} of ${others.length}`,
      `${Math.round(row.seconds)} s`,
    ];
  });
  const head = [
    "example",
    "pattern",
    "transport",
    "guarantee",
    "fired",
    "delivered",
    "duplicates",
    "failure",
    "secrets",
    "way back",
    "others",
    "took",
  ];
  const lines = [head, head.map(() => "---"), ...cells].map((row) => `| ${row.join(" | ")} |`);
  return `${lines.join("\n")}\n\n${rows.filter(({ passed }) => passed).length} of ${rows.length} examples passed\n`;
}
