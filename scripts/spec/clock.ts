/** A cron expression that fires at one time of the day, on every day or on some of each week. */
export type Daily = { hour: string; minute: string; days: "*" | "1-5" | "0" | "1" | "2" | "3" | "4" | "5" | "6" };

/** How many of a week's days it fires on. */
export const daysAWeek = ({ days }: Daily): number => (days === "*" ? 7 : days === "1-5" ? 5 : 1);

/**
 * The schedules that people write most, read without the cron parser, which takes longer to be loaded and to find a time in a zone than all
 * else that is done with a spec.
 * @returns undefined for every other expression, right or wrong
 */
export function dailyOf(cron: string): Daily | undefined {
  const [, minute = "", hour = "", days = ""] = /^([0-5]?\d) ([01]?\d|2[0-3]) \* \* (\*|1-5|[0-6])$/.exec(cron) ?? [];
  return days === "" ? undefined : { hour, minute, days: days as Daily["days"] };
}
