import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** An OpenClaw install that is only looked at: its root (where package.json and openclaw.mjs lie) and version. */
export type Install = { root: string; version: string; node: string };

/** @throws where the folder holds no OpenClaw */
export function installAt(path: string): Install {
  const root = resolve(path);
  const { name, version, engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    name: string;
    version: string;
    engines?: { node?: string };
  };
  if (name !== "openclaw") throw new Error(`${root}: found the package ${name}, expected openclaw`);
  return { root, version, node: engines?.node ?? "" };
}

/**
 * Runs the install's own command line in a scratch home that is removed afterwards.
 * @param config its openclaw.json
 * @returns stdout
 * @throws where it ends with another code than 0, with its stderr
 */
export function run(
  install: Install,
  args: string[],
  config: object = {},
  preload?: { file: string; env: Record<string, string> },
): string {
  const home = mkdtempSync(join(tmpdir(), "catalog-"));
  try {
    writeFileSync(join(home, "openclaw.json"), JSON.stringify(config), { mode: 0o600 });
    const before = preload ? ["--import", preload.file] : [];
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [...before, join(install.root, "openclaw.mjs"), ...args],
      {
        encoding: "utf8",
        maxBuffer: 64 * 1024 * 1024,
        timeout: 120_000,
        env: {
          PATH: process.env.PATH ?? "",
          HOME: home,
          TMPDIR: home,
          OPENCLAW_STATE_DIR: join(home, "state"),
          OPENCLAW_CONFIG_PATH: join(home, "openclaw.json"),
          OPENCLAW_NO_RESPAWN: "1",
          ...preload?.env,
        },
      },
    );
    if (status !== 0) throw new Error(`openclaw ${args.join(" ")} ended with ${status}: ${stderr.slice(-600)}`);
    return stdout;
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The modules in the built install's own folder, not those below; their names change with every build. */
export function distModules(install: Install): { name: string; text: string }[] {
  const dist = join(install.root, "dist");
  return readdirSync(dist)
    .filter((name) => /\.m?js$/.test(name))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(dist, name), "utf8") }));
}
