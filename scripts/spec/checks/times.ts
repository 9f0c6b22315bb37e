import { libraries } from "../../libraries.ts";
import { dailyOf } from "../clock.ts";
import type { Path, Problem } from "../problem.ts";
import { isZone } from "../zones.ts";
import { type Check, error } from "./check.ts";

/** Time zones and cron expressions that do not parse, and flows with two causes. */
export const times: Check = (spec) => {
  const problems: Problem[] = [];
  for (const [name, instance] of Object.entries(spec.instances ?? {}))
    if (instance.kind === "openclaw" && instance.timezone && !isTimeZone(instance.timezone))
      problems.push(
        error(
          "time/unknown-zone",
          ["instances", name, "timezone"],
          instance.timezone,
          "an IANA time zone such as Europe/Berlin",
          "write the region and city; abbreviations such as CET do not follow summer time",
        ),
      );
  for (const [name, flow] of Object.entries(spec.flows ?? {})) {
    const path: Path = ["flows", name, "schedule"];
    if (flow.schedule?.cron && flow.schedule.every)
      problems.push(error("time/two-schedules", path, flow.schedule, "either cron or every", "delete one of the two"));
    if (flow.schedule && flow.trigger)
      problems.push(
        error(
          "time/two-causes",
          ["flows", name, "trigger"],
          flow.trigger,
          "either a schedule or a trigger",
          "delete one; two causes are two flows",
        ),
      );
    const fault = flow.schedule?.cron ? cronFault(flow.schedule.cron) : undefined;
    if (fault)
      problems.push(
        error(
          "time/cron",
          [...path, "cron"],
          flow.schedule?.cron,
          'five fields: minute hour day month weekday, such as "30 7 * * *"',
          fault,
        ),
      );
  }
  return problems;
};

/** Abbreviations such as CET are zones as well, and do not follow summer time. */
const isTimeZone = (zone: string): boolean => (zone === "UTC" || zone.includes("/")) && isZone(zone);

/** The same parser as OpenClaw's own, at the version that OpenClaw 2026.9.6 ships. */
function cronFault(expression: string): string | undefined {
  if (dailyOf(expression)) return undefined;
  if (expression.trim().split(/\s+/).length !== 5) return "write five fields, separated by spaces";
  try {
    return new libraries.croner.Cron(expression).nextRun()
      ? undefined
      : "choose a date that exists: this one never comes";
  } catch (cause) {
    return (cause as Error).message.replace(/^CronPattern: /, "");
  }
}
