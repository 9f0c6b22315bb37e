import type { FlagSpec } from "./catalog.ts";
import type { CommandNode } from "./command-tree.ts";
import {
  type CommandProblem,
  inline,
  isNegativeNumber,
  maybeOption,
  type SeenFlag,
  type Word,
} from "./command-words.ts";

/** A flag's value as it was written, for the checks that come after. */
export type WrittenValue = { flag: string; spec: FlagSpec; word: Word };

/** The words of one level: what is its own, what may be a command below, and what it does not know. */
export type Level = {
  operands: Word[];
  unknown: Word[];
  flags: SeenFlag[];
  values: WrittenValue[];
  problems: CommandProblem[];
};

/**
 * Commander's `parseOptions` for one command, with `enablePositionalOptions` as OpenClaw sets it for its whole tree (the extraction makes sure
 * of that). One difference, on purpose: a flag that would swallow a known flag as its value is reported, and the known flag is read as
 * the author meant it.
 */
export function parseLevel(node: CommandNode, words: Word[]): Level {
  const level: Level = { operands: [], unknown: [], flags: [], values: [], problems: [] };
  let target = level.operands;
  let variadic: Known | undefined;
  const queue = new Queue(words);
  for (let word = queue.take(); word; word = queue.take()) {
    if (word.text === "--") {
      if (target === level.unknown) target.push(word);
      for (const rest of queue.rest()) target.push({ ...rest, literal: true });
      break;
    }
    if (variadic && (!maybeOption(word) || isNegativeNumber(word))) {
      take(level, variadic, word, word.index);
      continue;
    }
    variadic = undefined;
    if (maybeOption(word)) {
      const found = readFlag(node, word, queue, level);
      if (found) {
        variadic = found.variadic;
        continue;
      }
    }
    if (target === level.operands && maybeOption(word) && !(node.children.size === 0 && isNegativeNumber(word)))
      target = level.unknown;
    if (level.operands.length === 0 && level.unknown.length === 0) {
      if (node.children.has(word.text)) {
        level.operands.push(word);
        level.unknown = level.unknown.concat(queue.rest());
        break;
      }
      if (word.text === "help" && node.spec.help) {
        level.operands = level.operands.concat(word, queue.rest());
        break;
      }
      if (node.spec.defaultCommand) {
        level.unknown = level.unknown.concat(word, queue.rest());
        break;
      }
    }
    target.push(word);
  }
  return level;
}

type Known = { name: string; spec: FlagSpec };

/** Words still to be read. */
class Queue {
  #next = 0;
  #words: readonly Word[];

  constructor(words: readonly Word[]) {
    this.#words = words;
  }

  take = (): Word | undefined => this.#words[this.#next++];
  peek = (): Word | undefined => this.#words[this.#next];
  rest = (): Word[] => this.#words.slice(this.#next);

  /** Puts a word in the place of the one that was taken last. */
  putBack(word: Word): void {
    this.#words = this.#words.with(--this.#next, word);
  }
}

/** Reads a flag of this level, and its value from the queue; undefined where the level does not know it. */
function readFlag(node: CommandNode, word: Word, queue: Queue, level: Level): { variadic?: Known } | undefined {
  const known = node.flags.get(word.text);
  if (known) {
    const next = queue.peek();
    if (known.spec.value === "required") {
      if (!next || swallows(node, known, next)) {
        level.problems.push({ kind: "missing-value", index: word.index, found: known.name });
        level.flags.push({ name: known.name, value: undefined, opaque: false, index: word.index });
      } else take(level, known, queue.take() as Word, word.index);
    } else if (known.spec.value === "optional" && next && (!maybeOption(next) || isNegativeNumber(next)))
      take(level, known, queue.take() as Word, word.index);
    else level.flags.push({ name: known.name, value: undefined, opaque: false, index: word.index });
    return known.spec.variadic ? { variadic: known } : {};
  }
  if (word.text.length > 2 && word.text[1] !== "-") {
    const short = node.flags.get(word.text.slice(0, 2));
    if (!short) return undefined;
    if (short.spec.value !== "none") take(level, short, { ...word, text: word.text.slice(2) }, word.index);
    else {
      level.flags.push({ name: short.name, value: undefined, opaque: false, index: word.index });
      queue.putBack({ ...word, text: `-${word.text.slice(2)}` });
    }
    return {};
  }
  const [name, value] = inline(word.text);
  const long = value === undefined ? undefined : node.flags.get(name);
  if (!long || long.spec.value === "none") return undefined;
  take(level, long, { ...word, text: value as string }, word.index);
  return {};
}

const swallows = (node: CommandNode, { spec }: Known, next: Word): boolean =>
  !spec.variadic &&
  !next.opaque &&
  /^--[a-z]/.test(next.text) &&
  (next.text === "--help" || node.flags.has(inline(next.text)[0]));

function take(level: Level, { name, spec }: Known, word: Word, index: number): void {
  level.flags.push({ name, value: word.text, opaque: word.opaque, index });
  level.values.push({ flag: name, spec, word });
}
