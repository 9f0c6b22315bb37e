import { type Environments, environmentOf } from "../openclaw/environment/record.ts";
import { type Answered, type AnsweredFlow, type Human, isResent, type Question } from "../spec/answers.ts";
import { approvalActions } from "../spec/words.ts";
import { diagram } from "./diagram.ts";
import { envelope } from "./envelope.ts";
import { job, runsPerDay, seconds, upkeep, whenText } from "./job.ts";
import { lookups } from "./lookups.ts";
import { type Credential, type FlowPlan, type Hook, hookIdOf, type Plan, type SidePlan } from "./plan.ts";
import { resend } from "./resend.ts";
import { runbooks } from "./rollout/runbooks.ts";
import { rollbackStages, rolloutStages } from "./rollout/stages.ts";
import { isRehearsed, rehearsedVersion } from "./support.ts";
import { type SideToken, sideToken } from "./tokens.ts";
import { numbered, receiverWishes, senderWishes } from "./wishes.ts";

/**
 * Compiles an answered spec into the plan that every document is rendered from.
 * @param answered must have no blocking problem (`inspect` says so); may still hold stand-ins, which only deliverables
 *   that do not need those keys will leave out
 * @param environments what is known of the instances: indices of lists, tokens that are there already
 */
export function compile(answered: Answered, questions: Question[], environments: Environments = {}): Plan {
  const [first] = answered.flows;
  if (!first) throw new Error("a bridge without a flow has no plan");
  const sender = answered.openclaws[first.from] as Plan["sender"];
  const receiving = answered.flows.find(({ transport }) => transport !== "chat");
  const receiver = receiving ? (answered.openclaws[receiving.to] ?? null) : null;
  const flows = answered.flows.map((flow) => flowPlan(answered, flow));
  const webhook = receiving?.transport === "webhook";
  const variable = answered.credential.variable;
  const side = (role: SidePlan["role"], instance: Plan["sender"]): SidePlan => {
    const key = role === "receiver" ? "hooks.token" : "cron.webhookToken";
    const ownFile = role === "sender" && flows.some(isResent);
    const token = !webhook ? null : ownFile ? "file" : sideToken(instance.name, key, variable, environments);
    const wishes =
      receiver === null
        ? []
        : role === "receiver"
          ? receiverWishes(receiver, variable, flows, token)
          : token === null || token === "file"
            ? []
            : senderWishes(receiver, variable, token);
    const record = environmentOf(environments, instance.name);
    return { name: instance.name, role, instance, wishes: numbered(wishes, record), token, recorded: record !== null };
  };
  const sides = [...(receiver ? [side("receiver", receiver)] : []), side("sender", sender)];
  const base = {
    bridge: answered.bridge,
    objective: answered.objective,
    version: rehearsedVersion,
    unverified: sides
      .filter(({ instance }) => !isRehearsed(instance.version))
      .map(({ name, instance }) => ({ name, version: instance.version })),
    sender,
    receiver,
    flows,
    sides,
    people: Object.values(answered.humans),
    authority: answered.authority,
    credential: webhook ? credentialOf(answered, sides) : null,
    approvals: answered.approvals.map((approval) => ({ ...approval, means: approvalActions[approval.action] })),
    questions: questions.filter(({ state }) => state !== "default"),
    onTimeout: answered.onTimeout,
    backupTo: answered.backupTo,
    within: answered.within,
  };
  return {
    ...base,
    rollout: rolloutStages(base),
    rollback: rollbackStages(base),
    runbooks: runbooks(base),
    lookups: lookups(base),
    diagram: diagram(base),
  };
}

/** Whose token it is, and the way of its value: from the side that has it, or makes it, to the one that has not. */
function credentialOf({ credential }: Answered, sides: SidePlan[]): Credential {
  const [receiver, sender] = sides as [SidePlan, SidePlan];
  const has = ({ token }: { token: SideToken | null }) => token !== "new" && token !== "file";
  const [from, to] = has(sender) && !has(receiver) ? [sender.name, receiver.name] : [receiver.name, sender.name];
  return {
    variable: credential.variable,
    owner: credential.owner,
    usedBy: credential.usedBy,
    existing: sides.filter(has).map(({ name }) => name),
    handOver: has(sender) && has(receiver) ? null : { from, to },
  };
}

function flowPlan(answered: Answered, flow: AnsweredFlow): FlowPlan {
  const { bridge, openclaws, humans } = answered;
  const id = hookIdOf(bridge, flow.name);
  const sender = openclaws[flow.from] as Plan["sender"];
  const receiver = openclaws[flow.to];
  const reader = (humans[flow.handOff ?? flow.to] ?? unknownHuman) as Human;
  const failure = humans[flow.failureTo] ?? unknownHuman;
  const expiresSeconds = seconds(flow.contract.expires);
  const message = envelope(bridge, flow, expiresSeconds);
  const hook = receiver && flow.transport === "webhook" ? hookOf(id, bridge, flow, receiver, reader) : null;
  const where = isResent(flow) ? "none" : (hook ?? reader);
  const settings = "command" in flow.produce ? emitSettings(bridge, flow, sender.timezone, expiresSeconds) : null;
  const perDay = runsPerDay(flow.cause, sender.timezone);
  return {
    ...flow,
    id,
    event: flow.contract.event,
    when: whenText(flow.cause, sender.timezone),
    runsPerDay: perDay,
    job: job(id, bridge, flow, sender, where, message.example),
    upkeep: receiver && isResent(flow) ? upkeep(id, bridge, flow, { sender, receiver }, { failure, reader }) : [],
    resend:
      settings &&
      resend(flow, settings, {
        url: hook?.url ?? null,
        policy: answered.onTimeout,
        within: seconds(answered.within),
        runsPerDay: perDay,
      }),
    hook,
    reader,
    failure,
    question: questionOf(flow.ask),
    envelope: message,
    settings: isResent(flow) ? null : settings,
  };
}

/** What the receiving agent asks its reader, and of which events, as it stands in every document. */
function questionOf(ask: AnsweredFlow["ask"]): FlowPlan["question"] {
  if (!ask) return null;
  const condition = Object.entries(ask.when)
    .map(([field, values]) => `${field} is ${values.join(" or ")}`)
    .join(" and ");
  return { condition, text: [ask.question, ...ask.choices.map((choice, at) => `(${at + 1}) ${choice}`)].join(" ") };
}

const unknownHuman: Human = { name: "nobody", channel: "nowhere", target: "nobody" };

/**
 * The mapped hook: `/hooks/agent` cannot take a cron webhook (it answers 400), and a mapping's own text arrives inside the
 * untrusted-content wrapper, so instructions stand in receiver.md and the template only names the parts of the body.
 * What is sent again goes through the inbox first.
 */
function hookOf(id: string, bridge: string, flow: AnsweredFlow, receiver: Plan["sender"], reader: Human): Hook {
  const message = isResent(flow)
    ? { transform: { module: `${bridge}/${flow.name}.mjs` } }
    : { messageTemplate: bodyTemplate };
  return {
    url: `${receiver.url.replace(/\/$/, "")}/hooks/${id}`,
    mapping: {
      id,
      match: { path: id },
      action: "agent",
      agentId: receiver.agent,
      wakeMode: "now",
      name: `${bridge} ${flow.name}`,
      deliver: true,
      channel: reader.channel,
      to: reader.target,
      ...message,
      timeoutSeconds: 300,
    },
  };
}

/** The parts of what OpenClaw posts when a run has finished. */
const bodyTemplate = [
  "status: {{status}}",
  "error: {{error}}",
  "run: {{job.name}} {{runAtMs}}",
  "event: {{summary}}",
].join("\n");

/** The settings of emit.mjs: data, never code. */
function emitSettings(
  bridge: string,
  flow: AnsweredFlow,
  timezone: string,
  expiresSeconds: number,
): Record<string, unknown> {
  const { contract } = flow;
  return {
    format: flow.transport === "chat" ? "bullets" : "json",
    source: flow.from,
    receiver: flow.to,
    type: contract.event,
    subject: `${bridge}/${flow.name}`,
    timezone,
    idempotencyKey: contract.idempotencyKey,
    expiresSeconds,
    // Only a clock that looks for something may find nothing: what a trigger fires has happened.
    whenEmpty: flow.pattern === "event-push" && "schedule" in flow.cause ? "silent" : "fail",
    payload: contract.payload,
  };
}
