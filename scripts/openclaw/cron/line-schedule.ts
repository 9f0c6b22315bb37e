import { type Line, schedules } from "./line-flags.ts";
import { type CronCatalog, hasScripts, isOpen } from "./problem.ts";
import { cronFault, durationMs, isAbsoluteTime, isWithoutZone } from "./time.ts";

/** The rules of when a job runs. */
export function scheduleRules({ edit, given, has, value, known, positionals, report, say, catalog }: Line): void {
  const chosen = given(...schedules);
  const choices = known(...schedules).join(" | ");
  const positional = !edit && chosen.length === 0 ? positionals[0] : undefined;
  if (chosen.length > 1) report("line/one-schedule", chosen[1] ?? "", chosen.join(" "), "one schedule");
  if (!edit && chosen.length === 0 && positional === undefined) report("line/one-schedule", "", "no schedule", choices);
  const [first] = chosen;
  const stagger = given("--stagger", "--exact");
  if (stagger.length > 1) report("line/stagger-exact", "--exact", stagger.join(" "), "one of them");
  const every = value("--every") ?? (positional ? /^every\s+(.+)$/i.exec(positional.trim())?.[1] : undefined);
  const isCron =
    positional !== undefined && [5, 6].includes(positional.trim().split(/\s+/).length) && every === undefined;
  const at =
    value("--at") ??
    (positional !== undefined && !isCron && every === undefined && !isOpen(positional) ? positional : undefined);
  if (has("--tz") && first && first !== "--cron" && first !== "--at")
    report("line/tz", "--tz", `--tz with ${first}`, "--cron, or --at without a zone");
  const [own] = stagger;
  if (own && first && first !== "--cron") report("line/stagger", own, `${own} with ${first}`, "--cron");
  if (every !== undefined && !lineDuration(every, catalog))
    report("line/every", first ?? "", every, "a duration such as 10m, 1h or 1d");
  if (at !== undefined && !isAbsoluteTime(at) && !lineDuration(at.trim().replace(/^\+/, ""), catalog))
    report("line/at", first ?? "", at, "an ISO time or a duration such as 20m");
  const width = value("--stagger");
  if (width !== undefined && !lineDuration(width, catalog))
    say("dist/cron-cli: Invalid --stagger", "--stagger", width, "a duration such as 30s or 5m");
  const expr = value("--cron") ?? (isCron && !isOpen(positional) ? positional : undefined);
  const tz = first === "--at" && !isWithoutZone(at ?? "") ? undefined : value("--tz");
  const fault = cronFault(expr, tz);
  if (fault)
    say(
      "cron.add: croner 10.0.1, as in OpenClaw",
      fault.field === "tz" ? "--tz" : first ? "--cron" : "",
      fault.found,
      fault.expected,
    );
  if (has("--on-exit-cwd") && !has("--on-exit"))
    say("dist/cron-cli: --on-exit-cwd requires --on-exit", "--on-exit-cwd", "--on-exit-cwd alone", "--on-exit");
  stream({ edit, given, has, value, say });
  if (has("--trigger-once") && !has("--trigger-script") && !edit)
    report("line/trigger-once", "--trigger-once", "--trigger-once alone", "--trigger-script");
}

/** Before 2026.9.6 a duration of the line is one number with one unit (measured: 60 and 1h30m are refused). */
const lineDuration = (text: string, catalog: CronCatalog) =>
  hasScripts(catalog) || /^\s*\d+(?:\.\d+)?\s*[a-z]+\s*$/i.test(text) ? durationMs(text) : undefined;

function stream({ edit, given, has, value, say }: Pick<Line, "edit" | "given" | "has" | "value" | "say">): void {
  const [extra] = given(
    "--stream-cwd",
    "--stream-mode",
    "--stream-match",
    "--stream-batch-ms",
    "--stream-max-batch-bytes",
  );
  if (extra && !has("--stream-command") && !edit)
    say("dist/cron-cli: Stream options require --stream-command", extra, `${extra} alone`, "--stream-command");
  const source = "dist/cron-cli: validateStreamScheduleMetadata";
  if (edit || !has("--stream-command")) return;
  if (value("--stream-mode") === "match" && !has("--stream-match"))
    say(source, "--stream-mode", "match without --stream-match", "--stream-match");
  if (has("--stream-match") && (value("--stream-mode") ?? (has("--stream-mode") ? "match" : "line")) === "line")
    say(source, "--stream-match", "--stream-match in line mode", "--stream-mode match");
}
