import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandTree } from "./commands.ts";
import { lineByLine } from "./format.ts";
import { hooksOf } from "./hooks.ts";
import { installAt } from "./install.ts";
import { configSchema, cronSchemas } from "./schemas.ts";

const target = fileURLToPath(new URL("../../../schemas/openclaw/", import.meta.url));

/** No file of a packed skill may be larger, in bytes. */
const largest = 1024 * 1024;

/**
 * Everything that an OpenClaw install accepts, extracted from the install itself; the same install gives the same bytes.
 * @param root the folder that holds its package.json
 * @returns file name → text
 * @throws where the install does not show what the checks rely on, or a file would be too large to ship
 */
export function catalogOf(root: string): { version: string; files: Map<string, string> } {
  const { version, files, failed } = catalogParts(root);
  const [first] = failed;
  if (first) throw new Error(`${first.name}: ${first.why}`);
  return { version, files };
}

/** A part of the catalog that an install does not give, and why. */
export type Failed = { name: string; why: string };

/**
 * As much of the catalog as an install gives.
 * @param root the folder that holds its package.json
 * @throws where the folder holds no OpenClaw
 */
export function catalogParts(root: string): { version: string; files: Map<string, string>; failed: Failed[] } {
  const install = installAt(root);
  const files = new Map<string, string>();
  const failed: Failed[] = [];
  const part = <Value>(name: string, depth: number, make: () => Value): Value | undefined => {
    try {
      const value = make();
      const text = `${lineByLine(value, depth)}\n`;
      if (text.length > largest) throw new Error(`found ${text.length} bytes, expected at most ${largest}`);
      files.set(name, text);
      return value;
    } catch (cause) {
      failed.push({ name, why: (cause as Error).message });
      return undefined;
    }
  };
  const commands = part("commands.json", 1, () => commandTree(install)) ?? {};
  part("config.schema.json", 3, () => configSchema(install));
  part("cron.schema.json", 3, () => cronSchemas(install));
  const hooks = part("hooks.json", 2, () => hooksOf(install, (path) => Object.keys(commands[path]?.flags ?? {})));
  part("meta.json", 1, () => ({
    openclaw: install.version,
    node: install.node,
    commands: Object.keys(commands).length - 1,
    flags: Object.values(commands).reduce((sum, { flags }) => sum + Object.keys(flags).length, 0),
    rules: Object.keys(hooks?.rules ?? {}).length,
    values: Object.keys(hooks?.values ?? {}).length,
  }));
  return { version: install.version, files, failed };
}

if (import.meta.main) {
  const root = process.argv[2];
  if (!root) {
    console.error("usage: npm run catalog -- <path of an openclaw install>");
    process.exit(2);
  }
  const { version, files } = catalogOf(root);
  mkdirSync(join(target, version), { recursive: true });
  for (const [name, text] of files) writeFileSync(join(target, version, name), text);
  console.log(`schemas/openclaw/${version}: ${[...files].map(([name, text]) => `${name} ${text.length}`).join(", ")}`);
}
