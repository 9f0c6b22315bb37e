import { mkdir, open, readFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { during } from "./clock.ts";
import { endGroup, endStrays, startGroup } from "./processes.ts";
import { runScript, type ShellOptions, type ShellResult } from "./shell.ts";
import { removeTraces } from "./traces.ts";

/**
 * `ready` waits until the gateway answers (milliseconds), after a restart too. `stop` gives it some milliseconds, then
 * kills what still runs in its home: `stop(0)` is a crash. `shell` runs a pasted block.
 */
export type Gateway = {
  name: string;
  home: string;
  /** Where a person lays the side's folder, to paste its blocks from there. */
  desk: string;
  port: number;
  env: Record<string, string> & { HOME: string; TMPDIR: string };
  configFile: string;
  logFile: string;
  start: () => Promise<void>;
  ready: (withinMs?: number) => Promise<void>;
  stop: (graceMs?: number) => Promise<void>;
  shell: (script: string, options?: ShellOptions) => Promise<ShellResult>;
};

/**
 * Lays out one disposable gateway: a HOME with the configuration where OpenClaw looks for it, as a user has it, a folder for
 * temporary files, and a PATH on which `openclaw` and `node` are the given ones. Nothing of our own environment is handed on.
 * @param options `dir`: an empty folder of its own; `config`: JSON5 text of openclaw.json, which must name `port` and should
 *   set `logging.file`, because the default log is one file in /tmp for all gateways of the machine (docs/logging.md);
 *   `sharedHome`: the home of another gateway of the same user, beside whose state this one keeps its own;
 *   `openclawBin`: path of openclaw.mjs; `nodeBin`: path of the Node that runs it
 */
export async function createGateway(options: {
  name: string;
  dir: string;
  config: string;
  port: number;
  openclawBin: string;
  nodeBin: string;
  sharedHome?: string;
}): Promise<Gateway> {
  const { name, port, sharedHome } = options;
  const [own, bin, temporary, desk] = ["home", "bin", "tmp", "desk"].map((folder) => join(options.dir, folder)) as Four;
  const home = sharedHome ?? own;
  const state = join(home, sharedHome ? `.openclaw-${name}` : ".openclaw");
  const configFile = join(state, "openclaw.json");
  const logFile = join(options.dir, "gateway.log");
  for (const folder of [state, bin, temporary, desk]) await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(configFile, options.config, { mode: 0o600 });
  await symlink(options.nodeBin, join(bin, "node"));
  // What one gateway compiled, the next one need not: OpenClaw keeps it among the temporary files. With NODE_COMPILE_CACHE each command would
  // start a second process (measured on 2026.9.6).
  const compiled = join(dirname(options.openclawBin), "../.cache/compiled");
  await mkdir(compiled, { recursive: true });
  await symlink(compiled, join(temporary, "node-compile-cache"));
  await writeFile(join(bin, "openclaw"), `#!/bin/sh\nexec node '${options.openclawBin}' "$@"\n`, { mode: 0o755 });

  const env = {
    HOME: home,
    PATH: [bin, "/usr/bin", "/bin", "/usr/sbin", "/sbin"].join(":"),
    LANG: "C.UTF-8",
    NO_COLOR: "1",
    TMPDIR: temporary,
    // One process per command instead of two, the second in a group of its own (docs/vps.md, measured on 2026.9.6).
    OPENCLAW_NO_RESPAWN: "1",
    // A second instance of the same user keeps its state elsewhere (docs/gateway/multiple-gateways.md).
    ...(sharedHome ? { OPENCLAW_STATE_DIR: state, OPENCLAW_CONFIG_PATH: configFile } : {}),
  };
  let running: Awaited<ReturnType<typeof startGroup>> | undefined;
  let logStart = 0;
  const ended = () => (hasEnded() ? `exit ${running?.exitCode ?? running?.signalCode ?? "unknown"}` : "still there");
  const hasEnded = () => running === undefined || running.exitCode !== null || running.signalCode !== null;

  const ready = async (withinMs = 120_000) => {
    for (const end = Date.now() + withinMs; !(await answers(port)); await sleep(100)) {
      const log = (await readFile(logFile)).toString("utf8", logStart);
      // After a failed start OpenClaw stays, to let an agent repair it (docs/cli/triage.md): waiting would not help.
      if (hasEnded() || log.includes("Gateway failed to start"))
        throw new Error(`The gateway ${name} did not start (${ended()}):\n${log.slice(-2000)}`);
      if (Date.now() > end)
        throw new Error(`The gateway ${name} was not ready within ${withinMs / 1000} s: ${logFile}`);
    }
  };
  const stop = async (graceMs = 20_000) => {
    const child = running;
    if (child !== undefined) {
      // The gateway alone is asked, since it ends its helpers itself, in good order.
      if (graceMs > 0) child.kill("SIGTERM");
      for (const end = Date.now() + graceMs; !hasEnded() && Date.now() < end; ) await sleep(50);
      await endGroup(child.pid, 0);
    }
    await endStrays(temporary);
    removeTraces(state);
    running = undefined;
  };
  const start = async () => {
    if (!hasEnded()) throw new Error(`The gateway ${name} runs already`);
    const log = await open(logFile, "a", 0o600);
    logStart = (await log.stat()).size;
    running = await startGroup("openclaw", ["gateway", "run"], { env, cwd: home, stdio: ["ignore", log.fd, log.fd] });
    await log.close();
    await ready().catch(async (error) => {
      await stop(0);
      throw error;
    });
  };
  const shell = (script: string, given?: ShellOptions) =>
    during("commands", () => runScript(script, { env, cwd: home, ...given }));
  return {
    name,
    home,
    desk,
    port,
    env,
    configFile,
    logFile,
    start: () => during("gateways", start),
    ready: (withinMs) => during("gateways", () => ready(withinMs)),
    stop: (graceMs) => during("gateways", () => stop(graceMs)),
    shell,
  };
}

type Four = [string, string, string, string];

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}
