import { homeOf } from "../job.ts";
import { type FlowPlan, isScheduled, type Job, type Stage } from "../plan.ts";
import { openclaw, quote, raw } from "../shell.ts";
import { type Base, env, idOf, inboxAt, isCarried, jobsOn, kept, make, outbox } from "./base.ts";
import { askToken, newToken, probes } from "./configure.ts";

/** What a bridge that keeps its events needs in its life: each can be done while events wait, and none of them is lost by it. */
export function runbooks(plan: Base): Stage[] {
  if (kept(plan).length === 0) return [];
  return [...pauseAndResume(plan), ...rotate(plan), ...upgrade(plan), ...retire(plan)];
}

const onSender = (plan: Base, see: string, ...lines: string[]) =>
  make(plan, plan.sender.name, see, ["install-drain-job"], ...lines);
const onReceiver = (plan: Base, see: string, ...lines: string[]) =>
  make(plan, plan.receiver?.name ?? "", see, ["change-config", "install-inbox"], ...lines);
const jobsFor = (plan: Base, purpose: Job["purpose"]) =>
  jobsOn({ flows: kept(plan) }, plan.sender.name).filter((job) => job.purpose === purpose);
const each = (jobs: Job[], command: "enable" | "disable") =>
  jobs.flatMap((job) => [idOf(job), `${openclaw("cron", command, raw('"$job"'))} > /dev/null`]);
const list = (plan: Base) => kept(plan).map(({ name }) => outbox(plan, "list", name));
// What people carry is not sent.
const flush = (plan: Base) => (isCarried(plan) ? [] : kept(plan).map(({ name }) => outbox(plan, "flush", name)));

/** What people carry is not sent by a job: to pause it, nothing is made. */
const paused = (plan: Base) =>
  isCarried(plan) ? jobsFor(plan, "produce").filter((job) => isEnabled(plan, job)) : jobsFor(plan, "drain");

/** What a trigger fires has a job that stays disabled. */
const isEnabled = ({ flows }: Base, { file }: Job) =>
  flows.some((flow) => flow.job?.file === file && isScheduled(flow));

const pauseAndResume = (plan: Base): Stage[] => [
  {
    title: "Pause",
    why: isCarried(plan)
      ? "No message is made any more. Those that are open stay open until they expire."
      : "Nothing is sent any more; events go on being made, and wait. What waits longer than its expiry is dead, and reported.",
    blocks: [onSender(plan, "What waits, as pending.", ...each(paused(plan), "disable"), ...list(plan))],
  },
  {
    title: "Resume",
    why: isCarried(plan) ? "As before." : "What waited goes out as the contract's backlog says, then as before.",
    blocks: [
      onSender(
        plan,
        isCarried(plan) ? "What is open, as pending." : "No line says pending.",
        ...each(paused(plan), "enable"),
        ...flush(plan),
        ...list(plan),
      ),
    ],
  },
];

/** A gateway takes one hook token, so the sender holds two for a while: on a 401 it tries the next one, and no event has to wait. */
function rotate(plan: Base): Stage[] {
  const { credential, receiver, service } = plan;
  if (!credential) return [];
  const { variable } = credential;
  const token = `${homeOf(plan.place)}/token`;
  const handOver: Stage = {
    title: "Rotate the token: hand it over",
    why: `${service ? `The next token is made by whoever runs ${service.name}, which must take both for a while, and told out of band. ` : ""}From here on the sender has both: on a 401 it tries the next one.`,
    blocks: [
      onSender(
        plan,
        "A hidden prompt for the next token.",
        "umask 077",
        askToken,
        `printf '%s\\n' "$token" > ${token}.next`,
      ),
    ],
  };
  const retire: Stage = {
    title: "Rotate the token: retire the old one",
    why: "The old token must be refused by now, and the next one taken.",
    blocks: [
      onSender(
        plan,
        `The old token: 401. Then ${probes(plan).length - 2} probes, each with the expected answer, and no line says pending.`,
        ...probes(plan).slice(0, 2),
        `expect 'the old token' 401 "$(sed 's/^/header = "Authorization: Bearer /; s/$/"/' ${token} | post -K - ${quote(urlOf(plan))})"`,
        `mv ${token}.next ${token}`,
        ...probes(plan).slice(2),
        ...flush(plan),
        ...list(plan),
      ),
    ],
  };
  if (!receiver) return [handOver, retire];
  const others = plan.sides.some(({ role, token: kept }) => role === "receiver" && kept !== "new");
  return [
    {
      title: "Rotate the token: make the next one",
      why: `Made on ${receiver.name}, in the file token.next with the copies; told to ${plan.sender.name} out of band, as the first one was.${others ? ` ${variable} was there before the bridge: whoever else sends it must have the next one too.` : ""}`,
      blocks: [
        onReceiver(
          plan,
          "Nothing is printed.",
          "umask 077",
          `test -s "$b"/token.next || ${newToken} > "$b"/token.next`,
        ),
      ],
    },
    handOver,
    {
      title: "Rotate the token: switch the receiver",
      why: "Then stop the gateway's process and start it again, the way it is started on that machine: a restart takes up a new variable, not a changed one.",
      blocks: [
        onReceiver(
          plan,
          `One line, which names ${variable}.`,
          "umask 077",
          `sed "s/^${variable}=.*/${variable}=$(cat "$b"/token.next)/" ${env.raw} > ${env.raw}.new && mv ${env.raw}.new ${env.raw}`,
          `grep -o '^${variable}' ${env.raw}`,
          `rm "$b"/token.next`,
        ),
      ],
    },
    retire,
  ];
}

const urlOf = ({ flows }: Base): string => flows.find(({ hook }) => hook)?.hook?.url ?? "";

function upgrade(plan: Base): Stage[] {
  const { word } = inboxAt(plan);
  const home = homeOf(plan.place);
  const check = [openclaw("--version"), openclaw("config", "validate")];
  return [
    {
      title: "Upgrade OpenClaw",
      why: "Pause, upgrade one side, run its block, resume. A new version may know other commands and keys: render and lint this design for it first. Where Node moved with the upgrade, the block finds it again.",
      blocks: [
        onSender(
          plan,
          "The new version, a valid configuration, and the outbox still lists its events.",
          ...check,
          `ln -sf "$(command -v node)" ${home}/node`,
          ...list(plan),
        ),
        ...(plan.receiver
          ? [
              onReceiver(
                plan,
                "The new version, a valid configuration, and the inbox still lists its events.",
                ...check,
                `ln -sf "$(command -v node)" ${word}/node`,
                ...kept(plan).map(({ name }) => `${word}/node ${word}/inbox.mjs list ${word}/${name}.json`),
              ),
            ]
          : []),
      ],
    },
  ];
}

const retire = (plan: Base): Stage[] => [
  {
    title: "Retire it",
    why: "Nothing is made any more, what waits is sent, and then the way back. What still says pending here, the way back puts aside and lists.",
    blocks: [
      onSender(
        plan,
        "No line says pending. If one does, decide whether it may be put aside.",
        ...each(
          kept(plan)
            .filter((flow: FlowPlan) => isScheduled(flow))
            .flatMap(({ job }) => job ?? []),
          "disable",
        ),
        ...flush(plan).map((line) => `${line} || echo "something still waits"`),
        ...list(plan),
      ),
    ],
  },
];
