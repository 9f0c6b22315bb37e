import type { Catalog } from "../openclaw/catalog.ts";
import { type ResolvedCommand, resolveCommand } from "../openclaw/commands.ts";
import { parseConfigPath } from "../openclaw/config/path.ts";
import type { Word } from "./document/shell.ts";

export type Resolved = ResolvedCommand;

/** How the version at hand understands what a document says. */
export type Openclaw = { resolve: (words: Word[]) => Resolved; isRootKey: (key: string) => boolean };

/** @param catalog of the version that the document's reader runs */
export function openclawOf(catalog: Catalog): Openclaw {
  const rootKeys = new Set(Object.keys((catalog.config as { properties?: object }).properties ?? {}));
  return { resolve: (words) => resolveCommand(catalog, words), isRootKey: (key) => rootKeys.has(key) };
}

/** A configuration path as `openclaw config set` takes it; a path that it would refuse becomes one key. */
export function configPath(text: string): (string | number)[] {
  try {
    return parseConfigPath(text);
  } catch {
    return [text];
  }
}
