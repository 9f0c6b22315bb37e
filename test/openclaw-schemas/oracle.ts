import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** What an install is asked: whole configurations, jobs, and the words behind `openclaw cron`. Each by its name. */
export type Questions = {
  config?: Record<string, unknown>;
  jobs?: Record<string, unknown>;
  lines?: Record<string, string[]>;
};

/** "ok", or the words of the refusal. */
export type Answers = Record<keyof Questions, Record<string, string>>;

type Exports = Record<string, unknown>;
// biome-ignore lint/complexity/noBannedTypes: functions of a build, found by name
type Found = Function;

/**
 * Asks the functions of an OpenClaw install themselves, in this process: `node oracle.ts <root>`, questions on stdin, answers on stdout. Run
 * it as a process of its own, because it changes the environment and ends without ceremony.
 */
async function answer(root: string, { config = {}, jobs = {}, lines = {} }: Questions): Promise<Answers> {
  const answers: Answers = { config: {}, jobs: {}, lines: {} };
  if (Object.keys(lines).length > 0) answers.lines = await askLines(root, lines); // first: a build remembers the configuration it read
  if (Object.keys(config).length > 0) answers.config = await askConfig(root, config);
  if (Object.keys(jobs).length > 0) answers.jobs = await askJobs(root, jobs);
  return answers;
}

/** The function that `openclaw config validate` calls (runConfigValidate in dist/config-cli). */
async function askConfig(root: string, cases: Record<string, unknown>): Promise<Record<string, string>> {
  const read =
    (await exported(root, /^io[.-]/, "readConfigFileSnapshotWithPluginMetadata")) ??
    (await exported(root, /^io[.-]/, "readConfigFileSnapshot"));
  if (!read) throw new Error("the install has no readConfigFileSnapshot");
  const file = process.env.OPENCLAW_CONFIG_PATH as string;
  const answers: Record<string, string> = {};
  for (const [name, value] of Object.entries(cases)) {
    writeFileSync(file, JSON.stringify(value));
    const result = await read({ observe: false, prepareValidation: "strict" });
    const snapshot = (result.snapshot ?? result) as { valid: boolean; issues: { path: string; message: string }[] };
    const [issue] = snapshot.issues;
    answers[name] = snapshot.valid ? "ok" : `${issue?.path}: ${issue?.message}`;
  }
  return answers;
}

/** What the gateway's cron.add calls one after the other (dist/cron: "cron.add"). */
async function askJobs(root: string, cases: Record<string, unknown>): Promise<Record<string, string>> {
  const [normalize, createJob, blank, parseTime] = await Promise.all(
    ["normalizeCronJobCreate", "createJob", "assertCronDeliveryInputNonBlankFields", "parseAbsoluteTimeMs"].map(
      (name) => exported(root, /./, name),
    ),
  );
  if (!normalize || !createJob || !blank || !parseTime) throw new Error("the install does not show how it adds a job");
  const protocol = (await import(pathToFileURL(join(root, "dist/gateway/protocol/index.js")).href)) as Exports;
  const validate = protocol.validateCronAddParams as Found & { errors: unknown };
  const state = {
    deps: {
      nowMs: () => Date.parse("2026-11-23T00:00:00Z"),
      cronConfig: { triggers: { enabled: true } },
      defaultAgentId: "main",
    },
  };
  const ask = (given: { delivery?: unknown }): string => {
    blank(given.delivery);
    const job = normalize(given, {}) ?? given;
    if (!validate(job))
      return `invalid cron.add params: ${(protocol.formatValidationErrors as Found)(validate.errors)}`;
    if (job.schedule.kind === "at" && parseTime(job.schedule.at) === null)
      return "Invalid schedule.at: expected ISO-8601 timestamp";
    createJob(state, job, {});
    return "ok";
  };
  return Object.fromEntries(Object.entries(cases).map(([name, job]) => [name, caught(() => ask(job as object))]));
}

function caught(run: () => string): string {
  try {
    return run();
  } catch (cause) {
    return (cause as Error).message;
  }
}

/** The command itself; it is accepted where all that is missing is a gateway. */
async function askLines(root: string, cases: Record<string, string[]>): Promise<Record<string, string>> {
  const module = readdirSync(join(root, "dist")).find((name) => /^cron-cli-.*\.m?js$/.test(name)) as string;
  const parts = (await import(pathToFileURL(join(root, "dist", module)).href)) as Exports;
  const register = Object.values(parts).find(
    (one) => typeof one === "function" && one.name === "registerCronCli",
  ) as Found;
  const { Command } = createRequire(join(root, "package.json"))("commander") as {
    Command: new (name: string) => Commander;
  };
  const answers: Record<string, string> = {};
  const said: string[] = [];
  const quiet = (...words: unknown[]) => said.push(words.join(" ")) > 0;
  const write = process.stderr.write;
  const exit = process.exit;
  writeFileSync(process.env.OPENCLAW_CONFIG_PATH as string, "{}");
  process.exit = () => {
    throw new Error("ended");
  };
  Object.assign(console, { error: quiet, log: quiet });
  process.stderr.write = quiet;
  for (const [name, words] of Object.entries(cases)) {
    said.length = 0;
    const program = new Command("openclaw");
    register(program);
    const each = (command: Commander) => {
      command.exitOverride().configureOutput({ writeErr: quiet });
      command.commands.forEach(each);
    };
    each(program);
    await program.parseAsync(["node", "openclaw", "cron", ...words]).catch((cause: Error) => quiet(cause.message));
    const text = said.join("\n");
    answers[name] = /credentials before opening/.test(text)
      ? "ok"
      : (text.split("\n").find((one) => !/^ended$/.test(one)) ?? "");
  }
  process.stderr.write = write;
  process.exit = exit;
  return answers;
}

type Commander = {
  commands: Commander[];
  exitOverride: () => Commander;
  configureOutput: (output: object) => Commander;
  parseAsync: (words: string[]) => Promise<unknown>;
};

/** A function of the build by its own name: modules and exports are named anew in every build, functions are not. */
async function exported(root: string, modules: RegExp, name: string): Promise<Found | undefined> {
  const dist = join(root, "dist");
  for (const module of readdirSync(dist)) {
    if (!/\.m?js$/.test(module) || !modules.test(module)) continue;
    const text = readFileSync(join(dist, module), "utf8");
    const as = new RegExp(`^export \\{.*\\b${name} as (\\w+)`, "m").exec(text)?.[1];
    if (as === undefined || !text.includes(`function ${name}(`)) continue;
    return ((await import(pathToFileURL(join(dist, module)).href)) as Exports)[as] as Found;
  }
  return undefined;
}

if (import.meta.main) {
  const home = mkdtempSync(join(tmpdir(), "oracle-"));
  const place = {
    HOME: home,
    OPENCLAW_STATE_DIR: join(home, "state"),
    OPENCLAW_CONFIG_PATH: join(home, "openclaw.json"),
    OPENCLAW_NO_RESPAWN: "1",
    OPENCLAW_GATEWAY_PORT: "9",
  };
  Object.assign(process.env, place);
  const root = process.argv[2] as string;
  const answers = await answer(root, JSON.parse(readFileSync(0, "utf8")) as Questions);
  rmSync(home, { recursive: true, force: true });
  writeFileSync(1, JSON.stringify(answers).replaceAll(home, "<home>"));
  process.exit(0);
}
