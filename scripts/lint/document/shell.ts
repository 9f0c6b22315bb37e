import type { Command, Word as ShellWord, SyntaxNode } from "unbash";
import { libraries } from "../../libraries.ts";
import { lookUp } from "../../openclaw/lists.ts";
import { derivedSource, type Place, part, type Source } from "./source.ts";

/** One word of a command, unquoted. `opaque`: its value is known only when the command runs, or stands for the reader to fill in. */
export type Word = { text: string; opaque: boolean; place: Place; source: Source };

/** One simple command wherever it stands: in a pipeline, a substitution, behind `sudo`, inside `ssh host "…"`. */
export type Call = {
  /** The program's name without its folder. */
  name: string;
  words: Word[];
  variables: { name: string; value: Word | null }[];
  /** Here-document or here-string that it reads. */
  input: Source | null;
  /** Files it writes or reads by redirection. */
  redirects: { operator: string; target: string }[];
  place: Place;
  source: Source;
  /** Programs around it, outermost first: `["ssh", "sudo"]`. */
  through: string[];
  /** The comment on the line before it and at its end. */
  comment: string;
};

/** What a piece of shell holds. `errors` counts places the parser could not make sense of. */
export type Shell = { calls: Call[]; comments: Source[]; errors: number };

const placeholder =
  /<[^<>\s|&;'"$`][^<>|&;'"$`\n]{0,60}>|\[[A-Z][A-Z_ -]{2,40}\]|\{\{[^{}\n]{1,60}\}\}|（[^（）\n]{1,30}）|【[^【】\n]{1,30}】|\.\.\.|…+/g;

/**
 * Parses shell text as a reader would take it: prompts (`$ `, `# ` before a program, `user@host:~$ `) are dropped, placeholders such as
 * `<job-id>` are words, not redirections. Offsets stay those of the source.
 */
export function parseShell(source: Source): Shell {
  const holes: { start: number; end: number }[] = [];
  const cleaned = withoutPrompts(source.text).replace(placeholder, (found, at: number) => {
    holes.push({ start: at, end: at + found.length });
    return "\u0001".repeat(found.length);
  });
  const shell: Shell = { calls: [], comments: commentsOf(cleaned, source), errors: 0 };
  const state = { source, cleaned, holes, shell, through: [] };
  if (plainLine.test(cleaned)) {
    addCall(commandOf(cleaned), state);
    return shell;
  }
  if (nesting(cleaned) > deepest) return { ...shell, errors: 1 };
  collect(libraries.unbash.parse(cleaned), state);
  shell.calls.sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column);
  return shell;
}

/** Most commands in running text: a program and words that mean themselves, for which no parser need be loaded. */
const plainLine = /^(?:openclaw|curl|git|node)(?: +[\w./:@,+-]+)* *$/;

function commandOf(line: string): Command {
  const [name, ...args] = [...line.matchAll(/[^ ]+/g)].map(
    ({ index, 0: value }): ShellWord => ({ type: "Word", pos: index, end: index + value.length, text: value, value }),
  );
  const end = args.at(-1)?.end ?? name?.end ?? 0;
  return { type: "Command", pos: 0, end, name, prefix: [], suffix: args, args, redirects: [] };
}

/** Brackets nested deeper are no script; the parser's time would grow with the square of their number. */
const deepest = 100;

function nesting(text: string): number {
  let [depth, most] = [0, 0];
  for (const [bracket] of text.matchAll(/[()]/g)) {
    depth = bracket === "(" ? depth + 1 : Math.max(0, depth - 1);
    most = Math.max(most, depth);
  }
  return most;
}

type State = {
  source: Source;
  cleaned: string;
  holes: { start: number; end: number }[];
  shell: Shell;
  through: string[];
};

function collect(node: SyntaxNode, state: State): void {
  if (node.type === "Script") state.shell.errors += node.errors?.length ?? 0;
  if (node.type === "Command" && node.name) addCall(node, state);
  libraries.unbash.forEachChild(node, (child) => collect(child, state));
}

function addCall(node: Command, state: State): void {
  if (!node.name) return;
  const all = [node.name, ...node.args.filter((argument) => argument.type === "Word")].map((word) =>
    wordOf(word as ShellWord, state),
  );
  const variables = node.prefix.flatMap((prefix) =>
    prefix.type === "Assignment"
      ? [{ name: prefix.name, value: prefix.value.type === "Word" ? wordOf(prefix.value, state) : null }]
      : [],
  );
  const heredoc = node.redirects.find((redirect) => redirect.type === "HereDoc");
  const herestring = node.redirects.find((redirect) => redirect.type === "HereString");
  const end = Math.max(
    node.end,
    ...node.redirects.map((redirect) => (redirect.type === "HereDoc" ? node.end : redirect.end)),
  );
  const base = {
    variables,
    input:
      heredoc?.type === "HereDoc"
        ? part(state.source, heredoc.body.pos, heredoc.body.end)
        : herestring?.type === "HereString" && herestring.target
          ? wordOf(herestring.target, state).source
          : null,
    redirects: node.redirects.flatMap((redirect) =>
      redirect.type === "Redirect" && redirect.target
        ? [{ operator: redirect.operator, target: redirect.target.value }]
        : [],
    ),
    place: state.source.place(node.pos, end),
    source: part(state.source, node.pos, end),
    comment: commentAround(state.source.text, node.pos, end),
  };
  unwrap(all, state.through, base, state);
}

/** Programs that run the command in their own arguments, and how many plain words come before it. */
const wrappers: Record<string, { skip: number; withValue: string[] }> = {
  sudo: { skip: 0, withValue: ["-u", "-g", "-h", "--user", "--group"] },
  env: { skip: 0, withValue: ["-u", "-C"] },
  nohup: { skip: 0, withValue: [] },
  time: { skip: 0, withValue: [] },
  exec: { skip: 0, withValue: [] },
  command: { skip: 0, withValue: [] },
  nice: { skip: 0, withValue: ["-n"] },
  timeout: { skip: 1, withValue: ["-s", "-k"] },
  watch: { skip: 0, withValue: ["-n", "--interval", "-d"] },
  xargs: { skip: 0, withValue: ["-n", "-I", "-P", "-L"] },
  npx: { skip: 0, withValue: ["-p", "--package"] },
  ssh: { skip: 1, withValue: ["-i", "-p", "-o", "-l", "-F", "-L", "-R", "-D", "-J"] },
  docker: { skip: 0, withValue: [] },
};

function unwrap(all: Word[], through: string[], base: Omit<Call, "name" | "words" | "through">, state: State): void {
  const [first, ...words] = all;
  if (!first) return;
  const name = first.opaque ? first.text : (first.text.split("/").at(-1) ?? first.text);
  state.shell.calls.push({ name, words, through, ...base });
  const inner = innerWords(name, words);
  if (!inner || inner.length === 0) return;
  const [script] = inner;
  if ((name === "ssh" || isShell(name)) && script && (inner.length === 1 || isShell(name)) && /\s/.test(script.text))
    nested(script, [...through, name], state);
  else if (!isShell(name)) {
    const assignments = inner.findIndex((word) => !/^\w+=/.test(word.text));
    unwrap(inner.slice(Math.max(assignments, 0)), [...through, name], base, state);
  }
}

const isShell = (name: string) => ["sh", "bash", "zsh", "dash"].includes(name);

function innerWords(name: string, words: Word[]): Word[] | undefined {
  if (isShell(name)) {
    const flag = words.findIndex((word) => /^-[a-z]*c$/.test(word.text));
    return flag < 0 ? undefined : words.slice(flag + 1, flag + 2);
  }
  if (name === "docker") {
    const exec = words.findIndex((word) => word.text === "exec" || word.text === "run");
    const start = words.findIndex((word, index) => index > exec && word.text === "openclaw");
    return exec < 0 || start < 0 ? undefined : words.slice(start);
  }
  const wrapper = lookUp(wrappers, name);
  if (!wrapper) return undefined;
  let at = 0;
  while (words[at]?.text.startsWith("-") && words[at]?.text !== "--")
    at += wrapper.withValue.includes(words[at]?.text ?? "") ? 2 : 1;
  if (words[at]?.text === "--") at++;
  return words.slice(at + wrapper.skip);
}

/** A quoted command line is shell again. Its text is parsed where it can be followed back letter by letter. */
function nested(script: Word, through: string[], state: State): void {
  const inner = parseShell(script.source);
  state.shell.errors += inner.errors;
  for (const call of inner.calls) state.shell.calls.push({ ...call, through: [...through, ...call.through] });
}

function wordOf(word: ShellWord, state: State): Word {
  const written = state.source.text.slice(word.pos, word.end);
  const hole = state.holes.some(({ start, end }) => start < word.end && end > word.pos);
  const text = hole ? unquoted(written) : word.value;
  const expands = (word.parts ?? []).some(
    (one) =>
      /Expansion|Substitution/.test(one.type) ||
      ((one.type === "DoubleQuoted" || one.type === "LocaleString") &&
        one.parts.some((child) => /Expansion/.test(child.type))),
  );
  const quoted = /^(['"])[\s\S]*\1$/.test(written) ? 1 : 0;
  const linear = written.slice(quoted, written.length - quoted) === text;
  return {
    text,
    opaque: hole || expands,
    place: state.source.place(word.pos, word.end),
    source: linear
      ? part(state.source, word.pos + quoted, word.end - quoted)
      : derivedSource(text, state.source, alignment(text, written, word.pos)),
  };
}

/** Follows each character of an unquoted word back into what was written, so that a finding inside it points at its line. */
function alignment(text: string, written: string, from: number): [number, number][] {
  const pieces: [number, number][] = [[0, from]];
  let at = 0;
  for (let index = 0; index < text.length && pieces.length < 2000; index++) {
    const found = written.indexOf(text[index] as string, at);
    if (found < 0) break;
    if (found !== at) pieces.push([index, from + found]);
    at = found + 1;
  }
  return pieces;
}

const unquoted = (written: string) => written.replace(/^(['"])([\s\S]*)\1$/, "$2").replace(/=(['"])([^'"]*)\1$/, "=$2");

/** Blanks prompts. A `# ` is a prompt only right before a program that a reader would run. */
function withoutPrompts(text: string): string {
  return text.replace(
    /^([ \t]*)((?:[\w.@-]{1,40}[:@][\w~./-]{0,60})?[$%❯➜] |> (?=openclaw|curl|sudo)|# (?=(?:openclaw|sudo|systemctl|curl|ssh) [a-z-]))/gm,
    (_, indent: string, prompt: string) => indent + " ".repeat(prompt.length),
  );
}

/** The comments of a shell text: a `#` at a line's start or behind a space and outside quotes, as far as one line shows. */
function commentsOf(text: string, source: Source): Source[] {
  const found: Source[] = [];
  for (const match of text.matchAll(/^[^\n]*$/gm)) {
    const at = commentStart(match[0]);
    if (at >= 0) found.push(part(source, match.index + at, match.index + match[0].length));
  }
  return found;
}

function commentStart(line: string): number {
  let quote = "";
  for (let index = 0; index < line.length; index++) {
    const letter = line[index] as string;
    if (quote) quote = letter === quote ? "" : quote;
    else if (letter === "'" || letter === '"') quote = letter;
    else if (letter === "#" && (index === 0 || /\s/.test(line[index - 1] as string))) return index;
  }
  return -1;
}

/** Who reads a command's comment sees it beside the command: so many characters away at most. */
const beside = 2000;

function commentAround(text: string, start: number, end: number): string {
  const [above = "", ...own] = text
    .slice(Math.max(0, start - beside), start)
    .split("\n")
    .slice(-2);
  const [behind = ""] = text.slice(end, end + beside).split("\n", 1);
  const at = commentStart(behind);
  const before = own.length > 0 ? above.trim() : "";
  return [before.startsWith("#") ? before : "", at >= 0 ? behind.slice(at) : ""].filter(Boolean).join("\n");
}
