import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Saved } from "../../scripts/openclaw/environment/gather.ts";

const folder = join(import.meta.dirname, "saved");

/** The names of the saved outputs: real ones, of disposable gateways; long lists are shortened, paths are changed. */
export const savedNames = readdirSync(folder).sort();

/** The outputs that the block of `bridge.mjs environment` left on one instance. */
export const saved = (name: string): Saved =>
  Object.fromEntries(
    readdirSync(join(folder, name)).map((file) => [file, readFileSync(join(folder, name, file), "utf8")]),
  );
