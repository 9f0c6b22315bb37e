import { libraries } from "../../libraries.ts";
import { isRecord, shown } from "../config/values.ts";
import { type CronCatalog, hasScripts, isOpen, isWebhook, type JobProblem, sourceOf } from "./problem.ts";
import { cronFault, durationMs, isAbsoluteTime } from "./time.ts";

type Fields = Record<string, unknown>;

/** A trigger looks at most so often, in ms (measured: "cron trigger every interval must be at least 30000ms"). */
const triggerInterval = 30_000;

/**
 * What cron.add refuses of fields together (assertSupportedJobSpec and its neighbours in dist/jobs). A rule that the version does not have,
 * because its refusal is not in the catalog, is not applied.
 * @param job normalized
 * @param defaultAgent the id of the default agent, where it is known
 */
export function acrossFields(catalog: CronCatalog, job: Fields, defaultAgent?: string): JobProblem[] {
  const problems: JobProblem[] = [];
  const part = (key: string): Fields => (isRecord(job[key]) ? job[key] : {});
  const [schedule, payload, delivery] = [part("schedule"), part("payload"), part("delivery")];
  const add = (source: string | undefined, path: string[], found: unknown, expected: string) => {
    if (source)
      problems.push({
        path,
        found: typeof found === "string" ? found : shown(found),
        expected,
        source,
        effect: "refused",
      });
  };
  const rule = (id: string, path: string[], found: unknown, expected: string) =>
    add(sourceOf(catalog, id), path, found, expected);
  const session = typeof job.sessionTarget === "string" && !isOpen(job.sessionTarget) ? job.sessionTarget : "";
  const isolated = /^(?:isolated$|current$|session:)/.test(session);
  const kind = String(payload.kind ?? "");
  const known = ["systemEvent", "agentTurn", "command", "script"].includes(kind);

  if (session === "main" && known && kind !== "systemEvent" && kind !== "script")
    rule(
      "cron/main-payload",
      ["payload", "kind"],
      `${kind} with sessionTarget main`,
      hasScripts(catalog)
        ? "systemEvent or script, or sessionTarget isolated"
        : "systemEvent, or sessionTarget isolated",
    );
  if (isolated && kind === "systemEvent")
    rule(
      "cron/isolated-payload",
      ["payload", "kind"],
      `systemEvent with sessionTarget ${session}`,
      "agentTurn or command, or sessionTarget main",
    );
  if (session.startsWith("session:") && kind === "script")
    rule(
      "cron/isolated-payload",
      ["payload", "kind"],
      `script with sessionTarget ${session}`,
      "sessionTarget main or isolated",
    );
  if (
    session === "main" &&
    kind === "systemEvent" &&
    typeof job.agentId === "string" &&
    defaultAgent !== undefined &&
    job.agentId.trim().toLowerCase() !== defaultAgent.toLowerCase()
  )
    rule("cron/main-agent", ["agentId"], job.agentId, `${defaultAgent}, or sessionTarget isolated`);

  if (delivery.mode === "webhook" && !isWebhook(delivery.to, catalog))
    rule("cron/webhook-url", ["delivery", "to"], delivery.to, "an http(s) URL");
  const completion = delivery.completionDestination;
  if (isRecord(completion) && delivery.mode === "announce" && !isWebhook(completion.to, catalog))
    rule("cron/webhook-url", ["delivery", "completionDestination", "to"], completion.to, "an http(s) URL");
  if (isRecord(completion) && delivery.mode !== "announce" && !isOpen(delivery.mode))
    rule(
      "cron/completion-announce",
      ["delivery", "completionDestination"],
      `beside delivery.mode ${delivery.mode}`,
      "delivery.mode announce",
    );
  if (delivery.mode === "announce" && session === "main")
    rule("cron/channel-isolated", ["delivery", "mode"], "announce with sessionTarget main", "sessionTarget isolated");
  const failure = delivery.failureDestination;
  if (isRecord(failure) && Object.keys(failure).length > 0) {
    if (session === "main" && delivery.mode !== "webhook")
      rule(
        "cron/failure-destination",
        ["delivery", "failureDestination"],
        "with sessionTarget main",
        "sessionTarget isolated, or delivery.mode webhook",
      );
    if (failure.mode === "webhook" && !isWebhook(failure.to, catalog))
      rule("cron/webhook-url", ["delivery", "failureDestination", "to"], failure.to, "an http(s) URL");
  }

  if (isRecord(job.trigger)) {
    if (typeof schedule.kind === "string" && !["every", "cron", "stream"].includes(schedule.kind))
      rule("cron/trigger-schedule", ["trigger"], `with schedule.kind ${schedule.kind}`, "an every or cron schedule");
    if (schedule.kind === "every" && typeof schedule.everyMs === "number" && schedule.everyMs < triggerInterval)
      rule(
        "cron/trigger-schedule",
        ["schedule", "everyMs"],
        schedule.everyMs,
        `at least ${triggerInterval} beside a trigger`,
      );
    if (kind === "script") rule("cron/script-trigger", ["trigger"], "beside a script payload", "one of them");
  }
  if (hasScripts(catalog))
    for (const [path, script] of [
      [["trigger", "script"], part("trigger").script],
      [["payload", "script"], kind === "script" ? payload.script : undefined],
    ] as const)
      if (typeof script === "string" && !isOpen(script) && !isScript(script))
        add("dist/code-mode-script-syntax: parseCodeModeScriptSyntax", [...path], "a syntax error", "JavaScript");
  if (isRecord(job.pacing))
    for (const fault of pacingFaults(job.pacing, schedule.kind)) rule("cron/pacing-schedule", ...fault);
  if (schedule.kind === "stream") {
    const from = "dist/jobs: assertStreamScheduleSupport";
    if (kind === "command")
      add(from, ["payload", "kind"], "command with a stream schedule", "agentTurn, systemEvent or script");
    if (schedule.mode === "match" && !schedule.match)
      add(from, ["schedule", "match"], "nothing", 'a regular expression, with mode "match"');
    if (schedule.mode !== "match" && schedule.match !== undefined)
      add(from, ["schedule", "match"], "match without mode match", 'mode "match"');
  }
  if (schedule.kind === "cron") {
    const text = (value: unknown) => (typeof value === "string" && !isOpen(value) ? value : undefined);
    const fault = cronFault(text(schedule.expr), text(schedule.tz));
    if (fault)
      add(
        fault.expected.includes("fires") ? sourceOf(catalog, "cron/never-fires") : "croner 10.0.1, as in OpenClaw",
        ["schedule", fault.field],
        fault.found,
        fault.expected,
      );
  }
  if (schedule.kind === "at" && typeof schedule.at === "string" && !isOpen(schedule.at) && !isAbsoluteTime(schedule.at))
    add(
      "cron.add: Invalid schedule.at: expected ISO-8601 timestamp",
      ["schedule", "at"],
      schedule.at,
      "an ISO-8601 time such as 2027-01-31T07:00:00Z",
    );
  return problems;
}

/** Whether a text parses as OpenClaw parses it: the body of an async function, by acorn (the same parser). */
function isScript(text: string): boolean {
  if (text.length > 65_536) return true;
  try {
    libraries.acorn.parse(`(async () => {\n${text}\n})`, { ecmaVersion: "latest" });
    return true;
  } catch {
    return false;
  }
}

function pacingFaults({ min, max }: Fields, kind: unknown): [string[], unknown, string][] {
  const faults: [string[], unknown, string][] = [];
  if (typeof kind === "string" && kind !== "every" && kind !== "cron")
    faults.push([["pacing"], `with schedule.kind ${kind}`, "an every or cron schedule"]);
  if (min === undefined && max === undefined) faults.push([["pacing"], "neither min nor max", "one of them"]);
  const read = (value: unknown, key: string) => {
    if (typeof value !== "string" || isOpen(value)) return undefined;
    const own = durationMs(value);
    if (!own) faults.push([["pacing", key], value, "a positive duration such as 10m"]);
    return own;
  };
  const [least, most] = [read(min, "min"), read(max, "max")];
  if (least && most && least > most) faults.push([["pacing", "min"], min, "at most pacing.max"]);
  return faults;
}
