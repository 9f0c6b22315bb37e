import type { Catalog } from "../openclaw/catalog.ts";
import { type ResolvedCommand, resolveCommand } from "../openclaw/commands.ts";
import { parseConfigPath } from "../openclaw/config/path.ts";
import type { Word } from "./document/shell.ts";

export type Resolved = ResolvedCommand;

/** How the version at hand understands what a document says. */
export type Openclaw = { resolve: (words: Word[]) => Resolved; isRootKey: (key: string) => boolean };

const isOneWord = ({ text, opaque }: Word) => opaque && /^<[\w .-]+>$/.test(text);

/** @param catalog of the version that the document's reader runs */
export function openclawOf(catalog: Catalog): Openclaw {
  let rootKeys: Set<string> | undefined;
  const resolve = (words: Word[]): Resolved => {
    const resolved = resolveCommand(catalog, words);
    if (!words.some(isOneWord)) return resolved;
    // `<job-id>` hides a value, but it is one word: whether the command takes it can be told.
    const counted = resolveCommand(
      catalog,
      words.map((word) => (isOneWord(word) ? { text: "x", opaque: false } : word)),
    );
    const about = counted.problems.filter(({ kind }) => kind === "extra-argument" || kind === "missing-argument");
    const added = about.filter(
      ({ kind, index }) => !resolved.problems.some((one) => one.kind === kind && one.index === index),
    );
    return {
      ...resolved,
      problems: [...resolved.problems, ...added.map((one) => ({ ...one, found: words[one.index]?.text ?? one.found }))],
    };
  };
  const isRootKey = (key: string): boolean => {
    // The schema is large, and most documents name no key.
    rootKeys ??= new Set(Object.keys((catalog.config as { properties?: object }).properties ?? {}));
    return rootKeys.has(key);
  };
  return { resolve, isRootKey };
}

/** A configuration path as `openclaw config set` takes it; a path that it would refuse becomes one key. */
export function configPath(text: string): (string | number)[] {
  try {
    return parseConfigPath(text);
  } catch {
    return [text];
  }
}
