import { isRecord } from "../config/values.ts";
import { lookUp } from "../lists.ts";
import { type CronCatalog, hasScripts, isOpen, type JobProblem } from "./problem.ts";

type Fields = Record<string, unknown>;

/** Takes down what is dropped or refused. */
export type Note = (path: string[], value: unknown, expected: string, effect: JobProblem["effect"]) => void;

/** A text without blanks around it, in lower case; undefined for other values. */
export const lower = (value: unknown) => (typeof value === "string" ? value.trim().toLowerCase() : undefined);

const scheduleKeys: Record<string, string[]> = {
  at: ["at"],
  every: ["everyMs", "anchorMs"],
  cron: ["expr", "tz", "staggerMs"],
  "on-exit": ["command", "cwd"],
  stream: ["command", "cwd", "mode", "match", "batchMs", "maxBatchBytes"],
};

/** The schedule of a job, as cron.add mends it. */
export function normalizedSchedule(raw: Fields, catalog: CronCatalog, note: Note): Fields {
  const next = { ...raw };
  const kind = lower(next.kind) ?? "";
  if (Object.hasOwn(scheduleKeys, kind)) {
    next.kind = kind;
    const own = lookUp(scheduleKeys, kind) ?? [];
    for (const key of Object.values(scheduleKeys).flat()) if (!own.includes(key)) delete next[key];
  }
  for (const key of ["everyMs", "anchorMs"]) {
    const value = next[key];
    if (typeof value === "string" && /^\d+(?:\.\d+)?$/.test(value.trim())) next[key] = Math.floor(Number(value));
    else if (typeof value === "number" && value >= 1) next[key] = Math.floor(value);
  }
  for (const key of ["tz", "expr"]) if (typeof next[key] === "string" && next[key].trim() === "") delete next[key];
  const stagger = next.staggerMs;
  if (typeof stagger === "string" && /^\s*\d+\s*$/.test(stagger)) next.staggerMs = Number(stagger);
  else if (stagger !== undefined && typeof stagger !== "number" && !isOpen(stagger)) {
    note(["schedule", "staggerMs"], stagger, "integer ≥ 0, in ms", hasScripts(catalog) ? "refused" : "ignored");
    delete next.staggerMs;
  }
  return next;
}

const payloadKeys: Record<string, string[]> = {
  systemEvent: ["text"],
  agentTurn: [
    "message",
    "model",
    "fallbacks",
    "thinking",
    "timeoutSeconds",
    "lightContext",
    "allowUnsafeExternalContent",
  ],
  command: ["argv", "cwd", "env", "input", "timeoutSeconds", "noOutputTimeoutSeconds", "outputMaxBytes"],
  script: ["script", "toolBudget", "timeoutSeconds"],
};

/** The payload of a job, as cron.add mends it. */
export function normalizedPayload(raw: Fields, catalog: CronCatalog, note: Note): Fields {
  const next = { ...raw };
  const spelled = Object.keys(payloadKeys).find((one) => one.toLowerCase() === lower(next.kind));
  if (spelled) next.kind = spelled;
  if (
    next.kind === undefined &&
    typeof next.text === "string" &&
    ["model", "fallbacks", "thinking", "timeoutSeconds"].some((key) => key in next)
  ) {
    next.kind = "agentTurn";
    next.message = next.text;
  }
  const own = lookUp(payloadKeys, String(next.kind));
  if (own) for (const key of new Set(Object.values(payloadKeys).flat())) if (!own.includes(key)) delete next[key];
  for (const key of ["message", "text", "script"]) if (typeof next[key] === "string") next[key] = next[key].trim();
  for (const key of ["timeoutSeconds", "noOutputTimeoutSeconds", "outputMaxBytes", "toolBudget"]) {
    const value = next[key];
    if (value === undefined || value === null || isOpen(value) || (typeof value === "number" && value >= 0)) continue;
    note(["payload", key], value, "number ≥ 0", "ignored");
    delete next[key];
  }
  for (const key of ["model", "thinking", "cwd"])
    if (typeof next[key] === "string" && next[key].trim() === "") delete next[key];
  if (next.env !== undefined && !isEnvironment(next.env) && !isOpen(next.env)) {
    note(["payload", "env"], next.env, "object of strings", hasScripts(catalog) ? "refused" : "ignored");
    delete next.env;
  }
  return next;
}

const isEnvironment = (value: unknown) =>
  isRecord(value) && Object.entries(value).every(([key, one]) => key.trim() !== "" && typeof one === "string");

/** The delivery of a job, as cron.add mends it. */
export function normalizedDelivery(raw: Fields, note: Note): Fields {
  const next = { ...raw };
  const mode = lower(next.mode);
  if (mode === "deliver") next.mode = "announce";
  else if (mode !== undefined && !isOpen(next.mode)) next.mode = mode;
  for (const key of ["channel", "to", "accountId"]) {
    const value = next[key];
    if (typeof value !== "string" || value.trim() !== "") continue;
    if (key !== "accountId") note(["delivery", key], value, "string, not empty", "refused");
    delete next[key];
  }
  if (typeof next.channel === "string") next.channel = next.channel.trim().toLowerCase();
  next.completionDestination = destination(next.completionDestination, ["webhook"], "completionDestination", note);
  next.failureDestination = destination(next.failureDestination, ["announce", "webhook"], "failureDestination", note);
  for (const key of ["completionDestination", "failureDestination"]) if (next[key] === undefined) delete next[key];
  return next;
}

/** A destination whose mode is unknown: the completion's is dropped whole, of the failure's only the mode. */
function destination(value: unknown, modes: string[], key: string, note: Note): unknown {
  if (!isRecord(value)) return value === null ? null : undefined;
  const mode = lower(value.mode);
  if (mode !== undefined && modes.includes(mode)) return { ...value, mode };
  if (isOpen(value.mode)) return value;
  const expected = modes.map((one) => JSON.stringify(one)).join(" | ");
  if (value.mode !== undefined || key === "completionDestination")
    note(["delivery", key, "mode"], value.mode, expected, "ignored");
  if (key === "completionDestination") return undefined;
  const { mode: _, ...rest } = value;
  return rest;
}
