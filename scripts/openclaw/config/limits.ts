import type { Schema } from "./schema.ts";
import { isRecord } from "./values.ts";

/** Longer texts are not held to a pattern, because a pattern of a plugin need not be linear. */
const longestMatched = 512;

/** What a value breaks of the schema's limits: "describe" where the schema as a whole says it best. */
export function limits(schema: Schema, value: unknown): string | undefined {
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
    if (value.length < (schema.minItems ?? 0))
      return schema.minItems === 1 ? "array, not empty" : `array of at least ${schema.minItems}`;
    return value.length > (schema.maxItems ?? Number.POSITIVE_INFINITY)
      ? `array of at most ${schema.maxItems}`
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
