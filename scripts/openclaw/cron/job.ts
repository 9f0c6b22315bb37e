import type { Schema } from "../config/schema.ts";
import { isRecord } from "../config/values.ts";
import { walk } from "../config/walk.ts";
import { normalizedJob } from "./normalize.ts";
import { type CronCatalog, type JobProblem, schemaSource } from "./problem.ts";
import { acrossFields } from "./rules.ts";

/**
 * `partial`: what is missing is no problem, the author left parts out. `stored`: the fields that the gateway itself adds to a job are fine;
 * by itself so where the job has `state`, `createdAtMs` or `updatedAtMs`. `defaultAgent`: the id of the default agent, where it is known.
 */
export type JobOptions = { partial?: boolean; stored?: boolean; defaultAgent?: string };

/** Fields that the gateway itself adds (docs of `openclaw cron get --json`); cron.add refuses them. */
const stored = new Set([
  "id",
  "jobId",
  "state",
  "createdAtMs",
  "updatedAtMs",
  "scheduledToolPolicy",
  "configRevision",
  "createdActor",
  "runtimeAuthority",
  "toolsAllowProvenance",
  "toolsAllowExecTarget",
  "status",
  "nextRunAtMs",
  "lastRunAtMs",
]);

/**
 * Holds a job written as JSON to cron.add of a version: what it mends first, its schema, and its rules across fields, in agreement with
 * normalizeCronJobCreate, validateCronAddParams and createJob of the install. Texts that are filled in later are taken as good; so is a time in
 * the past, because a document does not say when it is carried out.
 */
export function checkCronJob(catalog: CronCatalog, given: unknown, options: JobOptions = {}): JobProblem[] {
  if (!isRecord(given)) return [];
  const isStored = options.stored ?? ["state", "createdAtMs", "updatedAtMs"].some((key) => Object.hasOwn(given, key));
  const own = isStored ? Object.fromEntries(Object.entries(given).filter(([key]) => !stored.has(key))) : given;
  const { job, problems } = normalizedJob(own, catalog);
  const root = catalog.cron.add as Schema;
  const shape = walk(root, job, [], {
    root,
    complete: options.partial !== true,
    patch: false,
    legacy: () => undefined,
    refine: () => [],
  });
  const all = [
    ...problems,
    ...shape.map(({ kind, path, found, expected, nearest }): JobProblem => {
      const names = kind === "unknown-key" ? (nearest ?? `one of ${expected}`) : expected;
      return { path, found, expected: names, source: schemaSource, effect: "refused" };
    }),
    ...acrossFields(catalog, job, options.defaultAgent),
  ];
  return all.filter(
    (problem, index) => all.findIndex(({ path }) => path.join("\0") === problem.path.join("\0")) === index,
  );
}
