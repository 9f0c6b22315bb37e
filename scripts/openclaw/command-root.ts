import type { FlagSpec } from "./catalog.ts";
import type { WrittenValue } from "./command-parse.ts";
import type { CommandNode } from "./command-tree.ts";
import { type CommandProblem, inline, type SeenFlag, type Word } from "./command-words.ts";
import { append } from "./lists.ts";

/** What is left for the parser when the options of the root are taken out. */
export type RootWords = { words: Word[]; flags: SeenFlag[]; values: WrittenValue[]; problems: CommandProblem[] };

/**
 * Takes out what OpenClaw itself reads before its parser: `--profile`, `--dev` and `--container` anywhere, `--no-color` and `--log-level`
 * wherever they are not another flag's value or the command's own, `--update`, and the forms `help cron add` and `cron help add`
 * (cli-root-options.mjs and dist: `parseCliProfileArgs`, `parseCliContainerArgs`, `normalizeRootOptionArgv`, `rewriteUpdateFlagArgv`,
 * `normalizeRootHelpTargetArgv`, `normalizeGeneratedHelpCommandArgv`).
 */
export function takeRootWords(root: CommandNode, words: Word[]): RootWords {
  const result: RootWords = { words: [], flags: [], values: [], problems: [] };
  takeAnywhere(root, words, result);
  moveToRoot(root, result);
  result.words = helpTarget(root, updateCommand(result.words));
  return result;
}

/** A word that a root option takes as its value (cli-root-options.mjs, `isValueToken`). */
const isValue = (word: Word | undefined): word is Word =>
  word !== undefined &&
  word.text !== "" &&
  word.text !== "--" &&
  (!word.text.startsWith("-") || /^-\d+(?:\.\d+)?$/.test(word.text));

function takeAnywhere(root: CommandNode, words: Word[], result: RootWords): void {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as Word;
    if (word.text === "--") {
      append(result.words, words.slice(at));
      return;
    }
    const [name, own] = inline(word.text);
    const primary = firstCommands(result.words);
    if (word.text === "--dev" && primary[0] !== "gateway") {
      result.flags.push({ name, value: undefined, opaque: false, index: word.index });
    } else if (name === "--container" || (name === "--profile" && primary.join(" ") !== "qa matrix")) {
      const next = words[at + 1];
      const taken = own === undefined && isValue(next) ? next : undefined;
      const value = own ?? taken?.text;
      result.flags.push({ name, value, opaque: taken?.opaque ?? word.opaque, index: word.index });
      const spec = flagOf(root, name);
      if (value === undefined) result.problems.push({ kind: "missing-value", index: word.index, found: name });
      else if (spec) result.values.push({ flag: name, spec, word: taken ?? { ...word, text: value } });
      if (taken) at++;
    } else result.words.push(word);
  }
}

function firstCommands(words: Word[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < words.length && found.length < 2; at++) {
    const word = words[at] as Word;
    if (word.text === "--log-level") at++;
    else if (!word.text.startsWith("-")) found.push(word.text);
  }
  return found;
}

/** Brings `--no-color` and `--log-level` to the front, where the parser of the root finds them. */
function moveToRoot(root: CommandNode, result: RootWords): void {
  const { words } = result;
  const moved: Word[] = [];
  const kept: Word[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as Word;
    if (word.text === "--") {
      append(kept, words.slice(at));
      break;
    }
    const next = words[at + 1];
    const [name, own] = inline(word.text);
    const size =
      word.text === "--no-color" || (name === "--log-level" && own?.trim()) ? 1 : isLogLevel(word, next) ? 2 : 0;
    const role = size > 0 ? roleOf(root, words, at) : "command";
    const target = role === "root" || (role === "command" && name === "--no-color") ? moved : kept;
    append(target, words.slice(at, at + Math.max(1, size)));
    if (size === 2) at++;
  }
  result.words = [...moved, ...kept];
}

const isLogLevel = (word: Word, next: Word | undefined) => word.text === "--log-level" && isValue(next);

/** Whose the root option at `at` is: the root's, the command's own, or a flag's value (dist: `resolveRootOptionRole`). */
function roleOf(root: CommandNode, words: Word[], at: number): "root" | "command" | "value" {
  let node = root;
  let pending = false;
  for (let index = 0; index < at; index++) {
    const word = words[index] as Word;
    if (pending) pending = false;
    else if (word.text.startsWith("-")) {
      const [name, own] = inline(word.text);
      const spec = flagOf(node, name);
      if (!spec && index === at - 1 && !word.text.includes("=")) return "value";
      pending =
        own === undefined && (spec?.value === "required" || (spec?.value === "optional" && isValue(words[index + 1])));
    } else node = node.children.get(word.text) ?? node;
  }
  if (pending) return "value";
  return node !== root && flagOf(node, inline(words[at]?.text ?? "")[0]) ? "command" : "root";
}

const flagOf = (node: CommandNode, name: string): FlagSpec | undefined => node.flags.get(name)?.spec;

function updateCommand(words: Word[]): Word[] {
  const at = words.findIndex(({ text }) => !text.startsWith("-") || text === "--" || text === "--update");
  const word = words[at];
  return word?.text === "--update" ? words.with(at, { ...word, text: "update" }) : words;
}

/** `help cron add` and `cron help add` are `cron add --help`; any other flag in the line leaves it as it is. */
function helpTarget(root: CommandNode, words: Word[]): Word[] {
  const names = words.filter(({ text }) => !text.startsWith("-"));
  const others = words.filter(({ text }) => text.startsWith("-") && !["--help", "-h"].includes(text));
  if (others.some(({ text }) => !root.flags.has(inline(text)[0]))) return words;
  const [first, second, third] = names;
  const help = (word: Word): Word => ({ ...word, text: "--help" });
  if (first?.text === "help" && second) return [...others, ...names.slice(1), help(first)];
  if (first && second?.text === "help" && third && names.length === 3) return [...others, first, third, help(second)];
  return words;
}
