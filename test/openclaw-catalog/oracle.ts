import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { installAt, run } from "../../scripts/maintain/catalog/install.ts";

/** What the real program made of a line: `ran`, or commander's code for the refusal. */
export type Outcome = { code: string; message?: string; path?: string[]; args?: string[] };

/** The pinned OpenClaw. */
export const pinned = fileURLToPath(new URL("../openclaw/node_modules/openclaw/", import.meta.url));

/**
 * Lets the pinned OpenClaw's own program parse lines, in one process and without running any command.
 * @returns an outcome a line, and every command's help text
 */
export function askOracle(lines: string[][]): { helps: Record<string, string>; outcomes: Outcome[] } {
  const folder = mkdtempSync(join(tmpdir(), "catalog-oracle-"));
  try {
    const [asked, answered] = [join(folder, "lines.json"), join(folder, "out.json")];
    writeFileSync(asked, JSON.stringify(lines));
    const env = { ORACLE_ENTRY: join(pinned, "openclaw.mjs"), ORACLE_LINES: asked, ORACLE_OUT: answered };
    const file = pathToFileURL(fileURLToPath(new URL("./oracle.mjs", import.meta.url))).href;
    run(installAt(pinned), ["completion", "-s", "zsh"], {}, { file, env });
    return JSON.parse(readFileSync(answered, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs a line that is known to be refused, or only prints help, on the pinned command line.
 * @returns what it says on stderr and stdout where it refuses; nothing where it ends well
 */
export function refusalOf(words: string[]): string {
  try {
    run(installAt(pinned), words);
    return "";
  } catch (error) {
    return String(error);
  }
}
