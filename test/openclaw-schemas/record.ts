import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configCases, wholeOf } from "./config-cases.ts";
import { jobCases } from "./job-cases.ts";
import { lineCases } from "./line-cases.ts";
import type { Answers, Questions } from "./oracle.ts";
import { formatPath } from "./verdicts.ts";

/**
 * Records what real installs say to every case: `node test/openclaw-schemas/record.ts <root of an install>…`, a few seconds each. Every
 * eighth configuration is put to `openclaw config validate --json` as well, and every tenth fragment to `openclaw config set --dry-run`; an
 * answer that differs from the one in process ends the recording.
 */
const file = join(import.meta.dirname, "verdicts.json");

const questions: Questions = {
  config: Object.fromEntries(Object.entries(configCases).map(([name, one]) => [name, wholeOf(one)])),
  jobs: Object.fromEntries(Object.entries(jobCases).map(([name, { job }]) => [name, job])),
  lines: Object.fromEntries(Object.entries(lineCases).map(([name, { words }]) => [name, words])),
};

function record(root: string): void {
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const asked = spawnSync(process.execPath, [join(import.meta.dirname, "oracle.ts"), root], {
    input: JSON.stringify(questions),
    encoding: "utf8",
    maxBuffer: 1e8,
  });
  if (asked.status !== 0) throw new Error(`${version}: ${asked.stderr.slice(-600)}`);
  const answers = JSON.parse(asked.stdout) as Answers;
  for (const [index, [name, one]] of Object.entries(configCases).entries()) {
    const valid = answers.config[name] === "ok";
    if (index % 8 === 0) agree(name, valid, askCommandLine(root, wholeOf(one), ["config", "validate", "--json"]));
    if (index % 10 === 5 && one.at)
      agree(
        name,
        valid,
        askCommandLine(root, {}, [
          "config",
          "set",
          formatPath(one.at),
          JSON.stringify(one.value),
          "--strict-json",
          "--dry-run",
          "--json",
        ]),
      );
  }
  const all = JSON.parse(readFileSync(file, "utf8")) as Record<string, Answers>;
  all[version] = answers;
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  const count = (part: Record<string, string>) =>
    `${Object.values(part).filter((one) => one === "ok").length} of ${Object.keys(part).length}`;
  console.log(
    `${version}: accepts ${count(answers.config)} configurations, ${count(answers.jobs)} jobs, ${count(answers.lines)} lines`,
  );
}

function agree(name: string, inProcess: boolean, commandLine: boolean): void {
  if (inProcess !== commandLine) throw new Error(`${name}: the command line says ${commandLine ? "valid" : "invalid"}`);
}

function askCommandLine(root: string, config: unknown, words: string[]): boolean {
  const home = mkdtempSync(join(tmpdir(), "record-"));
  try {
    const path = join(home, "openclaw.json");
    writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
    const env = {
      PATH: process.env.PATH ?? "",
      HOME: home,
      BRIDGE_TOKEN: "x",
      OPENCLAW_STATE_DIR: join(home, "state"),
      OPENCLAW_CONFIG_PATH: path,
      OPENCLAW_NO_RESPAWN: "1",
    };
    return spawnSync(process.execPath, [join(root, "openclaw.mjs"), ...words], { env, timeout: 60_000 }).status === 0;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

for (const root of process.argv.slice(2)) record(root);
