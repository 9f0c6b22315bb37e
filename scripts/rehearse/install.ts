import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

const folder = join(import.meta.dirname, "..", "..", "test", "openclaw");

/**
 * Makes sure that the exact OpenClaw which test/openclaw/package.json names is installed there, in 20 to 50 seconds and 400 MB
 * when it is not.
 * @returns the path of openclaw.mjs, to be run with Node, and the version
 * @throws when npm fails, with what to do about it
 */
export async function ensureOpenClaw(): Promise<{ bin: string; version: string }> {
  const { openclaw = "" } = await ensurePackages(folder);
  return { bin: join(folder, "node_modules", "openclaw", "openclaw.mjs"), version: openclaw };
}

/**
 * Makes sure that what a folder's package.json depends on is installed there, in the exact versions of its lockfile. No install script of any
 * package is run. Progress goes to stderr.
 * @returns the version of each, by name
 * @throws when npm fails, with what to do about it
 */
export async function ensurePackages(folder: string): Promise<Record<string, string>> {
  const wanted = (await readPackage(folder)).dependencies ?? {};
  const isThere = async () => {
    const there = await Promise.all(Object.keys(wanted).map((name) => versionOf(join(folder, "node_modules", name))));
    return Object.values(wanted).every(
      (version, index) => version.replace(/^npm:.*@/, "") === there[index]?.replace(/^v/, ""),
    );
  };
  if (await isThere()) return wanted;
  const named = Object.entries(wanted).map((one) => one.join(" "));
  console.error(`Installing ${named.join(", ")} into ${folder} …`);
  const code = await install(folder);
  if (code !== 0 || !(await isThere()))
    throw new Error(
      `${named.join(", ")} could not be installed: npm ended with ${code}, its reason stands above. ` +
        `Try it by hand: cd ${folder} && npm ci --ignore-scripts`,
    );
  return wanted;
}

/** Runs npm under the Node that runs us, because OpenClaw refuses older ones, whatever `node` is on the PATH. */
function install(folder: string): Promise<number | string> {
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
  const npm = spawn("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], {
    cwd: folder,
    env: { ...process.env, PATH },
    stdio: ["ignore", 2, 2],
  });
  return new Promise((resolve) => {
    npm.once("error", (error) => resolve(error.message));
    npm.once("exit", (code, signal) => resolve(code ?? signal ?? "a signal"));
  });
}

async function versionOf(path: string): Promise<string | undefined> {
  return readPackage(path).then(
    ({ version }) => version,
    () => undefined,
  );
}

async function readPackage(path: string): Promise<{ version?: string; dependencies?: Record<string, string> }> {
  return JSON.parse(await readFile(join(path, "package.json"), "utf8"));
}
