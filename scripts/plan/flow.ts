import {
  type Answered,
  type AnsweredFlow,
  type Human,
  isKept,
  isQuiet,
  isRelay,
  type OpenclawSide,
} from "../spec/answers.ts";
import { text } from "../spec/text.ts";
import { envelope } from "./envelope.ts";
import { job, runsPerDay, seconds, upkeep, whenText } from "./job.ts";
import { keep, type Places } from "./keep.ts";
import { type FlowPlan, type Hook, hookIdOf } from "./plan.ts";
import { recommend, recommendationText } from "./recommend.ts";

/** One flow, planned: its message, its jobs, its hook, and the settings of the programs that keep its events. */
export function flowPlan(answered: Answered, flow: AnsweredFlow, places: Places): FlowPlan {
  const { bridge, openclaws, services, humans } = answered;
  const id = hookIdOf(bridge, flow.name);
  const sender = openclaws[flow.from] as OpenclawSide;
  const there = openclaws[flow.to];
  const receiver = there && { ...there, agent: there.reader };
  const service = services[flow.to];
  const failure = humans[flow.failureTo] ?? unknownHuman;
  const failureThere = humans[flow.failureToThere] ?? failure;
  const reader = humans[flow.handOff ?? flow.to] ?? failureThere;
  const carrier = flow.via === null ? null : (humans[flow.via] ?? unknownHuman);
  const answeredBy = answered.flows.find(({ answers }) => answers === flow.name)?.name ?? null;
  const webhook = flow.transport === "webhook";
  const message = envelope(bridge, flow, seconds(flow.contract.expires));
  const hook = !webhook
    ? null
    : service
      ? { url: service.url, mapping: null }
      : receiver
        ? hookOf(id, flow, receiver, reader, places)
        : null;
  const contract = "command" in flow.produce ? emitSettings(bridge, flow, sender.timezone) : null;
  const perDay = runsPerDay(flow.cause, sender.timezone);
  const place = places[flow.name] ?? bridge;
  return {
    ...flow,
    id,
    event: flow.contract.event,
    when: whenText(flow, sender.timezone),
    runsPerDay: perDay,
    job:
      flow.answers === null
        ? job(id, place, bridge, flow, sender, carrier ?? (isKept(flow) ? "none" : (hook ?? reader)), {
            example: message.example,
            locale: answered.locale,
          })
        : null,
    upkeep: isKept(flow)
      ? upkeep(id, place, bridge, flow, { sender, receiver }, places, {
          failure,
          failureThere,
          reader,
          carrier,
          humans,
        })
      : [],
    resend:
      contract && isKept(flow)
        ? keep(answered, flow, contract, {
            url: hook?.url ?? null,
            runsPerDay: perDay,
            places,
            answeredBy,
            receiver: receiver !== undefined,
          })
        : null,
    hook,
    carrier,
    reader,
    failure,
    failureThere,
    relay: isRelay(flow),
    quiet: isQuiet(flow),
    answeredBy,
    answering: answeringOf(answered, flow, places),
    recommendation: recommendationText(recommend(flow, answered), flow),
    listens: isRelay(flow) || answeredBy !== null,
    question: questionOf(flow.ask),
    envelope: message,
    settings: isKept(flow) ? null : contract,
  };
}

/** The question that a flow answers, with an answer after which nothing is run: the last such choice. */
function answeringOf({ flows }: Answered, { answers }: AnsweredFlow, places: Places): FlowPlan["answering"] {
  const asking = flows.find(({ name }) => name === answers);
  if (!asking) return null;
  const choice = asking.ask?.choices.findLast((one) => one !== asking.act?.on) ?? "";
  return { flow: asking.name, place: places[asking.name] ?? "", webhook: asking.transport === "webhook", choice };
}

/** What the receiving agent asks its reader, and of which events, as it stands in every document. */
function questionOf(ask: AnsweredFlow["ask"]): FlowPlan["question"] {
  if (!ask) return null;
  const fields = Object.entries(ask.when);
  const condition =
    fields.length === 0
      ? null
      : text(
          fields.map(([field, values]) => `${field} is ${values.join(" or ")}`).join(" and "),
          fields.map(([field, values]) => `${field} 为 ${values.join(" 或 ")}`).join(" 且 "),
        );
  return { condition, text: [ask.question, ...ask.choices.map((choice, at) => `(${at + 1}) ${choice}`)].join(" ") };
}

const unknownHuman: Human = { name: "nobody", channel: "nowhere", target: "nobody", chat: "direct" };

/**
 * The mapped hook: `/hooks/agent` cannot take a cron webhook (it answers 400), and a mapping's own text arrives inside the
 * untrusted-content wrapper, so instructions stand in receiver.md and the template only names the parts of the body.
 * What is sent again goes through the inbox first. What no agent reads is answered there already: its mapping never starts a run.
 */
function hookOf(id: string, flow: AnsweredFlow, receiver: OpenclawSide, reader: Human, places: Places): Hook {
  const message = isKept(flow)
    ? { transform: { module: `${places[flow.name]}/${flow.name}.hook.mjs` } }
    : { messageTemplate: bodyTemplate };
  const delivery = isQuiet(flow) ? { deliver: false } : { deliver: true, channel: reader.channel, to: reader.target };
  return {
    url: `${receiver.url.replace(/\/$/, "")}/hooks/${id}`,
    mapping: {
      id,
      match: { path: id },
      action: "agent",
      agentId: receiver.agent,
      wakeMode: "now",
      name: id,
      ...delivery,
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
function emitSettings(bridge: string, flow: AnsweredFlow, timezone: string): Record<string, unknown> {
  const { contract } = flow;
  return {
    format: flow.transport === "chat" ? "bullets" : "json",
    source: flow.from,
    receiver: flow.to,
    type: contract.event,
    subject: `${bridge}/${flow.name}`,
    timezone,
    idempotencyKey: contract.idempotencyKey,
    expiresSeconds: seconds(contract.expires),
    // Only a clock that looks for something may find nothing: what a trigger fires has happened.
    whenEmpty: flow.pattern === "event-push" && "schedule" in flow.cause ? "silent" : "fail",
    payload: contract.payload,
  };
}
