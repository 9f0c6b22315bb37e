import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const glue = join(import.meta.dirname, "../../scripts/glue");

/**
 * Ends a program, as a power cut would, before its Nth change of a file (counted from 0). ES modules bind `node:fs` when they are linked, so
 * the changed functions are handed to them by `syncBuiltinESMExports`.
 */
const dying = `data:text/javascript,${encodeURIComponent(`
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
let left = Number(process.env.DIE_BEFORE);
if (process.env.DIE_IN && process.env.DIE_IN !== process.argv[2]) left = -1;
const died = fs.writeFileSync;
for (const name of ["writeSync", "writeFileSync", "linkSync", "renameSync", "rmSync", "utimesSync"]) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (left-- === 0) {
      died("died", "");
      process.kill(process.pid, "SIGKILL");
    }
    return real(...args);
  };
}
syncBuiltinESMExports();
`)}`;

/** What a program printed, and how it ended. */
async function ended(child: ChildProcessWithoutNullStreams): Promise<Ran> {
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (part) => {
    stdout += part;
  });
  child.stderr.on("data", (part) => {
    stderr += part;
  });
  const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { status, stdout, stderr };
}

export type Ran = { status: number | null; stdout: string; stderr: string };

/** A folder with settings and spools, and the programs that run in it. */
export function bench() {
  const folder = mkdtempSync(join(tmpdir(), "glue-"));
  const env = { PATH: process.env.PATH, HOME: folder };
  const write = (name: string, value: unknown, mode = 0o600) => {
    writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
    chmodSync(join(folder, name), mode);
  };
  const there = (place: string) => (existsSync(join(folder, place)) ? readdirSync(join(folder, place)) : []);
  const read = (place: string) => JSON.parse(readFileSync(join(folder, place), "utf8"));
  return {
    folder,
    write,
    there,
    read,
    run(program: string, args: string[], input = ""): Ran {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(glue, program), ...args], {
        ...{ cwd: folder, env, input, encoding: "utf8" },
      });
      return { status, stdout, stderr };
    },
    /** Runs a program that dies before its Nth change. @returns false where it had fewer and came to its end */
    runDying(before: number, program: string, args: string[], input = ""): boolean {
      const { signal } = spawnSync(process.execPath, ["--import", dying, join(glue, program), ...args], {
        ...{ cwd: folder, env: { ...env, DIE_BEFORE: String(before) }, input, encoding: "utf8" },
      });
      return signal === "SIGKILL";
    },
    /** Runs what there is to work on with a program of the test. */
    work(kind: string, file: string, command: string[]): Ran {
      const { status, stdout, stderr } = spawnSync("sh", [join(glue, "work.sh"), kind, file, ...command], {
        ...{ cwd: folder, env: { ...env, ...process.env, HOME: folder }, encoding: "utf8" },
      });
      return { status, stdout, stderr };
    },
    /** The same, where `take` or `settle` dies before its Nth change. @returns false where it came to its end */
    workDying(before: number, part: "take" | "settle", kind: string, file: string, command: string[]): boolean {
      spawnSync("sh", [join(glue, "work.sh"), kind, file, ...command], {
        ...{ cwd: folder, encoding: "utf8" },
        env: { ...env, NODE_OPTIONS: `--import ${dying}`, DIE_BEFORE: String(before), DIE_IN: part },
      });
      return existsSync(join(folder, "died"));
    },
    /** The same while others run. */
    startWork: (kind: string, file: string, command: string[]) =>
      ended(spawn("sh", [join(glue, "work.sh"), kind, file, ...command], { cwd: folder, env })),
    /** Runs a program while others run. */
    async start(program: string, args: string[], input = ""): Promise<Ran> {
      const child = spawn(process.execPath, [join(glue, program), ...args], { cwd: folder, env });
      child.stdin.on("error", () => {});
      child.stdin.end(input);
      return ended(child);
    },
    /** The states of a spool that hold anything, with how many. */
    states(spool: string): Record<string, number> {
      const names = there(spool).filter((name) => !name.includes(".") && !["tmp", "answers", "sent"].includes(name));
      return Object.fromEntries(
        names.map((name) => [name, there(join(spool, name)).length]).filter(([, many]) => many),
      );
    },
    /** Makes the one event in a state older: its own time, and its expiry. */
    age(spool: string, state: string, seconds: number) {
      for (const name of there(join(spool, state))) {
        const event = read(join(spool, state, name));
        for (const field of ["time", "expirytime"])
          event[field] = new Date(Date.parse(event[field]) - seconds * 1000).toISOString();
        writeFileSync(join(folder, spool, state, name), `${JSON.stringify(event)}\n`);
        const old = Date.now() / 1000 - seconds;
        utimesSync(join(folder, spool, state, name), old, old);
      }
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What both sides of a small flow agree on. */
export const contract = {
  source: "till",
  receiver: "office",
  type: "deploy.asked",
  subject: "shop/deploy",
  timezone: "Europe/Berlin",
  idempotencyKey: ["number"],
  expiresSeconds: 3600,
  payload: { number: { type: "integer" }, note: { type: "string", maxLength: 80, optional: true } },
};
export const outbox = {
  ...contract,
  ...{ spool: "out", guarantee: "acknowledged", whenEmpty: "fail", backlog: "none", freshSeconds: 900, sends: 5 },
  ...{ runSeconds: 45, poll: [120, 900], backoff: [10, 900], probeSeconds: 300, answerSeconds: 15 },
  ...{ stuckSeconds: 1800, tellAgainSeconds: 3600, keepSeconds: 86_400 },
};
export const inbox = {
  ...contract,
  ...{ spool: "in", guarantee: "acknowledged", policy: "ask", leaseSeconds: 600, skewSeconds: 600, mostHops: 3 },
  ...{ budgetPerHour: 100, unclaimedSeconds: 900, tellAgainSeconds: 3600, keepSeconds: 86_400 },
};
