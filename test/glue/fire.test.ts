import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "fire-"));
afterAll(() => rmSync(folder, { recursive: true }));

const program = (name: string, text: string) =>
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
writeFileSync(join(folder, "fire.sh"), readFileSync(join(import.meta.dirname, "../../scripts/glue/fire.sh")));
writeFileSync(join(folder, "deployed.job"), "the-id\n");
program("sleep", `echo "$1" >> ${folder}/slept`);

/** Runs fire.sh with an `openclaw` that answers one of the given ways after the other, the last one for good. */
function fire(answers: [code: number, text: string][], flow = "deployed") {
  rmSync(join(folder, "slept"), { force: true });
  rmSync(join(folder, "asked"), { force: true });
  const cases = answers.map(([code, text], at) => {
    writeFileSync(join(folder, `answer-${at}`), text);
    return `${at === answers.length - 1 ? "*" : at + 1}) cat ${folder}/answer-${at}; exit ${code} ;;`;
  });
  program("openclaw", `echo "$@" >> ${folder}/asked\ncase $(grep -c . ${folder}/asked) in\n${cases.join("\n")}\nesac`);
  const { status, stdout, stderr } = spawnSync("sh", [join(folder, "fire.sh"), flow], {
    env: { PATH: `${folder}:/usr/bin:/bin` },
    encoding: "utf8",
  });
  return { status, stdout, asked: lines("asked"), slept: lines("slept").length, stderr };
}
const lines = (name: string): string[] => {
  try {
    return readFileSync(join(folder, name), "utf8").trim().split("\n");
  } catch {
    return [];
  }
};

const refused = '{\n  "ok": true,\n  "ran": false,\n  "reason": "already-running"\n}';
const unreachable = '{\n  "error": {\n    "message": "Gateway not reachable at ws://127.0.0.1:18789"\n  }\n}';
const succeeded = '{\n  "completionStatus": "succeeded"\n}';

/** What `openclaw cron run` prints and gives back was measured on 2026.9.6. */
describe("fire.sh", () => {
  it("runs the flow's job and waits for its end", () => {
    const { status, stdout, asked, slept } = fire([[0, succeeded]]);
    expect({ status, stdout: stdout.trim(), asked, slept }).toEqual({
      status: 0,
      stdout: succeeded,
      asked: ["cron run the-id --wait --poll-interval 1s"],
      slept: 0,
    });
  });

  it("asks again where another run has not ended, or no gateway answers", () => {
    const { status, slept, stderr } = fire([
      [1, refused],
      [1, unreachable],
      [0, succeeded],
    ]);
    expect({ status, slept }).toEqual({ status: 0, slept: 2 });
    expect(stderr).toBe(
      "fire: another run has not ended; asked again in 5 s\nfire: the gateway does not answer; asked again in 5 s\n",
    );
  });

  it("gives up after five minutes, with OpenClaw's own words", () => {
    const { status, stdout, slept } = fire([[1, refused]]);
    expect({ status, stdout: stdout.trim(), slept }).toEqual({ status: 1, stdout: refused, slept: 60 });
  });

  it("never repeats a run that was made, whatever its event says", () => {
    const said = `{\n  "completionStatus": "failed",\n  "summary": ${JSON.stringify(`${refused}${unreachable}`)}\n}`;
    expect(fire([[1, said]])).toMatchObject({ status: 1, slept: 0, asked: { length: 1 } });
  });

  it("says so where the bridge is not installed", () => {
    expect(fire([[0, succeeded]], "other")).toMatchObject({
      status: 2,
      asked: [],
      stderr: expect.stringContaining("other.job"),
    });
    expect(fire([[0, succeeded]], "")).toMatchObject({ status: 2, asked: [] });
  });
});
