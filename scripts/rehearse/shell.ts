import { setTimeout as sleep } from "node:timers/promises";
import { endGroup, startGroup } from "./processes.ts";

/** `code` is what a shell would report: 128 plus its number after a signal, 124 after the time limit. `ms`: milliseconds. */
export type ShellResult = { code: number; stdout: string; stderr: string; ms: number };
export type ShellOptions = { stdin?: string; timeoutMs?: number; cwd?: string };

/** Bytes kept of each stream; OpenClaw's longest output, `config schema`, has 2.4 MB. */
const outputLimit = 8 * 1024 * 1024;
const signalNumbers: Record<string, number> = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 };

/**
 * Runs a script with bash, as a user would paste it. What it leaves running in the background ends with it.
 * @param options `env`: the whole environment; `timeoutMs`: two minutes if not given
 */
export async function runScript(
  script: string,
  options: ShellOptions & { env: { HOME: string; TMPDIR: string }; cwd: string },
): Promise<ShellResult> {
  const { env, cwd, stdin = "", timeoutMs = 120_000 } = options;
  const started = Date.now();
  const bash = await startGroup("bash", ["-c", script], { env, cwd, stdio: "pipe" });
  const ended = new Promise<number>((resolve) =>
    bash.once("exit", (code, signal) => resolve(code ?? 128 + (signalNumbers[signal ?? ""] ?? 0))),
  );
  const closed = new Promise((resolve) => bash.once("close", resolve));
  const output = { stdout: collect(bash.stdout), stderr: collect(bash.stderr) };
  // A script that does not read its input closes the pipe early.
  bash.stdin?.on("error", () => {}).end(stdin);

  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void endGroup(bash.pid, 1000);
  }, timeoutMs);
  const code = await ended;
  clearTimeout(timer);
  await endGroup(bash.pid, 1000);
  await Promise.race([closed, sleep(500)]);
  const ms = Date.now() - started;
  return { code: late ? 124 : code, stdout: output.stdout(), stderr: output.stderr(), ms };
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream?.on("data", (chunk: Buffer) => {
    if (size < outputLimit) chunks.push(chunk);
    size += chunk.length;
  });
  return () => Buffer.concat(chunks).toString("utf8", 0, outputLimit);
}
