import { hostKind } from "./hosts.ts";
import type { Contract, Instance, PayloadField, Spec } from "./model.ts";
import type { ApprovalAction, Guarantee, Locale, Pattern, Transport } from "./words.ts";

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
  agent: string;
  timezone: string;
  machine: string;
  url: string;
  proxy: string;
  reachableFrom: string[];
  sleeps: boolean;
};
export type Human = { name: string; channel: string; target: string };
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
  handOff: string | null;
  /** When the reader is asked something, and in which words; null: never. */
  ask: { when: Record<string, (string | number | boolean)[]>; question: string; choices: string[] } | null;
  failureTo: string;
  contract: AnsweredContract;
};

/** A spec in which every key has a value: the user's, the default, or a stand-in that no document may show. */
export type Answered = {
  bridge: string;
  locale: Locale;
  objective: { outcome: string; statement: string; success: string };
  openclaws: Record<string, OpenclawSide>;
  humans: Record<string, Human>;
  flows: AnsweredFlow[];
  authority: Record<string, string>;
  credential: { variable: string; owner: string; usedBy: string[]; storedAs: string };
  approvals: Approval[];
  onTimeout: "rerun" | "ask";
  backupTo: string;
  within: string;
};

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
    outcome: take<string>("objective.outcome", spec.objective?.outcome, { step: 1 }),
    statement: take("objective.statement", spec.objective?.statement, { step: 1 }),
    success: take("objective.success", spec.objective?.success, { step: 1 }),
  };

  const instances = Object.entries(spec.instances ?? {});
  if (instances.length < 2) take("instances", null, { step: 2, standIn: "" });
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
    const toHuman = spec.instances?.[to]?.kind === "human";
    const transport = ask<Transport>("transport", flow.transport, { default: toHuman ? "chat" : "webhook" });
    const guarantee = ask<Guarantee>("guarantee", flow.guarantee, {
      default: transport === "files" ? "acknowledged" : "best-effort",
    });
    const { cron, every, exact } = flow.schedule ?? {};
    const cause = flow.trigger
      ? { trigger: flow.trigger }
      : every
        ? { schedule: { every } }
        : {
            schedule: {
              cron: ask("schedule", cron, { standIn: "0 0 * * *" }),
              exact: exact ?? true,
            },
          };
    const produce = flow.produce?.command
      ? { command: flow.produce.command }
      : flow.produce?.agent
        ? { agent: flow.produce.agent }
        : { command: [ask<string>("produce", null)] };
    const oneHuman = firstOf("human");
    const handOff = toHuman ? null : ask<string>("handOff", flow.handOff, oneHuman ? { default: oneHuman } : {});
    const otherHuman = toHuman ? firstOf("human", to) : oneHuman;
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
      handOff,
      ask: flow.ask ?? null,
      failureTo,
      contract: answerContract(name, spec.contract?.[name], "schedule" in cause, take),
    };
  });
  if (flows.length === 0) take("flows", null, { step: 2, standIn: "" });

  const senders = new Set(flows.map((flow) => flow.from));
  const receivers = new Set(flows.filter((flow) => flow.transport !== "chat").map((flow) => flow.to));
  const called = new Set(flows.filter((flow) => flow.transport === "webhook").map((flow) => flow.to));
  const openclaws: Answered["openclaws"] = {};
  const humans: Answered["humans"] = {};
  for (const [name, instance] of instances) {
    const ask = <T>(field: string, value: T | null | undefined, rule: Partial<Parameters<typeof take<T>>[2]> = {}) =>
      take(`instances.${name}.${field}`, value, {
        step: 2,
        about: { instance: name, sender: flows.find((flow) => flow.to === name)?.from ?? "the sender" },
        pattern: `instances.*.${field}`,
        ...rule,
      });
    if (instance.kind === "human") {
      humans[name] = { name, channel: ask("channel", instance.channel), target: ask("target", instance.target) };
    } else if (instance.kind === "openclaw") {
      const sends = senders.has(name);
      const receives = receivers.has(name);
      const wallClock = flows.some(
        (flow) => flow.from === name && "schedule" in flow.cause && "cron" in flow.cause.schedule,
      );
      const answers = called.has(name);
      const url = answers ? ask<string>("url", instance.url) : (instance.url ?? "");
      openclaws[name] = {
        name,
        version: ask("version", instance.version, { state: "open" }),
        agent: ask("agent", instance.agent, { default: receives && !sends ? "bridge-reader" : "main" }),
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
    flows,
    authority,
    credential: answerCredential(spec, flows),
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

function answerCredential(spec: Spec, flows: AnsweredFlow[]): Answered["credential"] {
  const [variable, given] = Object.entries(spec.trust?.credentials ?? {})[0] ?? ["BRIDGE_HOOK_TOKEN", undefined];
  const webhook = flows.find((flow) => flow.transport === "webhook");
  return {
    variable,
    owner: given?.owner ?? webhook?.to ?? standIn,
    usedBy: given?.usedBy ?? (webhook ? [webhook.from] : []),
    storedAs: given?.storedAs ?? (webhook && isResent(webhook) ? "file" : "env"),
  };
}

/** Whether a flow re-sends until the receiver has it: then both sides keep each event in a file of its own. */
export const isResent = ({ guarantee }: Pick<AnsweredFlow, "guarantee">): boolean => guarantee !== "best-effort";

/** The decisions that belong to a human before this bridge may be rolled out: one row per action and instance. */
function requiredApprovals({ flows, openclaws, humans }: Answered): Omit<Approval, "approvedBy">[] {
  const rows = flows.flatMap((flow): Omit<Approval, "approvedBy">[] => {
    const url = openclaws[flow.to]?.url ?? "";
    const hidden = URL.canParse(url) && hostKind(new URL(url).hostname) !== "public";
    const webhook = flow.transport === "webhook";
    const resent = isResent(flow);
    const reader = flow.handOff !== null && humans[flow.handOff] !== undefined;
    const needed: [on: string, action: ApprovalAction, where: boolean][] = [
      [flow.to, "publish-endpoint", webhook],
      [flow.to, "change-config", flow.transport !== "chat"],
      [flow.to, "install-inbox", resent],
      [flow.to, "allow-inbox-program", flow.guarantee === "acknowledged"],
      [flow.to, "install-agent-job", flow.transport === "files"],
      [flow.to, "message-people", flow.transport !== "chat" && (reader || resent)],
      [flow.from, "change-config", webhook && !resent],
      [flow.from, "exempt-private-host", webhook && !resent && hidden],
      [flow.from, "install-drain-job", resent],
      [flow.from, "command" in flow.produce ? "install-job-code" : "install-agent-job", true],
      [flow.from, "message-people", true],
    ];
    return needed.filter(([, , where]) => where).map(([on, action]) => ({ action, on }));
  });
  return rows.filter((row, at) => rows.findIndex((other) => other.action === row.action && other.on === row.on) === at);
}

/** Tailscale Serve and every other TLS front connect from the gateway's own machine unless somebody says otherwise. */
const proxyDefault = (url: string) => (url.startsWith("https:") ? { default: "127.0.0.1" } : { default: "none" });

const emptyIsOpen = <T extends object>(value: T | null | undefined) =>
  value && Object.keys(value).length > 0 ? value : undefined;

const shown = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));
