import { nearest } from "../spec/problem.ts";
import type { Catalog, CommandSpec, FlagSpec } from "./catalog.ts";
import { flagValues } from "./values.ts";

/** A word of a command line, unquoted. `opaque`: its value is known only when the command runs, or stands for the reader to fill in. */
export type CommandWord = { text: string; opaque?: boolean };

/** Why the version would refuse the line. `index` is the word's, counted behind `openclaw`. */
export type CommandProblem = {
  kind: "unknown-command" | "unknown-flag" | "missing-value" | "blank-value" | "invalid-value" | "missing-argument" | "extra-argument";
  index: number;
  found: string;
  nearest?: string;
  expected?: string;
};

/** A command line as the version understands it. Flags have their canonical names, aliases are resolved. */
export type ResolvedCommand = {
  path: string[];
  spec: CommandSpec | undefined;
  flags: { name: string; value: string | undefined; opaque: boolean; index: number }[];
  positionals: { name: string; value: string; opaque: boolean; index: number }[];
  problems: CommandProblem[];
};

/** Flags that commander takes on every command. */
const everywhere: Record<string, FlagSpec> = { "--help": { value: "none", short: "-h" } };

/**
 * Reads the words behind `openclaw` as its own parser would: aliases, `--flag=value`, short flags in one word, `--`, options of the root
 * before or behind the command (docs/cli/index.md).
 * @param words behind `openclaw`
 */
export function resolveCommand(catalog: Catalog, words: (string | CommandWord)[]): ResolvedCommand {
  const all = words.map((word) => (typeof word === "string" ? { text: word } : word));
  const result: ResolvedCommand = { path: [], spec: catalog.commands[""], flags: [], positionals: [], problems: [] };
  const at = descend(catalog, all, result);
  if (result.problems.length > 0 || at === undefined) return result;
  const flags = { ...catalog.commands[""]?.flags, ...result.spec?.flags, ...everywhere };
  readFlags(all, at, flags, result);
  if (!result.flags.some(({ name }) => name === "--help" || name === "--version")) checkArguments(result, all);
  return result;
}

const elided = (word: CommandWord | undefined) => word?.opaque === true && /^(?:\.\.\.|…+)$/.test(word.text);

/** Follows the command words down the tree; gives the index of the first word that is none, or undefined where the line ends the reading. */
function descend(catalog: Catalog, words: CommandWord[], result: ResolvedCommand): number | undefined {
  const { commands } = catalog;
  let index = 0;
  for (;;) {
    index = skipRootFlags(commands[""]?.flags ?? {}, words, index, result);
    const word = words[index];
    const children = childrenOf(commands, result.path);
    if (!word || children.size === 0) return index;
    if (word.text === "help") return undefined;
    if (word.opaque) return result.spec?.group ? undefined : index;
    if (word.text.startsWith("-")) return index;
    const name = children.get(word.text);
    if (name === undefined) {
      if (result.spec?.arguments?.length) return index;
      const near = nearestOf(word.text, [...children.keys()]);
      result.problems.push({ kind: "unknown-command", index, found: word.text, ...(near ? { nearest: near } : {}) });
      return undefined;
    }
    result.path.push(name);
    result.spec = commands[result.path.join(" ")];
    index++;
  }
}

/** Names and aliases below a command, each with the canonical name. */
function childrenOf(commands: Catalog["commands"], path: string[]): Map<string, string> {
  const found = new Map<string, string>();
  const prefix = path.length === 0 ? "" : `${path.join(" ")} `;
  for (const [key, { aliases = [] }] of Object.entries(commands)) {
    if (key === "" || !key.startsWith(prefix) || key.slice(prefix.length).includes(" ")) continue;
    const name = key.slice(prefix.length);
    for (const one of [name, ...aliases]) found.set(one, name);
  }
  return found;
}

function skipRootFlags(root: Record<string, FlagSpec>, words: CommandWord[], from: number, result: ResolvedCommand): number {
  let index = from;
  for (let word = words[index]; word?.text.startsWith("--") && !word.opaque; word = words[index]) {
    const [name = "", own] = split(word.text);
    const spec = root[name];
    if (!spec || Object.hasOwn(result.spec?.flags ?? {}, name) === (result.path.length > 0)) break;
    const value = own ?? (spec.value === "none" ? undefined : words[index + 1]?.text);
    result.flags.push({ name, value, opaque: false, index });
    index += spec.value !== "none" && own === undefined ? 2 : 1;
  }
  return index;
}

const split = (text: string): [string, string | undefined] => {
  const at = text.indexOf("=");
  return text.startsWith("--") && at > 0 ? [text.slice(0, at), text.slice(at + 1)] : [text, undefined];
};

function readFlags(words: CommandWord[], from: number, flags: Record<string, FlagSpec>, result: ResolvedCommand): void {
  const shorts = new Map(Object.entries(flags).flatMap(([name, { short }]) => (short ? [[short, name]] : [])));
  const known = (name: string) => (Object.hasOwn(flags, name) ? name : shorts.get(name));
  const command = result.path.join(" ");
  for (let index = from; index < words.length; index++) {
    const word = words[index] as CommandWord;
    if (word.text === "--" && !word.opaque) {
      for (let rest = index + 1; rest < words.length; rest++) positional(words, rest, result);
      return;
    }
    if (word.opaque && !word.text.startsWith("-")) {
      if (!elided(word)) positional(words, index, result);
      continue;
    }
    if (!word.text.startsWith("-") || word.text === "-" || /^-\d/.test(word.text)) {
      positional(words, index, result);
      continue;
    }
    const [written, own] = split(word.text);
    const name = known(written) ?? cluster(written, shorts);
    if (name === undefined) {
      if (result.spec?.allowUnknown || /[<>…]|\.\.\./.test(written)) continue;
      const near = nearestOf(written, Object.keys(flags).filter((flag) => !flags[flag]?.hidden));
      result.problems.push({ kind: "unknown-flag", index, found: written, ...(near ? { nearest: near } : {}) });
      // What follows an invented flag is most likely its value, and no complaint of its own.
      const next = words[index + 1];
      if (own === undefined && next && !next.text.startsWith("-") && index + 1 < words.length && !isArgument(result, index + 1, words)) index++;
      continue;
    }
    const spec = flags[name] as FlagSpec;
    const next = words[index + 1];
    const taken = spec.value !== "none" && own === undefined && next !== undefined && (spec.value === "required" || !next.text.startsWith("-"));
    const value = own ?? (taken ? next?.text : undefined);
    const opaque = taken ? next?.opaque === true : word.opaque === true;
    result.flags.push({ name, value, opaque, index });
    if (spec.value === "required" && value === undefined) result.problems.push({ kind: "missing-value", index, found: name });
    else if (spec.value === "required" && !opaque && value?.trim() === "") result.problems.push({ kind: "blank-value", index, found: name });
    else if (taken && spec.value === "required" && !opaque && Object.hasOwn(flags, split(value ?? "")[0]) && /^--[a-z]/.test(value ?? "")) {
      // Commander would swallow the next flag as the value.
      result.problems.push({ kind: "missing-value", index, found: name });
      continue;
    } else if (value !== undefined && !opaque) checkValue(command, name, spec, value, taken ? index + 1 : index, result);
    if (taken) index++;
    if (spec.variadic && taken)
      while (words[index + 1] && !words[index + 1]?.text.startsWith("-")) index++;
  }
}

/** `-abc` for `-a -b -c`; the last one decides. */
function cluster(written: string, shorts: Map<string, string>): string | undefined {
  if (!/^-[a-zA-Z]{2,}$/.test(written)) return undefined;
  const names = [...written.slice(1)].map((letter) => shorts.get(`-${letter}`));
  return names.every(Boolean) ? names.at(-1) : undefined;
}

const isArgument = ({ spec, positionals }: ResolvedCommand, _index: number, _words: CommandWord[]) =>
  (spec?.arguments ?? []).filter(({ required }) => required).length > positionals.length;

function checkValue(command: string, name: string, { choices }: FlagSpec, value: string, index: number, result: ResolvedCommand): void {
  const known = choices ? { values: choices, fits: (text: string) => choices.includes(text) } : flagValues(command, name);
  if (known && !known.fits(value)) result.problems.push({ kind: "invalid-value", index, found: value, expected: known.values.join(", ") });
}

function positional(words: CommandWord[], index: number, result: ResolvedCommand): void {
  const word = words[index] as CommandWord;
  const declared = result.spec?.arguments ?? [];
  const argument = declared[result.positionals.length] ?? (declared.at(-1)?.variadic ? declared.at(-1) : undefined);
  if (!argument) {
    if (result.spec?.allowExcess || result.path.length === 0) return;
    if (!result.problems.some(({ kind }) => kind === "extra-argument")) result.problems.push({ kind: "extra-argument", index, found: word.text });
    return;
  }
  if (argument.choices && !word.opaque && !argument.choices.includes(word.text))
    result.problems.push({ kind: "invalid-value", index, found: word.text, expected: argument.choices.join(", ") });
  result.positionals.push({ name: argument.name, value: word.text, opaque: word.opaque === true, index });
}

function checkArguments({ spec, positionals, flags, problems, path }: ResolvedCommand, words: CommandWord[]): void {
  if (!spec || words.some(elided)) return;
  const missing = (spec.arguments ?? []).find(({ required }, index) => required && !positionals[index]);
  if (missing) problems.push({ kind: "missing-argument", index: Math.max(0, path.length - 1), found: path.join(" "), expected: `<${missing.name}>` });
  for (const [name, { mandatory }] of Object.entries(spec.flags))
    if (mandatory && !flags.some((flag) => flag.name === name)) problems.push({ kind: "missing-argument", index: Math.max(0, path.length - 1), found: path.join(" "), expected: name });
}

/** `nearest` looks inside words; a flag's dashes would make every flag look alike. */
function nearestOf(word: string, known: string[]): string | undefined {
  const dashes = /^-*/.exec(word)?.[0] ?? "";
  const bare = nearest(word.slice(dashes.length), known.map((one) => one.replace(/^-+/, "")));
  return bare === undefined ? undefined : known.find((one) => one.replace(/^-+/, "") === bare);
}
