import type { ResolvedCommand } from "../commands.ts";
import type { Line } from "./line-flags.ts";
import { deliveryRules, nameRules, payloadRules, sessionRules } from "./line-job.ts";
import { scheduleRules } from "./line-schedule.ts";
import { numberRules, pairRules } from "./line-values.ts";
import { type CronCatalog, isOpen, type LineProblem, sourceOf } from "./problem.ts";

/**
 * Holds the flags of `openclaw cron add` (`create`) or `cron edit` to the rules of its own code, and of the gateway behind it (dist/cron-cli;
 * each confirmed on the real command line of each version). Values that only the running command knows are taken as good.
 */
export function checkCronLine(
  catalog: CronCatalog,
  { path, flags, positionals, spec }: Pick<ResolvedCommand, "path" | "flags" | "positionals" | "spec">,
): LineProblem[] {
  const problems: LineProblem[] = [];
  const given = (...names: string[]) => names.filter((name) => flags.some((flag) => flag.name === name));
  const say = (source: string, flag: string, found: string, expected: string) => {
    if (!problems.some((one) => one.source === source && one.flag === flag))
      problems.push({ flag, found, expected, source });
  };
  const line: Line = {
    catalog,
    edit: path.at(-1) === "edit",
    given,
    has: (...names) => given(...names).length > 0,
    value: (name) => flags.findLast((flag) => flag.name === name && !flag.opaque && !isOpen(flag.value))?.value,
    known: (...names) => names.filter((name) => spec?.flags[name]),
    positionals: positionals.map(({ value }) => value),
    say,
    report: (id, flag, found, expected) => {
      const source = sourceOf(catalog, id);
      if (source) say(source, flag, found, expected);
    },
  };
  if (line.has("--help")) return [];
  for (const rule of [scheduleRules, payloadRules, sessionRules, deliveryRules, nameRules, numberRules, pairRules])
    rule(line);
  return problems;
}
