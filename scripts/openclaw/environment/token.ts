import { isData } from "./read.ts";
import type { Environment } from "./record.ts";
import { safeVariable } from "./safe.ts";

type Form = NonNullable<NonNullable<Environment["hooks"]>["token"]>;

/** What OpenClaw shows instead of a credential's value. */
const redacted = "__OPENCLAW_REDACTED__";

/**
 * How a token is there, and the name of its variable where it shows.
 * @param value what stands at the key
 * @param saved text in which a SecretRef may stand as written: `config.get` redacts its id (measured on 2026.9.6)
 */
export function tokenOf(value: unknown, saved = ""): { form: Form; variable: string | null } {
  const none = (form: Form) => ({ form, variable: null });
  if (value === undefined || value === null || value === "") return none("absent");
  if (typeof value === "string") {
    const name = safeVariable(/^\$\{([A-Z_][A-Z0-9_]*)\}$/.exec(value)?.[1]);
    if (name) return { form: "variable", variable: name };
    return none(value === redacted ? "redacted" : "literal");
  }
  if (!isData(value)) return none("literal");
  const written = /"?source"?:"env"/.test(saved) ? /"?id"?:"([A-Z_][A-Z0-9_]*)"/.exec(saved)?.[1] : undefined;
  return {
    form: "secretref",
    variable: value.source === "env" ? safeVariable(value.id === redacted ? written : value.id) : null,
  };
}
