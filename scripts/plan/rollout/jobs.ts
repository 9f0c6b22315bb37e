import type { ApprovalAction } from "../../spec/words.ts";
import { failureAlert, fireCommand, homeOf } from "../job.ts";
import { type Block, type FlowPlan, isScheduled, type SidePlan } from "../plan.ts";
import { outboxFiles } from "../resend.ts";
import { openclaw, quote, raw } from "../shell.ts";
import { type Base, env, hasToken, idOf, inboxAt, jobsOn, make, outbox, resent, run } from "./base.ts";
import { applyBatch, applyRest } from "./configure.ts";

const idFrom = `node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).job.id'`;
const running: ApprovalAction[] = ["install-job-code", "install-agent-job", "install-drain-job", "message-people"];

/** The flows that no clock fires, with the name of what does. */
export const triggered = ({ flows }: Pick<Base, "flows">): { flow: FlowPlan; trigger: string }[] =>
  flows.flatMap((flow) => ("trigger" in flow.cause ? [{ flow, trigger: flow.cause.trigger }] : []));

/** The jobs of both sides, disabled: the receiver's watch over its inbox, and what the sender runs. */
export const createJobs = (plan: Base): Block[] => [createOnSender(plan), ...createOnReceiver(plan)];

function createOnSender(plan: Base): Block {
  const home = homeOf(plan.bridge);
  const emitted = plan.flows.filter(({ settings }) => settings !== null).map(({ name }) => name);
  const again = resent(plan).map(({ name }) => name);
  const fired = triggered(plan).map(({ flow }) => flow);
  const sender = plan.sides.find(({ role }) => role === "sender");
  const files = new Set([
    ...(emitted.length > 0 ? ["emit.mjs", "contract.mjs"] : []),
    ...emitted.map((flow) => `${flow}.settings.json`),
    ...(again.length > 0 ? outboxFiles(again) : []),
    ...(fired.length > 0 ? ["fire.sh"] : []),
  ]);
  const jobs = jobsOn(plan, plan.sender.name);
  return make(
    plan,
    plan.sender.name,
    jobs.length > 1
      ? "Each job as JSON with enabled false, twice: as created and with its failure alert."
      : "The job as JSON with enabled false, twice: as created and with its failure alert.",
    ["change-config", "exempt-private-host", ...running],
    ...(sender && sender.wishes.length > 0 ? (hasToken(sender) ? applyRest : applyBatch) : []),
    ...(files.size > 0
      ? [
          ...(again.length > 0 ? ["umask 077"] : []),
          `mkdir -p ${home}`,
          ...(files.has("contract.mjs") ? [`ln -sf "$(command -v node)" ${home}/node`] : []),
          `cp ${[...files].join(" ")} ${home}/`,
        ]
      : []),
    ...createdOn(plan, plan.sender.name),
    ...fired.map(({ job }) => `cp "$b"/${job.file}.job ${home}/`),
  );
}

const createOnReceiver = (plan: Base): Block[] =>
  plan.receiver && jobsOn(plan, plan.receiver.name).length > 0
    ? [
        make(
          plan,
          plan.receiver.name,
          "The job as JSON with enabled false, twice: as created and with its failure alert.",
          ["install-inbox", "install-agent-job", "message-people"],
          ...createdOn(plan, plan.receiver.name),
        ),
      ]
    : [];

/** Creates the jobs of a side, keeps their ids, and sets their failure alerts. */
const createdOn = (plan: Base, side: string): string[] =>
  plan.flows.flatMap((flow) =>
    jobsOn({ flows: [flow] }, side).flatMap((job) => [
      `${job.create} | tee "$b"/${job.file}.job.json`,
      `${idFrom} < "$b"/${job.file}.job.json > "$b"/${job.file}.job`,
      idOf(job),
      failureAlert(flow.failure),
    ]),
  );

const lastRun = openclaw("cron", "runs", raw('"$job"'), "--limit", "1", "--json");

/** One real event, by hand. */
export function testMessage(plan: Base, flow: FlowPlan): Block {
  const fire = isScheduled(flow) ? run : fireCommand(plan.bridge, flow.name);
  if (!flow.resend)
    return make(
      plan,
      plan.sender.name,
      `completionStatus succeeded and deliveryStatus delivered. That is admission only: done means that ${flow.reader.name} has read the message in ${flow.reader.channel}.`,
      running,
      idOf(flow.job),
      fire,
      lastRun,
    );
  const drain = flow.upkeep.find(({ purpose }) => purpose === "drain");
  if (!flow.hook && drain)
    return make(
      plan,
      plan.sender.name,
      "completionStatus succeeded, twice: the event is kept, and handed over.",
      running,
      idOf(flow.job),
      fire,
      lastRun,
      idOf(drain),
      run,
      outbox(plan, "list", flow.name),
    );
  return make(
    plan,
    plan.sender.name,
    `${settledSee(flow)} The last line says done, and ${flow.reader.name} has read the message in ${flow.reader.channel}.`,
    running,
    idOf(flow.job),
    fire,
    lastRun,
    outbox(plan, "flush", flow.name),
    outbox(plan, "list", flow.name),
  );
}

const settledSee = ({ guarantee, to }: FlowPlan): string =>
  guarantee === "acknowledged"
    ? `completionStatus succeeded: the event is kept. It is sent until the agent of ${to} has said that it is done.`
    : `completionStatus succeeded: the event is kept. It is sent until ${to} has admitted it.`;

/** On one machine the agent takes the event in a turn of its own: let it, see it settled. */
export const takeIt = (plan: Base, flow: FlowPlan): Block =>
  make(
    plan,
    flow.to,
    "completionStatus succeeded, and the event under done.",
    ["install-inbox", "install-agent-job", "message-people"],
    ...flow.upkeep.filter(({ purpose }) => purpose === "take").flatMap((job) => [idOf(job), run]),
    inboxList(plan, flow.name),
  );
export const seeItSettled = (plan: Base, flow: FlowPlan): Block =>
  make(
    plan,
    plan.sender.name,
    `The last line says done, and ${flow.reader.name} has read the message in ${flow.reader.channel}.`,
    running,
    outbox(plan, "flush", flow.name),
    outbox(plan, "list", flow.name),
  );

/** The same cause again, and a second copy of an event that is settled: neither may have any effect. */
export function sameAgain(plan: Base, flow: FlowPlan): Block {
  return make(
    plan,
    plan.sender.name,
    `The same lines at the beginning and at the end, and nothing new in ${flow.reader.channel}: the second run made no second event, and ${flow.to} knew the second copy.`,
    running,
    outbox(plan, "list", flow.name),
    idOf(flow.job),
    isScheduled(flow) ? run : fireCommand(plan.bridge, flow.name),
    `key="$(${outbox(plan, "list", flow.name)} | awk '$1 == "done" { print $2; exit }')"`,
    `${outbox(plan, "resend", flow.name)} "$key"`,
    outbox(plan, "flush", flow.name),
    outbox(plan, "list", flow.name),
  );
}

/** A failure made on purpose, which must be heard of on the failure route. */
export function failOnPurpose(plan: Base, flow: FlowPlan): Block {
  const right = flow.hook && !flow.resend ? ["--webhook", flow.hook.url] : flow.job.what;
  const wrong = flow.hook && !flow.resend ? ["--webhook", `${flow.hook.url}-nowhere`] : ["--command", "exit 3"];
  const needed = flow.hook ? `${homeOf(plan.bridge)}/token` : `${homeOf(plan.bridge)}/${flow.name}.json`;
  const drain = flow.upkeep.find(({ purpose }) => purpose === "drain");
  return make(
    plan,
    plan.sender.name,
    `The first run says that it failed, and ${flow.failure.name} has an alert in ${flow.failure.channel}; the second succeeds, and says there that it recovered. Without that second run the same failure would stay silent next time.${drain ? ` The same for the outbox, whose ${flow.hook ? "token" : "way to the inbox"} is out of reach for one run.` : ""}`,
    running,
    idOf(flow.job),
    `${openclaw("cron", "edit", raw('"$job"'), ...wrong)} > /dev/null`,
    `${run} || echo "failed, as it should"`,
    `${openclaw("cron", "edit", raw('"$job"'), ...right)} > /dev/null`,
    run,
    ...(drain
      ? [
          idOf(drain),
          `mv ${needed} ${needed}.aside`,
          `${run} || echo "failed, as it should"`,
          `mv ${needed}.aside ${needed}`,
          run,
        ]
      : []),
  );
}

/** The jobs that run by themselves: all but those that a trigger fires. */
const enabledOn = (plan: Base, side: string) =>
  plan.flows.flatMap((flow) =>
    jobsOn({ flows: [flow] }, side).filter(({ purpose }) => purpose !== "produce" || isScheduled(flow)),
  );

/** From here on it runs by itself. The watch first, so that nothing arrives unwatched. */
export const enable = (plan: Base): Block[] =>
  [plan.sender, ...(plan.receiver ? [plan.receiver] : [])].flatMap(({ name }) =>
    jobsOn(plan, name).length === 0
      ? []
      : [
          make(
            plan,
            name,
            [
              ...enabledOn(plan, name).map((job) => `${job.name}: enabled true, and the time of its next run.`),
              ...triggered(plan)
                .filter(({ flow }) => flow.from === name)
                .map(({ flow }) => `${flow.id}: enabled false, and so it stays.`),
            ].join(" "),
            ["install-inbox", ...running],
            ...enabledOn(plan, name).flatMap((job) => [idOf(job), openclaw("cron", "enable", raw('"$job"'))]),
            openclaw("cron", "list", "--all", "--json"),
          ),
        ],
  );

/** Where the receiver's part of a flow keeps its events. */
export const inboxList = (plan: Base, flow: string): string => {
  const { word } = inboxAt(plan);
  return `${word}/node ${word}/inbox.mjs list ${word}/${flow}.json`;
};

/** What `bridge verify` judges: run history, audit logs, and how often the token's value stands in any of it. */
export function save(plan: Base, { name, role }: SidePlan): Block {
  const { credential, receiver } = plan;
  const runs = jobsOn(plan, name).filter(({ purpose }) => purpose !== "watch");
  const { word } = inboxAt(plan);
  const again = resent(plan).map(({ name: flow }) => flow);
  const variable = credential?.variable ?? "";
  const token =
    role === "sender" && again.length > 0
      ? `cat ${homeOf(plan.bridge)}/token`
      : `sed -n ${quote(`s/^${variable}=//p`)} ${env.raw}`;
  return make(
    plan,
    name,
    `A list of files in "verify", each with 0: the token stands in none. Copy that folder to where this design is.`,
    [],
    `v="$b"/verify; rm -rf "$v"; mkdir -p "$v"`,
    ...runs.flatMap((job) => [
      idOf(job),
      `${openclaw("cron", "runs", raw('"$job"'), "--limit", "50", "--json")} > "$v"/${job.file}.runs.json`,
    ]),
    ...again.map((flow) =>
      role === "sender"
        ? `cp ${homeOf(plan.bridge)}/${flow}.outbox/audit.jsonl "$v"/${flow}.outbox.jsonl`
        : `cp ${word}/${flow}.spool/audit.jsonl "$v"/${flow}.inbox.jsonl`,
    ),
    ...(role === "receiver" && receiver
      ? [
          `${openclaw("audit", "--agent", receiver.agent, "--kind", "agent_run", "--limit", "200", "--json")} > "$v"/${name}.agent-runs.json`,
        ]
      : []),
    `${openclaw("logs", "--limit", "1000", "--plain")} > "$v"/${name}.log`,
    credential
      ? `${token} | grep -c -F -f - "$v"/*.json* "$v"/*.log > "$v"/${name}.secrets.txt || :`
      : `for file in "$v"/*; do echo "$file:0"; done > "$v"/${name}.secrets.txt`,
    `cat "$v"/${name}.secrets.txt`,
  );
}
