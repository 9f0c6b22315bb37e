import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { verifyCommand } from "../../scripts/cli/commands/verify.ts";
import { UsageError } from "../../scripts/cli/output.ts";
import { savedFiles } from "../../scripts/verify/saved.ts";
import { planFrom, specText } from "../plan/example.ts";

/** What a rehearsal of the daily audit saved with the blocks of its last stage. */
const real = join(import.meta.dirname, "saved");
const spec = join(import.meta.dirname, "../../references/examples/daily-audit/bridge.yaml");
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "verify-"));
  cpSync(real, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const verify = async (from = folder) => {
  const outcome = await verifyCommand.run([spec], { from } as never, { stdin: () => "" });
  const points = (outcome.data.points ?? []) as { id: string; passed: boolean }[];
  return { ...outcome, failed: points.filter(({ passed }) => !passed).map(({ id }) => id) };
};
const edit = (name: string, from: RegExp | string, to: string) => {
  const text = readFileSync(join(folder, name), "utf8");
  const changed = text.replaceAll(from, to);
  expect(changed).not.toBe(text);
  writeFileSync(join(folder, name), changed);
};

describe("verify", () => {
  it("passes all five checks on what a working bridge saved, in one folder or in one per side", async () => {
    expect(await verify()).toMatchObject({ code: 0, failed: [] });
    for (const side of ["vps", "desktop"]) mkdirSync(join(folder, side));
    for (const { side, name } of savedFiles(planFrom(specText("references/examples/daily-audit/bridge.yaml")).lane))
      renameSync(join(folder, name), join(folder, side, name));
    expect(await verify()).toMatchObject({ code: 0, failed: [] });
  });

  it("reads exactly the files that the rollout's last stage saves", () => {
    const { plan, lane } = planFrom(specText("references/examples/daily-audit/bridge.yaml"));
    const shells =
      plan.rollout
        .at(-1)
        ?.blocks.map(({ shell }) => shell)
        .join("\n") ?? "";
    for (const { name } of savedFiles(lane)) expect(shells).toContain(`"$v"/${name}`);
    expect(
      savedFiles(lane)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(readdirSync(real).sort());
  });

  it.each<[string, string, RegExp | string, string, string]>([
    [
      "no run of the source",
      "report.runs.json",
      '"completionStatus": "succeeded"',
      '"completionStatus": "failed"',
      "source-fired",
    ],
    ["no event that was settled", "report.outbox.jsonl", '"did":"done"', '"did":"wait"', "delivery-succeeded"],
    ["work that nobody finished", "report.inbox.jsonl", '"did":"done"', '"did":"look"', "delivery-succeeded"],
    ["no copy that was known", "report.inbox.jsonl", '"answer":204', '"answer":200', "duplicate-safe"],
    [
      "a failure that nobody was told of",
      "report.drain.runs.json",
      '"status": "unknown"',
      '"status": "not-requested"',
      "failure-visible",
    ],
    ["a token in a log", "vps.secrets.txt", "vps.log:0", "vps.log:2", "no-secrets"],
  ])("fails on %s", async (_, name, from, to, id) => {
    edit(name, from, to);
    const { code, failed, text } = await verify();
    expect(code).toBe(1);
    expect(failed).toContain(id);
    expect(text).toContain(`FAILED  ${id}`);
  });

  it("finds an event that was finished twice", async () => {
    const file = join(folder, "report.inbox.jsonl");
    const lines = readFileSync(file, "utf8").split("\n");
    writeFileSync(file, [...lines, lines.find((line) => line.includes('"did":"done"'))].filter(Boolean).join("\n"));
    expect((await verify()).failed).toEqual(["duplicate-safe"]);
  });

  it.each<[string, (file: string) => void, RegExp]>([
    [
      "missing",
      (file) => rmSync(file),
      /report\.runs\.json:1: found no such file, expected what the stage .* saved on vps/,
    ],
    ["no JSON", (file) => writeFileSync(file, "oops"), /report\.runs\.json:1: found "oops", expected JSON/],
    ["something else", (file) => writeFileSync(file, "{}"), /report\.runs\.json:1: found no list "entries"/],
  ])("says which file is %s, and what to do", async (_, spoil, message) => {
    spoil(join(folder, "report.runs.json"));
    await expect(async () => verify()).rejects.toThrow(UsageError);
    await expect(async () => verify()).rejects.toThrow(message);
    await expect(async () => verify()).rejects.toThrow(/do {7}run the last stage/);
  });

  it("names the line of a broken audit log", async () => {
    const file = join(folder, "report.outbox.jsonl");
    writeFileSync(file, readFileSync(file, "utf8").replace(/\n/, "\nhalf a line\n"));
    await expect(async () => verify()).rejects.toThrow(/report\.outbox\.jsonl:2: found "half a line"/);
  });

  it("wants to know where", async () => {
    await expect(verifyCommand.run([spec], {} as never, { stdin: () => "" })).rejects.toThrow(/--from/);
  });
});
