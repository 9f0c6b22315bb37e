import { Cron } from "croner";
import { type AnsweredFlow, type Human, isResent, type OpenclawSide, type Schedule } from "../spec/answers.ts";
import type { Job } from "./plan.ts";
import { inboxHome, pace } from "./resend.ts";
import { openclaw, pathWord, quote, raw } from "./shell.ts";

/** Where the bridge's own files live on a sender, as the job's shell sees it. */
export const homeOf = (bridge: string): string => `"$HOME"/.openclaw/bridges/${bridge}`;

/** How whatever sees the event fires a flow's job (scripts/glue/fire.sh). */
export const fireCommand = (bridge: string, flow: string): string => `sh ${homeOf(bridge)}/fire.sh ${flow}`;

/** Longest a produce command may run, in seconds. */
const commandSeconds = 300;

/**
 * A job that a trigger fires stays disabled: `openclaw cron run` runs a disabled job, alerts included (measured on
 * 2026.9.6). Every job must have a schedule all the same; a date more than ten years ahead is refused.
 */
const idleSchedule = { definition: { kind: "every", everyMs: 365 * 86_400_000 }, flags: ["--every", "365d"] };

/** Where a run's result goes; `none`: the run itself keeps it. */
type Where = { url: string } | Pick<Human, "channel" | "target"> | "none";
/** A part of a job: as `cron.add` takes it, and as the command line says it. */
type Part = { definition: Record<string, unknown>; flags: string[] };

/** The cron job that makes a flow's event, created disabled. */
export const job = (
  id: string,
  bridge: string,
  flow: AnsweredFlow,
  sender: OpenclawSide,
  where: Where,
  example: unknown,
): Job =>
  jobOf(
    { side: sender, purpose: "produce", file: flow.name, name: id, declarationKey: `bridge:${bridge}:${flow.name}` },
    schedule(flow.cause, sender.timezone),
    payload(bridge, flow, example),
    deliveryOf(where),
  );

/**
 * The jobs that keep a flow going which is sent again until it is settled: the sender's drain and the receiver's watch. Both say
 * nothing where nothing has to be heard, and OpenClaw announces no empty result.
 */
export function upkeep(
  id: string,
  bridge: string,
  flow: AnsweredFlow,
  sides: { sender: OpenclawSide; receiver: OpenclawSide },
  { failure, reader }: { failure: Human; reader: Human },
): Job[] {
  const jobFor = (side: OpenclawSide, purpose: "drain" | "watch", every: string, line: string): Job =>
    jobOf(
      {
        side,
        purpose,
        file: `${flow.name}.${purpose}`,
        name: `${id}-${purpose}`,
        declarationKey: `bridge:${bridge}:${flow.name}:${purpose}`,
      },
      { definition: { kind: "every", everyMs: seconds(every) * 1000 }, flags: ["--every", every] },
      commandPart(line, upkeepSeconds),
      deliveryOf(failure),
    );
  const home = homeOf(bridge);
  const inbox = pathWord(inboxHome(bridge, flow.transport === "webhook")).raw;
  return [
    ...(flow.transport === "files" ? [takeJob(id, bridge, flow, sides.receiver, reader)] : []),
    jobFor(
      sides.sender,
      "drain",
      `${pace.drain}s`,
      `exec 2>>${home}/${flow.name}.log; ${home}/node ${home}/outbox.mjs drain ${home}/${flow.name}.outbox.json`,
    ),
    jobFor(
      sides.receiver,
      "watch",
      `${pace.watch}s`,
      `exec 2>>${inbox}/${flow.name}.log; ${inbox}/node ${inbox}/inbox.mjs watch ${inbox}/${flow.name}.json`,
    ),
  ];
}

/**
 * The agent's turn that takes what lies in the inbox, on one machine. A script looks first, and only where something waits is there a
 * turn: an empty folder costs no model run (docs/automation/cron-jobs/schedules.md, measured on 2026.9.6).
 */
function takeJob(id: string, bridge: string, flow: AnsweredFlow, receiver: OpenclawSide, reader: Human): Job {
  const every = `${pace.take}s`;
  const message = `Bridge ${bridge}: do for ${flow.contract.event} what your AGENTS.md says.`;
  const part = jobOf(
    {
      side: receiver,
      purpose: "take",
      file: `${flow.name}.take`,
      name: `${id}-take`,
      declarationKey: `bridge:${bridge}:${flow.name}:take`,
    },
    {
      definition: { kind: "every", everyMs: pace.take * 1000 },
      flags: ["--every", every, "--trigger-script", gateFile(flow.name)],
    },
    { definition: { kind: "agentTurn", message }, flags: ["--message", message] },
    deliveryOf(reader),
  );
  return { ...part, definition: { ...part.definition, trigger: { script: gateScript(bridge, flow.name).trim() } } };
}

/** The file of the script that looks into the inbox. */
export const gateFile = (flow: string): string => `./${flow}.gate.js`;

/**
 * Looks into the inbox, and lets the agent's turn begin where something waits; for the same event again only after a quarter of an hour,
 * so that an agent that does not claim costs no more. Ids of the spec are all that varies, and they hold letters, digits and hyphens.
 */
export const gateScript = (bridge: string, flow: string): string =>
  [
    `const seen = await exec({ command: ${JSON.stringify(`${inboxHome(bridge, false)}/${flow}.inbox next`)} });`,
    `const key = /^Bridge event ([0-9a-f]{64})$/m.exec(String(seen?.aggregated ?? ""))?.[1] ?? "";`,
    "const last = trigger.state ?? {};",
    "const again = key !== last.key || Date.now() - last.at > 15 * 60 * 1000;",
    `json({ fire: key !== "" && again, state: key !== "" && again ? { key, at: Date.now() } : last });`,
    "",
  ].join("\n");

/** Longest that a drain or a watch may run, in seconds. */
const upkeepSeconds = 60;

/**
 * A cron job, created disabled. A wall-clock schedule carries its time zone and is exact: top-of-hour jobs are otherwise moved by
 * up to five minutes (docs/automation/cron-jobs/schedules.md).
 */
function jobOf(
  about: { side: OpenclawSide; purpose: Job["purpose"]; file: string; name: string; declarationKey: string },
  when: Part,
  what: Part,
  delivery: Part,
): Job {
  const { side, name, declarationKey } = about;
  return {
    ...about,
    side: side.name,
    what: what.flags,
    definition: {
      name,
      declarationKey,
      agentId: side.agent,
      enabled: false,
      schedule: when.definition,
      sessionTarget: "isolated",
      wakeMode: "now",
      payload: what.definition,
      delivery: delivery.definition,
    },
    create: openclaw(
      "cron",
      "add",
      "--name",
      name,
      "--declaration-key",
      declarationKey,
      "--agent",
      side.agent,
      ...when.flags,
      "--session",
      "isolated",
      ...what.flags,
      ...delivery.flags,
      "--disabled",
      "--json",
    ),
  };
}

function deliveryOf(where: Where): Part {
  if (where === "none") return { definition: { mode: "none" }, flags: ["--no-deliver"] };
  if ("url" in where) return { definition: { mode: "webhook", to: where.url }, flags: ["--webhook", where.url] };
  return {
    definition: { mode: "announce", channel: where.channel, to: where.target },
    flags: ["--announce", "--channel", where.channel, "--to", where.target],
  };
}

/** The failure alert of a job: from the first failure, on a route of its own. `cron add` has no flags for it. */
export const failureAlert = (failure: Human): string =>
  openclaw(
    "cron",
    "edit",
    raw('"$job"'),
    "--failure-alert",
    "--failure-alert-after",
    "1",
    "--failure-alert-cooldown",
    "0s",
    "--failure-alert-mode",
    "announce",
    "--failure-alert-channel",
    failure.channel,
    "--failure-alert-to",
    failure.target,
  );

function schedule(cause: AnsweredFlow["cause"], timezone: string): Part {
  if ("trigger" in cause) return idleSchedule;
  const { schedule: when } = cause;
  if ("every" in when)
    return { definition: { kind: "every", everyMs: seconds(when.every) * 1000 }, flags: ["--every", when.every] };
  return {
    definition: { kind: "cron", expr: when.cron, tz: timezone, ...(when.exact ? { staggerMs: 0 } : {}) },
    flags: ["--cron", when.cron, "--tz", timezone, ...(when.exact ? ["--exact"] : [])],
  };
}

function payload(bridge: string, flow: AnsweredFlow, example: unknown): Part {
  if ("agent" in flow.produce) {
    const message = agentMessage(flow.produce.agent, flow.transport === "chat", example);
    return { definition: { kind: "agentTurn", message }, flags: ["--message", message] };
  }
  const home = homeOf(bridge);
  const then = isResent(flow)
    ? `${home}/outbox.mjs add ${home}/${flow.name}.outbox.json`
    : `${home}/emit.mjs ${home}/${flow.name}.settings.json`;
  // A login shell resets PATH, and what a command writes to stderr would become part of the event (measured on 2026.9.6).
  return commandPart(
    `exec 2>>${home}/${flow.name}.log; out=$(${flow.produce.command.map(quote).join(" ")}) && printf '%s' "$out" | ${home}/node ${then}`,
    commandSeconds,
  );
}

const commandPart = (line: string, timeoutSeconds: number): Part => ({
  definition: { kind: "command", argv: ["sh", "-lc", line], timeoutSeconds },
  flags: ["--command", line, "--timeout-seconds", String(timeoutSeconds)],
});

/** What an agent is asked to produce. It writes the envelope itself, and nobody checks it before the receiver. */
function agentMessage(instruction: string, forPeople: boolean, example: unknown): string {
  if (forPeople)
    return `${instruction}\n\nReply with at most five short bullets for people. No credentials, no file contents.`;
  return [
    instruction,
    "",
    "Reply with exactly one line of JSON, without a code fence and without any other text, in this form, with the real values, the present time, and the date of today in the id:",
    JSON.stringify(example),
    "No credentials, no file contents.",
  ].join("\n");
}

/** Seconds in a duration such as 30s, 15m, 24h or 7d. */
export function seconds(duration: string): number {
  const unit = { s: 1, m: 60, h: 3600, d: 86_400 }[duration.at(-1) as "s" | "m" | "h" | "d"];
  return Number.parseInt(duration, 10) * (unit ?? 1);
}

/** How often a schedule fires a day, averaged over four weeks; null for a trigger, which nobody can foresee. */
export function runsPerDay(cause: AnsweredFlow["cause"], timezone: string): number | null {
  if ("trigger" in cause) return null;
  const { schedule: when } = cause;
  if ("every" in when) return Math.round((86_400 / seconds(when.every)) * 10) / 10;
  const days = 28;
  const start = new Date("2026-01-01T00:00:00Z");
  const end = new Date(start.getTime() + days * 86_400_000);
  const cron = new Cron(when.cron, { timezone });
  let runs = 0;
  for (let at = cron.nextRun(start); at !== null && at < end; at = cron.nextRun(at)) runs++;
  return Math.round((runs / days) * 10) / 10;
}

/** When a flow runs, in words. */
export function whenText(cause: AnsweredFlow["cause"], timezone: string): string {
  if ("trigger" in cause) return `whenever ${cause.trigger} happens`;
  const when: Schedule = cause.schedule;
  return "every" in when
    ? `every ${when.every}`
    : `${cronText(when.cron)} (${timezone}${when.exact ? ", to the minute" : ""})`;
}

/** The schedules that people write most, in words; every other one as the expression that it is. */
function cronText(cron: string): string {
  const [, minute = "", hour = "", days = ""] = /^(\d{1,2}) (\d{1,2}) \* \* (\*|1-5)$/.exec(cron) ?? [];
  if (days === "") return `by the cron expression ${cron}`;
  return `${days === "*" ? "every day" : "Monday to Friday"} at ${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
}
