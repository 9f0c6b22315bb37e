import { describe } from "./describe.ts";
import { limits } from "./limits.ts";
import type { Path } from "./path.ts";
import { alternatives, resolved, type Schema, typesOf } from "./schema.ts";
import { bestOf } from "./union.ts";
import { hasType, isPartlyOpen, isPlaceholder, isRecord, nearestOf, shown } from "./values.ts";

/** What a version holds against a value: what was found, and what it takes (a notation, see describe.ts). */
export type Problem = {
  kind: "unknown-key" | "invalid-value" | "legacy-key" | "missing-required";
  path: Path;
  found: string;
  expected: string;
  nearest?: string;
  note?: string;
};

export type Walk = {
  root: Schema;
  /** Report what is required and missing. */
  complete: boolean;
  /** A patch: `null` removes its key. */
  patch: boolean;
  /** What is known about a key that the schema refuses; undefined where it is just unknown. */
  legacy: (path: Path, parent: Record<string, unknown>) => { problem: Problem; schema?: Schema } | undefined;
  /** What the version refuses beyond its schema, looked at where the schema has nothing to say. */
  refine: (path: Path, value: unknown, walk: Walk) => Problem[];
};

/** Deeper values are not looked at: no configuration is, and recursion must end. */
const deepest = 100;

/** Holds a value to a schema. One problem per place; of alternatives the one that fits best is reported. */
export function walk(given: Schema, value: unknown, path: Path, ctx: Walk, depth = 0): Problem[] {
  const schema = resolved(given, ctx.root);
  if (depth > deepest || isPlaceholder(value) || (ctx.patch && value === null)) return [];
  const wrong = (expected: string): Problem[] => [{ kind: "invalid-value", path, found: shown(value), expected }];
  const options = schema.anyOf ?? schema.oneOf;
  if (options) {
    const runs = alternatives(schema, ctx.root).map((option) => ({
      option,
      problems: walk(option, value, path, ctx, depth + 1),
    }));
    const problems = bestOf(schema, runs, value, path, ctx.root);
    return problems.length > 0 ? problems : ctx.refine(path, value, ctx);
  }
  const open = typeof value === "string" && isPartlyOpen(value);
  if (schema.const !== undefined && !(open ? typeof schema.const === "string" : value === schema.const))
    return wrong(describe(schema, ctx.root));
  if (schema.enum && !(open ? schema.enum.some((one) => typeof one === "string") : schema.enum.includes(value)))
    return wrong(describe(schema, ctx.root));
  const types = typesOf(schema);
  if (types.length > 0 && !types.some((type) => hasType(value, type))) return wrong(describe(schema, ctx.root));
  const limit = open ? undefined : limits(schema, value);
  if (limit) return wrong(limit === "describe" ? describe(schema, ctx.root) : limit);
  const parts = (schema.allOf ?? []).flatMap((part) => walk(part, value, path, ctx, depth + 1));
  if (schema.if) {
    const next = accepts(schema.if, value, ctx) ? schema.then : schema.else;
    if (next) parts.push(...walk(next, value, path, ctx, depth + 1));
  }
  if (schema.not && accepts(schema.not, value, ctx)) return wrong("another combination of keys");
  const inner = Array.isArray(value)
    ? items(schema, value, path, ctx, depth)
    : isRecord(value)
      ? keys(schema, value, path, ctx, depth)
      : [];
  const problems = [...parts, ...inner];
  return problems.length > 0 && !isRecord(value)
    ? onePerPlace(problems)
    : onePerPlace([...problems, ...ctx.refine(path, value, ctx)]);
}

/** Whether a value fits a schema strictly, what is required included. */
const accepts = (schema: Schema, value: unknown, ctx: Walk) =>
  walk(schema, value, [], { root: ctx.root, complete: true, patch: false, legacy: () => undefined, refine: () => [] })
    .length === 0;

function items(schema: Schema, value: unknown[], path: Path, ctx: Walk, depth: number): Problem[] {
  return value.flatMap((item, index) => {
    const own = Array.isArray(schema.items) ? (schema.items[index] ?? schema.additionalItems) : schema.items;
    if (own === false)
      return [
        {
          kind: "invalid-value" as const,
          path: [...path, index],
          found: shown(item),
          expected: `at most ${index} items`,
        },
      ];
    return own && own !== true ? walk(own, item, [...path, index], ctx, depth + 1) : [];
  });
}

function keys(schema: Schema, value: Record<string, unknown>, path: Path, ctx: Walk, depth: number): Problem[] {
  const problems: Problem[] = [];
  for (const [name, item] of Object.entries(value)) {
    const own = [...path, name];
    if (name === "$include") continue;
    const open = isPlaceholder(name) || isPartlyOpen(name);
    const patterned = Object.entries(schema.patternProperties ?? {}).find(([pattern]) =>
      new RegExp(pattern, "u").test(name),
    )?.[1];
    const property = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : patterned;
    const misnamed =
      open || property || !schema.propertyNames ? [] : walk(schema.propertyNames, name, own, ctx, depth + 1);
    if (misnamed[0]) problems.push({ kind: "unknown-key", path: own, found: name, expected: misnamed[0].expected });
    else if (property) problems.push(...walk(property, item, own, ctx, depth + 1));
    else if (isRecord(schema.additionalProperties))
      problems.push(...walk(schema.additionalProperties, item, own, ctx, depth + 1));
    else if (schema.additionalProperties === false && !open && !(ctx.patch && item === null)) {
      const old = ctx.legacy(own, value);
      problems.push(old?.problem ?? unknownKey(schema, own));
      if (old?.schema) problems.push(...walk(old.schema, item, own, ctx, depth + 1));
    }
  }
  if (ctx.complete && !Object.hasOwn(value, "$include"))
    for (const name of schema.required ?? []) {
      const property = schema.properties?.[name];
      if (Object.hasOwn(value, name) || (property && resolved(property, ctx.root).default !== undefined)) continue;
      problems.push({
        kind: "missing-required",
        path: [...path, name],
        found: "nothing",
        expected: property ? describe(property, ctx.root) : "a value",
      });
    }
  return problems;
}

/** The problem of a key that a schema does not have. */
export function unknownKey(schema: Schema, path: Path, names = Object.keys(schema.properties ?? {})): Problem {
  const near = nearestOf(String(path.at(-1)), names);
  return {
    kind: "unknown-key",
    path,
    found: String(path.at(-1)),
    expected: names.slice(0, 12).join(", "),
    ...(near ? { nearest: near } : {}),
  };
}

function onePerPlace(problems: Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ path }) => {
    const key = JSON.stringify(path);
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}
