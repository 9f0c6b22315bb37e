import { nearest } from "../../spec/problem.ts";
import type { Path } from "./path.ts";
import { below, branches, namesBelow, resolved, type Schema } from "./schema.ts";

/** What a version holds against a configuration value. */
export type ConfigProblem = {
  kind: "unknown-key" | "invalid-value" | "legacy-key";
  path: Path;
  found: string;
  expected: string;
  nearest?: string;
};

/**
 * Keys that a version without them migrates while it reads, if the new key is not there (measured with `config validate` on every version:
 * a warning alone, a refusal beside the new key).
 */
const migrated: Record<string, string> = { "agents.list": "agents.entries" };

/** Fields that a refinement checks beyond the schema (measured: "invalid duration (use ms, s, m, h, d)"). */
const durations = new Set(["cron.sessionRetention", "agents.defaults.heartbeat.every"]);

/** Text that stands for a value the reader fills in, or that OpenClaw fills in from the environment. */
const isPlaceholder = (value: unknown): boolean =>
  typeof value === "string" && /^<[^<>]*>$|^\.\.\.$|^…+$|^_+$|^\{\{.*\}\}$|^(?:YOUR|REPLACE|CHANGE)[_ -]|^\[[A-Z_ ]+\]$|^【.*】$|^（.*）$/i.test(value.trim());

/**
 * Holds a fragment of openclaw.json to a version's schema. A fragment may be incomplete: what it leaves out is no problem. Of alternatives the
 * one that fits best is reported, so that there is one problem per place.
 * @param root the version's configuration schema
 * @param at where in the file the fragment belongs; empty for the root
 */
export function checkConfig(root: Schema, value: unknown, at: Path = []): ConfigProblem[] {
  const unknown = checkConfigPath(root, at);
  if (unknown.length > 0) return unknown;
  const schema = at.reduce<Schema>((here, step) => below(here, step, root).schema, root);
  return problemsOf(schema, value, at, root, 0);
}

/** Whether a path exists in the version: one problem at the first step that does not, or none. */
export function checkConfigPath(root: Schema, path: Path): ConfigProblem[] {
  let here = root;
  for (const [index, step] of path.entries()) {
    const own = path.slice(0, index + 1);
    if (here === root || Object.keys(here).length > 0) {
      const next = below(here, step, root);
      if (next.closed || isUnknownChannel(root, own)) return [keyProblem(here, own, root, false)];
      here = next.schema;
    }
  }
  return [];
}

/** The schema leaves `channels` open; OpenClaw does not (measured: "unknown channel id"). */
function isUnknownChannel(root: Schema, path: Path): boolean {
  if (path.length !== 2 || path[0] !== "channels") return false;
  const known = root.properties?.channels ? namesBelow(root.properties.channels, root) : [];
  return known.length > 0 && !known.includes(String(path[1]));
}

function keyProblem(schema: Schema, path: Path, root: Schema, besideNew: boolean): ConfigProblem {
  const found = path.join(".");
  const replacement = migrated[found];
  const names = namesBelow(schema, root);
  if (replacement && names.includes(replacement.split(".").at(-1) ?? "")) return { kind: "legacy-key", path, found: besideNew ? `${found} beside ${replacement}` : found, expected: replacement };
  const near = nearest(String(path.at(-1)), names);
  return { kind: "unknown-key", path, found, expected: names.slice(0, 12).join(", "), ...(near ? { nearest: near } : {}) };
}

function problemsOf(given: Schema, value: unknown, path: Path, root: Schema, depth: number): ConfigProblem[] {
  const schema = resolved(given, root);
  if (depth > 60 || isPlaceholder(value)) return [];
  const alternatives = branches(schema);
  if (alternatives.length > 1 || alternatives[0] !== schema) return bestOf(alternatives, schema, value, path, root, depth);
  const wrong = (expected: string): ConfigProblem[] => [{ kind: "invalid-value", path, found: shown(value), expected }];
  if (schema.const !== undefined && value !== schema.const) return wrong(JSON.stringify(schema.const));
  if (schema.enum && !schema.enum.includes(value)) return wrong(schema.enum.map((one) => String(one)).join(", "));
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => hasType(value, type))) return wrong(types.join(" or "));
  if (typeof value === "number") {
    if (schema.minimum !== undefined && value < schema.minimum) return wrong(`at least ${schema.minimum}`);
    if (schema.maximum !== undefined && value > schema.maximum) return wrong(`at most ${schema.maximum}`);
    if (schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum) return wrong(`more than ${schema.exclusiveMinimum}`);
  }
  if (typeof value === "string") {
    if (schema.minLength !== undefined && value.length < schema.minLength) return wrong(`at least ${schema.minLength} characters`);
    if (schema.pattern && !value.includes("${") && value.length < 1000 && !new RegExp(schema.pattern, "u").test(value)) return wrong(`text like ${schema.pattern}`);
    if (durations.has(path.join(".")) && !/^\d+(?:\.\d+)?(?:ms|s|m|h|d)?(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))*$/i.test(value.trim()) && !value.includes("${")) return wrong("a duration such as 30m, 24h or 7d");
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => problemsOf(below(schema, index, root).schema, item, [...path, index], root, depth + 1));
  if (value !== null && typeof value === "object") {
    const names = Object.keys(value);
    return names.flatMap((name) => {
      const own = [...path, name];
      const next = below(schema, name, root);
      if (next.closed || isUnknownChannel(root, own)) {
        const target = migrated[own.join(".")]?.split(".").at(-1);
        return [keyProblem(schema, own, root, target !== undefined && names.includes(target))];
      }
      return problemsOf(next.schema, (value as Record<string, unknown>)[name], own, root, depth + 1);
    });
  }
  return [];
}

/** Of several alternatives: none where one fits, else the problems of the one that fits best. */
function bestOf(alternatives: Schema[], schema: Schema, value: unknown, path: Path, root: Schema, depth: number): ConfigProblem[] {
  let best: { problems: ConfigProblem[]; score: number } | undefined;
  for (const alternative of alternatives) {
    const own = resolved(alternative, root);
    const problems = problemsOf({ ...own, ...(schema.default === undefined ? {} : { default: schema.default }) }, value, path, root, depth + 1);
    if (problems.length === 0) return [];
    const score = problems.length + (problems.some((one) => one.path.length === path.length) ? 100 : 0) + (mismatch(own, value, root) ? 50 : 0);
    if (!best || score < best.score) best = { problems, score };
  }
  const top = best?.problems ?? [];
  const [only] = top;
  const flat = only && only.path.length === path.length && only.kind === "invalid-value";
  return flat ? [{ ...only, expected: expectedOf(alternatives, root) }] : top;
}

/** Whether a property that decides between alternatives (`kind`, `mode`, `source`) names another one. */
function mismatch(schema: Schema, value: unknown, root: Schema): boolean {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return Object.entries(schema.properties ?? {}).some(([name, property]) => {
    const own = resolved(property, root);
    return own.const !== undefined && (value as Record<string, unknown>)[name] !== own.const;
  });
}

function expectedOf(alternatives: Schema[], root: Schema): string {
  const words = alternatives.flatMap((one) => branches(resolved(one, root))).map((one) => {
    const own = resolved(one, root);
    if (own.const !== undefined) return String(own.const);
    return own.enum ? own.enum.map(String).join(", ") : [own.type ?? "another value"].flat().join(" or ");
  });
  return [...new Set(words)].join(", ");
}

function hasType(value: unknown, type: string): boolean {
  if (type === "integer") return Number.isInteger(value);
  if (type === "array") return Array.isArray(value);
  if (type === "null") return value === null;
  if (type === "object") return value !== null && typeof value === "object" && !Array.isArray(value);
  return typeof value === type;
}

const shown = (value: unknown): string => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};
