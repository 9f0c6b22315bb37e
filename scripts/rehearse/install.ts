import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";

const folder = join(import.meta.dirname, "..", "..", "test", "openclaw");
const installed = join(folder, "node_modules", "openclaw");

/**
 * Makes sure that the exact OpenClaw which test/openclaw/package.json names is installed there, in 20 to 50 seconds and 400 MB
 * when it is not. No install script of any package is run. Progress goes to stderr.
 * @returns the path of openclaw.mjs, to be run with Node, and the version
 * @throws when npm fails, with what to do about it
 */
export async function ensureOpenClaw(): Promise<{ bin: string; version: string }> {
  const bin = join(installed, "openclaw.mjs");
  const wanted = (await readPackage(folder)).dependencies?.openclaw ?? "";
  if ((await versionOf(installed)) !== wanted) {
    console.error(`Installing OpenClaw ${wanted} into ${folder} …`);
    const code = await install();
    if (code !== 0 || (await versionOf(installed)) !== wanted)
      throw new Error(
        `OpenClaw ${wanted} could not be installed: npm ended with ${code}, its reason stands above. ` +
          `Try it by hand: cd ${folder} && npm ci --ignore-scripts`,
      );
  }
  return { bin, version: wanted };
}

/** Runs npm under the Node that runs us, because OpenClaw refuses older ones, whatever `node` is on the PATH. */
function install(): Promise<number | string> {
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
