import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Hooks, ValueFact } from "../../openclaw/catalog.ts";
import { distModules, type Install } from "./install.ts";
import { wantedRules } from "./rules.ts";
import { type WantedValue, wantedValues } from "./values.ts";

type Module = { name: string; text: string };

/**
 * The rules and the values that only OpenClaw's code holds, each with the words of the install and the function or page that has them.
 * @param commands paths of the install's commands; a value of a command or flag that is not there is an error
 * @throws where the install no longer says one of them, or says it before its time: then it must be measured again
 */
export function hooksOf(install: Install, flagsOf: (command: string) => string[]): Hooks {
  const modules = distModules(install);
  const rules: Hooks["rules"] = {};
  for (const { id, words, since } of wantedRules) {
    const nearby = preferred(modules, id.split("/", 1)[0] ?? "");
    const says = words.find((one) => nearby.some(({ text }) => text.includes(one)));
    if (!isDue(install, since, says !== undefined, `"${words[0]}" (${id})`) || says === undefined) continue;
    const module = nearby.find(({ text }) => text.includes(says)) as Module;
    rules[id] = { says: says.replaceAll('\\"', '"').trim(), source: sourceOf(module, module.text.indexOf(says)) };
  }
  const values: Hooks["values"] = {};
  for (const wanted of wantedValues) {
    const fact = factOf(install, modules, wanted);
    if (!isDue(install, wanted.since, fact !== undefined, String(wanted.says)) || fact === undefined) continue;
    for (const command of wanted.commands)
      for (const flag of wanted.flags) {
        if (!flagsOf(command).includes(flag)) throw new Error(`${install.version}: ${command} has no ${flag} any more`);
        values[`${command} ${flag}`.trim()] = fact;
      }
  }
  return { rules, values };
}

/** The modules that hold an area's rules come first, because others may repeat the words. */
function preferred(modules: Module[], area: string): Module[] {
  const names = { hooks: ["hooks-"], cron: ["jobs-"], line: ["cron-cli-", "list-jobs-"] }[area] ?? [];
  const isOwn = ({ name }: Module) => names.some((one) => name.startsWith(one));
  return [...modules.filter(isOwn), ...modules.filter((module) => !isOwn(module))];
}

function isDue({ version }: Install, since: string | undefined, found: boolean, what: string): boolean {
  const due = since === undefined || order(version) >= order(since);
  if (due !== found)
    throw new Error(
      `OpenClaw ${version} ${due ? "no longer" : "already"} says ${what}: measure it again, then correct the table`,
    );
  return due;
}

/** `2026.9.6` as a number that sorts. */
const order = (version: string): number =>
  version.split(".").reduce((sum, part) => sum * 1000 + Number.parseInt(part, 10), 0);

function factOf(install: Install, modules: Module[], wanted: WantedValue): ValueFact | undefined {
  const page = wanted.in.startsWith("docs/");
  const candidates = page
    ? [{ name: wanted.in, text: readPage(join(install.root, wanted.in)) }]
    : modules.filter(({ name }) => name.startsWith(wanted.in));
  for (const module of candidates) {
    const match = wanted.says.exec(module.text);
    if (!match) continue;
    const { values, also } = wordsIn(match);
    const says = match[0].split("\n", 1)[0] as string;
    return {
      kind: wanted.kind,
      ...(values.length > 0 ? { values } : {}),
      ...(also.length > 0 ? { also } : {}),
      ...(wanted.anyCase ? { anyCase: true } : {}),
      ...(wanted.blank ? { blank: true } : {}),
      says: says.replaceAll('\\"', '"').trim(),
      source: page ? wanted.in : sourceOf(module, match.index),
    };
  }
  return undefined;
}

/** The words that a sentence's groups capture; of a list its quoted words; of a function those it returns, and beside them those it knows. */
function wordsIn(match: RegExpExecArray): { values: string[]; also: string[] } {
  const [all] = match;
  if (!all.includes("\n")) return { values: match.slice(1).filter((one) => one !== undefined), also: [] };
  const quoted = (pattern: RegExp) => [...new Set([...all.matchAll(pattern)].map((one) => one[1] as string))];
  const words = quoted(/"([\w-]+)"/g);
  const returned = quoted(/return "([\w-]+)"/g);
  return returned.length === 0
    ? { values: words, also: [] }
    : { values: returned, also: words.filter((word) => !returned.includes(word)) };
}

function readPage(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

/** The module without the part of its name that changes with every build, and the function at the place. */
function sourceOf({ name, text }: Module, at: number): string {
  const module = `dist/${name.replace(/-[\w-]{8}\.m?js$/, "").replace(/\.m?js$/, "")}`;
  const line = text.slice(0, text.indexOf("\n", at) + 1);
  const before = [...line.matchAll(/^(?:export )?(?:async )?function\*? (\w+)\(|^const (\w+) = (?:async )?\(/gm)].at(
    -1,
  );
  if (!before || /^\}/m.test(line.slice(before.index))) return module;
  return `${module}: ${before[1] ?? before[2]}`;
}
