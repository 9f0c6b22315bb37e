import { libraries } from "../libraries.ts";
import { type AnsweredFlow, type Human, isKept, isQuiet, type OpenclawSide, type Schedule } from "../spec/answers.ts";
import { dailyOf, daysAWeek } from "../spec/clock.ts";
import { joined, type Text, text } from "../spec/text.ts";
import type { Locale } from "../spec/words.ts";
import { inboxHome, pace } from "./keep.ts";
import type { Job } from "./plan.ts";
import { openclaw, pathWord, quote, raw } from "./shell.ts";

/** Where the bridge's own files live on a sender, as the job's shell sees it. */
export const homeOf = (place: string): string => `"$HOME"/.openclaw/bridges/${place}`;

/** How whatever sees the event fires a flow's job (scripts/glue/fire.sh). */
export const fireCommand = (place: string, flow: string): string => `sh ${homeOf(place)}/fire.sh ${flow}`;

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

/** What an agent is shown as the form of its answer, and the language of the design. */
type Wanted = { example: unknown; locale: Locale };

/** The cron job that makes a flow's event, created disabled. */
export const job = (
  id: string,
  place: string,
  bridge: string,
  flow: AnsweredFlow,
  sender: OpenclawSide,
  where: Where,
  wanted: Wanted,
): Job =>
  jobOf(
    { side: sender, purpose: "produce", file: flow.name, name: id, declarationKey: `bridge:${bridge}:${flow.name}` },
    schedule(flow.cause, sender.timezone),
    payload(place, flow, wanted),
    deliveryOf(where),
  );

/**
 * The jobs that keep a flow going, of which both sides keep each event. All but the agent's turn say nothing where nothing has to be
 * heard, and OpenClaw announces no empty result.
 */
export function upkeep(
  id: string,
  place: string,
  bridge: string,
  flow: AnsweredFlow,
  { sender, receiver }: { sender: OpenclawSide; receiver: OpenclawSide | undefined },
  places: Record<string, string>,
  people: { failure: Human; failureThere: Human; reader: Human; carrier: Human | null; humans: Record<string, Human> },
): Job[] {
  const { name } = flow;
  const { failure, failureThere, reader, carrier, humans } = people;
  const quiet = isQuiet(flow);
  const home = homeOf(place);
  const inbox = pathWord(inboxHome(place, flow.transport === "webhook")).raw;
  const at = (folder: string, line: string) => `exec 2>>${folder}/${name}.log; ${folder}/node ${folder}/${line}`;
  const on = (
    side: OpenclawSide,
    purpose: Job["purpose"],
    every: number,
    line: string,
    to: Human | null,
    limit = upkeepSeconds,
  ): Job =>
    jobOf(
      {
        side,
        purpose,
        file: `${name}.${purpose}`,
        name: `${id}-${purpose}`,
        declarationKey: `bridge:${bridge}:${name}:${purpose}`,
      },
      { definition: { kind: "every", everyMs: every * 1000 }, flags: ["--every", `${every}s`] },
      commandPart(line, limit),
      deliveryOf(to ?? "none"),
    );
  // Who gets a job's alert is no route for what went well: both would fail together.
  const other = (human: Human, alerted: Human) => (human.target === alerted.target ? null : human);
  const escalated = flow.escalate ? (humans[flow.escalate.to] ?? failure) : failure;
  const works = flow.work !== null || flow.answers !== null;
  // An answer is worked off by the outbox of the question, which lies on the same machine.
  const asking = homeOf(places[flow.answers ?? ""] ?? "");
  const worker = flow.answers
    ? `${asking}/node ${asking}/outbox.mjs answer ${asking}/${flow.answers}.outbox.json`
    : words(flow.work?.command ?? []);
  return [
    ...(receiver && flow.transport === "files" && !quiet ? [takeJob(id, place, bridge, flow, receiver, reader)] : []),
    on(sender, "drain", pace.drain, at(home, `outbox.mjs drain ${home}/${name}.outbox.json`), failure),
    ...(flow.escalate
      ? [on(sender, "escalate", pace.drain, at(home, `outbox.mjs escalate ${home}/${name}.outbox.json`), escalated)]
      : []),
    ...(flow.act
      ? [
          on(
            sender,
            "act",
            pace.work,
            `exec 2>>${home}/${name}.log; sh ${home}/work.sh answer ${home}/${name}.outbox.json ${words(flow.act.command)}`,
            carrier ?? other(escalated, failure),
            commandSeconds,
          ),
        ]
      : []),
    ...(receiver && works
      ? [
          on(
            receiver,
            "work",
            pace.work,
            `exec 2>>${inbox}/${name}.log; sh ${inbox}/work.sh event ${inbox}/${name}.json ${worker}`,
            other(reader, failureThere),
            commandSeconds,
          ),
        ]
      : []),
    ...(receiver
      ? [
          on(
            receiver,
            "watch",
            flow.silence ? pace.listen : pace.watch,
            at(inbox, `inbox.mjs watch ${inbox}/${name}.json`),
            failureThere,
          ),
        ]
      : []),
  ];
}

/**
 * The agent's turn that takes what lies in the inbox, on one machine. A script looks first, and only where something waits is there a
 * turn: an empty folder costs no model run (docs/automation/cron-jobs/schedules.md, measured on 2026.9.6).
 */
function takeJob(
  id: string,
  place: string,
  bridge: string,
  flow: AnsweredFlow,
  receiver: OpenclawSide,
  reader: Human,
): Job {
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
  return { ...part, definition: { ...part.definition, trigger: { script: gateScript(place, flow.name).trim() } } };
}

/** The file of the script that looks into the inbox. */
export const gateFile = (flow: string): string => `./${flow}.gate.js`;

/**
 * Looks into the inbox, and lets the agent's turn begin where something waits; for the same event again only after a quarter of an hour,
 * so that an agent that does not claim costs no more. Ids of the spec are all that varies, and they hold letters, digits and hyphens.
 */
export const gateScript = (place: string, flow: string): string =>
  [
    `const seen = await exec({ command: ${JSON.stringify(`${inboxHome(place, false)}/${flow}.inbox next`)} });`,
    `const key = /^Bridge event ([0-9a-f]{64})$/m.exec(String(seen?.aggregated ?? ""))?.[1] ?? "";`,
    "const last = trigger.state ?? {};",
    "const again = key !== last.key || Date.now() - last.at > 15 * 60 * 1000;",
    `json({ fire: key !== "" && again, state: key !== "" && again ? { key, at: Date.now() } : last });`,
    "",
  ].join("\n");

const words = (command: string[]): string => command.map(quote).join(" ");

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

function payload(place: string, flow: AnsweredFlow, wanted: Wanted): Part {
  if ("agent" in flow.produce) {
    const message = agentMessage(flow.produce.agent, flow.transport === "chat", wanted);
    return { definition: { kind: "agentTurn", message }, flags: ["--message", message] };
  }
  const home = homeOf(place);
  const then = isKept(flow)
    ? `${home}/outbox.mjs add ${home}/${flow.name}.outbox.json`
    : `${home}/emit.mjs ${home}/${flow.name}.settings.json`;
  // A login shell resets PATH, and what a command writes to stderr would become part of the event (measured on 2026.9.6).
  return commandPart(
    `exec 2>>${home}/${flow.name}.log; out=$(${words(flow.produce.command)}) && printf '%s' "$out" | ${home}/node ${then}`,
    commandSeconds,
  );
}

const commandPart = (line: string, timeoutSeconds: number): Part => ({
  definition: { kind: "command", argv: ["sh", "-lc", line], timeoutSeconds },
  flags: ["--command", line, "--timeout-seconds", String(timeoutSeconds)],
});

const noSecretsText = text("No credentials, no file contents.", "不要包含任何凭据，也不要包含文件内容。");
const forPeopleText = joined(
  text("Reply with at most five short bullets for people.", "请用不超过五条简短的要点回复，给人看。"),
  noSecretsText,
);
const asJsonText = text(
  "Reply with exactly one line of JSON, without a code fence and without any other text, in this form, with the real values, the present time, and the date of today in the id:",
  "只回复一行 JSON，不要代码围栏，也不要任何其他文字；格式如下，换成真实的值、当前的时间，id 里用今天的日期：",
);

/** What an agent is asked to produce. It writes the envelope itself, and nobody checks it before the receiver. */
function agentMessage(instruction: string, forPeople: boolean, { example, locale }: Wanted): string {
  if (forPeople) return `${instruction}\n\n${forPeopleText.words[locale]}`;
  return [instruction, "", asJsonText.words[locale], JSON.stringify(example), noSecretsText.words[locale]].join("\n");
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
  const daily = dailyOf(when.cron);
  if (daily) return Math.round((daysAWeek(daily) / 7) * 10) / 10;
  const days = 28;
  const start = new Date("2026-01-01T00:00:00Z");
  const end = new Date(start.getTime() + days * 86_400_000);
  const cron = new libraries.croner.Cron(when.cron, { timezone });
  let runs = 0;
  for (let at = cron.nextRun(start); at !== null && at < end; at = cron.nextRun(at)) runs++;
  return Math.round((runs / days) * 10) / 10;
}

/** The longest time between two runs of a schedule, in seconds, within four weeks. */
export function longestGap(when: Schedule): number {
  if ("every" in when) return seconds(when.every);
  const start = new Date("2026-01-01T00:00:00Z");
  const cron = new libraries.croner.Cron(when.cron, { timezone: "UTC" });
  let longest = 0;
  let last = start;
  for (
    let at = cron.nextRun(start);
    at !== null && at.getTime() < start.getTime() + 28 * 86_400_000;
    at = cron.nextRun(at)
  ) {
    if (last !== start) longest = Math.max(longest, at.getTime() - last.getTime());
    last = at;
  }
  return Math.round(longest / 1000) || 28 * 86_400;
}

/** When a flow runs, in words. */
export function whenText({ cause, answers }: Pick<AnsweredFlow, "cause" | "answers">, timezone: string): Text {
  if (answers) return text(`whenever ${answers} is answered`, `每当 ${answers} 得到回答`);
  if ("trigger" in cause) return text(`whenever ${cause.trigger} happens`, `每当 ${cause.trigger} 发生`);
  const when: Schedule = cause.schedule;
  if ("every" in when) return text(`every ${when.every}`, `每 ${when.every}`);
  const { en, "zh-CN": zh } = cronText(when.cron).words;
  return text(
    `${en} (${timezone}${when.exact ? ", to the minute" : ""})`,
    `${zh}（${timezone}${when.exact ? "，准到分钟" : ""}）`,
  );
}

/** The schedules that people write most, in words; every other one as the expression that it is. */
function cronText(cron: string): Text {
  const { hour = "", minute = "", days } = dailyOf(cron) ?? {};
  const at = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (days === "*") return text(`every day at ${at}`, `每天 ${at}`);
  if (days === "1-5") return text(`Monday to Friday at ${at}`, `周一到周五 ${at}`);
  return text(`by the cron expression ${cron}`, `按 cron 表达式 ${cron}`);
}
