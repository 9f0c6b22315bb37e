import { describe } from "./describe.ts";
import type { Path } from "./path.ts";
import { alternatives, type Schema, typesOf } from "./schema.ts";
import { hasType, isPartlyOpen, isPlaceholder, isRecord, shown } from "./values.ts";
import type { Problem } from "./walk.ts";

/** An alternative, and what it holds against the value. */
type Run = { option: Schema; problems: Problem[] };

/** Of several alternatives: nothing where one fits, else what the one that was meant holds against the value. */
export function bestOf(schema: Schema, runs: Run[], value: unknown, path: Path, root: Schema): Problem[] {
  if (runs.some(({ problems }) => problems.length === 0)) return [];
  const fitting = runs.filter(({ option }) => admits(option, value));
  const all: Problem[] = [{ kind: "invalid-value", path, found: shown(value), expected: describe(schema, root) }];
  if (fitting.length === 0 || (!isRecord(value) && !Array.isArray(value))) return all;
  if (!isRecord(value)) return fewest(fitting);
  const deciding = Object.keys(value).filter((name) =>
    fitting.every(({ option }) => constantsOf(option.properties?.[name], root)),
  );
  for (const name of deciding) {
    const known = fitting.flatMap(({ option }) => constantsOf(option.properties?.[name], root) ?? []);
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
    deciding.every((name) => constantsOf(option.properties?.[name], root)?.includes(value[name])),
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
