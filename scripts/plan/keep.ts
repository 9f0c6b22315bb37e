import { type Answered, type AnsweredFlow, isQuiet, isRelay } from "../spec/answers.ts";
import { seconds } from "./job.ts";

/** How a flow that is sent again until it is settled is set up, in seconds: one table, from which every document takes its words. */
export const pace = {
  /** How often the sender looks for what is due; at most `sends` of them in one run of at most `run` seconds. */
  drain: 60,
  sends: 5,
  run: 45,
  /** How often the receiver looks for what nobody has settled. */
  watch: 300,
  /** The same where it listens for silence. */
  listen: 60,
  /** How often a job looks for what a person approved, or for what an event asks to be done; and how long that may take. */
  work: 60,
  workRun: 240,
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
export type Resend = { outbox: Record<string, unknown>; inbox: Record<string, unknown> | null };

/** The folder of each flow's lane, by the flow's name. */
export type Places = Record<string, string>;

/**
 * The settings of both sides.
 * @param contract what emit.mjs would have: the message contract
 * @param options `url`: the hook, none for files and for what people carry; `answeredBy`: the flow that brings answers back;
 *   `receiver`: whether an OpenClaw instance receives, and not a service
 */
export function keep(
  answered: Pick<Answered, "onTimeout" | "within" | "locale">,
  flow: AnsweredFlow,
  contract: Record<string, unknown>,
  options: {
    url: string | null;
    runsPerDay: number | null;
    places: Places;
    answeredBy: string | null;
    receiver: boolean;
  },
): Resend {
  const { format: _format, whenEmpty, ...shared } = contract;
  // What people are told is in the language of the design; English where nothing is said.
  const language = answered.locale === "en" ? {} : { locale: answered.locale };
  const relay = isRelay(flow);
  const answers = flow.ask && (relay || options.answeredBy) ? { answers: flow.ask.choices } : {};
  const way = relay
    ? { relay: true }
    : options.url === null
      ? { inbox: `${flow.name}.json` }
      : { url: options.url, tokenFile: "token", nextTokenFile: "token.next" };
  return {
    outbox: {
      ...shared,
      whenEmpty,
      guarantee: flow.guarantee,
      spool: `${flow.name}.outbox`,
      ...way,
      ...answers,
      ...(flow.act ? { act: { on: flow.act.on, timeoutSeconds: pace.workRun } } : {}),
      ...(flow.escalate ? { escalateSeconds: seconds(flow.escalate.after) } : {}),
      backlog: standsAlone(flow, options.answeredBy) ? "each" : flow.contract.backlog,
      ...(flow.silence ? { silentBacklog: true } : {}),
      ...language,
      freshSeconds: pace.fresh,
      sends: pace.sends,
      runSeconds: pace.run,
      poll: pace.poll,
      backoff: pace.backoff,
      probeSeconds: pace.probe,
      answerSeconds: pace.answer,
      stuckSeconds: seconds(answered.within),
      tellAgainSeconds: pace.tellAgain,
      keepSeconds: pace.keep,
    },
    inbox: options.receiver
      ? {
          ...shared,
          guarantee: flow.guarantee,
          spool: `${flow.name}.spool`,
          ...(relay ? { relay: true } : {}),
          ...answers,
          ...(flow.ask && "answers" in answers ? { question: flow.ask.question } : {}),
          ...(options.answeredBy ? { answerTo: outboxFrom(flow, options) } : {}),
          ...(isQuiet(flow) ? { quiet: true } : {}),
          ...(flow.work || flow.answers ? { work: { timeoutSeconds: pace.workRun } } : {}),
          ...(flow.silence ? { silenceSeconds: seconds(flow.silence.after) } : {}),
          ...language,
          policy: answered.onTimeout,
          leaseSeconds: pace.lease,
          skewSeconds: pace.skew,
          mostHops,
          budgetPerHour: budgetOf(options.runsPerDay),
          unclaimedSeconds: pace.unclaimed,
          tellAgainSeconds: pace.tellAgain,
          keepSeconds: pace.keep,
        }
      : null,
  };
}

/** Whether each event has to arrive by itself: a question, an answer, a task that a job works off, a message that people carry. */
export const standsAlone = (flow: Pick<AnsweredFlow, "answers" | "work" | "via">, answeredBy: string | null): boolean =>
  flow.answers !== null || flow.work !== null || answeredBy !== null || isRelay(flow);

/** Where the answers go out, as seen from the inbox that asked: both lie on the same machine. */
function outboxFrom(flow: AnsweredFlow, { places, answeredBy }: { places: Places; answeredBy: string | null }): string {
  const up = flow.transport === "webhook" ? "../../../bridges" : "..";
  return `${up}/${places[answeredBy ?? ""]}/${answeredBy}.outbox.json`;
}

/** Where a receiver keeps the inbox: a transform must lie below the folder of transforms, and a link out of it stops the gateway (measured on 2026.9.6). */
export const inboxHome = (place: string, webhook: boolean): string =>
  webhook ? `~/.openclaw/hooks/transforms/${place}` : `~/.openclaw/bridges/${place}`;
