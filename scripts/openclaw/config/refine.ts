import { combinations } from "./combinations.ts";
import type { Path } from "./path.ts";
import { isPartlyOpen, isRecord, shown } from "./values.ts";
import type { Problem, Walk } from "./walk.ts";

/** A value of text or number that its schema takes, and OpenClaw's own parser may not. */
type Refinement = { at: string; takes: (text: string) => boolean; expected: string };

const duration = {
  takes: (text: string) => milliseconds(text) !== undefined,
  expected: "duration such as 30m, 24h or 7d",
};
const positive = {
  takes: (text: string) => (milliseconds(text) ?? 0) > 0,
  expected: "positive duration such as 30m, 24h or 7d",
};
const size = {
  takes: (text: string) => /^\d+(?:\.\d+)?\s*(?:b|k|kb|m|mb|g|gb|t|tb)?$/i.test(text.trim()),
  expected: "size such as 500mb",
};
const clock = {
  takes: (text: string) => text === "" || /^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text),
  expected: "time HH:MM",
};

/**
 * What zod refines and the published schema has lost, as far as bridges touch it; `*` stands for any key. Found in dist/zod-schema of
 * 2026.9.6, measured on each version ("invalid duration (use ms, s, m, h, d)").
 */
const refinements: Refinement[] = [
  { at: "cron.sessionRetention", ...duration },
  { at: "agents.defaults.heartbeat.every", ...duration },
  { at: "agents.entries.*.heartbeat.every", ...duration },
  { at: "agents.list.*.heartbeat.every", ...duration },
  ...["start", "end"].flatMap((edge) =>
    ["agents.defaults", "agents.entries.*", "agents.list.*"].map((owner) => ({
      at: `${owner}.heartbeat.activeHours.${edge}`,
      ...clock,
    })),
  ),
  { at: "session.maintenance.pruneAfter", ...positive },
  { at: "session.maintenance.resetArchiveRetention", ...positive },
  { at: "session.maintenance.maxDiskBytes", ...size },
  { at: "session.maintenance.highWaterBytes", ...size },
  {
    at: "hooks.mappings.*.transform.module",
    takes: isRelativeModule,
    expected: "path relative to <config>/hooks/transforms, without ..",
  },
];

/** What OpenClaw refuses of a configuration value that its schema takes. */
export function refineConfig(path: Path, value: unknown, walk: Walk): Problem[] {
  if (isRecord(value)) return combinations.flatMap(({ at, rule }) => (at(path) ? (rule(value, path, walk) ?? []) : []));
  const number = typeof value === "number";
  if ((typeof value !== "string" && !number) || (typeof value === "string" && isPartlyOpen(value))) return [];
  const found = refinements.find(({ at }) => matches(at.split("."), path));
  return found && !found.takes(String(value))
    ? [{ kind: "invalid-value", path, found: shown(value), expected: found.expected }]
    : [];
}

const matches = (pattern: string[], path: Path) =>
  pattern.length === path.length && pattern.every((step, index) => step === "*" || step === String(path[index]));

/** A duration as dist/parse-duration reads it, in ms where every part has a unit; a bare number takes the field's own unit. */
function milliseconds(text: string): number | undefined {
  const whole = text.trim().toLowerCase();
  if (/^\d+(?:\.\d+)?(?:ms|s|m|h|d)?$/.test(whole)) return Number.parseFloat(whole);
  return /^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(whole) ? Number.parseFloat(whole.replace(/[a-z]+/g, "")) : undefined;
}

function isRelativeModule(text: string): boolean {
  const module = text.trim();
  return module !== "" && !/^[~/]|:/.test(module) && !module.split(/[\\/]+/).includes("..");
}
