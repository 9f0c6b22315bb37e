/**
 * The shape of `bridge.yaml`. Every key may be missing or null, because half-filled specs are normal; no key may be
 * unknown. Each `error` text completes the sentence "expected …" of a problem.
 */
import * as z from "zod/mini";
import * as words from "./words.ts";

// No code is made from text at run time; for one spec a run, making it would take longer than it saves.
z.config({ jitless: true, ...z.locales.en() });

type Open<T extends z.ZodMiniType> = z.ZodMiniOptional<z.ZodMiniNullable<T>>;
const opened = new Map<z.ZodMiniType, z.ZodMiniType>();

/** That a value may be missing or null; made once for each schema, since most of the model is a few schemas many times over. */
function open<T extends z.ZodMiniType>(schema: T): Open<T> {
  const made = opened.get(schema) ?? z.optional(z.nullable(schema));
  opened.set(schema, made);
  return made as Open<T>;
}

/** Longest free text a spec may hold, in characters: what fits on the memo's one page. */
export const longestText = 600;

const like = (pattern: RegExp, expected: string) => z.string().check(z.regex(pattern, { error: expected }));
const id = like(/^[a-z][a-z0-9-]{0,39}$/, "lower-case letters, digits and hyphens, starting with a letter, at most 40");
const line = z.string().check(
  z.minLength(1, { error: "at least one character" }),
  z.maxLength(longestText, { error: `at most ${longestText} characters` }),
  z.regex(/^[^\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]*$/u, {
    error: "one line of text without control characters",
  }),
);
const duration = like(/^[1-9][0-9]{0,3}(s|m|h|d)$/, "a duration such as 30s, 15m, 24h or 7d");
const fieldName = like(/^[a-z][A-Za-z0-9]{0,39}$/, "a field name in camelCase, at most 40 characters");
const variable = like(/^[A-Z][A-Z0-9_]{2,63}$/, "the name of an environment variable, such as BRIDGE_HOOK_TOKEN");
const among = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most));
const list = <T extends z.ZodMiniType>(item: T, least: number, most?: number) =>
  z.array(item).check(z.minLength(least), ...(most === undefined ? [] : [z.maxLength(most)]));

const scalars = ["string", "integer", "number", "boolean", "timestamp", "url"] as const;
const scalar = z.enum(scalars);
const limits = {
  description: open(line),
  optional: open(z.boolean()),
  enum: open(list(z.union([line, z.number(), z.boolean()]), 1)),
  maxLength: open(among(1, 20_000)),
  minimum: open(z.number()),
  maximum: open(z.number()),
};

/** One payload field of a contract; `items: string` is short for `items: { type: string }`. */
export const payloadField = z.strictObject({
  type: z.enum([...scalars, "array"]),
  items: open(z.union([scalar, z.strictObject({ type: scalar, ...limits })])),
  maxItems: open(among(1, 1000)),
  ...limits,
});

const openclawInstance = z.strictObject({
  kind: z.literal("openclaw"),
  version: open(like(/^\d{4}\.\d{1,2}\.\d{1,3}$/, "an OpenClaw version such as 2026.9.6")),
  agent: open(id),
  reader: open(id),
  timezone: open(line),
  machine: open(id),
  reachableFrom: open(z.array(id)),
  url: open(line),
  proxy: open(line),
  sleeps: open(z.boolean()),
});
const serviceInstance = z.strictObject({
  kind: z.literal("service"),
  url: open(line),
  reachableFrom: open(z.array(id)),
});
const humanInstance = z.strictObject({
  kind: z.literal("human"),
  channel: open(id),
  target: open(line),
  chat: open(z.enum(words.chats)),
});

export const instance = z.discriminatedUnion("kind", [openclawInstance, serviceInstance, humanInstance]);

const command = list(line, 1, 40);

/** When a receiver asks its reader something: every payload field named in `when` has one of the values beside it; without it, always. */
const ask = z.strictObject({
  when: open(z.record(fieldName, list(z.union([line, z.number(), z.boolean()]), 1))),
  question: line,
  choices: list(line, 2, 5),
});

export const flow = z.strictObject({
  from: open(id),
  to: open(id),
  pattern: open(z.enum(words.patterns)),
  transport: open(z.enum(words.transports)),
  guarantee: open(z.enum(words.guarantees)),
  schedule: open(z.strictObject({ cron: open(line), every: open(duration), exact: open(z.boolean()) })),
  trigger: open(id),
  produce: open(z.strictObject({ command: open(command), agent: open(line) })),
  via: open(id),
  handOff: open(id),
  ask: open(ask),
  answers: open(id),
  escalate: open(z.strictObject({ after: duration, to: id })),
  act: open(z.strictObject({ on: line, command })),
  work: open(z.strictObject({ command })),
  silence: open(z.strictObject({ after: duration })),
  failure: open(z.strictObject({ to: open(id), there: open(id) })),
});

export const contract = z.strictObject({
  event: open(
    z.string().check(
      z.regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*){1,5}$/, {
        error: "a dotted event name such as server.audit.completed",
      }),
      z.maxLength(100, { error: "at most 100 characters" }),
    ),
  ),
  payload: open(z.record(fieldName, payloadField)),
  idempotencyKey: open(list(fieldName, 1, 6)),
  expires: open(duration),
  backlog: open(z.enum(words.backlogs)),
});

/** The whole of `bridge.yaml`. The six sections are the six steps of the workflow, in their order. */
export const spec = z.strictObject({
  bridge: id,
  locale: open(z.enum(words.locales)),
  objective: open(
    z.strictObject({ outcome: open(z.enum(words.outcomes)), statement: open(line), success: open(line) }),
  ),
  instances: open(z.record(id, instance)),
  flows: open(z.record(id, flow)),
  contract: open(z.record(id, contract)),
  trust: open(
    z.strictObject({
      authority: open(z.record(line, id)),
      credentials: open(
        z.record(
          variable,
          z.strictObject({
            owner: open(id),
            usedBy: open(z.array(id)),
            storedAs: open(z.enum(words.credentialStores)),
          }),
        ),
      ),
      approvals: open(
        z.array(
          z.strictObject({
            action: z.enum(Object.keys(words.approvalActions) as [words.ApprovalAction]),
            on: id,
            approvedBy: open(line),
          }),
        ),
      ),
      onTimeout: open(z.enum(words.timeoutPolicies)),
    }),
  ),
  rollout: open(z.strictObject({ backupTo: open(line) })),
  verification: open(z.strictObject({ within: open(duration) })),
  lint: open(z.strictObject({ allow: open(z.array(z.strictObject({ rule: line, reason: line }))) })),
});

export type Spec = z.infer<typeof spec>;
export type Instance = z.infer<typeof instance>;
export type Flow = z.infer<typeof flow>;
export type Contract = z.infer<typeof contract>;
export type PayloadField = z.infer<typeof payloadField>;

/**
 * The JSON Schema (draft 2020-12) of `bridge.yaml`, for editors and for the drift test.
 * @returns a plain JSON value
 */
export function specJsonSchema(): Record<string, unknown> {
  return { $id: "bridge.schema.json", title: "bridge.yaml", ...z.toJSONSchema(spec, { target: "draft-2020-12" }) };
}
