import { describe } from "./describe.ts";
import type { Path } from "./path.ts";
import { alternatives, resolved, type Schema, typesOf } from "./schema.ts";
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

/** Longer texts are not held to a pattern, because a pattern of a plugin need not be linear. */
const longestMatched = 512;

/** Holds a value to a schema. One problem per place; of alternatives the one that fits best is reported. */
export function walk(given: Schema, value: unknown, path: Path, ctx: Walk, depth = 0): Problem[] {
  const schema = resolved(given, ctx.root);
  if (depth > deepest || isPlaceholder(value) || (ctx.patch && value === null)) return [];
  const wrong = (expected: string): Problem[] => [{ kind: "invalid-value", path, found: shown(value), expected }];
  const options = schema.anyOf ?? schema.oneOf;
  if (options) {
    const problems = bestOf(schema, value, path, ctx, depth);
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
    if (name === "$include" || isPlaceholder(name) || isPartlyOpen(name)) continue;
    const patterned = Object.entries(schema.patternProperties ?? {}).find(([pattern]) =>
      new RegExp(pattern, "u").test(name),
    )?.[1];
    const property = schema.properties && Object.hasOwn(schema.properties, name) ? schema.properties[name] : patterned;
    const misnamed = property || !schema.propertyNames ? [] : walk(schema.propertyNames, name, own, ctx, depth + 1);
    if (misnamed[0]) problems.push({ kind: "unknown-key", path: own, found: name, expected: misnamed[0].expected });
    else if (property) problems.push(...walk(property, item, own, ctx, depth + 1));
    else if (isRecord(schema.additionalProperties))
      problems.push(...walk(schema.additionalProperties, item, own, ctx, depth + 1));
    else if (schema.additionalProperties === false && !(ctx.patch && item === null)) {
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

/** Of several alternatives: nothing where one fits, else what the one that was meant holds against the value. */
function bestOf(schema: Schema, value: unknown, path: Path, ctx: Walk, depth: number): Problem[] {
  const runs = alternatives(schema, ctx.root).map((option) => ({
    option,
    problems: walk(option, value, path, ctx, depth + 1),
  }));
  if (runs.some(({ problems }) => problems.length === 0)) return [];
  const fitting = runs.filter(({ option }) => admits(option, value));
  const all: Problem[] = [{ kind: "invalid-value", path, found: shown(value), expected: describe(schema, ctx.root) }];
  if (fitting.length === 0) return all;
  if (!isRecord(value))
    return fitting.length === 1 ? (fitting[0]?.problems ?? all) : Array.isArray(value) ? fewest(fitting) : all;
  const deciding = Object.keys(value).filter((name) =>
    fitting.every(({ option }) => constantsOf(option.properties?.[name], ctx.root)),
  );
  for (const name of deciding) {
    const known = fitting.flatMap(({ option }) => constantsOf(option.properties?.[name], ctx.root) ?? []);
    if (isPlaceholder(value[name]) || (typeof value[name] === "string" && isPartlyOpen(value[name]))) continue;
    if (!known.includes(value[name]))
      return [
        {
          kind: "invalid-value",
          path: [...path, name],
          found: shown(value[name]),
          expected: [...new Set(known)].map((one) => JSON.stringify(one)).join(" | "),
        },
      ];
  }
  const meant = fitting.filter(({ option }) =>
    deciding.every((name) => constantsOf(option.properties?.[name], ctx.root)?.includes(value[name])),
  );
  return fewest(meant.length > 0 ? meant : fitting);
}

/** The alternative with the fewest problems; of equals, the one that was followed furthest. */
const fewest = (runs: { problems: Problem[] }[]): Problem[] =>
  runs.map(({ problems }) => problems).sort((a, b) => a.length - b.length || reach(b) - reach(a))[0] ?? [];
const reach = (problems: Problem[]) => Math.max(...problems.map(({ path }) => path.length));

/** The values of a property that decides between alternatives (`kind`, `mode`, `source`); undefined where it takes others too. */
function constantsOf(schema: Schema | undefined, root: Schema): unknown[] | undefined {
  if (!schema) return undefined;
  const values = alternatives(schema, root).map((one) => (one.const !== undefined ? [one.const] : one.enum));
  return values.every((one) => one !== undefined) ? values.flat() : undefined;
}

function admits(schema: Schema, value: unknown): boolean {
  const types = typesOf(schema);
  if (types.length > 0) return types.some((type) => hasType(value, type));
  if (schema.const !== undefined) return typeof schema.const === typeof value;
  return schema.enum ? schema.enum.some((one) => typeof one === typeof value) : true;
}

/** What a value breaks of the schema's limits: "describe" where the schema as a whole says it best. */
function limits(schema: Schema, value: unknown): string | undefined {
  if (typeof value === "number") {
    const low = schema.minimum !== undefined && value < schema.minimum;
    const high = schema.maximum !== undefined && value > schema.maximum;
    const edge = schema.exclusiveMinimum !== undefined && value <= schema.exclusiveMinimum;
    return low || high || edge || (schema.exclusiveMaximum !== undefined && value >= schema.exclusiveMaximum)
      ? "describe"
      : undefined;
  }
  if (typeof value === "string") {
    const length = [...value].length;
    if (length < (schema.minLength ?? 0) || length > (schema.maxLength ?? Number.POSITIVE_INFINITY)) return "describe";
    if (schema.pattern && value.length <= longestMatched && !new RegExp(schema.pattern, "u").test(value))
      return "describe";
    return schema.format && !hasFormat(schema.format, value) ? "describe" : undefined;
  }
  if (Array.isArray(value)) {
    if (value.length < (schema.minItems ?? 0)) return `at least ${schema.minItems} items`;
    return value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY)
      ? `at most ${schema.maxItems} items`
      : undefined;
  }
  if (isRecord(value)) {
    const count = Object.keys(value).length;
    return count > (schema.maxProperties ?? Number.POSITIVE_INFINITY)
      ? `at most ${schema.maxProperties} keys`
      : undefined;
  }
  return undefined;
}

function hasFormat(format: string, text: string): boolean {
  if (format === "uri") return URL.canParse(text);
  if (format === "email") return /^[^\s@]+@[^\s@]+$/.test(text);
  return format !== "date-time" || !Number.isNaN(Date.parse(text));
}

function onePerPlace(problems: Problem[]): Problem[] {
  const seen = new Set<string>();
  return problems.filter(({ path }) => {
    const key = JSON.stringify(path);
    return seen.has(key) ? false : seen.add(key) !== undefined;
  });
}
