import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";

/** Leaders of the process groups that we started and that may still have members. */
const groups = new Set<number>();
/** The folders for temporary files of what we started: two gateways may share a home, but never this one. */
const places = new Set<string>();

/**
 * Starts a program as the leader of a process group of its own, so that what it starts can be ended with it.
 * @param options `env` must name a disposable HOME and a TMPDIR of its own: everything that runs with it belongs to us and may be killed
 * @throws when the HOME is the user's own, or the program cannot be started
 */
export async function startGroup(
  command: string,
  args: string[],
  options: SpawnOptions & { env: { HOME: string; TMPDIR: string } },
): Promise<ChildProcess & { pid: number }> {
  const { HOME, TMPDIR } = options.env;
  if (HOME === userInfo().homedir || HOME === process.env.HOME) throw new Error(`${HOME} is not a disposable home`);
  const child = spawn(command, args, { ...options, detached: true });
  await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
  const { pid } = child as ChildProcess & { pid: number };
  groups.add(pid);
  places.add(TMPDIR);
  return Object.assign(child, { pid });
}

/**
 * Ends a process group: SIGTERM, a bounded wait, SIGKILL.
 * @param group the leader's process id
 * @param graceMs milliseconds between the two signals; 0 kills at once
 */
export async function endGroup(group: number, graceMs: number): Promise<void> {
  if (graceMs > 0) signal(-group, "SIGTERM");
  if (!(await until(() => !signal(-group, 0), graceMs))) signal(-group, "SIGKILL");
  await until(() => !signal(-group, 0), 2000);
  groups.delete(group);
}

/**
 * Kills whatever still runs with a folder for temporary files. A gateway has a helper in a session of its own, and its commands may have
 * one too: no signal to the gateway's group reaches those (the spawn broker, measured on 2026.9.6).
 * @throws when something is left after two seconds
 */
export async function endStrays(place: string): Promise<void> {
  const left = () => runningIn(place).filter((pid) => signal(pid, "SIGKILL"));
  if (!(await until(() => left().length === 0, 2000)))
    throw new Error(`Could not end the processes ${left()} of ${place}`);
}

/**
 * Ends everything that is still there.
 * @param graceMs milliseconds that each group has to end by itself; all groups at the same time
 */
export async function endAll(graceMs = 10_000): Promise<void> {
  await Promise.all([...groups].map((group) => endGroup(group, graceMs)));
  await Promise.all([...places].map(endStrays));
}

/**
 * Runs a cleanup exactly once when this process is interrupted or fails, then exits: 130 after SIGINT, 143 after SIGTERM,
 * 129 after SIGHUP, 1 after an uncaught error. A second signal waits no longer: it kills what is left and exits.
 * @param cleanup must settle in bounded time
 * @returns takes the handlers away again
 */
export function onInterrupt(cleanup: () => Promise<void>): () => void {
  let code: number | undefined;
  const leave = async (wanted: number, error?: unknown) => {
    if (error !== undefined) console.error(error);
    if (code !== undefined) process.exit(code);
    code = wanted;
    await cleanup().catch(console.error);
    process.exit(code);
  };
  const handlers = {
    SIGINT: () => leave(130),
    SIGTERM: () => leave(143),
    SIGHUP: () => leave(129),
    uncaughtException: (error: unknown) => leave(1, error),
    unhandledRejection: (error: unknown) => leave(1, error),
    exit: () => {
      for (const group of groups) signal(-group, "SIGKILL");
      for (const pid of [...places].flatMap(runningIn)) signal(pid, "SIGKILL");
    },
  };
  for (const [event, handler] of Object.entries(handlers)) process.on(event, handler);
  return () => {
    for (const [event, handler] of Object.entries(handlers)) process.off(event, handler);
  };
}

/** Reads the environments of the user's processes: from /proc where there is one, else from `ps`, as macOS shows them. */
function runningIn(place: string): number[] {
  if (!existsSync("/proc/self/environ"))
    return execFileSync("ps", ["-Eww", "-axo", "pid=,command="], { encoding: "utf8" })
      .split("\n")
      .filter((line) => `${line} `.includes(` TMPDIR=${place} `))
      .map((line) => Number.parseInt(line, 10));
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`TMPDIR=${place}`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** @returns whether there was somebody to signal */
function signal(target: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(target, name);
  } catch {
    return false;
  }
}

async function until(done: () => boolean, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; !done(); await sleep(50)) if (Date.now() > end) return false;
  return true;
}
