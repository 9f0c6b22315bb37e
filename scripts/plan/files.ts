import { isScheduled, type Lane } from "./plan.ts";

type Carrying = Pick<Lane, "flows">;

/** What every program of the kept kind is made of. */
const core = [
  ...[
    "answers.mjs",
    "contract.mjs",
    "decision.mjs",
    "escalate.mjs",
    "inbox.mjs",
    "outbox.mjs",
    "protocol.mjs",
    "relay.mjs",
  ],
  ...["reply.mjs", "send.mjs", "settings.mjs", "silence.mjs", "spool.mjs", "words.mjs"],
];

/** What the sample of an operator's own endpoint is made of. */
export const serviceFiles = [...core, "service.mjs"].sort();

/** The files of the inbox, for the flows that an OpenClaw instance receives. */
export function inboxFiles({ flows }: Carrying): string[] {
  const kept = flows.filter(({ resend }) => resend?.inbox);
  if (kept.length === 0) return [];
  return [
    ...core,
    ...(kept.some(({ work, answers }) => work || answers) ? ["work.mjs", "work.sh"] : []),
    ...kept.flatMap(({ name, hook }) => [...(hook ? [`${name}.hook.mjs`] : []), `${name}.json`, `${name}.inbox`]),
  ];
}

/** The files that the sender's jobs run: the maker of one attempt's message, or the outbox, each with its settings. */
export function senderFiles({ flows }: Carrying): string[] {
  const kept = flows.filter(({ resend }) => resend);
  const emitted = flows.filter(({ settings }) => settings);
  return [
    ...(emitted.length > 0 ? ["contract.mjs", "emit.mjs"] : []),
    ...emitted.map(({ name }) => `${name}.settings.json`),
    ...(kept.length > 0 ? core : []),
    ...(kept.some(({ act }) => act) ? ["work.mjs", "work.sh"] : []),
    ...kept.flatMap(({ name, relay }) => [`${name}.outbox.json`, ...(relay ? [`${name}.receipt`] : [])]),
    ...(flows.some((flow) => !isScheduled(flow) && flow.job) ? ["fire.sh"] : []),
  ].filter((name, at, all) => all.indexOf(name) === at);
}
