import type { Contract, Flow, Instance, PayloadField, Spec } from "./model.ts";
import { requiredApprovals } from "./required-approvals.ts";
import { text } from "./text.ts";
import type { ApprovalAction, Guarantee, Locale, Outcome, Pattern, Transport } from "./words.ts";

/**
 * A key of the spec that nobody has written yet. `default`: a value is used unless changed · `open`: the agent may find
 * it out · `ask`: only a human may say.
 */
export type Question = {
  key: string;
  pattern: string;
  step: 1 | 2 | 3 | 4 | 5 | 6;
  state: "default" | "open" | "ask";
  value?: string;
  about: Record<string, string>;
};

export type OpenclawSide = {
  name: string;
  version: string;
  /** The agent whose jobs the bridge's are. */
  agent: string;
  /** The bridge's own agent, which reads what arrives. */
  reader: string;
  timezone: string;
  machine: string;
  url: string;
  proxy: string;
  reachableFrom: string[];
  sleeps: boolean;
};
export type Human = { name: string; channel: string; target: string; chat: "direct" | "group" | "channel" };
export type Service = { name: string; url: string };
export type Schedule = { cron: string; exact: boolean } | { every: string };
export type Approval = { action: ApprovalAction; on: string; approvedBy: string | null };
export type AnsweredContract = {
  event: string;
  payload: Record<string, PayloadField>;
  idempotencyKey: string[];
  expires: string;
  backlog: "none" | "latest" | "digest";
};
export type AnsweredFlow = {
  name: string;
  from: string;
  to: string;
  pattern: Pattern;
  transport: Transport;
  guarantee: Guarantee;
  cause: { schedule: Schedule } | { trigger: string };
  produce: { command: string[] } | { agent: string };
  /** In whose chat the sender's message stands, where people carry it to the receiver; null: nobody carries it. */
  via: string | null;
  handOff: string | null;
  /** When the reader is asked something, and in which words; null: never. Without a condition, always. */
  ask: { when: Record<string, (string | number | boolean)[]>; question: string; choices: string[] } | null;
  /** The flow whose question this one answers. */
  answers: string | null;
  /** Who else is told of a question that nobody has answered, and after how long. */
  escalate: { after: string; to: string } | null;
  /** What the sender runs, once, when the answer to its question is this one. */
  act: { on: string; command: string[] } | null;
  /** What a job of the receiver runs, once for each event, without a model. */
  work: { command: string[] } | null;
  /** After how long without an event the receiver tells that the sender is silent. */
  silence: { after: string } | null;
  failureTo: string;
  /** Who is told on the receiver's side. */
  failureToThere: string;
  contract: AnsweredContract;
};

/** A spec in which every key has a value: the user's, the default, or a stand-in that no document may show. */
export type Answered = {
  bridge: string;
  locale: Locale;
  objective: { outcome: Outcome; statement: string; success: string };
  openclaws: Record<string, OpenclawSide>;
  humans: Record<string, Human>;
  services: Record<string, Service>;
  flows: AnsweredFlow[];
  authority: Record<string, string>;
  /** One for each receiver of webhooks, by its name. */
  credentials: Record<string, { variable: string; owner: string; usedBy: string[]; storedAs: string }>;
  approvals: Approval[];
  onTimeout: "rerun" | "ask";
  backupTo: string;
  within: string;
};

type Ask = NonNullable<Flow["ask"]>;

/** Stands where a spec has no value. A deliverable that needs such a key is not written, so nobody reads it. */
export const standIn = "(not answered yet)";

/**
 * Answers every key of a spec and lists what is still a question.
 * @param spec a spec of the right shape, half-filled or not
 */
export function answer(spec: Spec): { answered: Answered; questions: Question[] } {
  const questions: Question[] = [];
  /** Takes the user's value, or else the default, or else records the question and gives the stand-in. */
  const take = <T>(
    key: string,
    value: T | null | undefined,
    rule: {
      step: Question["step"];
      state?: "open" | "ask";
      default?: T;
      standIn?: T;
      about?: Record<string, string>;
      pattern?: string;
    },
  ): T => {
    if (value !== null && value !== undefined) return value;
    const common = { key, pattern: rule.pattern ?? key, step: rule.step, about: rule.about ?? {} };
    if (rule.default !== undefined) {
      questions.push({ ...common, state: "default", value: shown(rule.default) });
      return rule.default;
    }
    questions.push({ ...common, state: rule.state ?? "ask" });
    return rule.standIn ?? (standIn as T);
  };

  const objective = {
    outcome: take<Outcome>("objective.outcome", spec.objective?.outcome, { step: 1 }),
    statement: take("objective.statement", spec.objective?.statement, { step: 1 }),
    success: take("objective.success", spec.objective?.success, { step: 1 }),
  };

  const instances = Object.entries(spec.instances ?? {});
  if (instances.length < 2) take("instances", null, { step: 2, standIn: "" });
  const kindOf = (name: string) => spec.instances?.[name]?.kind;
  const firstOf = (kind: Instance["kind"], except?: string) =>
    instances.find(([name, instance]) => instance.kind === kind && name !== except)?.[0];

  const flows: AnsweredFlow[] = Object.entries(spec.flows ?? {}).map(([name, flow]) => {
    const about: Record<string, string> = { flow: name };
    const ask = <T>(field: string, value: T | null | undefined, rule: Partial<Parameters<typeof take<T>>[2]> = {}) =>
      take(`flows.${name}.${field}`, value, { step: 2, about, pattern: `flows.*.${field}`, ...rule });
    const from = ask<string>("from", flow.from);
    const to = ask<string>("to", flow.to);
    Object.assign(about, { from, to });
    const pattern = ask<Pattern>("pattern", flow.pattern);
    const toHuman = kindOf(to) === "human";
    const transport = ask<Transport>("transport", flow.transport, { default: toHuman ? "chat" : "webhook" });
    const guarantee = ask<Guarantee>("guarantee", flow.guarantee, {
      default: transport === "files" ? "acknowledged" : "best-effort",
    });
    const { cron, every, exact } = flow.schedule ?? {};
    const cause = flow.answers
      ? { trigger: `the answer to ${flow.answers}` }
      : flow.trigger
        ? { trigger: flow.trigger }
        : every
          ? { schedule: { every } }
          : {
              schedule: {
                cron: ask("schedule", cron, { standIn: "0 0 * * *" }),
                exact: exact ?? true,
              },
            };
    const produce = flow.answers
      ? { command: [] }
      : flow.produce?.command
        ? { command: flow.produce.command }
        : flow.produce?.agent
          ? { agent: flow.produce.agent }
          : { command: [ask<string>("produce", null)] };
    // A flow that carries answers needs a question.
    const isAnswered = Object.values(spec.flows ?? {}).some(({ answers }) => answers === name);
    const question = isAnswered
      ? ask<Ask>("ask", flow.ask, { standIn: { question: standIn, choices: [standIn, standIn] } })
      : flow.ask;
    const oneHuman = firstOf("human");
    const carried = transport === "chat" && kindOf(to) === "openclaw";
    const via = carried ? ask<string>("via", flow.via, oneHuman ? { default: oneHuman } : {}) : null;
    // What no agent reads has no reader: a service's events, a heartbeat, what a job works off.
    const unread = toHuman || kindOf(to) === "service" || flow.work || flow.silence || flow.answers;
    const reader = carried ? via : oneHuman;
    const handOff =
      unread && !flow.handOff ? null : ask<string>("handOff", flow.handOff, reader ? { default: reader } : {});
    const primary = toHuman ? to : (via ?? undefined);
    const otherHuman = primary ? (firstOf("human", primary) ?? oneHuman) : oneHuman;
    const failureTo = ask<string>("failure.to", flow.failure?.to, otherHuman ? { default: otherHuman } : {});
    return {
      name,
      from,
      to,
      pattern,
      transport,
      guarantee,
      cause,
      produce,
      via,
      handOff,
      ask: question ? { ...question, when: question.when ?? {} } : null,
      answers: flow.answers ?? null,
      escalate: flow.escalate ?? null,
      act: flow.act ?? null,
      work: flow.work ?? null,
      silence: flow.silence ?? null,
      failureTo,
      failureToThere: flow.failure?.there ?? failureTo,
      contract: flow.answers
        ? answerOf(flow.answers, spec)
        : answerContract(name, spec.contract?.[name], "schedule" in cause, take),
    };
  });
  if (flows.length === 0) take("flows", null, { step: 2, standIn: "" });

  const senders = new Set(flows.map((flow) => flow.from));
  const receivers = new Set(flows.filter((flow) => kindOf(flow.to) === "openclaw").map((flow) => flow.to));
  const called = new Set(flows.filter((flow) => flow.transport === "webhook").map((flow) => flow.to));
  const openclaws: Answered["openclaws"] = {};
  const humans: Answered["humans"] = {};
  const services: Answered["services"] = {};
  for (const [name, instance] of instances) {
    const ask = <T>(field: string, value: T | null | undefined, rule: Partial<Parameters<typeof take<T>>[2]> = {}) =>
      take(`instances.${name}.${field}`, value, {
        step: 2,
        about: { instance: name, sender: flows.find((flow) => flow.to === name)?.from ?? "the sender" },
        pattern: `instances.*.${field}`,
        ...rule,
      });
    if (instance.kind === "human") {
      const channel = ask("channel", instance.channel);
      const target = ask("target", instance.target);
      // The numbers of Telegram's groups are negative (docs/channels/telegram/access-control.md).
      const group = channel === "telegram" && target.startsWith("-");
      humans[name] = { name, channel, target, chat: instance.chat ?? (group ? "group" : "direct") };
    } else if (instance.kind === "service") {
      services[name] = { name, url: ask("url", instance.url) };
    } else if (instance.kind === "openclaw") {
      const sends = senders.has(name);
      const receives = receivers.has(name);
      const wallClock = flows.some(
        (flow) => flow.from === name && "schedule" in flow.cause && "cron" in flow.cause.schedule,
      );
      const answers = called.has(name);
      const url = answers ? ask<string>("url", instance.url) : (instance.url ?? "");
      const agent = ask("agent", instance.agent, { default: receives && !sends ? "bridge-reader" : "main" });
      openclaws[name] = {
        name,
        version: ask("version", instance.version, { state: "open" }),
        agent,
        reader: instance.reader ?? (sends ? "bridge-reader" : agent),
        timezone:
          sends && wallClock ? ask("timezone", instance.timezone, { state: "open" }) : (instance.timezone ?? "UTC"),
        machine: instance.machine ?? name,
        url,
        proxy: answers ? ask<string>("proxy", instance.proxy, proxyDefault(url)) : (instance.proxy ?? "none"),
        reachableFrom: answers
          ? ask<string[]>("reachableFrom", instance.reachableFrom, { standIn: [] })
          : (instance.reachableFrom ?? []),
        sleeps: answers ? ask<boolean>("sleeps", instance.sleeps, { standIn: false }) : (instance.sleeps ?? false),
      };
    }
  }

  const authority = take<Record<string, string>>("trust.authority", emptyIsOpen(spec.trust?.authority), {
    step: 4,
    standIn: {},
  });
  const answered: Answered = {
    bridge: spec.bridge,
    locale: take<Locale>("locale", spec.locale, { step: 1, default: "en" }),
    objective,
    openclaws,
    humans,
    services,
    flows,
    authority,
    credentials: answerCredentials(spec, flows),
    approvals: [],
    onTimeout: take("trust.onTimeout", spec.trust?.onTimeout, { step: 4, default: "ask" }),
    backupTo: take("rollout.backupTo", spec.rollout?.backupTo, { step: 5, default: "~/bridge-backups" }),
    within: take("verification.within", spec.verification?.within, { step: 6, default: "15m" }),
  };
  answered.approvals = requiredApprovals(answered).map(({ action, on }) => {
    const given = spec.trust?.approvals?.find((approval) => approval.action === action && approval.on === on);
    const approvedBy = given?.approvedBy ?? null;
    if (approvedBy === null)
      questions.push({
        key: `approve ${action} on ${on}`,
        pattern: `trust.approvals.${action}`,
        step: 4,
        state: "ask",
        about: { on },
      });
    return { action, on, approvedBy };
  });
  return { answered, questions: questions.sort((a, b) => a.step - b.step) };
}

type Take = <T>(
  key: string,
  value: T | null | undefined,
  rule: { step: Question["step"]; default?: T; standIn?: T; about?: Record<string, string>; pattern?: string },
) => T;

function answerContract(
  flow: string,
  contract: Contract | undefined,
  scheduled: boolean,
  take: Take,
): AnsweredContract {
  const ask = <T>(field: string, value: T | null | undefined, rule: { default?: T; standIn?: T } = {}) =>
    take(`contract.${flow}.${field}`, value, { step: 3, about: { flow }, pattern: `contract.*.${field}`, ...rule });
  return {
    event: ask("event", contract?.event),
    payload: ask<Record<string, PayloadField>>("payload", emptyIsOpen(contract?.payload), { standIn: {} }),
    idempotencyKey: ask<string[]>("idempotencyKey", contract?.idempotencyKey, {
      default: [scheduled ? "scheduledDate" : "runTime"],
    }),
    expires: ask("expires", contract?.expires, { default: "24h" }),
    backlog: ask<"none" | "latest" | "digest">("backlog", contract?.backlog, { default: "latest" }),
  };
}

/** The contract of a flow that carries answers follows from the question: nobody has to write it. */
function answerOf(question: string, spec: Spec): AnsweredContract {
  const { event, expires } = spec.contract?.[question] ?? {};
  const choices = spec.flows?.[question]?.ask?.choices ?? [];
  const say = (en: string, zh: string) => text(en, zh).words[spec.locale ?? "en"];
  return {
    event: `${event ?? "question"}.answered`,
    payload: {
      request: {
        type: "string",
        maxLength: 200,
        description: say("the id of the event that asked", "提问的事件的 id"),
      },
      answer: { type: "string", ...(choices.length > 0 ? { enum: choices } : {}) },
      by: { type: "string", maxLength: 60, description: say("the person who answered", "回答的人") },
    },
    idempotencyKey: ["request"],
    expires: expires ?? "24h",
    backlog: "digest",
  };
}

/** A receiver's token: the one that the spec names for it, or a name of the bridge's own. */
function answerCredentials(spec: Spec, flows: AnsweredFlow[]): Answered["credentials"] {
  const webhooks = flows.filter(({ transport }) => transport === "webhook");
  const receivers = [...new Set(webhooks.map(({ to }) => to))];
  const given = Object.entries(spec.trust?.credentials ?? {});
  return Object.fromEntries(
    receivers.map((receiver) => {
      const mine = webhooks.filter(({ to }) => to === receiver);
      const [variable, credential] =
        given.find(([, { owner }]) => owner === receiver) ?? (receivers.length === 1 ? given[0] : undefined) ?? [];
      const suffix = receivers.length > 1 ? `_${receiver.toUpperCase().replaceAll("-", "_")}` : "";
      return [
        receiver,
        {
          variable: variable ?? `BRIDGE_HOOK_TOKEN${suffix}`,
          owner: credential?.owner ?? receiver,
          usedBy: credential?.usedBy ?? [...new Set(mine.map(({ from }) => from))],
          storedAs: credential?.storedAs ?? (mine.some(isResent) ? "file" : "env"),
        },
      ];
    }),
  );
}

/** Flows of one lane have the same sender and the same receiver, and travel in the same way; people are one receiver. */
export const laneKey = (flow: Pick<AnsweredFlow, "from" | "to" | "via" | "transport">): string =>
  [flow.from, flow.via === null && flow.transport === "chat" ? "people" : flow.to, flow.transport].join(" ");

/** Whether people carry a flow's messages from one instance's chat to the other's. */
export const isRelay = ({ via }: Pick<AnsweredFlow, "via">): boolean => via !== null;

/** Whether a flow re-sends until the receiver has it: then both sides keep each event in a file of its own. */
export const isResent = ({ guarantee }: Pick<AnsweredFlow, "guarantee">): boolean => guarantee !== "best-effort";

/** Whether both sides keep each event in a file of its own: what is sent again, and what people carry. */
export const isKept = (flow: Pick<AnsweredFlow, "guarantee" | "via">): boolean => isResent(flow) || isRelay(flow);

/** Whether no agent reads a flow's events: they are recorded, or a job works them off, and no model runs. */
export const isQuiet = ({
  handOff,
  work,
  silence,
  answers,
}: Pick<AnsweredFlow, "handOff" | "work" | "silence" | "answers">): boolean =>
  work !== null || answers !== null || (silence !== null && handOff === null);

/** Tailscale Serve and every other TLS front connect from the gateway's own machine unless somebody says otherwise. */
const proxyDefault = (url: string) => (url.startsWith("https:") ? { default: "127.0.0.1" } : { default: "none" });

const emptyIsOpen = <T extends object>(value: T | null | undefined) =>
  value && Object.keys(value).length > 0 ? value : undefined;

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
