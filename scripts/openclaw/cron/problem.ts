import type { Catalog } from "../catalog.ts";
import { isPartlyOpen, isPlaceholder } from "../config/values.ts";

/** The parts of a catalog that jobs are held to. */
export type CronCatalog = Pick<Catalog, "cron" | "refusals">;

/**
 * What cron.add holds against a job written as JSON. `ignored`: it does not refuse the value, but drops it without a word and takes its own
 * default instead.
 */
export type JobProblem = {
  path: (string | number)[];
  found: string;
  expected: string;
  source: string;
  effect: "refused" | "ignored";
};

/** What `openclaw cron add` or `cron edit` holds against its flags; `flag` is empty where one is missing. */
export type LineProblem = { flag: string; found: string; expected: string; source: string };

/** The schema's own source. */
export const schemaSource = "CronAddParams of the gateway protocol";

/** The words and the module of a refusal, as a source; undefined in a version that does not have the rule. */
export function sourceOf({ refusals }: CronCatalog, id: string): string | undefined {
  const rule = refusals[id];
  return rule && `${rule.source}: ${rule.says}`;
}

/** Whether the version has script payloads; the rules that came with them are stricter elsewhere too (measured: 2026.9.6, not 2026.7.33). */
export const hasScripts = ({ refusals }: CronCatalog): boolean => refusals["cron/script-trigger"] !== undefined;

/** Whether a text is, wholly or in part, filled in later. */
export const isOpen = (value: unknown): boolean =>
  typeof value === "string" && (isPlaceholder(value) || isPartlyOpen(value) || /\$\w/.test(value));

/** Whether a version takes a webhook address: http or https; 2026.9.6 refuses user and password in it (measured). */
export function isWebhook(value: unknown, catalog: CronCatalog): boolean {
  if (typeof value !== "string") return false;
  if (isOpen(value)) return true;
  if (!URL.canParse(value.trim())) return false;
  const { protocol, username, password } = new URL(value.trim());
  return /^https?:$/.test(protocol) && !(hasScripts(catalog) && (username || password));
}
