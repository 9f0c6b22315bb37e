import { fireCommand } from "../job.ts";
import { type Block, type Credential, isScheduled, type SidePlan, type Stage } from "../plan.ts";
import { versionStage } from "../version-checks.ts";
import { putBack, removeJobs } from "./back.ts";
import { type Base, isCarried, jobsOn, kept } from "./base.ts";
import { look, makeToken, openCarrier, openReceiver, probe, takeToken } from "./configure.ts";
import {
  carryAgain,
  carryBack,
  carryOver,
  createJobs,
  enable,
  failOnPurpose,
  sameAgain,
  save,
  seeItSettled,
  takeIt,
  testMessage,
  triggered,
  workIt,
} from "./jobs.ts";

/**
 * The stages of a rollout, in the order that measured gateways forced: the variable and a restart before the key that
 * names it (else the literal text is a working token), probes before the job, the job disabled until a test message and
 * a failure made on purpose were both seen.
 */
export function rolloutStages(plan: Base): Stage[] {
  const { sender, credential } = plan;
  return [
    ...versionStage(plan),
    {
      title: "Look, and keep a copy",
      why: "Reads the configuration, keeps a byte-exact copy, and works out the exact change for this gateway. Changes nothing. It stops where a token, a catch-all mapping or an agent of the same name is in the way.",
      blocks: plan.sides.map((side) => look(plan, side)),
    },
    ...installStages(plan),
    ...(credential
      ? [
          {
            title: "Probe before anything depends on it",
            why: probeWhy(plan),
            blocks: [probe(plan, sender.name)],
          },
        ]
      : []),
    {
      title: `Create the job${createJobs(plan).length > 1 ? "s" : ` on ${sender.name}`}, disabled`,
      why: createWhy(plan),
      blocks: createJobs(plan),
    },
    ...testStages(plan),
    {
      title: "Make it fail on purpose",
      why: "A failure nobody hears of is the worst kind. The job is pointed at a place that does not exist, must be reported on the failure route, and is pointed back.",
      blocks: plan.flows.map((flow) => failOnPurpose(plan, flow)),
    },
    {
      title: "Switch it on",
      why: switchOn(plan),
      blocks: enable(plan),
    },
    {
      title: "Save what shows that it works",
      why: "Changes nothing. Bring both folders together and let `bridge.mjs verify bridge.yaml --from FOLDER` judge the five checks.",
      blocks: plan.sides.map((side) => save(plan, side)),
    },
  ];
}

/** What the receiver needs before anything is sent: its hook and the token, or an inbox that needs neither. */
function installStages(plan: Base): Stage[] {
  const { receiver, credential } = plan;
  if (isCarried(plan) && receiver)
    return [
      {
        title: "Install both ends",
        why: "On each side an agent of its own, which answers in one chat and may run one program. That chat must be open to the bot already: in a group, allowed in the channel's settings.",
        blocks: [openReceiver(plan, receiver.name, receiver.agent), openCarrier(plan)],
      },
    ];
  if (credential) return tokenStages(plan, credential);
  return receiver
    ? [
        {
          title: `Install the inbox on ${receiver.name}`,
          why: "An agent of its own, which may run one program.",
          blocks: [openReceiver(plan, receiver.name, receiver.agent)],
        },
      ]
    : [];
}

function probeWhy(plan: Base): string {
  const again = kept(plan).length > 0;
  if (plan.service)
    return `No token and a wrong token must be refused${again ? ", and what is no event too" : ""}. A 3xx means that the address redirects: write the final one.`;
  return `No token, a wrong token and the literal text of the variable must all be refused; the right token must be taken${again ? ", and what is no event refused by the inbox" : ""}. A 403 means that gateway.trustedProxies is missing, a 3xx that the address redirects${again ? ": write the final one" : " and events would be lost"}.`;
}

/** A stage per thing to be seen; those that do not apply to any flow are left out. */
function testStages(plan: Base): Stage[] {
  const shared = plan.flows.filter(({ transport, quiet }) => transport === "files" && !quiet);
  const carried = plan.flows.filter(({ relay }) => relay);
  const worked = plan.flows.filter(({ upkeep }) => upkeep.some(({ purpose }) => purpose === "work"));
  const stages: [title: string, why: string, blocks: Block[]][] = [
    [
      "Send a test message",
      `One real run, by hand${triggered(plan).length > 0 ? "; what a trigger fires is fired the way the trigger will" : ""}. ${testWhy(plan)}`,
      plan.flows.map((flow) => testMessage(plan, flow)),
    ],
    [
      "Carry it over",
      "Copy the message, or forward it, to the bot of the other side. The block waits for it, five minutes.",
      carried.map((flow) => carryOver(plan, flow)),
    ],
    [
      "Carry the receipt back",
      "Copy the receipt, or forward it, to the bot that sent the message. The block waits for it, five minutes.",
      carried.map((flow) => carryBack(plan, flow)),
    ],
    [
      "Let the agent take it",
      "On one machine the agent takes what waits in a turn of its own. Run by hand, no script looks first.",
      shared.map((flow) => takeIt(plan, flow)),
    ],
    ["See it settled", "The sender hears of it with its next copy.", shared.map((flow) => seeItSettled(plan, flow))],
    [
      "Let the job work it off",
      "The job looks once a minute; now it is run by hand.",
      worked.map((flow) => workIt(plan, flow)),
    ],
    [
      "Send the same again",
      "A second run of the same cause, and a second copy of the same event: both must be known.",
      kept(plan).map((flow) => sameAgain(plan, flow)),
    ],
    [
      "Carry the same over again",
      "Bring the first message once more. The block waits for it, five minutes.",
      carried.map((flow) => carryAgain(plan, flow)),
    ],
  ];
  return stages.filter(([, , blocks]) => blocks.length > 0).map(([title, why, blocks]) => ({ title, why, blocks }));
}

function testWhy(plan: Base): string {
  if (plan.flows.some(({ answering }) => answering))
    return "The test message of the lane that asks is answered, in such a way that nothing is run.";
  if (isCarried(plan)) return "It is done when the receipt is back.";
  if (kept(plan).length > 0)
    return `It is done when the receiver has settled it${plan.service || plan.flows.some(({ quiet }) => quiet) ? "" : ", and a person must have read the message"}.`;
  return "The run must say delivered, and a person must have read the message.";
}

function createWhy(plan: Base): string {
  const alert = "creates the job disabled, and sets the failure alert, which only `cron edit` can.";
  if (isCarried(plan))
    return "Creates the jobs disabled (the sender's makes the message and announces it, its drain cancels what nobody answered in time, the receiver's watches over what came in), and sets their failure alerts, which only `cron edit` can.";
  if (kept(plan).length > 0)
    return "Installs the outbox, creates the jobs disabled (the sender's makes the event and its drain sends it, the receiver's watches over what came in), and sets their failure alerts, which only `cron edit` can.";
  return `${plan.receiver ? "Points webhooks at exactly one host, installs what makes the message," : "Installs what makes the message,"} ${alert}`;
}

const switchOn = (plan: Base) =>
  [
    ...(plan.flows.some(isScheduled) ? ["From here on it runs by itself."] : []),
    ...triggered(plan).map(
      ({ flow, trigger }) =>
        `${flow.id} stays disabled: no clock fires it. At the end of whatever sees ${trigger}, on ${flow.from} and as the user whose gateway it is, put \`${fireCommand(plan.place, flow.name)}\`; what its exit codes mean, and why one at a time, stands under "Fired by ${trigger}" in \`cron-payload.md\` and on the page of ${flow.from}.`,
    ),
  ].join(" ");

/**
 * How both sides come by the token, and the hook is opened. A token that one side had before is handed to the other; where both
 * had it, nothing is handed over, and the probe shows whether the values are the same.
 */
function tokenStages(plan: Base, { handOver, existing }: Credential): Stage[] {
  const { receiver, service, sender } = plan;
  if (!receiver)
    return handOver
      ? [
          {
            title: `Give ${sender.name} the token`,
            why: `Whoever runs ${service?.name} made it, and tells it out of band: in a password manager or by voice, never in chat. It is read at a hidden prompt.`,
            blocks: [takeToken(plan, sender.name)],
          },
        ]
      : [];
  const open = openReceiver(plan, receiver.name, receiver.agent);
  if (!handOver)
    return [
      {
        title: `Open the hook on ${receiver.name}`,
        why: "Both sides have a token under this name already; the probe shows whether the two values are the same.",
        blocks: [open],
      },
    ];
  const { from, to } = handOver;
  const handed = `The token goes from ${from} to ${to} out of band: in a password manager or by voice, never in chat. It is read at a hidden prompt.`;
  if (to === receiver.name)
    return [
      {
        title: `Give ${to} the token that ${from} sends`,
        why: `${from} sends one token to every webhook, so ${to} must take that one. ${handed} First the variable, then a restart, and only then the key that names it.`,
        blocks: [takeToken(plan, to)],
      },
      { title: `Open the hook on ${to}`, why: "The gateway knows the variable now.", blocks: [open] },
    ];
  return [
    ...(existing.includes(from)
      ? []
      : [
          {
            title: `Make the hook token on ${receiver.name}`,
            why: "First the variable, then a restart, and only then the key that names it: a running gateway would take the literal text ${…} for the token.",
            blocks: [makeToken(plan, receiver.name)],
          },
        ]),
    {
      title: `Give ${to} the token, and open the hook on ${receiver.name}`,
      why: `${existing.includes(from) ? `${from} has its one hook token already, and the bridge uses it. ` : ""}${handed}`,
      blocks: [takeToken(plan, to), open],
    },
  ];
}

/** The way back, per side; it works from every stage of the rollout, and a second time it finds nothing to do. */
export function rollbackStages(plan: Base): Stage[] {
  const sender = plan.sides.find(({ role }) => role === "sender") as SidePlan;
  const receiver = plan.sides.find(({ role }) => role === "receiver");
  return [
    {
      title: "Remove the jobs",
      why: [
        "Nothing fires any more.",
        ...triggered(plan).map(
          ({ trigger }) => `Take the call of fire.sh out of whatever sees ${trigger}: it fails from now on.`,
        ),
      ].join(" "),
      blocks: [sender, receiver].flatMap((side) =>
        side && jobsOn(plan, side.name).length > 0 ? [removeJobs(plan, side.name)] : [],
      ),
    },
    {
      title: "Put the configuration back",
      why: "The gateway must be running. Where openclaw.json is still what the rollout left, the copy is restored byte for byte; where somebody edited it since, only what the rollout added is removed, and listed.",
      blocks: [sender, receiver].flatMap((side) => (side && side.wishes.length > 0 ? [putBack(plan, side)] : [])),
    },
  ];
}
