import type { AnsweredFlow, Approval, Human, OpenclawSide, Question } from "../spec/answers.ts";
import type { Envelope } from "./envelope.ts";
import type { Lookup } from "./lookups.ts";
import type { Resend } from "./resend.ts";
import type { SideToken } from "./tokens.ts";

/** One pasteable block of a rollout: on which side, what it runs, and what a person must see. */
export type Block = { side: string; shell: string; see: string; needs: Approval[] };

/** A step of the rollout or of the way back. Blocks of one stage on different sides do not wait for each other. */
export type Stage = { title: string; why: string; blocks: Block[] };

/**
 * One assignment of `config.set.json`. A path ending in `[+]`, or in the index that a record foresees, is appended to its list.
 * `existing`: must be there already, as the record showed it; nothing is written.
 */
export type Wish = { path: string; value: unknown; existing?: true };

/**
 * A cron job: its definition as `cron.add` takes it, and the command line that creates it, disabled. `produce` makes the event, `drain`
 * sends what waits, `watch` looks for what nobody settles, `take`
 * begins the agent's turn where two instances share a machine. `file`: the name of the file that keeps its id; `what`: the flags of its payload.
 */
export type Job = {
  side: string;
  purpose: "produce" | "drain" | "watch" | "take";
  file: string;
  name: string;
  declarationKey: string;
  definition: Record<string, unknown>;
  what: string[];
  create: string;
};

/** The receiver's side of a webhook flow: where it answers, and the mapping that does. */
export type Hook = { url: string; mapping: Record<string, unknown> };

export type FlowPlan = AnsweredFlow & {
  event: string;
  id: string;
  when: string;
  runsPerDay: number | null;
  job: Job;
  /** The jobs beside it, where an event is sent again until it is settled. */
  upkeep: Job[];
  resend: Resend | null;
  hook: Hook | null;
  reader: Human;
  failure: Human;
  /** What the receiving agent asks the reader, of events that meet the condition; it never acts on the answer. */
  question: { condition: string; text: string } | null;
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

/** Everything that the six deliverables say, and nothing that they do not: templates only arrange it. */
export type Plan = {
  bridge: string;
  objective: { outcome: string; statement: string; success: string };
  version: string;
  /** The instances on whose version nothing was rehearsed. */
  unverified: { name: string; version: string }[];
  sender: OpenclawSide;
  receiver: OpenclawSide | null;
  flows: FlowPlan[];
  sides: SidePlan[];
  people: Human[];
  authority: Record<string, string>;
  credential: Credential | null;
  approvals: (Approval & { means: string })[];
  rollout: Stage[];
  rollback: Stage[];
  runbooks: Stage[];
  lookups: Record<string, Lookup>;
  diagram: { mermaid: string; text: string };
  questions: Question[];
  onTimeout: string;
  backupTo: string;
  within: string;
};

/** Whether the clock fires a flow; what a trigger fires has a job that stays disabled. */
export const isScheduled = ({ cause }: Pick<AnsweredFlow, "cause">): boolean => "schedule" in cause;

/** All jobs of a flow. */
export const jobsOf = ({ job, upkeep }: Pick<FlowPlan, "job" | "upkeep">): Job[] => [job, ...upkeep];

/** The name of a flow's mapping, hook and job. */
export const hookIdOf = (bridge: string, flow: string): string => `${bridge}-${flow}`;
