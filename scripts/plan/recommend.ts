import { type Answered, type AnsweredFlow, isRelay } from "../spec/answers.ts";
import type { Guarantee, Transport } from "../spec/words.ts";

/** A transport with what it promises. */
export type Way = { transport: Transport; guarantee: Guarantee };

/** The smallest way that does it, why, and what is chosen instead, if anything is. */
export type Recommendation = Way & {
  reason: string;
  /** How the choice compares with it. */
  chosen: "same" | "larger" | "smaller" | "other";
  /** What the next larger way, or the larger choice, would buy; or what the smaller choice gives up. */
  buys: string | null;
};

type Case = Way & { reason: string; is: (flow: AnsweredFlow, all: Answered) => boolean };

/** The first that fits is the smallest sufficient way. */
const cases: Case[] = [
  {
    is: ({ to }, { humans }) => humans[to] !== undefined,
    transport: "chat",
    guarantee: "best-effort",
    reason: "a person reads it, and a chat is where they read",
  },
  {
    is: ({ from, to }, { openclaws }) =>
      openclaws[from] !== undefined && openclaws[from]?.machine === openclaws[to]?.machine,
    transport: "files",
    guarantee: "acknowledged",
    reason: "both run on one machine: no address, no token, no network",
  },
  {
    is: (flow, { openclaws }) => isRelay(flow) || (openclaws[flow.to]?.url ?? "none") === "",
    transport: "chat",
    guarantee: "best-effort",
    reason: "no connection leads from one to the other: people carry it",
  },
  {
    is: ({ work, silence, answers }) => work !== null || silence !== null || answers !== null,
    transport: "webhook",
    guarantee: "delivered",
    reason: "no agent has to read it: it is recorded, and no model runs",
  },
  {
    is: ({ to }, { openclaws }) => openclaws[to]?.sleeps === true,
    transport: "webhook",
    guarantee: "acknowledged",
    reason: "the receiver sleeps: what is meant for it has to wait",
  },
  {
    is: (_flow, { objective: { outcome } }) => ["task-dispatch", "approval-request", "result-return"].includes(outcome),
    transport: "webhook",
    guarantee: "acknowledged",
    reason: "a lost one is work that is not done, or a result that nobody has",
  },
  {
    is: (_flow, { objective: { outcome } }) => outcome === "alerting",
    transport: "webhook",
    guarantee: "delivered",
    reason: "an alert that is lost helps nobody, one that is late does",
  },
  {
    is: () => true,
    transport: "webhook",
    guarantee: "best-effort",
    reason: "the next one stands for a lost one, and the loss is reported",
  },
];

const steps: Record<Guarantee, string | null> = {
  "best-effort": "delivered, sent again until admitted",
  delivered:
    "acknowledged would send it again until its work is done, at the price of an agent that claims and finishes",
  acknowledged: null,
};

const bought: Record<Guarantee, string> = {
  "best-effort": "one attempt",
  delivered: "that it is sent again until it is admitted",
  acknowledged: "that it is sent again until its work is done",
};

const rank: Record<Guarantee, number> = { "best-effort": 0, delivered: 1, acknowledged: 2 };

/**
 * The smallest sufficient transport of a flow, and how the chosen one compares.
 * @param all the spec it stands in: whether its receiver sleeps, can be reached, shares the machine, and what the bridge is for
 */
export function recommend(flow: AnsweredFlow, all: Answered): Recommendation {
  const { transport, guarantee, reason } = cases.find(({ is }) => is(flow, all)) as Case;
  const way = { transport, guarantee, reason };
  if (flow.transport !== transport) {
    const needless = transport === "files" && flow.transport === "webhook";
    return {
      ...way,
      chosen: needless ? "larger" : "other",
      buys: needless ? "nothing, as long as both share a machine" : null,
    };
  }
  if (flow.guarantee === guarantee)
    return { ...way, chosen: "same", buys: transport === "webhook" ? steps[guarantee] : null };
  const larger = rank[flow.guarantee] > rank[guarantee];
  return { ...way, chosen: larger ? "larger" : "smaller", buys: bought[larger ? flow.guarantee : guarantee] };
}

/** The same in one sentence, for memo and status. */
export function recommendationText({ transport, guarantee, reason, chosen, buys }: Recommendation, flow: Way): string {
  const way = `${transport}, ${guarantee}`;
  const mine = `${flow.transport}, ${flow.guarantee}`;
  if (chosen === "same") return `the smallest that does it: ${reason}.${buys ? ` Next larger: ${buys}.` : ""}`;
  if (chosen === "larger") return `${mine}, larger than needed: ${way} would do, because ${reason}. It buys ${buys}.`;
  if (chosen === "smaller") return `${mine}, smaller than recommended: ${way}, because ${reason}. Given up: ${buys}.`;
  return `${mine}; recommended is ${way}, because ${reason}.`;
}
