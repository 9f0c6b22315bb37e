import type { AnsweredFlow, Approval, Human, OpenclawSide, Question, Service } from "../spec/answers.ts";
import type { Text } from "../spec/text.ts";
import type { Outcome } from "../spec/words.ts";
import type { Envelope } from "./envelope.ts";
import type { Resend } from "./keep.ts";
import type { Lookup } from "./lookups.ts";
import type { SideToken } from "./tokens.ts";

/** One pasteable block of a rollout: on which side, what it runs, and what a person must see. */
export type Block = { side: string; shell: string; see: Text; needs: Approval[] };

/** A step of the rollout or of the way back. Blocks of one stage on different sides do not wait for each other. */
export type Stage = { title: Text; why: Text; blocks: Block[] };

/**
 * One assignment of `config.set.json`. A path ending in `[+]`, or in the index that a record foresees, is appended to its list.
 * `existing`: must be there already, as the record showed it; nothing is written.
 */
export type Wish = { path: string; value: unknown; existing?: true };

/**
 * A cron job: its definition as `cron.add` takes it, and the command line that creates it, disabled. `produce` makes the event, `drain`
 * sends what waits, `watch` looks for what nobody settles, `take` begins the agent's turn where two instances share a machine, `escalate`
 * tells another person what nobody has answered, `act` runs what was approved, `work` what an event asks for. `file`: the name of the file that keeps its id; `what`: the flags of its payload.
 */
export type Job = {
  side: string;
  purpose: "produce" | "drain" | "watch" | "take" | "escalate" | "act" | "work";
  file: string;
  name: string;
  declarationKey: string;
  definition: Record<string, unknown>;
  what: string[];
  create: string;
};

/** The receiver's side of a webhook flow: where it answers, and the mapping that does; a service has none. */
export type Hook = { url: string; mapping: Record<string, unknown> | null };

export type FlowPlan = AnsweredFlow & {
  event: string;
  id: string;
  when: Text;
  runsPerDay: number | null;
  /** Makes the event; null where a person's answer does. */
  job: Job | null;
  /** The jobs beside it, where an event is sent again until it is settled. */
  upkeep: Job[];
  resend: Resend | null;
  hook: Hook | null;
  /** Who carries the message to the receiver, in whose chat it stands; null: nobody does. */
  carrier: Human | null;
  /** Who reads what the receiver makes of it; where nobody does (`quiet`), who hears of failures. */
  reader: Human;
  failure: Human;
  /** Who is told on the receiver's side; often the same. */
  failureThere: Human;
  /** Whether people carry its messages. */
  relay: boolean;
  /** Whether no agent reads its events. */
  quiet: boolean;
  /** The smallest sufficient transport, and how the chosen one compares, in one sentence. */
  recommendation: Text;
  /** The flow that carries the answers to this one's question. */
  answeredBy: string | null;
  /** The question that this flow answers: where its inbox is on the sender's machine, and an answer after which nothing is done. */
  answering: { flow: string; place: string; webhook: boolean; choice: string } | null;
  /** Whether the receiver's agent answers in its reader's chat: people answer there, or bring messages. */
  listens: boolean;
  /** What the receiving agent asks the reader, of events that meet the condition; it never acts on the answer. */
  question: { condition: Text | null; text: string } | null;
  envelope: Envelope;
  settings: Record<string, unknown> | null;
};

/** One instance in the plan: what it is asked to change, which files it gets, and how it comes by the token. */
export type SidePlan = {
  name: string;
  role: "sender" | "receiver";
  instance: OpenclawSide;
  wishes: Wish[];
  token: SideToken | null;
  /** Whether a record of this instance was at hand. */
  recorded: boolean;
};

/** The bridge's token: who checks it and who sends it, which sides had it before, and the way its value goes, if any. */
export type Credential = {
  variable: string;
  owner: string;
  usedBy: string[];
  existing: string[];
  handOver: { from: string; to: string } | null;
};

/**
 * One direction of a bridge: a sender, what it sends in one way, and who receives it. It is rolled out and taken back by itself.
 * `place`: the name of its folders on both machines · `folder`: where its files lie in a side's folder, if the bridge has several lanes.
 */
export type Lane = {
  name: string;
  place: string;
  folder: string | null;
  bridge: string;
  sender: OpenclawSide;
  receiver: OpenclawSide | null;
  service: Service | null;
  flows: FlowPlan[];
  sides: SidePlan[];
  /** Whether both sides are instances of one user on one machine, who share a home. */
  sharesMachine: boolean;
  credential: Credential | null;
  approvals: Approval[];
  unverified: { name: string; version: string }[];
  backupTo: string;
  onTimeout: string;
  within: string;
  rollout: Stage[];
  rollback: Stage[];
  runbooks: Stage[];
  lookups: Record<string, Lookup>;
};

/** Everything that the six deliverables say, and nothing that they do not: templates only arrange it. */
export type Plan = {
  bridge: string;
  objective: { outcome: Outcome; statement: string; success: string };
  version: string;
  /** The instances on whose version nothing was rehearsed. */
  unverified: { name: string; version: string }[];
  lanes: Lane[];
  flows: FlowPlan[];
  people: Human[];
  authority: Record<string, string>;
  approvals: (Approval & { means: Text })[];
  rollout: Stage[];
  rollback: Stage[];
  runbooks: Stage[];
  diagram: { mermaid: Text; text: Text };
  questions: Question[];
  onTimeout: string;
  backupTo: string;
  within: string;
};

/** Whether the clock fires a flow; what a trigger fires has a job that stays disabled. */
export const isScheduled = ({ cause }: Pick<AnsweredFlow, "cause">): boolean => "schedule" in cause;

/** All jobs of a flow. */
export const jobsOf = ({ job, upkeep }: Pick<FlowPlan, "job" | "upkeep">): Job[] => [...(job ? [job] : []), ...upkeep];

/** The name of a flow's mapping, hook and job. */
export const hookIdOf = (bridge: string, flow: string): string => `${bridge}-${flow}`;
