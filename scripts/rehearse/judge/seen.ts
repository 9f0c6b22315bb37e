import { type FlowPlan, isScheduled, type Lane, type Plan, type SidePlan } from "../../plan/plan.ts";
import type { RanBlock, Raw } from "../raw.ts";

export const named = (raw: Raw, words: string): RanBlock[] =>
  raw.blocks.filter(({ part, stage }) => part === "rollout" && stage.includes(words));

/** Whether a block runs something of a flow. */
export const isAbout = (shell: string, { name }: FlowPlan): boolean =>
  [`/${name}.job`, `/${name}.outbox.json`, `/${name}.drain.job`, `/fire.sh ${name}\n`].some((part) =>
    shell.includes(part),
  );

/** The block of a stage that is about a flow. */
export const blockOf = (raw: Raw, stage: string, flow: FlowPlan): RanBlock | undefined =>
  named(raw, stage).find(({ shell }) => isAbout(shell, flow));

/** The JSON documents that a block printed, one after the other. */
export function printed(text: string): unknown[] {
  const found: unknown[] = [];
  for (let at = text.search(/^[{[]/m); at >= 0; ) {
    const end = text.indexOf(text[at] === "{" ? "\n}" : "\n]", at);
    if (end < 0) break;
    try {
      found.push(JSON.parse(text.slice(at, end + 2)));
    } catch {}
    const next = text.slice(end + 2).search(/^[{[]/m);
    at = next < 0 ? -1 : end + 2 + next;
  }
  return found;
}

type Entry = {
  runId?: string;
  status?: string;
  completionStatus?: string;
  deliveryStatus?: string;
  deliveryError?: string;
  summary?: string;
  jobName?: string;
  runAtMs?: number;
};

/** The last run that a stage printed: from the run history, or from the run itself where the stage ended there. */
export function runOf(raw: Raw, stage: string, flow: FlowPlan): Entry | undefined {
  return named(raw, stage)
    .flatMap(({ stdout }) => printed(stdout) as { entries?: Entry[]; run?: Entry }[])
    .flatMap(({ entries, run }) => entries ?? (run ? [run] : []))
    .findLast(({ jobName }) => jobName === flow.id);
}

/** What a person at the end was sent for a flow; OpenClaw turns Markdown into HTML on the way, ids survive it. */
export const told = (flow: FlowPlan, raw: Raw, after: string) =>
  raw.sent.filter(
    ({ at, chat, text }) =>
      at >= after &&
      chat === (flow.carrier ?? flow.reader).target &&
      text.includes(idPrefix(flow)) &&
      (!flow.relay || text.startsWith(`[bridge] ${flow.event},`)),
  );

/** Whether a person reads what arrives, and not only a machine. */
export const isRead = ({ quiet, hook }: FlowPlan): boolean => !quiet && hook?.mapping !== null;

export const idPrefix = (flow: FlowPlan) => `${flow.envelope.example.subject}/`;
export const idIn = (flow: FlowPlan, text: string) => new RegExp(`${idPrefix(flow)}[A-Za-z0-9._:/-]+`).exec(text)?.[0];

/** Every side of every lane. */
export const sidesOf = ({ lanes }: Plan): SidePlan[] => lanes.flatMap(({ sides }) => sides);

/** Whether a lane's events reach an agent of the receiver. */
export const isInstructed = ({ receiver, flows }: Lane): boolean =>
  receiver !== null && flows.some(({ quiet }) => !quiet);

/** Whether an agent of the sender may decide that a flow is due, and nobody else has to read it. */
export const isDecided = (flow: FlowPlan): boolean =>
  flow.work !== null && !isScheduled(flow) && flow.job !== null && flow.answering === null;

/** Whether the receiver's agent asks something of some events, and of others not. */
export const isAskedSometimes = ({ question, relay, answeredBy, ask }: FlowPlan): boolean =>
  question !== null && !relay && answeredBy === null && Object.keys(ask?.when ?? {}).length > 0;
