import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type LintOptions, lintText, type Result } from "../lint/lint.ts";
import { type Own, ownOf } from "../lint/own.ts";
import { type Text, text } from "../spec/text.ts";
import { found, UsageError } from "./output.ts";
import { at, readText } from "./read.ts";

/** The largest document read, in bytes. */
const largestDocument = 4 * 1024 * 1024;

/** Of the file with this number: what was found in it, or why it could not be read. */
export type Linted = { number: number; result?: Result; unread?: Text };

/**
 * Lints one file after the other, until none is left.
 * @param next the number of the next file that nobody has taken yet; past the end where none is left
 * @param stdin what `-` stands for
 */
export function lintShare(files: string[], options: LintOptions, next: () => number, stdin: () => string): Linted[] {
  const linted: Linted[] = [];
  const designOf = designsOf(files);
  for (let number = next(); number < files.length; number = next()) {
    const path = files[number] as string;
    try {
      const content = path === "-" ? stdin() : readText(path, largestDocument);
      if (content.includes("\0"))
        throw new UsageError(at(path, found(text("null bytes", "空字节"), text("a text file", "文本文件"))));
      linted.push({ number, result: kept(lintText(path, content, { ...options, ...designOf(path) })) });
    } catch (cause) {
      if (!(cause instanceof UsageError)) throw cause;
      linted.push({ number, unread: cause.text });
    }
  }
  return linted;
}

/** A result to be kept with thousands of others: each text once, and none as a part of its document, which would be kept whole with it. */
export const kept = (result: Result): Result => ({
  ...result,
  findings: result.findings.map((one) => ({
    ...one,
    message: own(one.message),
    evidence: own(one.evidence),
    fix: own(one.fix),
  })),
});

const known = new Map<string, string>();

function own(text: string): string {
  const there = known.get(text);
  if (there !== undefined) return there;
  const copy = structuredClone(text);
  known.set(copy, copy);
  return copy;
}

/** The documents of one rendered design lie below one manifest: they may rely on each other, and its spec says what is accepted. */
function designsOf(files: string[]): (path: string) => { companions?: string; own?: Own } {
  const rootOf = (path: string): string | undefined => {
    for (let at = dirname(path), depth = 0; depth < 4; at = dirname(at), depth++)
      if (existsSync(join(at, "manifest.json"))) return at;
    return undefined;
  };
  const designs = new Map<string, { companions: string; own: Own }>();
  return (path) => {
    const root = path === "-" ? undefined : rootOf(path);
    if (root === undefined) return {};
    const known = designs.get(root);
    if (known) return known;
    const spec = join(root, "bridge.yaml");
    const design = {
      companions: files
        .filter((file) => rootOf(file) === root)
        .map((file) => readText(file, largestDocument))
        .join("\n"),
      own: ownOf(existsSync(spec) ? readText(spec, largestDocument) : ""),
    };
    designs.set(root, design);
    return design;
  };
}
