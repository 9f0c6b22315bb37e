import type { Path } from "./path.ts";
import { resolved, type Schema } from "./schema.ts";
import { isRecord } from "./values.ts";
import type { Problem } from "./walk.ts";

const budget = "models.providers.<provider>.models[].contextTokens";

/**
 * Keys that a version whose schema lacks them still takes, because it migrates them while it reads: `config validate` passes with a warning
 * (measured on 2026.9.6; dist/legacy.roster, dist/io.snapshot-preparation). All other old keys are refused until `openclaw doctor --fix`.
 */
const migrated: { at: string; now: string; needs: string }[] = [
  { at: "agents.list", now: "agents.entries", needs: "agents.entries" },
  { at: "agents.defaults.contextTokens", now: budget, needs: "agents.entries" },
  { at: "agents.entries.*.contextTokens", now: budget, needs: "agents.entries" },
  { at: "models.providers.*.contextTokens", now: budget, needs: "agents.entries" },
  {
    at: "models.providers.*.contextWindow",
    now: "models.providers.<provider>.models[].contextWindow",
    needs: "agents.entries",
  },
];

/**
 * What is known about a key that the version's schema refuses.
 * @param parent the object that holds the key: `agents.list` beside `agents.entries` is refused, not migrated
 * @returns the problem, and the schema that the key's value is held to after the migration; undefined for a key that is just unknown
 */
export function legacyKey(
  root: Schema,
  path: Path,
  parent: Record<string, unknown>,
): { problem: Problem; schema?: Schema } | undefined {
  const found = migrated.find(({ at, needs }) => fits(at.split("."), path) && schemaAt(root, needs.split(".")));
  if (!found) return undefined;
  const key = path.join(".");
  const problem: Problem = { kind: "legacy-key", path, found: key, expected: found.now };
  if (key !== "agents.list") return { problem };
  if (isRecord(parent.entries))
    return {
      problem: { ...problem, found: `${key} beside agents.entries`, note: "beside agents.entries the file is refused" },
    };
  const schema = listOf(root);
  return schema ? { problem, schema } : { problem };
}

/** An agent of the old list is one of the new entries with its id inside. */
function listOf(root: Schema): Schema | undefined {
  const entry = schemaAt(root, ["agents", "entries"])?.additionalProperties;
  if (!isRecord(entry)) return undefined;
  const own = resolved(entry, root);
  return { type: "array", items: { ...own, properties: { ...own.properties, id: { type: "string" } } } };
}

function schemaAt(root: Schema, path: string[]): Schema | undefined {
  return path.reduce<Schema | undefined>((here, step) => here?.properties?.[step], root);
}

const fits = (pattern: string[], path: Path) =>
  pattern.length === path.length && pattern.every((step, index) => step === "*" || step === String(path[index]));
