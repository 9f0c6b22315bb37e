/** The part of JSON Schema that OpenClaw's schemas use (draft-07 for the configuration, TypeBox for the gateway protocol). */
export type Schema = {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  patternProperties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  propertyNames?: Schema;
  required?: string[];
  items?: Schema | Schema[];
  additionalItems?: boolean | Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  not?: Schema;
  if?: Schema;
  then?: Schema;
  else?: Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  minProperties?: number;
  maxProperties?: number;
  uniqueItems?: boolean;
  pattern?: string;
  format?: string;
  default?: unknown;
};

/** Follows references; a reference that leads nowhere allows everything. */
export function resolved(schema: Schema | boolean | undefined, root: Schema): Schema {
  let here = schema;
  for (let hops = 0; here && typeof here === "object" && here.$ref && hops < 20; hops++) {
    const steps = here.$ref.replace(/^#\/?/, "").split("/").filter(Boolean);
    here = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[unescaped(step)], root) as
      | Schema
      | undefined;
  }
  return here && typeof here === "object" ? here : {};
}

const unescaped = (step: string) => decodeURIComponent(step.replaceAll("~1", "/").replaceAll("~0", "~"));

/** The alternatives of a schema, those of its alternatives included, references followed; the schema itself where it has none. */
export function alternatives(schema: Schema, root: Schema): Schema[] {
  const own = resolved(schema, root);
  const options = own.anyOf ?? own.oneOf;
  return options ? options.flatMap((option) => alternatives(option, root)) : [own];
}

/** A key or index that stands for what the reader fills in. */
const isOpenStep = (step: string) => /^(?:<[^<>]*>|\$\{?\w+\}?|\*|\.\.\.|…|YOUR_\w+)$/i.test(step);

/**
 * The schemas of one step below, one for each alternative that has it; none where the version refuses the step.
 * @param step `*` and placeholders such as `<id>` stand for any key
 */
export function below(schema: Schema, step: string | number, root: Schema): Schema[] {
  const found: Schema[] = [];
  const name = String(step);
  for (const here of alternatives(schema, root).flatMap((one) => [
    one,
    ...(one.allOf ?? []).map((part) => resolved(part, root)),
  ])) {
    if (typesOf(here).includes("array") || here.items) {
      if (!/^\d+$/.test(name) && !isOpenStep(name)) continue;
      const items = Array.isArray(here.items) ? here.items[Number(name)] : (here.items ?? {});
      if (items) found.push(resolved(items, root));
      continue;
    }
    const own = here.properties && Object.hasOwn(here.properties, name) ? here.properties[name] : undefined;
    const patterned = Object.entries(here.patternProperties ?? {}).find(([pattern]) =>
      new RegExp(pattern, "u").test(name),
    )?.[1];
    const free = here.additionalProperties;
    if (own ?? patterned) found.push(resolved(own ?? patterned, root));
    else if (typeof free === "object") found.push(resolved(free, root));
    else if (free !== false && holdsKeys(here)) found.push({});
    else if (isOpenStep(name) && holdsKeys(here)) found.push({});
  }
  return found;
}

/** The types that a schema names; none where it takes any. */
export const typesOf = (schema: Schema): string[] => (schema.type === undefined ? [] : [schema.type].flat());

function holdsKeys(schema: Schema): boolean {
  const types = typesOf(schema);
  if (types.length > 0) return types.includes("object");
  return schema.const === undefined && schema.enum === undefined;
}

/** The names that may stand below a schema. */
export const namesBelow = (schema: Schema, root: Schema): string[] => [
  ...new Set(alternatives(schema, root).flatMap((one) => Object.keys(one.properties ?? {}))),
];
