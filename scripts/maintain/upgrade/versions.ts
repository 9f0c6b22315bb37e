import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addCatalog, knownVersions, loadCatalog } from "../../openclaw/catalog.ts";
import { ensurePackages } from "../../rehearse/install.ts";
import { installAt } from "../catalog/install.ts";
import { catalogParts, type Failed } from "../catalog/main.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** A version to compare: its install, where there is one, and what of its catalog could not be extracted. */
export type Version = { version: string; install: string | undefined; files: Map<string, string>; failed: Failed[] };

/**
 * Installs one exact version into out/openclaw/, unless it is there, and extracts its catalog, which is then known to the lint.
 * @throws where npm does not have it
 */
export async function installed(version: string): Promise<Version> {
  const pinned = join(root, "test/openclaw/node_modules/openclaw");
  if (existsSync(join(pinned, "package.json")) && installAt(pinned).version === version)
    return { ...catalogParts(pinned), install: pinned };
  const folder = join(root, "out/openclaw", version);
  const manifest = join(folder, "package.json");
  if (!existsSync(join(folder, "package-lock.json"))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(manifest, `${JSON.stringify({ private: true, dependencies: { openclaw: version } }, null, 2)}\n`);
    const lock = spawnSync("npm", ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"], {
      cwd: folder,
      encoding: "utf8",
    });
    if (lock.status !== 0) {
      rmSync(folder, { recursive: true });
      const [reason = "its reason is not known"] = lock.stderr.match(/No matching version.*|npm error code \w+/) ?? [];
      throw new Error(`found no OpenClaw ${version} to install (${reason.trim()}), expected a published version`);
    }
  }
  await ensurePackages(folder);
  const install = join(folder, "node_modules/openclaw");
  const parts = catalogParts(install);
  return { ...parts, install };
}

const names = ["meta.json", "commands.json", "config.schema.json", "cron.schema.json", "hooks.json"];

/** The catalog that ships for a version. */
const shipped = (version: string) =>
  new Map(names.map((name) => [name, readFileSync(join(root, "schemas/openclaw", version, name), "utf8")]));

/** The catalog of a version: the one that ships, else extracted from an install; a part that it does not give is the nearest version's. */
export async function catalogued(version: string): Promise<Version> {
  if (knownVersions.includes(version)) return { version, install: undefined, files: shipped(version), failed: [] };
  const nearest = loadCatalog(version).version;
  const extracted = await installed(version);
  const files = new Map([...shipped(nearest), ...extracted.files]);
  addCatalog(version, files);
  return { ...extracted, files };
}
