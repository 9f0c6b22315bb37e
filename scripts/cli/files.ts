import { createHash, randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { UsageError } from "./output.ts";

/**
 * Reads a text file.
 * @param limit in bytes
 * @throws UsageError where it is missing, too large, or not UTF-8 text
 */
export function readText(file: string, limit: number): string {
  let bytes: Buffer;
  try {
    const { size } = statSync(file);
    if (size > limit) throw new UsageError(`${file}: found ${size} bytes, expected at most ${limit}`);
    bytes = readFileSync(file);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    throw new UsageError(
      code === "ENOENT" ? `${file}: no such file` : `${file}: cannot be read (${code})`,
      "bridge.mjs new scheduled-relay",
    );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new UsageError(`${file}: found bytes that are not UTF-8, expected a text file`);
  }
}

/** Writes a file whole or not at all: beside its place first, then one rename. */
export function writeWhole(file: string, text: string): void {
  const beside = join(dirname(file), `.${randomUUID()}.tmp`);
  try {
    writeFileSync(beside, text, { flag: "wx" });
    renameSync(beside, file);
  } catch (cause) {
    rmSync(beside, { force: true });
    throw new UsageError(`${file}: cannot be written (${(cause as NodeJS.ErrnoException).code})`);
  }
}

const manifestName = "manifest.json";
const digest = (text: string) => createHash("sha256").update(text).digest("hex");

/**
 * Writes a set of files below one folder, and a manifest of them. Leaves the folder only through no link, and overwrites
 * nothing that it did not write itself, or that was edited since, unless `force` is given.
 * @param files path below the folder → content
 * @throws UsageError before anything is written, naming each file in the way
 */
export function writeFolder(folder: string, files: Map<string, string>, force: boolean): void {
  const root = resolve(folder);
  const known = readManifest(root);
  const inTheWay: string[] = [];
  for (const [name, text] of files) {
    const file = resolve(root, name);
    if (relative(root, file).startsWith(`..${sep}`)) throw new UsageError(`${name}: leads out of ${folder}`);
    refuseLinks(root, file);
    const there = contentOf(file);
    if (there !== undefined && there !== text && known[name] !== digest(there)) inTheWay.push(name);
  }
  if (inTheWay.length > 0 && !force)
    throw new UsageError(
      `${folder}: would overwrite ${inTheWay.join(", ")}: not written by render, or edited since. Move them away, or add --force`,
    );
  for (const [name, text] of files) {
    mkdirSync(dirname(resolve(root, name)), { recursive: true });
    writeWhole(resolve(root, name), text);
  }
  const written = Object.fromEntries([...files].map(([name, text]) => [name, digest(text)]));
  writeWhole(join(root, manifestName), `${JSON.stringify({ ...known, ...written }, null, 2)}\n`);
}

function readManifest(root: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(join(root, manifestName), "utf8"));
  } catch {
    return {};
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

function refuseLinks(root: string, file: string): void {
  const parts = relative(root, file).split(sep);
  for (let depth = 0; depth <= parts.length; depth++) {
    const at = join(root, ...parts.slice(0, depth));
    const found = lstatSync(at, { throwIfNoEntry: false });
    if (found?.isSymbolicLink() && depth > 0) throw new UsageError(`${at}: is a link; render writes through no link`);
  }
}
