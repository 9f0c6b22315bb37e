import { isRecord, shown } from "../config/values.ts";
import { type CronCatalog, hasScripts, isOpen, type JobProblem } from "./problem.ts";

type Fields = Record<string, unknown>;

/** A job after what cron.add does to it before it looks at it, and what it would drop or refuse meanwhile. */
export type Normalized = { job: Fields; problems: JobProblem[] };

const source = "cron.add: dist/normalize";

/**
 * cron.add mends a job before it validates: case, blanks, numbers in quotes, keys of another schedule or payload kind, missing name, wake mode
 * and session target (normalizeCronJobCreate in dist/normalize; measured on each version).
 */
export function normalizedJob(raw: Fields, catalog: CronCatalog): Normalized {
  const job: Fields = { ...raw };
  const problems: JobProblem[] = [];
  const note = (path: string[], value: unknown, expected: string, effect: JobProblem["effect"]) =>
    problems.push({ path, found: shown(value), expected, source, effect });
  for (const key of ["agentId", "sessionKey"])
    if (typeof job[key] === "string" && job[key].trim() === "") delete job[key];
  if (typeof job.enabled === "string" && /^(?:true|false|yes|no|on|off|1|0)$/i.test(job.enabled)) job.enabled = true;
  if (typeof job.enabled === "number") delete job.enabled;
  normalizeTarget(job, note);
  if (job.wakeMode !== undefined && !isOpen(job.wakeMode)) {
    const mode = lower(job.wakeMode);
    if (mode === "now" || mode === "next-heartbeat") job.wakeMode = mode;
    else {
      note(["wakeMode"], job.wakeMode, '"now" | "next-heartbeat"', "ignored");
      delete job.wakeMode;
    }
  }
  if (isRecord(job.schedule)) job.schedule = normalizedSchedule(job.schedule, catalog, note);
  if (isRecord(job.payload)) job.payload = normalizedPayload(job.payload, catalog, note);
  if (isRecord(job.delivery)) job.delivery = normalizedDelivery(job.delivery, note);
  if (isRecord(job.trigger))
    job.trigger = {
      script: job.trigger.script ?? "",
      ...(typeof job.trigger.once === "boolean" ? { once: job.trigger.once } : {}),
    };
  job.wakeMode ??= "now";
  if (typeof job.name !== "string" || job.name.trim() === "") job.name = "automation";
  job.sessionTarget ??= isRecord(job.payload) && job.payload.kind === "systemEvent" ? "main" : "isolated";
  return { job, problems };
}

type Note = (path: string[], value: unknown, expected: string, effect: JobProblem["effect"]) => void;

const lower = (value: unknown) => (typeof value === "string" ? value.trim().toLowerCase() : undefined);

function normalizeTarget(job: Fields, note: Note): void {
  const { sessionTarget } = job;
  if (sessionTarget === undefined || isOpen(sessionTarget)) return;
  const target = lower(sessionTarget) ?? "";
  if (["main", "isolated", "current"].includes(target)) job.sessionTarget = target;
  else if (target.startsWith("session:")) {
    const id = String(sessionTarget).trim().slice(8).trim();
    job.sessionTarget = `session:${id || "?"}`;
    if (id === "") note(["sessionTarget"], sessionTarget, "session:<id>", "refused");
  } else {
    note(["sessionTarget"], sessionTarget, '"main" | "isolated" | "current" | "session:<id>"', "ignored");
    delete job.sessionTarget;
  }
}

const scheduleKeys: Record<string, string[]> = {
  at: ["at"],
  every: ["everyMs", "anchorMs"],
  cron: ["expr", "tz", "staggerMs"],
  "on-exit": ["command", "cwd"],
  stream: ["command", "cwd", "mode", "match", "batchMs", "maxBatchBytes"],
};

function normalizedSchedule(raw: Fields, catalog: CronCatalog, note: Note): Fields {
  const next = { ...raw };
  const kind = lower(next.kind) ?? "";
  if (Object.hasOwn(scheduleKeys, kind)) {
    next.kind = kind;
    const own = scheduleKeys[kind] ?? [];
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

function normalizedPayload(raw: Fields, catalog: CronCatalog, note: Note): Fields {
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
  const own = payloadKeys[String(next.kind)];
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

function normalizedDelivery(raw: Fields, note: Note): Fields {
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
