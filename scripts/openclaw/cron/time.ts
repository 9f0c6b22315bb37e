import { libraries } from "../../libraries.ts";
import { dailyOf } from "../../spec/clock.ts";
import { isZone } from "../../spec/zones.ts";

/** Something wrong with a schedule: the field of the schedule, what was found and what is expected there. */
export type TimeFault = { field: "expr" | "tz"; found: string; expected: string };

/** A duration as dist/parse-duration reads it, in ms; a bare number is in `unit`. Undefined where it is none. */
export function durationMs(text: string, unit: keyof typeof units = "ms"): number | undefined {
  const whole = text.trim().toLowerCase();
  const single = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(whole);
  if (single) return Math.round(Number(single[1]) * units[(single[2] as keyof typeof units | undefined) ?? unit]);
  if (!/^(?:\d+(?:\.\d+)?(?:ms|s|m|h|d))+$/.test(whole)) return undefined;
  let total = 0;
  for (const [, value, own] of whole.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g))
    total += Number(value) * units[own as keyof typeof units];
  return Math.round(total);
}

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Whether a text is a time as dist/parse reads it: milliseconds since 1970, or an ISO date with or without time and zone. */
export function isAbsoluteTime(text: string): boolean {
  const raw = text.trim();
  if (/^\d+$/.test(raw)) return Number(raw) > 0 && Number(raw) <= 8.64e15;
  const iso = /^(\d{4}|[+-]\d{6})-(\d{2})-(\d{2})(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/i.exec(
    raw,
  );
  if (!iso || Number.isNaN(Date.parse(raw))) return false;
  const day = new Date(Date.UTC(Number(iso[1]), Number(iso[2]) - 1, Number(iso[3])));
  return day.getUTCMonth() === Number(iso[2]) - 1;
}

/** Whether an ISO time leaves its zone to be filled in: then `--tz` says which it is. */
export const isWithoutZone = (text: string): boolean => /^\d{4}-\d{2}-\d{2}(?:T[\d:.]+)?$/i.test(text.trim());

/**
 * What croner, which OpenClaw uses in the same version, holds against a cron expression and its zone. Texts that are not known are undefined.
 */
export function cronFault(expr: string | undefined, tz: string | undefined): TimeFault | undefined {
  const zone = tz?.trim();
  if (zone && !isZone(zone)) return { field: "tz", found: zone, expected: "an IANA time zone such as Europe/Berlin" };
  const text = expr?.trim();
  if (!text) return undefined;
  const key = `${text}\n${zone ?? ""}`;
  const expected = unmet.has(key) ? unmet.get(key) : expectedOf(text, zone);
  if (unmet.size >= mostKnown) unmet.clear();
  unmet.set(key, expected);
  return expected === undefined ? undefined : { field: "expr", found: text, expected };
}

/** What was expected of each expression in a zone that was asked for lately; the documents of a design name the same ones many times. */
const unmet = new Map<string, string | undefined>();
const mostKnown = 100;

function expectedOf(expr: string, timezone: string | undefined): string | undefined {
  if (dailyOf(expr)) return undefined;
  try {
    const next = new libraries.croner.Cron(expr, { paused: true, ...(timezone ? { timezone } : {}) }).nextRun();
    return next ? undefined : "an expression that fires at some time";
  } catch {
    return "a cron expression of five or six fields";
  }
}
