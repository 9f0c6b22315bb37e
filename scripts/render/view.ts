import { relayText } from "../glue/relay.mjs";
import { failureAlert, fireCommand } from "../plan/job.ts";
import { pace, standsAlone } from "../plan/keep.ts";
import { jobId } from "../plan/lookups.ts";
import { type Block, type FlowPlan, isScheduled, type Lane, type Plan, type Stage } from "../plan/plan.ts";
import { backupOf, inboxAt, programmed } from "../plan/rollout/base.ts";
import { quote } from "../plan/shell.ts";
import { rehearsalSentence } from "./evidence.ts";

/** What stands before each line of a block that nobody has approved. */
export const notApproved = "# NOT APPROVED: ";

/**
 * A block as it is shown: commented out, line by line, where an approval is missing.
 * @returns the fence's info string (language, side) and the text
 */
function shownBlock(block: Block) {
  const missing = block.needs
    .filter(({ approvedBy }) => approvedBy === null)
    .map(({ action, on }) => `${action} on ${on}`);
  const given = block.needs
    .filter(({ approvedBy }) => approvedBy !== null)
    .map(({ action, approvedBy }) => `${action} by ${approvedBy}`);
  return {
    side: block.side,
    see: block.see,
    info: `bash ${block.side}`,
    approvals: given.join(", "),
    missing: missing.join(", "),
    shell:
      missing.length === 0
        ? block.shell
        : block.shell
            .split("\n")
            .map((line) => notApproved + line)
            .join("\n"),
  };
}

export const shownStages = (stages: Stage[]) =>
  stages.map((stage, at) => ({ ...stage, number: at + 1, blocks: stage.blocks.map(shownBlock) }));

/** Whether two flows go the same way, so that what can fail on it needs to be said once. */
const sameWay = (a: FlowPlan, b: FlowPlan): boolean =>
  a.to === b.to &&
  (a.hook === null) === (b.hook === null) &&
  a.reader.name === b.reader.name &&
  a.failure.name === b.failure.name;

/** The plan with what templates need beside it: shown blocks, commands to look things up, costs. */
export function view(plan: Plan, locale: string) {
  const lanes = plan.lanes.map((lane) => laneView(lane));
  return {
    ...plan,
    locale,
    lanes,
    several: lanes.length > 1,
    flows: lanes.flatMap(({ flows }) => flows),
    rollout: shownStages(plan.rollout),
    rollback: shownStages(plan.rollback),
    runbooks: shownStages(plan.runbooks),
    pace: spelled,
    resends: lanes.some(({ resends }) => resends),
    receives: lanes.some(({ receiver }) => receiver !== null),
    rehearsal: rehearsalSentence(plan),
    costs: lanes.flatMap(({ costs }) => costs),
  };
}

/** One lane, with what templates need beside it. */
function laneView(lane: Lane) {
  return {
    ...lane,
    to: lane.receiver ?? lane.service,
    resends: lane.flows.some(({ resend }) => resend),
    carried: lane.flows.some(({ relay }) => relay),
    hooked: lane.flows.some(({ hook }) => hook?.mapping),
    /** Whether an agent of the receiver reads what arrives. */
    reads: lane.receiver !== null && lane.flows.some(({ quiet }) => !quiet),
    /** Whether an agent of the receiver may run the inbox's program. */
    acknowledges: programmed(lane).length > 0,
    pace: spelled,
    inboxHome: lane.receiver ? inboxAt(lane).text : "",
    commands: Object.fromEntries(Object.entries(lane.lookups).map(([name, { command }]) => [name, command])),
    flows: lane.flows.map((flow, at) => ({
      ...flow,
      // What a part of a template needs of its lane.
      receiverAgent: lane.receiver?.agent ?? "",
      service: lane.service,
      commands: Object.fromEntries(Object.entries(lane.lookups).map(([name, { command }]) => [name, command])),
      onTimeout: lane.onTimeout,
      within: lane.within,
      pace: spelled,
      place: lane.place,
      repeats: lane.flows.slice(0, at).some((earlier) => sameWay(earlier, flow)),
      logFile: `~/.openclaw/bridges/${lane.place}/${flow.name}.log`,
      idFile: `${backupOf(lane, lane.sender.name)}/${flow.job?.file ?? flow.upkeep[0]?.file}.job`,
      fire: isScheduled(flow) || !flow.job ? null : fireCommand(lane.place, flow.name),
      alert: `job=${jobId}
${failureAlert(flow.failure)}`,
      program: `${inboxAt(lane).text}/${flow.name}.inbox`,
      receipt: `~/.openclaw/bridges/${lane.place}/${flow.name}.receipt`,
      budget: flow.resend?.inbox?.budgetPerHour ?? 0,
      sameAdvice: lane.flows.slice(0, at).some(({ recommendation }) => recommendation === flow.recommendation),
      alone: standsAlone(flow, flow.answeredBy),
      read: !flow.quiet && lane.service === null,
      asksSometimes: flow.question !== null && flow.question.condition !== "",
      message: flow.relay ? relayText(flow.envelope.example as never) : "",
      curl: curlOf(flow),
      works: flow.work !== null || flow.answers !== null,
    })),
    costs: lane.flows.flatMap((flow) => costsOf(flow)),
  };
}

/** The request that an operator's own endpoint gets, to try it by hand; the header with the token is read from a file. */
const curlOf = ({ hook, event }: FlowPlan): string =>
  [
    "# the file holds one line: Authorization: Bearer, and the token",
    `curl -sS -i -X POST -H @authorization.txt -H 'Content-Type: application/json' --data @${event}.example.json ${quote(hook?.url ?? "")}`,
  ].join("\n");

/** What a flow costs in runs of a model. */
function costsOf({
  name,
  from,
  to,
  job,
  produce,
  hook,
  resend,
  runsPerDay,
  upkeep,
  relay,
  quiet,
  listens,
  reader,
  handOff,
}: FlowPlan) {
  const runs = runsPerDay === null ? "1 for each event" : `${runsPerDay} a day`;
  const free = upkeep.filter(({ purpose }) => purpose !== "take");
  return [
    ...(job
      ? [
          {
            what: `${from}: ${name}, ${"command" in produce ? "a command without a model" : "an agent's turn"}`,
            runs: "command" in produce ? "0" : runs,
          },
        ]
      : []),
    ...free.map(({ side, purpose, definition }) => {
      const { everyMs } = definition.schedule as { everyMs: number };
      return {
        what: `${side}: ${name}, the ${purpose} job, every ${inWords(everyMs / 1000)}, a command without a model`,
        runs: "0",
      };
    }),
    ...(hook && !quiet && handOff !== null
      ? [
          {
            what: `${to}: a summary of each event`,
            runs: resend ? `${runs}; a copy that meets an open event may cost one more` : runs,
          },
        ]
      : []),
    ...(listens
      ? [{ what: `${to}: what is written in ${reader.channel} to its agent`, runs: "1 for each message" }]
      : []),
    ...(relay ? [{ what: `${from}: receipts that are brought to its agent`, runs: "1 for each message" }] : []),
  ];
}

/** A length of time as people write it. @param seconds */
const inWords = (seconds: number): string =>
  seconds % 3600 === 0 ? `${seconds / 3600} h` : seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;

const spelled = Object.fromEntries(
  Object.entries(pace).map(([name, value]) => [
    name,
    typeof value === "number" ? inWords(value) : value.map(inWords).join(", doubling to "),
  ]),
) as Record<keyof typeof pace, string>;

export type View = ReturnType<typeof view>;
