import type { z } from "zod/mini";
import type { environmentSchema } from "./schema.ts";

/** The record of one instance. */
export type Environment = z.infer<typeof environmentSchema>;

/** Records by the instance's name; under `*` the one that names none, which belongs to every instance. */
export type Environments = Record<string, Environment>;

/** Stands for every instance in `Environments`. */
export const everyInstance = "*";

/** The record that belongs to an instance, or null. */
export const environmentOf = (all: Environments, name: string): Environment | null =>
  (Object.hasOwn(all, name) ? all[name] : all[everyInstance]) ?? null;

/** What a document about several instances may rely on: a channel that one of them has is provided; else the last word counts. */
export function merged(environments: Environments): Environment {
  const all = Object.values(environments);
  const channels: NonNullable<Environment["channels"]> = {};
  for (const record of all)
    for (const [id, channel] of Object.entries(record.channels ?? {}))
      if (!channels[id]?.configured) channels[id] = channel;
  return { ...Object.assign({}, ...all), ...(all.some((record) => record.channels) ? { channels } : {}) };
}
