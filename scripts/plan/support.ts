import {
  type Answered,
  type AnsweredFlow,
  isKept,
  isQuiet,
  isRelay,
  isResent,
  laneKey,
  standIn,
} from "../spec/answers.ts";
import type { Path, Problem } from "../spec/problem.ts";
import { longestGap, seconds } from "./job.ts";
import { pace } from "./keep.ts";

/** The OpenClaw version on which every shape below was rehearsed. */
export const rehearsedVersion = "2026.9.6";

/** Whether this bridge's commands were rehearsed on a version, or nobody has said yet which it is. */
export const isRehearsed = (version: string): boolean => version === rehearsedVersion || version === standIn;

/** What each transport may claim. */
export const transportTable = {
  files: { guarantees: ["acknowledged"] },
  webhook: { guarantees: ["best-effort", "delivered", "acknowledged"] },
  chat: { guarantees: ["best-effort"] },
} as const;

type Rule = { code: string; severity: "refused" | "unsupported"; key: Path; expected: string; mend: string };
type Case = (flow: AnsweredFlow, all: Answered) => Rule | undefined;

const refused = (code: string, key: Path, expected: string, mend: string): Rule => ({
  code,
  severity: "refused",
  key,
  expected,
  mend,
});
const later = (key: Path, expected: string, mend: string): Rule => ({
  code: "flow/not-yet",
  severity: "unsupported",
  key,
  expected,
  mend,
});

/** What cannot work, most fundamental first. The first match is reported: the others often follow from it. */
const cannotWork: Case[] = [
  ({ transport, guarantee }) =>
    !(transportTable[transport].guarantees as readonly string[]).includes(guarantee)
      ? refused(
          "flow/guarantee",
          ["guarantee"],
          `${transport} can claim ${transportTable[transport].guarantees.join(", ")}`,
          `write guarantee: ${transportTable[transport].guarantees[0]}, or choose another transport`,
        )
      : undefined,
  ({ transport, from, to }, { openclaws }) => {
    const [a, b] = [openclaws[from], openclaws[to]];
    return transport === "files" && a && b && a.machine !== b.machine
      ? refused(
          "flow/files-across-machines",
          ["transport"],
          "files only between two instances on one machine",
          `use transport: webhook; if ${from} and ${to} do share one machine, give both the same machine:`,
        )
      : undefined;
  },
  ({ transport, to }, { humans }) =>
    humans[to] && transport !== "chat"
      ? refused("flow/human-needs-chat", ["transport"], `chat, because ${to} is a human`, "write transport: chat")
      : undefined,
  ({ transport, to }, { services }) =>
    services[to] && transport !== "webhook"
      ? refused(
          "flow/service-needs-webhook",
          ["transport"],
          `webhook, because ${to} is a service: it takes requests and nothing else`,
          "write transport: webhook",
        )
      : undefined,
  ({ pattern, transport, to }, { openclaws }) =>
    pattern === "human-routed-relay" && (transport !== "chat" || !openclaws[to])
      ? refused(
          "flow/relay-needs-chat",
          [transport === "chat" ? "pattern" : "transport"],
          "a chat, and an OpenClaw instance at its other end: in this pattern people carry the message",
          transport === "chat"
            ? "write pattern: event-push or scheduled-relay: a person is the receiver, nobody carries it further"
            : "write transport: chat, or pattern: event-push if the machines can talk",
        )
      : undefined,
  ({ pattern, transport, to }, { openclaws }) =>
    transport === "chat" && openclaws[to] && pattern !== "human-routed-relay" && pattern !== "local-to-remote"
      ? refused(
          "flow/chat-needs-people",
          ["pattern"],
          "human-routed-relay: between two gateways a chat message does not travel by itself, bots do not read each other",
          "write pattern: human-routed-relay, and via: the human who carries it",
        )
      : undefined,
  ({ transport, from, to }, { openclaws }) => {
    const receiver = openclaws[to];
    return transport === "webhook" &&
      receiver &&
      receiver.reachableFrom.length > 0 &&
      !receiver.reachableFrom.includes(from)
      ? refused(
          "flow/unreachable",
          ["to"],
          `${to} reachable from ${from}: a webhook is a connection that ${from} opens`,
          `if it is reachable, add ${from} to instances.${to}.reachableFrom; else use transport: chat, or let ${to} be the sender`,
        )
      : undefined;
  },
  (flow, { openclaws }) =>
    flow.transport === "webhook" && !isResent(flow) && openclaws[flow.to]?.sleeps
      ? refused(
          "flow/sleeping-receiver",
          ["guarantee"],
          "delivered or acknowledged: OpenClaw tries a refused connection for 35 s and then forgets the event",
          `write guarantee: acknowledged, where the event waits in a file until ${flow.to} is awake`,
        )
      : undefined,
  (flow, all) => answerCase(flow, all),
  (flow) => quietCase(flow),
  (flow, { openclaws, flows }) => {
    const asks = flow.guarantee === "acknowledged" || flows.some(({ answers }) => answers === flow.name);
    const sides = [...(isRelay(flow) ? [flow.from, flow.to] : asks && !isQuiet(flow) ? [flow.to] : [])];
    const main = sides.find((side) => openclaws[side]?.reader === "main");
    if (main === undefined) return undefined;
    const key = openclaws[main]?.agent === "main" && main === flow.to ? "agent" : "reader";
    return refused(
      "flow/own-agent",
      ["to"],
      "a receiving agent of its own: it reads what others send, and may run one program only",
      `write instances.${main}.${key}: bridge-reader`,
    );
  },
  (flow) =>
    isKept(flow) && "agent" in flow.produce
      ? refused(
          "flow/needs-command",
          ["produce"],
          "produce: { command: … }: what an agent answers reaches no outbox",
          isRelay(flow)
            ? "let a program make the data"
            : "let a program make the data, or write guarantee: best-effort",
        )
      : undefined,
  ({ handOff, failureTo, to, transport, via }, { humans }) => {
    const primary = transport === "chat" ? (via ?? to) : null;
    const same = (name: string | null) => {
      const [first, second] = [humans[name ?? ""], humans[failureTo]];
      // Which chat it is may not be known yet.
      return first && second && first.target !== standIn && routeOf(first) === routeOf(second);
    };
    return same(primary)
      ? refused(
          "flow/same-failure-route",
          ["failure", "to"],
          "a failure route that is not the primary one: it fails together with it",
          `name another human or another channel; ${handOff ?? to} already gets the messages`,
        )
      : undefined;
  },
  ({ pattern, cause }) =>
    pattern === "scheduled-relay" && "trigger" in cause
      ? refused(
          "flow/needs-schedule",
          ["trigger"],
          "a schedule: a scheduled relay is fired by the clock",
          "write schedule: { cron: … }, or pattern: event-push",
        )
      : undefined,
];

/** Questions, their answers, and what is done after an answer. */
function answerCase(flow: AnsweredFlow, { flows }: Answered): Rule | undefined {
  const { name, ask, act, escalate, answers, transport, guarantee } = flow;
  const answeredBy = flows.find((other) => other.answers === name);
  const comesBack = isRelay(flow) || answeredBy !== undefined;
  if ((act || escalate) && !(ask && comesBack))
    return refused(
      "flow/no-answer",
      [act ? "act" : "escalate"],
      "a question whose answer comes back: ask, and either people who carry it (human-routed-relay) or a flow with answers:",
      `write ask: { question, choices }${isRelay(flow) ? "" : `, and a flow from ${flow.to} to ${flow.from} with answers: ${name}`}`,
    );
  if (act && ask && !ask.choices.includes(act.on))
    return refused(
      "flow/unknown-choice",
      ["act"],
      `on: one of ${ask.choices.join(", ")}`,
      `write on: ${ask.choices[0]}`,
    );
  if (act && ask?.choices.every((choice) => choice === act.on))
    return refused("flow/no-refusal", ["ask"], "a choice after which nothing is done", "add one, such as deny");
  if (ask && answeredBy && Object.keys(ask.when).length > 0)
    return refused(
      "flow/conditional-question",
      ["ask"],
      "a question that is always asked, where a flow brings its answer",
      "delete ask.when",
    );
  if (answers === null) return undefined;
  const asking = flows.find((other) => other.name === answers);
  if (!asking?.ask || asking.from !== flow.to || asking.to !== flow.from || !isResent(asking))
    return refused(
      "flow/answers-nothing",
      ["answers"],
      `a flow with ask: that goes the other way, from ${flow.to} to ${flow.from}, and is sent until it is settled`,
      asking && isRelay(asking)
        ? "delete this flow: what people carry brings its answer back in the receipt"
        : `write answers: the name of the flow that asks, whose guarantee is acknowledged`,
    );
  return transport === "chat" || guarantee !== "delivered"
    ? refused(
        "flow/answers-guarantee",
        ["guarantee"],
        "delivered: the answer is recorded without a model run",
        "write guarantee: delivered",
      )
    : undefined;
}

/** What no agent reads is kept, and its receiver is a gateway. */
function quietCase(flow: AnsweredFlow): Rule | undefined {
  const { work, silence, guarantee, handOff, cause, to, transport } = flow;
  if (!work && !silence) return undefined;
  const key = work ? "work" : "silence";
  if (transport === "chat")
    return refused(
      "flow/needs-machine",
      [key],
      "webhook or files: what people carry is not worked off by itself",
      `delete ${key}, or choose another transport`,
    );
  if (isQuiet(flow) ? guarantee !== "delivered" : guarantee === "best-effort")
    return refused(
      "flow/needs-record",
      ["guarantee"],
      `delivered: ${to} keeps each event in a file, and no agent reads it`,
      silence && handOff ? "write guarantee: acknowledged" : "write guarantee: delivered",
    );
  if (!silence) return undefined;
  if ("trigger" in cause)
    return refused(
      "flow/silence-without-clock",
      ["silence"],
      "a schedule: without one, silence means nothing",
      "write schedule: { every: 3m }",
    );
  const gap = longestGap(cause.schedule);
  const least = gap + 2 * pace.drain;
  return seconds(silence.after) < least
    ? refused(
        "flow/silence-too-short",
        ["silence"],
        `longer than the schedule's own pause (${inWords(gap)}) and two minutes for the way`,
        `write after: ${Math.ceil(least / 60)}m, or let it run more often`,
      )
    : undefined;
}

const inWords = (length: number): string => (length % 60 === 0 ? `${length / 60} min` : `${length} s`);

/** The parts of a bridge that each set up an agent on a machine: an agent has one text of instructions. */
function rolesOf({ flows, openclaws }: Answered): { flow: AnsweredFlow; side: string; lane: string }[] {
  return flows.flatMap((flow) => {
    const lane = laneKey(flow);
    const sides = isRelay(flow) ? [flow.to, flow.from] : flow.transport === "chat" ? [] : [flow.to];
    return sides.filter((side) => openclaws[side]).map((side) => ({ flow, side, lane }));
  });
}

const notYet: Case[] = [
  (flow, { flows }) => {
    const others = flows.some((other) => laneKey(other) === laneKey(flow) && isKept(other) !== isKept(flow));
    return isKept(flow) && others
      ? later(
          ["guarantee"],
          "one kind of delivery per lane: either all flows from one to the other are best-effort, or none is",
          "make it two bridges",
        )
      : undefined;
  },
  (flow, all) => {
    const roles = rolesOf(all);
    const clash = roles.find(
      (role) =>
        role.flow.name === flow.name &&
        roles.some(
          (other) => roles.indexOf(other) < roles.indexOf(role) && other.side === role.side && other.lane !== role.lane,
        ),
    );
    return clash
      ? later(
          ["to"],
          `one way into ${clash.side} per bridge: its agent has one text of instructions`,
          "make it two bridges, whose receiving agents have different names",
        )
      : undefined;
  },
  ({ transport, ask, to }, { humans, services }) =>
    ask && ((transport === "chat" && humans[to]) || services[to])
      ? later(
          ["ask"],
          "ask only where an agent receives",
          "delete ask; a chat message brings its fields and nothing else",
        )
      : undefined,
];

/**
 * Says for every flow why it cannot be planned: refused because it cannot work (with the alternative), or not yet
 * supported. An empty list means that `compile` will take it.
 */
export function supportProblems(all: Answered): Problem[] {
  const perFlow = all.flows.flatMap((flow) => {
    const rule = [...cannotWork, ...notYet].map((test) => test(flow, all)).find(Boolean);
    return rule ? [{ ...rule, path: ["flows", flow.name, ...rule.key], found: foundAt(flow, rule.key) }] : [];
  });
  return [
    ...perFlow.map(({ code, severity, path, found, expected, mend }) => ({
      code,
      severity,
      path,
      found,
      expected,
      mend,
    })),
    ...versionWarnings(all),
  ];
}

function versionWarnings({ openclaws }: Answered): Problem[] {
  return Object.values(openclaws).flatMap(({ name, version }) =>
    isRehearsed(version)
      ? []
      : [
          {
            code: "version/not-rehearsed",
            severity: "warning" as const,
            path: ["instances", name, "version"],
            found: version,
            expected: `${rehearsedVersion}, the version on which this shape was rehearsed`,
            mend: "not verified on your version: the rollout plan begins with the checks that would verify it, and changes nothing where one fails",
          },
        ],
  );
}

const routeOf = ({ channel, target }: { channel: string; target: string }) => `${channel}:${target}`;

function foundAt(flow: AnsweredFlow, key: Path): string {
  if (key[0] === "failure") return flow.failureTo;
  if (key[0] === "produce") return "agent" in flow.produce ? "an agent" : "a command";
  if (key[0] === "ask") return flow.ask?.question ?? "nothing";
  if (key[0] === "act") return flow.act?.on ?? "nothing";
  if (key[0] === "escalate") return flow.escalate?.to ?? "nothing";
  if (key[0] === "silence") return flow.silence?.after ?? "nothing";
  if (key[0] === "work") return flow.work?.command[0] ?? "nothing";
  if (key[0] === "answers") return flow.answers ?? "nothing";
  if (key[0] === "trigger") return "trigger" in flow.cause ? flow.cause.trigger : "nothing";
  return String(flow[key[0] as "transport" | "guarantee" | "pattern" | "to"]);
}
