import { isRecord, shown } from "../config/values.ts";
import { lower, type Note, normalizedDelivery, normalizedPayload, normalizedSchedule } from "./normalize-parts.ts";
import { type CronCatalog, isOpen, type JobProblem } from "./problem.ts";

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
