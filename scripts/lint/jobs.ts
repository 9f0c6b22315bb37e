import { at, type Data, everyValue, keyPlace, textAt } from "./document/data.ts";
import type { PlacedData } from "./document/document.ts";
import type { Place } from "./document/source.ts";
import type { OpenclawCall } from "./facts.ts";

/** One property of a job: its value as text, and where it is set. `opaque`: known only when the command runs. */
export type Field = { text: string; opaque: boolean; place: Place };

/** A cron job, written as a command line or as JSON. A field that the job does not set is missing. */
export type Job = {
  from: "line" | "json";
  /** `edit` changes a job that is there already: what it leaves out says nothing. */
  action: "add" | "edit";
  place: Place;
  wrong: boolean;
  call?: OpenclawCall;
  data?: Data;
  fields: Partial<Record<FieldName, Field>>;
};

/** The flag and the JSON path that set each field (`openclaw cron add --help`; CronAddParams of the gateway protocol). */
const fieldTable = {
  name: { flags: ["--name"], json: [["name"]] },
  at: { flags: ["--at"], json: [["schedule", "at"]] },
  every: {
    flags: ["--every"],
    json: [
      ["schedule", "everyMs"],
      ["schedule", "every"],
    ],
  },
  cron: {
    flags: ["--cron"],
    json: [
      ["schedule", "expr"],
      ["schedule", "cron"],
    ],
  },
  tz: { flags: ["--tz"], json: [["schedule", "tz"]] },
  exact: { flags: ["--exact"], json: [] },
  stagger: { flags: ["--stagger"], json: [["schedule", "staggerMs"]] },
  session: { flags: ["--session"], json: [["sessionTarget"]] },
  agent: { flags: ["--agent"], json: [["agentId"]] },
  message: { flags: ["--message"], json: [["payload", "message"]] },
  systemEvent: { flags: ["--system-event"], json: [["payload", "text"]] },
  command: {
    flags: ["--command", "--command-argv"],
    json: [
      ["payload", "argv"],
      ["payload", "command"],
    ],
  },
  script: { flags: ["--script", "--script-file"], json: [["payload", "script"]] },
  environment: { flags: ["--command-env"], json: [["payload", "env"]] },
  announce: { flags: ["--announce", "--deliver"], json: [] },
  noDeliver: { flags: ["--no-deliver"], json: [] },
  mode: { flags: [], json: [["delivery", "mode"]] },
  webhook: { flags: ["--webhook"], json: [] },
  channel: { flags: ["--channel"], json: [["delivery", "channel"]] },
  to: { flags: ["--to"], json: [["delivery", "to"]] },
  failureAlert: {
    flags: ["--failure-alert", "--failure-alert-to", "--failure-alert-channel", "--failure-alert-after"],
    json: [["failureAlert"], ["delivery", "failureDestination"]],
  },
  trigger: { flags: ["--trigger-script"], json: [["trigger"]] },
  disabled: { flags: ["--disabled"], json: [["enabled"]] },
} as const satisfies Record<string, { flags: readonly string[]; json: readonly (readonly string[])[] }>;

export type FieldName = keyof typeof fieldTable;

/** The job that an `openclaw cron add` or `cron edit` line makes, under whichever alias; undefined for other lines. */
export function jobOfLine(call: OpenclawCall): Job | undefined {
  const [group, action] = call.resolved.path;
  if (group !== "cron" || (action !== "add" && action !== "edit")) return undefined;
  const fields: Job["fields"] = {};
  for (const [name, { flags }] of Object.entries(fieldTable)) {
    const flag = call.resolved.flags.find((one) => (flags as readonly string[]).includes(one.name));
    if (!flag) continue;
    const word = call.words[flag.index];
    const value = call.words[flag.index + 1];
    const inWord = word?.text.includes("=") === true;
    fields[name as FieldName] = {
      text: flag.value ?? "",
      opaque: (inWord ? word?.opaque : flag.value !== undefined && value?.opaque) === true,
      place: word?.place ?? call.place,
    };
  }
  if (fields.webhook) fields.to = fields.webhook;
  return { from: "line", action, place: call.place, wrong: call.wrong, call, fields };
}

/** Every cron job inside some data: the data itself, an item of `jobs`, the `job` or `params` of a tool call. */
export function* jobShape(data: Data): Generator<Data> {
  for (const { path, data: one } of everyValue(data)) {
    if (path.length > 3 || one.type !== "object") continue;
    if (
      path.some((step) => step === "job") &&
      at(data, "action")?.type === "scalar" &&
      textAt(data, "action") === "finished"
    )
      continue;
    const schedule = at(one, "schedule");
    const others = ["payload", "sessionTarget", "delivery", "wakeMode"].filter((key) => at(one, key) !== undefined);
    const scheduled =
      schedule?.type === "object" &&
      ["kind", "expr", "cron", "at", "everyMs", "every"].some((key) => at(schedule, key));
    if ((scheduled && others.length >= 1) || others.length >= 3) yield one;
  }
}

/** The job that some JSON describes. */
export function jobOfData(data: Data, { wrong }: PlacedData): Job {
  const fields: Job["fields"] = {};
  for (const [name, { json }] of Object.entries(fieldTable))
    for (const path of json) {
      const found = at(data, ...path);
      if (!found || fields[name as FieldName]) continue;
      const text = found.type === "scalar" ? String(found.value) : "…";
      fields[name as FieldName] = { text, opaque: /^<|\$\{/.test(text), place: keyPlace(data, [...path]) };
    }
  const { mode, to, stagger, disabled } = fields;
  if (mode?.text === "webhook" && to) fields.webhook = to;
  if (mode?.text === "announce") fields.announce = mode;
  if (mode?.text === "none") fields.noDeliver = mode;
  if (stagger?.text === "0") fields.exact = stagger;
  if (disabled && disabled.text !== "false") delete fields.disabled;
  return { from: "json", action: "add", place: firstLine(data.place), wrong, data, fields };
}

const firstLine = (place: Place): Place => ({ ...place, endLine: place.line, endColumn: place.column + 1 });
