import { relayText } from "../glue/relay.mjs";
import { failureAlert, fireCommand } from "../plan/job.ts";
import { pace, standsAlone } from "../plan/keep.ts";
import { jobId } from "../plan/lookups.ts";
import { type Block, type FlowPlan, isScheduled, type Job, type Lane, type Plan, type Stage } from "../plan/plan.ts";
import { backupOf, inboxAt, programmed } from "../plan/rollout/base.ts";
import { quote } from "../plan/shell.ts";
import { inLanguage, type Text, text } from "../spec/text.ts";
import { type Locale, outcomeNames } from "../spec/words.ts";
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
    .map(({ action, on }) => text(`${action} on ${on}`, `${on} 上的 ${action}`));
  // The same action on two instances, approved by one person, is said once.
  const given = [...new Map(block.needs.map((need) => [`${need.action} ${need.approvedBy}`, need])).values()]
    .filter(({ approvedBy }) => approvedBy !== null)
    .map(({ action, approvedBy }) => text(`${action} by ${approvedBy}`, `${action}（${approvedBy}）`));
  return {
    side: block.side,
    see: block.see,
    info: `bash ${block.side}`,
    approvals: listed(given),
    missing: listed(missing),
    shell:
      missing.length === 0
        ? block.shell
        : block.shell
            .split("\n")
            .map((line) => notApproved + line)
            .join("\n"),
  };
}

const listed = (texts: Text[]): Text =>
  text(texts.map(({ words }) => words.en).join(", "), texts.map(({ words }) => words["zh-CN"]).join("、"));

export const shownStages = (stages: Stage[]) =>
  stages.map((stage, at) => ({ ...stage, number: at + 1, blocks: stage.blocks.map(shownBlock) }));

/** Whether two flows go the same way, so that what can fail on it needs to be said once. */
const sameWay = (a: FlowPlan, b: FlowPlan): boolean =>
  a.to === b.to &&
  (a.hook === null) === (b.hook === null) &&
  a.reader.name === b.reader.name &&
  a.failure.name === b.failure.name;

/** The plan with what templates need beside it: shown blocks, commands to look things up, costs. */
export function view(plan: Plan, locale: Locale) {
  const lanes = plan.lanes.map((lane) => laneView(lane));
  const all = {
    ...plan,
    locale,
    outcome: outcomeNames[plan.objective.outcome],
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
  return inLanguage(all, locale);
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
      sameAdvice: lane.flows
        .slice(0, at)
        .some(({ recommendation }) => recommendation.words.en === flow.recommendation.words.en),
      alone: standsAlone(flow, flow.answeredBy),
      read: !flow.quiet && lane.service === null,
      asksSometimes: flow.question !== null && flow.question.condition !== null,
      message: flow.relay ? relayText(flow.envelope.example as never) : "",
      curl: curlOf(flow),
      works: flow.work !== null || flow.answers !== null,
    })),
    costs: lane.flows.flatMap((flow) => costsOf(flow)),
  };
}

/** The request that an operator's own endpoint gets, to try it by hand; the header with the token is read from a file. */
const curlOf = ({ hook, event }: FlowPlan): Text => {
  const line = `curl -sS -i -X POST -H @authorization.txt -H 'Content-Type: application/json' --data @${event}.example.json ${quote(hook?.url ?? "")}`;
  return text(
    `# the file holds one line: Authorization: Bearer, and the token\n${line}`,
    `# 文件里只有一行：Authorization: Bearer 加令牌\n${line}`,
  );
};

const none = text("0", "0");
const jobZh: Record<Job["purpose"], string> = {
  produce: "生成",
  drain: "发件",
  watch: "看守",
  take: "取件",
  escalate: "升级",
  act: "执行",
  work: "处理",
};
const perMessage = text("1 for each message", "每条消息 1 次");

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
  const runs =
    runsPerDay === null
      ? text("1 for each event", "每个事件 1 次")
      : text(`${runsPerDay} a day`, `每天 ${runsPerDay} 次`);
  const free = upkeep.filter(({ purpose }) => purpose !== "take");
  return [
    ...(job
      ? [
          {
            what:
              "command" in produce
                ? text(`${from}: ${name}, a command without a model`, `${from}：${name}，一条不用模型的命令`)
                : text(`${from}: ${name}, an agent's turn`, `${from}：${name}，代理的一轮`),
            runs: "command" in produce ? none : runs,
          },
        ]
      : []),
    ...free.map(({ side, purpose, definition }) => {
      const { everyMs } = definition.schedule as { everyMs: number };
      return {
        what: text(
          `${side}: ${name}, the ${purpose} job, every ${inWords(everyMs / 1000)}, a command without a model`,
          `${side}：${name}，${jobZh[purpose]}任务，每 ${inWords(everyMs / 1000)} 一次，一条不用模型的命令`,
        ),
        runs: none,
      };
    }),
    ...(hook && !quiet && handOff !== null
      ? [
          {
            what: text(`${to}: a summary of each event`, `${to}：每个事件一份摘要`),
            runs: resend
              ? text(
                  `${runs.words.en}; a copy that meets an open event may cost one more`,
                  `${runs.words["zh-CN"]}；副本遇上还没了结的事件，可能多花一次`,
                )
              : runs,
          },
        ]
      : []),
    ...(listens
      ? [
          {
            what: text(
              `${to}: what is written in ${reader.channel} to its agent`,
              `${to}：${reader.channel} 里写给它的代理的话`,
            ),
            runs: perMessage,
          },
        ]
      : []),
    ...(relay
      ? [
          {
            what: text(`${from}: receipts that are brought to its agent`, `${from}：带给它的代理的回执`),
            runs: perMessage,
          },
        ]
      : []),
  ];
}

/** A length of time as people write it. @param seconds */
const inWords = (seconds: number): string =>
  seconds % 3600 === 0 ? `${seconds / 3600} h` : seconds % 60 === 0 ? `${seconds / 60} min` : `${seconds} s`;

const spelled = Object.fromEntries(
  Object.entries(pace).map(([name, value]) => [
    name,
    typeof value === "number"
      ? name === "sends"
        ? text(String(value), String(value))
        : text(inWords(value), inWords(value))
      : text(value.map(inWords).join(", doubling to "), value.map(inWords).join("，逐次加倍到 ")),
  ]),
) as Record<keyof typeof pace, Text>;

export type View = ReturnType<typeof view>;
