import type { Catalog, CommandSpec } from "./catalog.ts";
import { nearestCommand, nearestFlag } from "./command-nearest.ts";
import { type Level, parseLevel, type WrittenValue } from "./command-parse.ts";
import { takeRootWords } from "./command-root.ts";
import { type CommandNode, commandTree } from "./command-tree.ts";
import { valueProblem } from "./command-values.ts";
import {
  type CommandProblem,
  type CommandWord,
  isElided,
  isNegativeNumber,
  isNotation,
  maybeOption,
  placed,
  type SeenFlag,
  type Word,
} from "./command-words.ts";
import { append } from "./lists.ts";

export type { CommandProblem, CommandWord } from "./command-words.ts";

/** A command line as the version understands it. Flags have their canonical names, aliases are resolved. */
export type ResolvedCommand = {
  path: string[];
  spec: CommandSpec | undefined;
  flags: SeenFlag[];
  positionals: { name: string; value: string; opaque: boolean; index: number }[];
  problems: CommandProblem[];
};

type State = {
  result: ResolvedCommand;
  node: CommandNode;
  /** The index of the last command word. */
  last: number;
  values: (WrittenValue & { command: string })[];
  /** Something that is not known may hold what is missing. */
  open: boolean;
};

/**
 * Reads the words behind `openclaw` as its own parser would: aliases, `--flag=value`, short flags in one word, `--`, options of the root
 * before or behind the command (docs/cli/index.md). What an opaque word or an ellipsis hides is no problem.
 * @param words behind `openclaw`, unquoted
 */
export function resolveCommand(catalog: Catalog, words: readonly (string | CommandWord)[]): ResolvedCommand {
  const root = commandTree(catalog.commands);
  const taken = takeRootWords(root, placed(words));
  const result: ResolvedCommand = {
    path: [],
    spec: root.spec,
    flags: taken.flags,
    positionals: [],
    problems: taken.problems,
  };
  const values = taken.values.map((value) => ({ ...value, command: "" }));
  const state: State = { result, node: root, last: 0, values, open: false };
  finish(descend(state, taken.words), state);
  for (const { command, flag, spec, word } of state.values) {
    const problem = valueProblem(catalog, command, flag, spec, word);
    if (problem) result.problems.push(problem);
  }
  return result;
}

/** Goes down the tree as commander's `_parseCommand` does; gives what the last command did not take for itself. */
function descend(state: State, words: Word[]): Pick<Level, "operands" | "unknown"> {
  let operands: Word[] = [];
  let unknown = words;
  for (;;) {
    const { node, result } = state;
    const level = parseLevel(node, unknown);
    append(result.flags, level.flags);
    append(result.problems, level.problems);
    append(
      state.values,
      level.values.map((value) => ({ ...value, command: node.path.join(" ") })),
    );
    operands = [...operands, ...level.operands];
    unknown = level.unknown;
    const named = operands[0]?.opaque ? undefined : node.children.get(operands[0]?.text ?? "");
    const next = named ?? node.children.get(node.spec.defaultCommand ?? "");
    if (!next || (!named && (asksHelp(unknown) || operands[0]?.text === "help"))) return { operands, unknown };
    if (named) state.last = operands.shift()?.index ?? 0;
    state.node = next;
    result.path = next.path;
    result.spec = next.spec;
  }
}

const asksHelp = (words: Word[]) => words.find(({ text }) => text === "--help" || text === "-h");

function finish({ operands, unknown }: Pick<Level, "operands" | "unknown">, state: State): void {
  const { node, result, last } = state;
  if (result.flags.some(({ name }) => name === "--version") && node.path.length === 0) return;
  const [first] = operands;
  if (first && node.spec.help && first.text === "help") return;
  const takesNone = node.children.size > 0 && (node.spec.arguments ?? []).length === 0;
  if (first && takesNone && (first.opaque || isNotation(first.text))) return;
  if (first && takesNone && (node.spec.group || !first.text.startsWith("-"))) {
    const near = nearestCommand(first.text, node);
    const problem: CommandProblem = { kind: "unknown-command", index: first.index, found: first.text };
    result.problems.push(near ? { ...problem, nearest: near } : problem);
    return;
  }
  const help = asksHelp(unknown);
  if (help) {
    result.flags.push({ name: "--help", value: undefined, opaque: false, index: help.index });
    return;
  }
  const rest = readUnknown(unknown, operands.length, state);
  readArguments([...operands, ...rest], state);
  if (state.open) return;
  const missing = (node.spec.arguments ?? []).find(({ required }, index) => required && !result.positionals[index]);
  const found = node.path.join(" ");
  if (missing && (!node.spec.group || node.children.size === 0))
    result.problems.push({ kind: "missing-argument", index: last, found, expected: `<${missing.name}>` });
  for (const [name, { mandatory }] of Object.entries(node.spec.flags))
    if (
      mandatory &&
      !result.flags.some((flag) => flag.name === name) &&
      !result.problems.some((one) => one.nearest === name)
    )
      result.problems.push({ kind: "missing-argument", index: last, found, expected: name });
}

/** Reports the flags that the command does not have; gives the words among them that are arguments. */
function readUnknown(unknown: Word[], before: number, state: State): Word[] {
  const { node, result } = state;
  if (node.spec.allowUnknown) return unknown.filter(({ text }) => text !== "--");
  const required = (node.spec.arguments ?? []).filter((argument) => argument.required).length;
  const rest: Word[] = [];
  for (let at = 0; at < unknown.length; at++) {
    const word = unknown[at] as Word;
    if (word.text === "--" && !word.literal) continue;
    if (word.literal || !maybeOption(word) || (node.children.size === 0 && isNegativeNumber(word))) {
      rest.push(word);
      continue;
    }
    const name = word.text.split("=", 1)[0] ?? "";
    state.open ||= word.opaque;
    if (isNotation(word.text) || (word.opaque && /[$<`]/.test(name))) {
      state.open = true;
      continue;
    }
    if (node.path.length === 0 && word.text === "-v") {
      result.flags.push({ name: "--version", value: undefined, opaque: false, index: word.index });
      continue;
    }
    // A flag without a value is another flag with one; the value itself may be a secret.
    const found = node.flags.has(name) ? `${name}=` : name;
    const near = nearestFlag(name, namesOf(node));
    const problem: CommandProblem = { kind: "unknown-flag", index: word.index, found };
    result.problems.push(near ? { ...problem, nearest: near } : problem);
    // What follows an invented flag is most likely its value, and no complaint of its own.
    const next = unknown[at + 1];
    const left = unknown.slice(at + 1).filter((one) => !maybeOption(one)).length;
    const needed = required - before - rest.length;
    if (name === word.text && next && !maybeOption(next) && !next.literal && left > needed) at++;
  }
  return rest;
}

const namesOf = (node: CommandNode) =>
  Object.entries(node.spec.flags).flatMap(([name, { hidden }]) => (hidden ? [] : [name]));

function readArguments(words: Word[], state: State): void {
  const { result, node } = state;
  const declared = node.spec.arguments ?? [];
  const last = declared.at(-1);
  for (const word of words) {
    if (isElided(word.text)) {
      state.open = true;
      continue;
    }
    const argument = declared[result.positionals.length] ?? (last?.variadic ? last : undefined);
    if (!argument) {
      if (word.opaque || isNotation(word.text)) state.open = true;
      else if (!node.spec.allowExcess && !result.problems.some(({ kind }) => /^extra|^unknown/.test(kind)))
        result.problems.push({ kind: "extra-argument", index: word.index, found: word.text });
      continue;
    }
    const { choices, name } = argument;
    if (choices && !word.opaque && !choices.includes(word.text))
      result.problems.push({
        kind: "invalid-value",
        index: word.index,
        found: word.text,
        expected: choices.join(", "),
      });
    result.positionals.push({ name, value: word.text, opaque: word.opaque, index: word.index });
  }
}
