import * as z from "zod";

const token = z.enum(["literal", "variable", "secretref", "redacted", "absent"]);

/** What is known of one instance. Every fact is optional: what could not be read is named in `unknown`. No value in it is a credential's. */
const record = z.object({
  format: z.literal(1).default(1),
  instance: z.string().nullable().optional(),
  openclaw: z.string().optional(),
  timezone: z.string().nullable().optional(),
  config: z.object({ comments: z.boolean().nullable() }).partial().optional(),
  gateway: z
    .object({ mode: z.string().nullable(), bind: z.string().nullable(), port: z.number().nullable(), tailscale: z.string().nullable(), trustedProxies: z.number(), authMode: z.string().nullable() })
    .partial()
    .optional(),
  channels: z
    .record(z.string(), z.object({ configured: z.boolean(), enabled: z.boolean(), accounts: z.number(), peers: z.number() }).partial())
    .optional(),
  agents: z.array(z.object({ id: z.string(), default: z.boolean().default(false) })).optional(),
  hooks: z
    .object({
      enabled: z.boolean(),
      path: z.string().nullable(),
      token,
      tokenVariable: z.string(),
      transformsDir: z.string().nullable(),
      mappings: z.array(z.object({ id: z.string().nullable(), path: z.string().nullable(), action: z.string().nullable(), catchAll: z.boolean() })),
      allowedAgentIds: z.array(z.string()).nullable(),
      allowedSessionKeyPrefixes: z.array(z.string()).nullable(),
      allowRequestSessionKey: z.boolean(),
      defaultSessionKey: z.boolean(),
    })
    .partial()
    .optional(),
  cron: z.object({ webhookToken: token, tokenVariable: z.string(), allowedHostnames: z.array(z.string()), skipMissedJobs: z.boolean() }).partial().optional(),
  lengths: z.record(z.string(), z.number()).optional(),
  unknown: z.array(z.string()).optional(),
});

/** One instance as `environment --from` recorded it. */
export type Environment = z.infer<typeof record>;

export const environmentSchema = record;

/** The records of one file by instance; a record that names none stands under `*` and is meant for all. */
export type Environments = Record<string, Environment>;

/**
 * Reads an environment file: one record, or `{ "instances": { name: record } }`.
 * @param file its name, for messages only
 * @throws Error that says what was found where, and what to do
 */
export function readEnvironment(text: string, file: string): Environments {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file}: found no JSON (${(cause as Error).message}), expected what environment --from prints`);
  }
  const several = z.object({ instances: z.record(z.string(), record) }).safeParse(value);
  if (several.success) return several.data.instances;
  const one = record.safeParse(value);
  if (!one.success) {
    const [issue] = one.error.issues;
    throw new Error(`${file}: ${issue?.path.join(".") || "the file"}: ${issue?.message}, expected what environment --from prints`);
  }
  return { [one.data.instance ?? "*"]: one.data };
}

/** What a document about several instances may rely on: a channel that one of them has is provided, a fact of one is a fact. */
export function merged(environments: Environments): Environment {
  const all = Object.values(environments);
  const channels = Object.assign({}, ...all.map((one) => one.channels ?? {})) as Environment["channels"];
  return { ...(Object.assign({}, ...all) as Environment), ...(channels ? { channels } : {}) };
}
