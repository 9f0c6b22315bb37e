import { type Answered, type AnsweredFlow, isResent, standIn } from "../spec/answers.ts";
import type { Path, Problem } from "../spec/problem.ts";

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
  (flow, { openclaws }) =>
    flow.guarantee === "acknowledged" && openclaws[flow.to]?.agent === "main"
      ? refused(
          "flow/own-agent",
          ["to"],
          "a receiving agent of its own: it reads what others send, and may run one program only",
          `write instances.${flow.to}.agent: bridge-reader`,
        )
      : undefined,
  (flow) =>
    isResent(flow) && "agent" in flow.produce
      ? refused(
          "flow/needs-command",
          ["produce"],
          "produce: { command: … }: what an agent answers reaches no outbox",
          "let a program make the data, or write guarantee: best-effort",
        )
      : undefined,
  ({ handOff, failureTo, to, transport }, { humans }) => {
    const primary = transport === "chat" ? to : null;
    const same = (name: string | null) =>
      name !== null && humans[name] && humans[failureTo] && routeOf(humans[name]) === routeOf(humans[failureTo]);
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

const notYet: Case[] = [
  (flow, { flows }) => {
    const others = flows.some((other) => other.transport !== "chat" && isResent(other) !== isResent(flow));
    return flow.transport !== "chat" && isResent(flow) && others
      ? later(
          ["guarantee"],
          "one kind of delivery per bridge: either all flows between the gateways are best-effort, or none is",
          "make it two bridges",
        )
      : undefined;
  },
  (flow, { flows }) =>
    isResent(flow) && flows.some((other) => other.transport === "chat")
      ? later(["guarantee"], "no chat flow in a bridge that re-sends", "make the chat flow a bridge of its own")
      : undefined,
  (flow, { flows }) =>
    flow.transport === "files" && flows.some(({ transport }) => transport !== "files")
      ? later(["transport"], "files for every flow of this bridge, or for none", "make it two bridges")
      : undefined,
  ({ pattern }) =>
    pattern === "human-routed-relay" || pattern === "local-to-remote"
      ? later(
          ["pattern"],
          "scheduled-relay or event-push",
          "design the part that is fired by a clock or an event first",
        )
      : undefined,
  ({ to }, { openclaws, humans }) =>
    to !== standIn && !openclaws[to] && !humans[to]
      ? later(["to"], "a receiver of kind openclaw or human", "let an OpenClaw instance receive and pass it on")
      : undefined,
  ({ transport, ask }) =>
    transport === "chat" && ask
      ? later(
          ["ask"],
          "ask only where an agent receives",
          "delete ask; a chat message brings its fields and nothing else",
        )
      : undefined,
  ({ transport, to }, { openclaws }) =>
    transport === "chat" && openclaws[to]
      ? later(
          ["to"],
          "a human as the receiver of a chat message",
          "name the human who reads that chat, or use transport: webhook",
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
  const [first, ...others] = all.flows;
  const elsewhere = others.find((flow) => flow.from !== first?.from);
  return [
    ...perFlow.map(({ code, severity, path, found, expected, mend }) => ({
      code,
      severity,
      path,
      found,
      expected,
      mend,
    })),
    ...(elsewhere
      ? [
          {
            code: "flow/not-yet",
            severity: "unsupported" as const,
            path: ["flows", elsewhere.name, "from"],
            found: elsewhere.from,
            expected: `one sender per bridge: ${first?.from}`,
            mend: "write the other direction as a bridge of its own",
          },
        ]
      : []),
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
  if (key[0] === "trigger") return "trigger" in flow.cause ? flow.cause.trigger : "nothing";
  return String(flow[key[0] as "transport" | "guarantee" | "pattern" | "to"]);
}
