import { isData } from "./read.ts";
import type { Environment } from "./record.ts";
import { safeVariable } from "./safe.ts";

type Form = NonNullable<NonNullable<Environment["hooks"]>["token"]>;

/** What OpenClaw shows instead of a credential's value. */
const redacted = "__OPENCLAW_REDACTED__";

/**
 * How a token is there, and the name of its variable where it shows.
 * @param value what stands at the key
 * @param written how it stands in the file, without white space, where the patterns of `recordBlock` found it
 */
export function tokenOf(
  value: unknown,
  written: { variable: unknown; reference: unknown },
): { form: Form; variable: string | null } {
  const none = (form: Form) => ({ form, variable: null });
  if (value === undefined || value === null || value === "") return none("absent");
  if (typeof value === "string") {
    const shown = safeVariable(/^\$\{([A-Z_][A-Z0-9_]*)\}$/.exec(value)?.[1]);
    const name = shown ?? (value === redacted ? safeVariable(written.variable) : null);
    if (name) return { form: "variable", variable: name };
    return none(value === redacted ? "redacted" : "literal");
  }
  if (!isData(value)) return none("literal");
  return {
    form: "secretref",
    variable: value.source === "env" ? safeVariable(value.id === redacted ? written.reference : value.id) : null,
  };
}

/** What tokens.txt says of the two tokens: the names of their variables. */
export function writtenTokens(text: string): Record<"hooks" | "cron", { variable: unknown; reference: unknown }> {
  const reference = /webhookToken"?:\{([A-Za-z0-9_":,]*)\}/.exec(text)?.[1] ?? "";
  return {
    hooks: { variable: /hooks"?:\{[^{}\n]*token"?:"\$\{([A-Z_][A-Z0-9_]*)\}"/.exec(text)?.[1], reference: null },
    cron: {
      variable: /webhookToken"?:"\$\{([A-Z_][A-Z0-9_]*)\}"/.exec(text)?.[1],
      reference: /source"?:"env"/.test(reference) ? /(?:^|,)"?id"?:"([A-Z_][A-Z0-9_]*)"/.exec(reference)?.[1] : null,
    },
  };
}
