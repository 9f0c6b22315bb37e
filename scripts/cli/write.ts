import { createHash, randomUUID } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import { text } from "../spec/text.ts";
import { UsageError } from "./output.ts";
import { at } from "./read.ts";

/** Writes a file whole or not at all, and the folder it lies in: beside its place first, then one rename. */
export function writeWhole(file: string, content: string): void {
  const beside = join(dirname(file), `.${randomUUID()}.tmp`);
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(beside, content, { flag: "wx" });
    renameSync(beside, file);
  } catch (cause) {
    removeIfThere(beside);
    const { code } = cause as NodeJS.ErrnoException;
    throw new UsageError(at(file, text(`cannot be written (${code})`, `无法写入（${code}）`)));
  }
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where nothing may be written, nothing is there.
  }
}

const manifestName = "manifest.json";
const digest = (content: string) => createHash("sha256").update(content).digest("hex");

/**
 * Writes a set of files below one folder, and a manifest of them. Leaves the folder only through no link, and overwrites
 * nothing that it did not write itself, or that was edited since, unless `force` is given.
 * @param files path below the folder → content
 * @param whole `files` is everything: what was written here earlier, was not edited and is no longer among them, goes away
 * @throws UsageError before anything is written, naming each file in the way
 */
export function writeFolder(folder: string, files: Map<string, string>, force: boolean, whole: boolean): void {
  const root = resolve(folder);
  const known = readManifest(root);
  const inTheWay: string[] = [];
  for (const [name, content] of files) {
    const file = resolve(root, name);
    if (relative(root, file).startsWith(`..${sep}`))
      throw new UsageError(at(name, text(`leads out of ${folder}`, `越出了 ${folder}`)));
    refuseLinks(root, file);
    const there = contentOf(file);
    if (there !== undefined && there !== content && known[name] !== digest(there)) inTheWay.push(name);
  }
  if (inTheWay.length > 0 && !force)
    throw new UsageError(
      at(
        folder,
        text(
          `would overwrite ${inTheWay.join(", ")}: not written by render, or edited since. Move them away, or add --force`,
          `会覆盖 ${inTheWay.join("、")}：不是 render 写的，或之后改动过。请把它们移走，或加 --force`,
        ),
      ),
    );
  const gone = Object.keys(known).filter((name) => whole && !files.has(name) && isOurs(root, name, known[name]));
  for (const [name, content] of files) {
    writeWhole(resolve(root, name), content);
  }
  for (const name of gone) remove(root, resolve(root, name));
  const written = Object.fromEntries([...files].map(([name, content]) => [name, digest(content)]));
  const left = Object.entries({ ...known, ...written }).filter(([name]) => !gone.includes(name));
  writeWhole(join(root, manifestName), `${JSON.stringify(Object.fromEntries(left), null, 2)}\n`);
}

/** Whether a file that the manifest names lies in the folder itself, as it was written. */
function isOurs(root: string, name: string, written: string | undefined): boolean {
  const file = resolve(root, name);
  if (relative(root, file).startsWith("..")) return false;
  refuseLinks(root, file);
  const there = contentOf(file);
  return there !== undefined && digest(there) === written;
}

/** Removes a file, and the folders that are empty then. */
function remove(root: string, file: string): void {
  rmSync(file);
  for (let at = dirname(file); at !== root && readdirSync(at).length === 0; at = dirname(at)) rmdirSync(at);
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
    const place = join(root, ...parts.slice(0, depth));
    const there = lstatSync(place, { throwIfNoEntry: false });
    if (there?.isSymbolicLink() && depth > 0)
      throw new UsageError(
        at(place, text("is a link; render writes through no link", "是一个链接；render 不经链接写入")),
      );
  }
}
