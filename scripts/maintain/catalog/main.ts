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
  const install = installAt(root);
  const commands = commandTree(install);
  const hooks = hooksOf(install, (path) => Object.keys(commands[path]?.flags ?? {}));
  const config = configSchema(install);
  const flags = Object.values(commands).reduce((sum, { flags: own }) => sum + Object.keys(own).length, 0);
  const meta = {
    openclaw: install.version,
    node: install.node,
    commands: Object.keys(commands).length - 1,
    flags,
    rules: Object.keys(hooks.rules).length,
    values: Object.keys(hooks.values).length,
  };
  const files = new Map([
    ["meta.json", lineByLine(meta, 1)],
    ["commands.json", lineByLine(commands, 1)],
    ["config.schema.json", lineByLine(config, 3)],
    ["cron.schema.json", lineByLine(cronSchemas(install), 3)],
    ["hooks.json", lineByLine(hooks, 2)],
  ]);
  for (const [name, text] of files) {
    files.set(name, `${text}\n`);
    if (text.length >= largest) throw new Error(`${name} has ${text.length} bytes, at most ${largest}`);
  }
  return { version: install.version, files };
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
