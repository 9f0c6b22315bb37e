import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { main as bridge } from "../cli/main.ts";
import { rehearsedVersion } from "../plan/support.ts";
import { rehearseAll } from "./all.ts";
import { recordEvidence, writeEvidence } from "./evidence.ts";
import { faultTable, recordFaults, rehearseFaults, writeFaults } from "./faults/rehearse.ts";
import { endAll, onInterrupt } from "./processes.ts";
import { rehearse } from "./rehearse.ts";
import { removeTraces } from "./traces.ts";

const help = `usage: npm run rehearse -- --from DIR [--edit-meanwhile] [--approve-all] [--idle MINUTES] [--record] [--keep]
       npm run rehearse -- SPEC --faults [--only IDS] [--unprotected] [--record] [--keep]
       npm run rehearse -- --all [--only NAMES] [--record]
       npm run rehearse -- --judge DIR [--record]

Executes the rollout plan of a rendered folder on two real, disposable gateways, fires its flows,
takes the way back, and judges from the raw outputs that it keeps in DIR/raw.

With --faults it renders the spec to out/<name>-faults and breaks the bridge in every way that its
guarantee must survive (ten to fifteen minutes); the table goes to faults.md there.

With --all every example is rendered to out/all/ and rehearsed, three at a time; the table goes to
out/all.md.

  --from DIR         a folder that render wrote
  --edit-meanwhile   change something unrelated in both configurations before the way back
  --approve-all      run blocks that nobody has approved: on the disposable gateways only
  --idle MINUTES     where an inbox is looked into by a job: how long nothing is made (default 1)
  --keep             keep the gateways' homes for a look
  --record           put the outcome into references/evidence.json, which memos cite; with --faults
                     into references/faults.json
  --only IDS         only these scenarios, or examples, separated by commas
  --unprotected      each scenario without the protection that it tests: every one must fail
  --judge DIR        judge the raw outputs again, and compare with the evidence that is there

Exit codes: 0 every check passed · 1 a check failed · 2 wrong usage, or nothing could be rehearsed
`;

const say = (text: string) => process.stderr.write(`${text}\n`);

/** Does something in a work folder of its own, which is gone afterwards, also when interrupted; so is whatever was started in it. */
async function inWorkFolder<T>(keep: boolean, act: (work: string) => Promise<T>): Promise<T> {
  const base = resolve("out");
  await mkdir(base, { recursive: true });
  const work = mkdtempSync(join(base, ".rehearsal-"));
  const cleanUp = async () => {
    await endAll();
    removeTraces(work);
    if (!keep) rmSync(work, { recursive: true, force: true });
  };
  const forget = onInterrupt(cleanUp);
  try {
    return await act(work);
  } finally {
    await cleanUp();
    forget();
  }
}

/** Rehearses a folder, and writes and prints its evidence. @returns whether every check passed */
export async function rehearseFolder(
  folder: string,
  options: { edit: boolean; approve: boolean; keep: boolean; idle?: number },
): Promise<boolean> {
  await inWorkFolder(options.keep, (work) => rehearse(folder, { idle: 1, ...options, work, say }));
  return writeEvidence(folder);
}

/**
 * Renders a spec and rehearses it with faults; prints the table.
 * @returns whether every scenario passed, or without protections whether every one failed
 */
async function rehearseSpec(
  spec: string,
  options: { without: boolean; only: string[]; keep: boolean; record: boolean },
): Promise<boolean> {
  if (/^locale: *zh-CN/m.test(readFileSync(spec, "utf8")))
    throw new Error(`${spec}: found locale: zh-CN, expected en: the scenarios read what people are told`);
  const folder = join("out", `${basename(dirname(resolve(spec)))}-faults`);
  rmSync(folder, { recursive: true, force: true });
  if ((await bridge(["render", spec, "--out", folder])) !== 0) throw new Error(`${spec} could not be rendered`);
  const rows = await inWorkFolder(options.keep, (work) => rehearseFaults(folder, { ...options, work, say }));
  process.stdout.write(faultTable(rows));
  writeFaults(folder, rehearsedVersion, rows);
  if (options.record) recordFaults(rehearsedVersion, rows, options.without);
  return rows.length > 0 && rows.every(({ passed }) => passed !== options.without);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      all: { type: "boolean", default: false },
      faults: { type: "boolean", default: false },
      only: { type: "string", default: "" },
      unprotected: { type: "boolean", default: false },
      from: { type: "string" },
      judge: { type: "string" },
      "edit-meanwhile": { type: "boolean", default: false },
      "approve-all": { type: "boolean", default: false },
      record: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
      idle: { type: "string", default: "1" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  if (values.judge) {
    const same = writeEvidence(values.judge, { compare: !values.record });
    if (values.record) recordEvidence(values.judge);
    return same ? 0 : 1;
  }
  const only = values.only.split(",").filter(Boolean);
  if (values.all) return (await rehearseAll({ record: values.record, only, say })) ? 0 : 1;
  if (values.faults && positionals[0]) {
    const fine = await rehearseSpec(positionals[0], {
      without: values.unprotected,
      only,
      keep: values.keep,
      record: values.record,
    });
    return fine ? 0 : 1;
  }
  if (!values.from) throw new Error(`expected --from DIR\n${help}`);
  const passed = await rehearseFolder(values.from, {
    edit: values["edit-meanwhile"],
    approve: values["approve-all"],
    keep: values.keep,
    idle: Number(values.idle),
  });
  if (values.record) recordEvidence(values.from);
  return passed ? 0 : 1;
}

if (import.meta.main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    say(`rehearse: ${(error as Error).message}`);
    process.exitCode = 2;
  }
}
