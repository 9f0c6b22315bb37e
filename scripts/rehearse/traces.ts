import { createHash } from "node:crypto";
import { existsSync, readdirSync, realpathSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";

/** Where OpenClaw writes whatever it is told: an empty log folder, and locks (measured on 2026.9.6; no setting found). */
const locks = `/tmp/openclaw-state-locks-${process.getuid?.()}`;
const logs = "/tmp/openclaw";

/**
 * Takes away what OpenClaw left outside a disposable folder: the locks of the databases in it, which are named after the
 * database's path, and the two folders in /tmp where nothing else is in them.
 * @param folder holds one or more disposable homes, and must still be there
 */
export function removeTraces(folder: string): void {
  if (existsSync(locks) && existsSync(folder)) {
    const files = readdirSync(realpathSync(folder), { recursive: true, withFileTypes: true });
    const hashes = files
      .filter(({ name }) => name.endsWith(".sqlite"))
      .map(({ parentPath, name }) => createHash("sha256").update(join(parentPath, name)).digest("hex").slice(0, 8));
    for (const lock of readdirSync(locks))
      if (hashes.some((hash) => lock.endsWith(`.${hash}.lock.sqlite`))) rmSync(join(locks, lock), { force: true });
  }
  for (const empty of [locks, logs]) {
    try {
      rmdirSync(empty);
    } catch {
      // Not there, or in use by a gateway that is not ours.
    }
  }
}
