import type { AnsweredFlow } from "../spec/answers.ts";
import { isResent } from "../spec/answers.ts";

/** How a flow that is sent again until it is settled is set up, in seconds: one table, from which every document takes its words. */
export const pace = {
  /** How often the sender looks for what is due; at most `sends` of them in one run of at most `run` seconds. */
  drain: 60,
  sends: 5,
  run: 45,
  /** How often the receiver looks for what nobody has settled. */
  watch: 300,
  /** How often the receiver's agent may begin to take what waits, on one machine. */
  take: 60,
  /** Sent again while the receiver's agent is at it, and while nobody knows; doubling from the first to the second. */
  poll: [120, 900],
  backoff: [60, 900],
  /** How long an answer may take. */
  answer: 15,
  /** How often a flow that is held is tried. */
  probe: 300,
  /** How long a claim lasts: twice a run's own limit (300 s), so that no run outlives its claim. */
  lease: 600,
  /** How long an event may lie there before a person hears that no agent took it. */
  unclaimed: 900,
  /** How far two clocks may differ. */
  skew: 600,
  /** How long a settled event is remembered after its expiry: more than twice the skew. */
  keep: 86_400,
  /** When a person is told a second time: the first announcement may have met a channel that was down. */
  tellAgain: 3600,
  /** How late an event may be under the backlog `none`. */
  fresh: 900,
} as const;

/** Events an hour that a receiver takes in from one flow, because an agent can forget the hop count. */
const usualBudget = 12;

/** How often an event may be passed on. */
export const mostHops = 3;

/** Events an hour: the usual budget, or twice what the clock makes. */
export const budgetOf = (runsPerDay: number | null): number =>
  Math.max(usualBudget, Math.ceil(((runsPerDay ?? 0) / 24) * 2));

/** The settings of outbox.mjs and of inbox.mjs: data, never code. Paths lie beside the settings. */
export type Resend = { outbox: Record<string, unknown>; inbox: Record<string, unknown> };

/**
 * The settings of both sides.
 * @param contract what emit.mjs would have: the message contract
 * @param options `within`: seconds after which a person hears that an event still waits; `url`: the hook, none for files
 */
export function resend(
  flow: AnsweredFlow,
  contract: Record<string, unknown>,
  options: { url: string | null; policy: string; within: number; runsPerDay: number | null },
): Resend | null {
  if (!isResent(flow)) return null;
  const { format: _format, whenEmpty, ...shared } = contract;
  return {
    outbox: {
      ...shared,
      whenEmpty,
      guarantee: flow.guarantee,
      spool: `${flow.name}.outbox`,
      ...(options.url === null
        ? { inbox: `${flow.name}.json` }
        : { url: options.url, tokenFile: "token", nextTokenFile: "token.next" }),
      backlog: flow.contract.backlog,
      freshSeconds: pace.fresh,
      sends: pace.sends,
      runSeconds: pace.run,
      poll: pace.poll,
      backoff: pace.backoff,
      probeSeconds: pace.probe,
      answerSeconds: pace.answer,
      stuckSeconds: options.within,
      tellAgainSeconds: pace.tellAgain,
      keepSeconds: pace.keep,
    },
    inbox: {
      ...shared,
      guarantee: flow.guarantee,
      spool: `${flow.name}.spool`,
      policy: options.policy,
      leaseSeconds: pace.lease,
      skewSeconds: pace.skew,
      mostHops,
      budgetPerHour: budgetOf(options.runsPerDay),
      unclaimedSeconds: pace.unclaimed,
      tellAgainSeconds: pace.tellAgain,
      keepSeconds: pace.keep,
    },
  };
}

/** Where a receiver keeps the inbox: a transform must lie below the folder of transforms, and a link out of it stops the gateway (measured on 2026.9.6). */
export const inboxHome = (bridge: string, webhook: boolean): string =>
  webhook ? `~/.openclaw/hooks/transforms/${bridge}` : `~/.openclaw/bridges/${bridge}`;

/** The files of the inbox, of the flows that a receiver takes in. */
export const inboxFiles = (flows: string[], webhook: boolean): string[] => [
  "contract.mjs",
  "inbox.mjs",
  "protocol.mjs",
  "spool.mjs",
  ...flows.flatMap((flow) => [...(webhook ? [`${flow}.mjs`] : []), `${flow}.json`, `${flow}.inbox`]),
];

/** The files of the outbox. */
export const outboxFiles = (flows: string[]): string[] => [
  "contract.mjs",
  "inbox.mjs",
  "outbox.mjs",
  "protocol.mjs",
  "spool.mjs",
  ...flows.map((flow) => `${flow}.outbox.json`),
];
