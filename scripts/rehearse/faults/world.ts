import { spawn } from "node:child_process";
import { appendFileSync, cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { FlowPlan } from "../../plan/plan.ts";
import { appendRecord } from "../loopback.ts";
import type { Mood } from "../scripted.ts";
import { type Hook, startHook, type Transform } from "./hook.ts";

/** Where a protection is taken away: one place in one file of the glue, or one setting of one side. */
export type Removal = { in: string; find: string; put: string } | { outbox: object } | { inbox: object };

/** What one scenario of this kind works on: the real outbox, the real transform and inbox, and a hook between them. */
export type World = {
  folder: string;
  hook: Hook;
  mood: { now: Mood };
  /** Keeps an event, as the produce job does; exit code and what it said on stderr. */
  add: (data: unknown, env?: Record<string, string>) => Promise<{ code: number; stderr: string }>;
  drain: (env?: Record<string, string>) => Promise<number>;
  watch: () => Promise<void>;
  /** Drains and watches until nothing waits, or the time is over (milliseconds). */
  settle: (withinMs?: number) => Promise<void>;
  change: (side: "outbox" | "inbox", settings: object) => void;
  post: (body: string, token?: string) => Promise<number>;
  /** A fact that only the scenario knows. */
  note: (name: string, value: unknown) => void;
  close: () => Promise<void>;
};

/** Waits are shortened, so that minutes become tenths of a second; everything else is as it is rendered. */
export const scaled = {
  outbox: { poll: [0.2, 1], backoff: [0.2, 1], probeSeconds: 0.3, answerSeconds: 1, stuckSeconds: 60 },
  inbox: { leaseSeconds: 1.5, unclaimedSeconds: 1.5 },
};

export const hookToken = "the-token-of-the-rehearsal-0123456789";

/**
 * Lays a rendered bridge's two sides out in a folder and puts a hook between them.
 * @param rendered the rendered folder; `flow`: which flow of it
 * @param folder an empty one, in which the raw outputs stay
 */
export async function buildWorld(
  rendered: { folder: string; flow: FlowPlan },
  folder: string,
  removal?: Removal,
): Promise<World> {
  const { flow } = rendered;
  const sender = join(folder, "sender");
  const receiver = join(folder, "receiver");
  for (const [side, home] of [
    [flow.from, sender],
    [flow.to, receiver],
  ] as const) {
    cpSync(join(rendered.folder, "sides", side), home, { recursive: true });
    symlinkSync(process.execPath, join(home, "node"));
    if (removal && "in" in removal) cutOut(home, removal);
  }
  const program = join(receiver, `${flow.name}.inbox`);
  spawn("chmod", ["700", program]);
  const settingsFile = { outbox: join(sender, `${flow.name}.outbox.json`), inbox: join(receiver, `${flow.name}.json`) };
  const change = (side: "outbox" | "inbox", more: object) =>
    writeFileSync(
      settingsFile[side],
      JSON.stringify({ ...JSON.parse(readFileSync(settingsFile[side], "utf8")), ...more }),
    );
  const note = (name: string, value: unknown) => appendRecord(join(folder, "notes.jsonl"), { name, value });
  const mood: World["mood"] = { now: "obedient" };
  const agent = (message: string) => {
    const [, key = ""] = /^Bridge event ([0-9a-f]{64})$/m.exec(message) ?? [];
    runs.add(work(folder, program, key, mood.now, note));
  };
  const runs = new Set<Promise<void>>();
  const module = pathToFileURL(join(receiver, `${flow.name}.hook.mjs`)).href;
  const hook = await startHook({
    transform: (await import(module)).default as Transform,
    token: hookToken,
    record: join(folder, "wire.jsonl"),
    accepted: agent,
  });
  writeFileSync(join(sender, "token"), `${hookToken}\n`, { mode: 0o600 });
  change("outbox", { ...scaled.outbox, idempotencyKey: ["runTime"], url: `${hook.url}/hooks/${flow.id}` });
  change("inbox", scaled.inbox);
  if (removal && "outbox" in removal) change("outbox", removal.outbox);
  if (removal && "inbox" in removal) change("inbox", removal.inbox);

  const outbox = (command: string, stdin = "", env = {}) =>
    run([join(sender, "node"), join(sender, "outbox.mjs"), command, settingsFile.outbox], stdin, env);
  const tell = (text: string) => appendFileSync(join(folder, "told.txt"), text);
  const drain = async (env = {}) => {
    const { code, stdout } = await outbox("drain", "", env);
    tell(stdout);
    return code;
  };
  const watch = async () => {
    const { stdout } = await run(
      [join(receiver, "node"), join(receiver, "inbox.mjs"), "watch", settingsFile.inbox],
      "",
      {},
    );
    tell(stdout);
  };
  const waits = () =>
    waitingIn(join(sender, `${flow.name}.outbox`), ["pending", "carried"]) +
    waitingIn(join(receiver, `${flow.name}.spool`), ["new", "claimed"]);
  return {
    folder,
    hook,
    mood,
    add: (data, env = {}) => outbox("add", typeof data === "string" ? data : JSON.stringify(data), env),
    drain,
    watch,
    async settle(withinMs = 8000) {
      for (const end = Date.now() + withinMs; Date.now() < end; await sleep(100)) {
        await drain();
        await Promise.all(runs);
        await watch();
        if (waits() === 0) break;
      }
      await drain();
      await watch();
    },
    change,
    async post(body, token = hookToken) {
      const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
      return (await fetch(`${hook.url}/hooks/${flow.id}`, { method: "POST", headers, body })).status;
    },
    note,
    async close() {
      await Promise.all(runs);
      await hook.close();
    },
  };
}

/** Takes one place out of the copies of the glue; it must be there, or nothing would be shown. */
function cutOut(home: string, { in: name, find, put }: Extract<Removal, { in: string }>): void {
  if (!readdirSync(home).includes(name)) return;
  const text = readFileSync(join(home, name), "utf8");
  if (text.split(find).length !== 2) throw new Error(`${name}: expected the protection exactly once: ${find}`);
  writeFileSync(join(home, name), text.replace(find, put));
}

const waitingIn = (spool: string, states: string[]): number =>
  states.flatMap((state) => {
    try {
      return readdirSync(join(spool, state));
    } catch {
      return [];
    }
  }).length;

/** The agent's run: claim, work, done, each with the one program that it may run. */
async function work(folder: string, program: string, key: string, mood: Mood, note: World["note"]): Promise<void> {
  if (mood === "no-claim") return;
  const { code, stdout } = await run([program, "claim", key], "", {});
  if (mood === "claims-twice") note("second claim", (await run([program, "claim", key], "", {})).code);
  const [, tag] = /^tag (\w+)$/m.exec(stdout) ?? [];
  if (code !== 0 || !tag) return;
  appendRecord(join(folder, "work.jsonl"), { key, event: stdout.split("\n")[1] });
  if (mood === "no-done") return;
  await run([program, "done", key, "--tag", tag], "", {});
}

/** Runs a program to its end, with nothing of our own environment but the path. */
export function run(
  [program = "", ...args]: string[],
  stdin: string,
  env: Record<string, string>,
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: { PATH: process.env.PATH, ...env }, stdio: "pipe" });
    const out = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => {
      out.stdout += chunk;
    });
    child.stderr.on("data", (chunk) => {
      out.stderr += chunk;
    });
    child.stdin.on("error", () => {}).end(stdin);
    child.once("error", reject).once("close", (code) => resolve({ code: code ?? 137, ...out }));
  });
}

/** Makes the folder of a scenario. */
export function folderFor(base: string, id: string): string {
  const folder = join(base, id);
  mkdirSync(folder, { recursive: true });
  return folder;
}
