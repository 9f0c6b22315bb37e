/** The part of JSON Schema draft-07 that OpenClaw's configuration uses. */
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
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  not?: Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  pattern?: string;
  default?: unknown;
};

/** Follows references; a reference that leads nowhere allows everything. */
export function resolved(schema: Schema | boolean | undefined, root: Schema): Schema {
  let here = schema;
  for (let hops = 0; here && typeof here === "object" && here.$ref && hops < 20; hops++) {
    const steps = here.$ref.replace(/^#\/?/, "").split("/").filter(Boolean);
    here = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[decodeURIComponent(step.replaceAll("~1", "/").replaceAll("~0", "~"))], root) as Schema;
  }
  return here && typeof here === "object" ? here : {};
}

/** The alternatives of a schema, or the schema itself. */
export const branches = (schema: Schema): Schema[] => schema.anyOf ?? schema.oneOf ?? [schema];

/** The schema of one step below; `closed` where the version refuses the step. */
export function below(schema: Schema, step: string | number, root: Schema): { schema: Schema; closed: boolean } {
  let open: Schema | undefined;
  for (const branch of branches(schema).flatMap((one) => branches(resolved(one, root)))) {
    const here = resolved(branch, root);
    if (typeof step === "number" && here.items) return { schema: resolved(Array.isArray(here.items) ? here.items[Math.min(step, here.items.length - 1)] : here.items, root), closed: false };
    const name = String(step);
    if (here.properties && Object.hasOwn(here.properties, name)) return { schema: resolved(here.properties[name], root), closed: false };
    for (const [pattern, value] of Object.entries(here.patternProperties ?? {})) if (new RegExp(pattern, "u").test(name)) return { schema: resolved(value, root), closed: false };
    const free = here.additionalProperties;
    const object = here.properties !== undefined || here.type === "object" || free !== undefined;
    if (free !== false && (object || Object.keys(here).length === 0)) open ??= typeof free === "object" ? resolved(free, root) : {};
  }
  return open ? { schema: open, closed: false } : { schema: {}, closed: true };
}

/** The names that may stand below a schema. */
export const namesBelow = (schema: Schema, root: Schema): string[] =>
  branches(schema)
    .flatMap((one) => branches(resolved(one, root)))
    .flatMap((one) => Object.keys(resolved(one, root).properties ?? {}));
