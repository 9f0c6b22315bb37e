import { mkdtempSync, rmSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { recordEvidence, writeEvidence } from "./evidence.ts";
import { endAll, onInterrupt } from "./processes.ts";
import { rehearse } from "./rehearse.ts";
import { removeTraces } from "./traces.ts";

const help = `usage: npm run rehearse -- --from DIR [--edit-meanwhile] [--approve-all] [--record] [--keep]
       npm run rehearse -- --judge DIR [--record]

Executes the rollout plan of a rendered folder on two real, disposable gateways, fires its flows,
takes the way back, and judges from the raw outputs that it keeps in DIR/raw.

  --from DIR         a folder that render wrote
  --edit-meanwhile   change something unrelated in both configurations before the way back
  --approve-all      run blocks that nobody has approved: on the disposable gateways only
  --keep             keep the gateways' homes for a look
  --record           put the outcome into references/evidence.json, which memos cite
  --judge DIR        judge the raw outputs again, and compare with the evidence that is there

Exit codes: 0 every check passed · 1 a check failed · 2 wrong usage, or nothing could be rehearsed
`;

const say = (text: string) => process.stderr.write(`${text}\n`);

/** Rehearses a folder in a work folder of its own, which is gone afterwards, also when interrupted. */
export async function rehearseFolder(
  folder: string,
  options: { edit: boolean; approve: boolean; keep: boolean },
): Promise<boolean> {
  const base = resolve("out");
  await mkdir(base, { recursive: true });
  const work = mkdtempSync(join(base, ".rehearsal-"));
  const cleanUp = async () => {
    await endAll();
    removeTraces(work);
    if (!options.keep) rmSync(work, { recursive: true, force: true });
  };
  const forget = onInterrupt(cleanUp);
  try {
    await rehearse(folder, { ...options, work, say });
  } finally {
    await cleanUp();
    forget();
  }
  return writeEvidence(folder);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      from: { type: "string" },
      judge: { type: "string" },
      "edit-meanwhile": { type: "boolean", default: false },
      "approve-all": { type: "boolean", default: false },
      record: { type: "boolean", default: false },
      keep: { type: "boolean", default: false },
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
  if (!values.from) throw new Error(`expected --from DIR\n${help}`);
  const passed = await rehearseFolder(values.from, {
    edit: values["edit-meanwhile"],
    approve: values["approve-all"],
    keep: values.keep,
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
