import { failureAlert, fireCommand } from "../plan/job.ts";
import { jobId } from "../plan/lookups.ts";
import { type Block, type FlowPlan, isScheduled, type Plan, type Stage } from "../plan/plan.ts";
import { pace } from "../plan/resend.ts";
import { backupOf, inboxAt } from "../plan/rollout/base.ts";
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
  return {
    ...plan,
    locale,
    rollout: shownStages(plan.rollout),
    rollback: shownStages(plan.rollback),
    runbooks: shownStages(plan.runbooks),
    resends: plan.flows.some(({ resend }) => resend),
    acknowledges: plan.flows.some(({ guarantee }) => guarantee === "acknowledged"),
    pace: spelled,
    inboxHome: plan.receiver ? inboxAt(plan).text : "",
    flows: plan.flows.map((flow, at) => ({
      ...flow,
      repeats: plan.flows.slice(0, at).some((earlier) => sameWay(earlier, flow)),
      logFile: `~/.openclaw/bridges/${plan.bridge}/${flow.name}.log`,
      idFile: `${backupOf(plan, plan.sender.name)}/${flow.name}.job`,
      fire: isScheduled(flow) ? null : fireCommand(plan.bridge, flow.name),
      alert: `job=${jobId}
${failureAlert(flow.failure)}`,
      program: `${inboxAt(plan).text}/${flow.name}.inbox`,
      budget: flow.resend?.inbox.budgetPerHour ?? 0,
    })),
    rehearsal: rehearsalSentence(plan),
    commands: Object.fromEntries(Object.entries(plan.lookups).map(([name, { command }]) => [name, command])),
    costs: plan.flows.flatMap(({ name, from, to, produce, hook, resend, runsPerDay }) => {
      const runs = runsPerDay === null ? "1 for each event" : `${runsPerDay} a day`;
      return [
        {
          what: `${from}: ${name}, ${"command" in produce ? "a command without a model" : "an agent's turn"}`,
          runs: "command" in produce ? "0" : runs,
        },
        ...(resend
          ? [
              { what: `${from}: the drain, every ${spelled.drain}, a command without a model`, runs: "0" },
              { what: `${to}: the watch, every ${spelled.watch}, a command without a model`, runs: "0" },
            ]
          : []),
        ...(hook
          ? [
              {
                what: `${to}: a summary of each event`,
                runs: resend ? `${runs}; a copy that meets an open event may cost one more` : runs,
              },
            ]
          : []),
      ];
    }),
  };
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
