import * as z from "zod/mini";
import { InputError, text } from "../../spec/text.ts";
import { type Environment, type Environments, everyInstance } from "./record.ts";

// As for the spec: no code is made from text at run time.
z.config({ jitless: true, ...z.locales.en() });

const optional = <T extends z.ZodMiniType>(schema: T) => z.nullish(schema);
const atMost = (characters: number) => z.string().check(z.maxLength(characters));
const between = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most));
const list = <T extends z.ZodMiniType>(item: T, most: number) => z.array(item).check(z.maxLength(most));
const short = atMost(200);
const flag = optional(z.boolean());
const count = optional(between(0, 1_000_000));

/**
 * How a token is there: written out, through `${VARIABLE}`, through a SecretRef, shown redacted (so that nobody can tell which
 * of these), or not at all.
 */
export const tokenForms = ["literal", "variable", "secretref", "redacted", "absent"] as const;
const token = optional(z.enum(tokenForms));
const variable = optional(z.string().check(z.regex(/^[A-Z_][A-Z0-9_]{0,63}$/)));

const mapping = z.object({ id: optional(short), path: optional(short), action: optional(short), catchAll: flag });
const channel = z.object({ configured: flag, accounts: count, installed: flag, enabled: flag, peers: count });

/**
 * What is known of one OpenClaw instance. Made from an allow-list of facts, so that no secret can be in it. Every key may be
 * missing, because a record written by hand says what its writer knows; `unknown` is there in those that `environment` made.
 */
export const environmentSchema = z.object({
  format: optional(z.literal(1)),
  instance: optional(short),
  openclaw: optional(
    z.string().check(z.regex(/^\d{4}\.\d{1,2}\.\d{1,3}/, { error: "an OpenClaw version such as 2026.9.6" })),
  ),
  timezone: optional(short),
  config: optional(z.object({ comments: flag })),
  gateway: optional(
    z.object({
      mode: optional(short),
      bind: optional(short),
      port: optional(between(0, 65_535)),
      tailscale: optional(short),
      trustedProxies: count,
      authMode: optional(short),
    }),
  ),
  channels: optional(z.record(atMost(60), channel)),
  agents: optional(list(z.object({ id: short, default: flag }), 500)),
  agentsList: flag,
  hooks: optional(
    z.object({
      enabled: flag,
      path: optional(short),
      token,
      tokenVariable: variable,
      transformsDir: optional(z.enum(["default", "own", "foreign"])),
      mappings: optional(list(mapping, 1000)),
      allowedAgentIds: optional(list(short, 500)),
      allowedSessionKeyPrefixes: optional(list(short, 500)),
      allowRequestSessionKey: flag,
      defaultSessionKey: flag,
    }),
  ),
  cron: optional(
    z.object({
      webhookToken: token,
      tokenVariable: variable,
      allowedHostnames: optional(list(short, 500)),
      allowPrivateNetwork: flag,
      skipMissedJobs: flag,
    }),
  ),
  lengths: optional(z.record(atMost(80), between(0, 100_000))),
  unknown: optional(list(atMost(300), 100)),
});

const severalSchema = z.object({ instances: z.record(atMost(60), environmentSchema) });

/** The largest environment file read, in bytes. */
export const largestEnvironment = 1024 * 1024;

/**
 * Reads the text of an environment file: one record, or `{ "instances": { name: record } }`.
 * @param file its name, for messages only
 * @throws InputError with the file's name, the place, and what was expected there
 */
export function readEnvironment(content: string, file: string): Environments {
  let value: unknown;
  try {
    value = JSON.parse(content.replace(/^\uFEFF/, ""));
  } catch {
    throw new InputError(
      text(
        `${file}: is no JSON, expected what \`bridge.mjs environment --from DIR\` writes`,
        `${file}：不是 JSON，应该是 \`bridge.mjs environment --from DIR\` 写出的内容`,
      ),
    );
  }
  const several = typeof value === "object" && value !== null && "instances" in value;
  const read = several ? severalSchema.safeParse(value) : environmentSchema.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const [place, why] = [issue?.path.join(".") ?? "", issue?.message ?? ""];
    throw new InputError(
      text(
        `${file}: ${place || "the record"}: ${why}`,
        `${file}：${place || "整个记录"}：不是 \`bridge.mjs environment --from DIR\` 会写的内容`,
      ),
    );
  }
  if ("instances" in read.data) return read.data.instances;
  const record = read.data as Environment;
  return { [record.instance ?? everyInstance]: record };
}
