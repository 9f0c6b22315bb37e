import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { pack } from "../../scripts/maintain/pack.ts";

/** The steps of the ready workflow file that run something, run by a real shell in a repository that follows its first lines. */
const workflow = parse(readFileSync(join(import.meta.dirname, "../../references/lint-in-ci.yml"), "utf8"));
const steps: { name: string; run?: string }[] = workflow.jobs.lint.steps;
const folder = mkdtempSync(join(tmpdir(), "lint-in-ci-"));
const design = join(folder, "designs/notes.md");

beforeAll(async () => {
  await pack(join(folder, "skills/openclaw-peer-bridge"));
  mkdirSync(dirname(design), { recursive: true });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** GitHub runs a step with `bash -e`. */
const run = (name: string) => {
  const script = steps.find((step) => step.name === name)?.run ?? "exit 99";
  const path = `${dirname(process.execPath)}:/usr/bin:/bin`;
  return spawnSync("bash", ["-e", "-c", script], { cwd: folder, env: { PATH: path }, encoding: "utf8" });
};

describe("the workflow file", () => {
  it("passes on a design that keeps the rules, and leaves a report without results", () => {
    writeFileSync(design, "# Notes\n\nThe sender runs `openclaw cron list` every morning.\n");
    expect(run("Lint").status).toBe(0);
    expect(run("Findings as SARIF").status).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, "lint.sarif"), "utf8")).runs[0].results).toEqual([]);
  });

  it("fails on a design with an invented command, and its report names the line", () => {
    writeFileSync(design, "# Notes\n\n```bash\nopenclaw federation join other-host\n```\n");
    expect(run("Lint")).toMatchObject({ status: 1, stdout: expect.stringContaining("designs/notes.md") });
    expect(run("Findings as SARIF").status).toBe(0);
    const [result] = JSON.parse(readFileSync(join(folder, "lint.sarif"), "utf8")).runs[0].results;
    expect(result.locations[0].physicalLocation.region.startLine).toBe(4);
  });
});
