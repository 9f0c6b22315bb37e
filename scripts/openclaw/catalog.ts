import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A flag of a command, as the install declares it. */
export type FlagSpec = {
  value: "none" | "optional" | "required";
  short?: string;
  variadic?: true;
  mandatory?: true;
  hidden?: true;
  choices?: string[];
  /** Where the flag takes one of several words. */
  default?: string;
};

/**
 * A command of the install. `group`: does nothing by itself, `help`: has the subcommand of that name. `defaultCommand`: the one below it that runs where none is named. `plugin`: there only while that bundled plugin is on. `environment`: there only
 * with that variable set.
 */
export type CommandSpec = {
  aliases?: string[];
  hidden?: true;
  group?: true;
  help?: true;
  defaultCommand?: string;
  allowUnknown?: true;
  allowExcess?: true;
  plugin?: string;
  environment?: string;
  arguments?: { name: string; required?: true; variadic?: true; choices?: string[] }[];
  flags: Record<string, FlagSpec>;
};

/** A rule that no schema carries: the words with which OpenClaw refuses, and the function that says them. */
export type Refusal = { says: string; source: string };

/**
 * What a flag takes where only the action's code looks: one of `values` (or their spellings in `also`), or text of a kind. `anyCase`: case does not matter. `blank`: an empty
 * value has a meaning of its own. `says` and `source`: the words of the install, and where they stand.
 */
export type ValueFact = {
  kind: "words" | "session" | "duration" | "time" | "positive-integer" | "natural-number" | "http-url" | "profile-name";
  values?: string[];
  also?: string[];
  anyCase?: true;
  blank?: true;
  says: string;
  source: string;
};

/** What only OpenClaw's code holds: rules by their id, values by command and flag (`cron add --wake`, `--profile` for the root). */
export type Hooks = { rules: Record<string, Refusal>; values: Record<string, ValueFact> };

/** What one version of OpenClaw accepts. The heavy parts are read when they are first looked at. */
export type Catalog = {
  /** The version of this catalog. */
  version: string;
  /** The version that was asked for; `verified` says whether they are the same. */
  asked: string;
  verified: boolean;
  readonly commands: Record<string, CommandSpec>;
  readonly config: object;
  readonly cron: { add: object; update: object };
  readonly hooks: Hooks;
  /** The rules of `hooks`. */
  readonly refusals: Hooks["rules"];
};

/** The folder of the shipped catalogs, beside `scripts/`: looked for upward, because the packed skill lies less deep. */
const folder = (() => {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    if (existsSync(join(at, "schemas", "openclaw"))) return join(at, "schemas", "openclaw");
    if (at === dirname(at)) throw new Error("the folder schemas/openclaw is missing beside scripts");
  }
})();

/** The versions that have a catalog, oldest first. */
export const knownVersions: string[] = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort((a, b) => order(a) - order(b));

const loaded = new Map<string, Catalog>();

/** Catalogs that do not ship: their files by version. */
const added = new Map<string, Map<string, string>>();

/**
 * Makes the catalog of one more version known, for as long as this process runs. One that ships is replaced.
 * @param files file name → text, as `catalogOf` gives them
 */
export function addCatalog(version: string, files: Map<string, string>): void {
  added.set(version, files);
  loaded.delete(version);
  if (!knownVersions.includes(version)) knownVersions.push(version);
  knownVersions.sort((a, b) => order(a) - order(b));
}

/**
 * The catalog of a version. One without a catalog gets the nearest: the newest that is not newer than it, or the oldest there is; then
 * `verified` is false, and whoever shows it must say so.
 * @param asked such as `2026.9.6`; a leading `v` or a name before it does not matter
 */
export function loadCatalog(asked: string): Catalog {
  const wanted = /\d+\.\d+\.\d+/.exec(asked)?.[0] ?? asked;
  const version = knownVersions.findLast((known) => order(known) <= order(wanted)) ?? (knownVersions[0] as string);
  const known = loaded.get(wanted);
  if (known) return known;
  const parts = new Map<string, unknown>();
  const part = <Value>(name: string): Value => {
    const text = () => added.get(version)?.get(name) ?? readFileSync(join(folder, version, name), "utf8");
    if (!parts.has(name)) parts.set(name, JSON.parse(text()));
    return parts.get(name) as Value;
  };
  const catalog: Catalog = {
    version,
    asked: wanted,
    verified: version === wanted,
    get commands() {
      return part<Catalog["commands"]>("commands.json");
    },
    get config() {
      return part<object>("config.schema.json");
    },
    get cron() {
      return part<Catalog["cron"]>("cron.schema.json");
    },
    get hooks() {
      return part<Hooks>("hooks.json");
    },
    get refusals() {
      return part<Hooks>("hooks.json").rules;
    },
  };
  loaded.set(wanted, catalog);
  return catalog;
}

/** `2026.9.6` as a number that sorts; what is no version sorts last, as the newest. */
function order(version: string): number {
  const match = /^(\d+)\.(\d+)\.(\d+)/.exec(version);
  return match ? Number(match[1]) * 1e6 + Number(match[2]) * 1e3 + Number(match[3]) : Number.POSITIVE_INFINITY;
}
