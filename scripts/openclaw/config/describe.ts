import { alternatives, type Schema, typesOf } from "./schema.ts";
import { cut } from "./values.ts";

/**
 * What a schema takes, in a notation that needs no translation: `"local" | "remote"`, `integer 1..65535`, `string`,
 * `object {source, provider, id}`.
 */
export function describe(schema: Schema, root: Schema): string {
  const parts = new Set(alternatives(schema, root).map((one) => describeOne(one, root)));
  if (parts.size > 1) parts.delete("null");
  return cut([...parts].join(" | "), 300);
}

function describeOne(schema: Schema, root: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" | ");
  if (schema.allOf && !schema.type) return schema.allOf.map((part) => describe(part, root)).join(" & ");
  const types = typesOf(schema);
  if (types.length === 0) return schema.properties ? describeObject(schema) : "any value";
  return types.map((type) => describeType(type, schema, root)).join(" | ");
}

function describeType(type: string, schema: Schema, root: Schema): string {
  if (type === "object") return describeObject(schema);
  if (type === "array")
    return Array.isArray(schema.items) || !schema.items ? "array" : `array of ${describe(schema.items, root)}`;
  if (type === "integer" || type === "number") return `${type}${range(schema)}`;
  if (type !== "string") return type;
  if (schema.format && schema.format !== "starts_with") return `string (${schema.format})`;
  if (schema.pattern === "\\S") return "string, not empty";
  if (schema.pattern) return `string /${schema.pattern}/`;
  if (schema.minLength)
    return schema.minLength === 1 ? "string, not empty" : `string of ${schema.minLength} or more characters`;
  return schema.maxLength ? `string of at most ${schema.maxLength} characters` : "string";
}

function range({ minimum, maximum, exclusiveMinimum }: Schema): string {
  const most = maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER && maximum < 8.64e15 ? maximum : undefined;
  const least = minimum !== undefined && minimum > Number.MIN_SAFE_INTEGER ? minimum : undefined;
  if (least !== undefined && most !== undefined) return ` ${least}..${most}`;
  if (exclusiveMinimum !== undefined) return ` > ${exclusiveMinimum}${most === undefined ? "" : `, ≤ ${most}`}`;
  if (least !== undefined) return ` ≥ ${least}`;
  return most === undefined ? "" : ` ≤ ${most}`;
}

function describeObject({ properties, required }: Schema): string {
  const names = required && required.length > 0 ? required : Object.keys(properties ?? {});
  return names.length === 0 ? "object" : `object {${names.slice(0, 8).join(", ")}${names.length > 8 ? ", …" : ""}}`;
}
