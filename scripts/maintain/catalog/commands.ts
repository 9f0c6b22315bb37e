import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { CommandSpec, FlagSpec } from "../../openclaw/catalog.ts";
import { type Install, run } from "./install.ts";

type RawOption = {
  long: string | null;
  short: string | null;
  value: "none" | "optional" | "required";
  variadic: boolean;
  negate: boolean;
  mandatory: boolean;
  hidden: boolean;
  choices: string[] | null;
  default: string | null;
};
type Raw = {
  name: string;
  aliases: string[];
  hidden: boolean;
  runs: boolean;
  allowUnknown: boolean;
  allowExcess: boolean;
  defaultCommand: string | null;
  /** It has the subcommand `help`. */
  help: boolean;
  /** Commander reads it as the resolver (scripts/openclaw/command-parse.ts) does. */
  ordinary: boolean;
  arguments: { name: string; required: boolean; variadic: boolean; choices: string[] | null }[];
  options: RawOption[];
  commands: Raw[];
};

const hook = fileURLToPath(new URL("./hook.mjs", import.meta.url));

/** The commands that are there only with a variable set: variable → group. */
const experimental = { OPENCLAW_EXPERIMENTAL_CLAWS: "claws" };

/**
 * The command tree of an install, twice: as a fresh install has it, and with every bundled plugin and every experiment that brings commands.
 * What only the second has carries the name of its plugin or variable.
 * @returns path (`"cron add"`, `""` for the root) → command, sorted
 * @throws where a command is of neither, or commander is set up in a way that the resolver does not know
 */
export function commandTree(install: Install): Record<string, CommandSpec> {
  const plugins = pluginCommands(install);
  const found = flatten(treeOf(install, {}, {}));
  const entries = Object.fromEntries([...new Set(plugins.values())].map((id) => [id, { enabled: true }]));
  const variables = Object.fromEntries(Object.keys(experimental).map((name) => [name, "1"]));
  for (const [path, spec] of flatten(treeOf(install, { plugins: { entries } }, variables))) {
    const known = found.get(path);
    if (known && JSON.stringify(known) !== JSON.stringify(spec))
      throw new Error(`a plugin changes the command ${path || "openclaw"}: say whose each flag is`);
    if (!known) found.set(path, { ...spec, ...providerOf(path.split(" ", 1)[0] ?? "", plugins) });
  }
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function providerOf(group: string, plugins: Map<string, string>): Pick<CommandSpec, "plugin" | "environment"> {
  const plugin = plugins.get(group);
  if (plugin) return { plugin };
  const variable = Object.entries(experimental).find(([, name]) => name === group)?.[0];
  if (!variable) throw new Error(`no plugin's manifest names the command ${group}`);
  return { environment: variable };
}

function treeOf(install: Install, config: object, variables: Record<string, string>): Raw {
  const folder = mkdtempSync(join(tmpdir(), "catalog-out-"));
  try {
    const out = join(folder, "tree.json");
    const env = { ...variables, CATALOG_ENTRY: join(install.root, "openclaw.mjs"), CATALOG_OUT: out };
    run(install, ["completion", "-s", "zsh"], config, { file: pathToFileURL(hook).href, env });
    return JSON.parse(readFileSync(out, "utf8"));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The commands that bundled plugins bring, by their manifests: command → plugin. */
function pluginCommands(install: Install): Map<string, string> {
  const folder = join(install.root, "dist", "extensions");
  const found = new Map<string, string>();
  for (const name of readdirSync(folder).sort()) {
    const manifest = readManifest(join(folder, name, "openclaw.plugin.json"));
    for (const { name: command } of [...(manifest?.cliCommands ?? []), ...(manifest?.commandAliases ?? [])])
      if (manifest) found.set(command, manifest.id);
  }
  return found;
}

function readManifest(
  file: string,
): { id: string; cliCommands?: { name: string }[]; commandAliases?: { name: string }[] } | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function flatten(root: Raw): Map<string, CommandSpec> {
  const found = new Map<string, CommandSpec>();
  const walk = (raw: Raw, path: string[]) => {
    if (!raw.ordinary) throw new Error(`commander reads ${path.join(" ")} in a way that the resolver does not know`);
    found.set(path.join(" "), specOf(raw));
    for (const child of raw.commands) if (child.name !== "help") walk(child, [...path, child.name]);
  };
  walk(root, []);
  return found;
}

function specOf(raw: Raw): CommandSpec {
  return {
    ...(raw.aliases.length > 0 ? { aliases: raw.aliases } : {}),
    ...(raw.hidden ? { hidden: true } : {}),
    ...(raw.runs ? {} : { group: true }),
    ...(raw.help ? { help: true } : {}),
    ...(raw.defaultCommand ? { defaultCommand: raw.defaultCommand } : {}),
    ...(raw.allowUnknown ? { allowUnknown: true } : {}),
    ...(raw.allowExcess ? { allowExcess: true } : {}),
    ...(raw.arguments.length > 0
      ? {
          arguments: raw.arguments.map(({ name, required, variadic, choices }) => ({
            name,
            ...(required ? { required } : {}),
            ...(variadic ? { variadic } : {}),
            ...(choices ? { choices } : {}),
          })),
        }
      : {}),
    flags: Object.fromEntries(raw.options.map((option) => [option.long ?? option.short ?? "", flagOf(option)])),
  };
}

const flagOf = ({ value, long, short, variadic, mandatory, hidden, choices, ...rest }: RawOption): FlagSpec => ({
  value,
  ...(short && long ? { short } : {}),
  ...(variadic ? { variadic } : {}),
  ...(mandatory ? { mandatory } : {}),
  ...(hidden ? { hidden } : {}),
  ...(choices ? { choices } : {}),
  ...(rest.default ? { default: rest.default } : {}),
});
