import type { ApprovalAction } from "../../spec/words.ts";
import { failureAlert, fireCommand, homeOf } from "../job.ts";
import { inboxHome } from "../keep.ts";
import { type Block, type FlowPlan, isScheduled, type Job, type SidePlan } from "../plan.ts";
import { openclaw, pathWord, quote, raw } from "../shell.ts";
import { type Base, env, hasToken, idOf, inboxAt, isCarried, jobsOn, kept, make, outbox, run } from "./base.ts";
import { applyBatch, applyRest, installSender } from "./configure.ts";

const idFrom = `node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).job.id'`;
const running: ApprovalAction[] = [
  "install-job-code",
  "install-agent-job",
  "install-drain-job",
  "run-command",
  "message-people",
];

/** The flows that no clock fires, with the name of what does. */
export const triggered = ({ flows }: Pick<Base, "flows">): { flow: FlowPlan; trigger: string }[] =>
  flows.flatMap((flow) => ("trigger" in flow.cause && flow.job ? [{ flow, trigger: flow.cause.trigger }] : []));

/** The jobs of both sides, disabled: the receiver's watch over its inbox, and what the sender runs. */
export const createJobs = (plan: Base): Block[] => [createOnSender(plan), ...createOnReceiver(plan)];

function createOnSender(plan: Base): Block {
  const home = homeOf(plan.place);
  const sender = plan.sides.find(({ role }) => role === "sender");
  const jobs = jobsOn(plan, plan.sender.name);
  return make(
    plan,
    plan.sender.name,
    jobs.length > 1
      ? "Each job as JSON with enabled false, twice: as created and with its failure alert."
      : "The job as JSON with enabled false, twice: as created and with its failure alert.",
    ["change-config", "exempt-private-host", ...running],
    // Where people carry the messages, both ends were installed before.
    ...(isCarried(plan)
      ? []
      : [
          ...(sender && sender.wishes.length > 0 ? (hasToken(sender) ? applyRest : applyBatch) : []),
          ...installSender(plan),
        ]),
    ...createdOn(plan, plan.sender.name),
    ...triggered(plan).flatMap(({ flow }) => (flow.job ? [`cp "$b"/${flow.job.file}.job ${home}/`] : [])),
  );
}

const createOnReceiver = (plan: Base): Block[] =>
  plan.receiver && jobsOn(plan, plan.receiver.name).length > 0
    ? [
        make(
          plan,
          plan.receiver.name,
          "The job as JSON with enabled false, twice: as created and with its failure alert.",
          ["install-inbox", "install-agent-job", "run-command", "message-people"],
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
      failureAlert(side === flow.to ? flow.failureThere : flow.failure),
    ]),
  );

const lastRun = openclaw("cron", "runs", raw('"$job"'), "--limit", "1", "--json");

/** Runs what makes the event, and shows how the run ended. */
const made = (plan: Base, flow: FlowPlan, job: Job): string[] => [
  idOf(job),
  isScheduled(flow) ? run : fireCommand(plan.place, flow.name),
  lastRun,
];

/** A job of a flow, run by hand. */
const runNow = ({ upkeep }: FlowPlan, purpose: Job["purpose"]): string[] =>
  upkeep.filter((job) => job.purpose === purpose).flatMap((job) => [idOf(job), run]);

/** One real event, by hand. */
export function testMessage(plan: Base, flow: FlowPlan): Block {
  const { job } = flow;
  const on = (see: string, ...lines: string[]) => make(plan, plan.sender.name, see, running, ...lines);
  if (!job) return on("The question is answered, and the last line says done.", ...answerTest(plan, flow));
  if (!flow.resend)
    return on(
      `completionStatus succeeded and deliveryStatus delivered. That is admission only: done means that ${flow.quiet ? `${flow.to} has it` : `${flow.reader.name} has read the message in ${flow.reader.channel}`}.`,
      ...made(plan, flow, job),
    );
  if (flow.relay)
    return on(
      `completionStatus succeeded and deliveryStatus delivered; the message stands in ${flow.carrier?.name}'s chat in ${flow.carrier?.channel}, and the last line says pending.`,
      ...made(plan, flow, job),
      outbox(plan, "list", flow.name),
    );
  if (!flow.hook)
    return on(
      "completionStatus succeeded, twice: the event is kept, and handed over.",
      ...made(plan, flow, job),
      ...runNow(flow, "drain"),
      outbox(plan, "list", flow.name),
    );
  return on(
    `${settledSee(flow)} The last line says ${flow.answeredBy ? "open" : "done"}${flow.quiet || plan.service ? "" : `, and ${flow.reader.name} has read the message in ${flow.reader.channel}`}.`,
    ...made(plan, flow, job),
    outbox(plan, "flush", flow.name),
    outbox(plan, "list", flow.name),
  );
}

const settledSee = ({ guarantee, to }: FlowPlan): string =>
  guarantee === "acknowledged"
    ? `completionStatus succeeded: the event is kept. It is sent until ${to} has said that it is done.`
    : `completionStatus succeeded: the event is kept. It is sent until ${to} has admitted it.`;

/** The question that the lane before sent as its test message gets an answer after which nothing is done. */
function answerTest(plan: Base, flow: FlowPlan): string[] {
  const { answering } = flow;
  if (!answering) return [];
  const program = `${pathWord(inboxHome(answering.place, answering.webhook)).raw}/${answering.flow}.inbox`;
  return [
    `code="$(${program} open | awk 'NR == 1 { print $1 }')"`,
    `${program} answer "$code" ${quote(answering.choice)} --by rollout`,
    outbox(plan, "flush", flow.name),
    outbox(plan, "list", flow.name),
  ];
}

/** Waits for what a person brings, five minutes at most. */
const until = (test: string): string =>
  `left=60; until ${test} || test "$left" = 0; do left=$((left - 1)); sleep 5; done`;

/** What people carry: over to the receiver, and the receipt back. */
export const carryOver = (plan: Base, flow: FlowPlan): Block =>
  make(
    plan,
    flow.to,
    `The event, under ${flow.ask ? "new" : "done"} or done; the bot's answer in ${flow.reader.channel} ${flow.ask ? `asks the question: answer ${safeChoice(flow)}, after which nothing is done. Then it gives` : "gives"} the receipt.`,
    ["install-inbox", "message-people"],
    until(`${inboxList(plan, flow.name)} | grep -q .`),
    inboxList(plan, flow.name),
  );
export const carryBack = (plan: Base, flow: FlowPlan): Block =>
  make(
    plan,
    plan.sender.name,
    "The last line says done.",
    running,
    until(`! ${outbox(plan, "list", flow.name)} | grep -q ^pending`),
    outbox(plan, "list", flow.name),
  );

/** A choice after which nothing is run: the last one that is not acted upon. */
export const safeChoice = ({ ask, act }: Pick<FlowPlan, "ask" | "act">): string =>
  ask?.choices.findLast((choice) => choice !== act?.on) ?? "";

/** On one machine the agent takes the event in a turn of its own: let it, see it settled. */
export const takeIt = (plan: Base, flow: FlowPlan): Block =>
  make(
    plan,
    flow.to,
    "completionStatus succeeded, and the event under done.",
    ["install-inbox", "install-agent-job", "message-people"],
    ...runNow(flow, "take"),
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

/** What a job works off is worked off by hand. */
export const workIt = (plan: Base, flow: FlowPlan): Block =>
  make(
    plan,
    flow.to,
    flow.answering
      ? "completionStatus succeeded; the question of the test message is answered, and nothing was run for it."
      : `completionStatus succeeded${flow.handOff ? `, what the command printed in ${flow.reader.channel}` : ""}, and the event under done.`,
    ["install-inbox", "run-command", "message-people"],
    ...runNow(flow, "work"),
    ...(flow.answering ? [outbox({ place: flow.answering.place }, "list", flow.answering.flow)] : []),
    inboxList(plan, flow.name),
  );

/** The same cause again, and a second copy of an event that is settled: neither may have any effect. */
export function sameAgain(plan: Base, flow: FlowPlan): Block {
  const list = outbox(plan, "list", flow.name);
  const again = flow.job ? made(plan, flow, flow.job).slice(0, 2) : [];
  const nothing = flow.quiet || plan.service ? "" : `, and nothing new in ${(flow.carrier ?? flow.reader).channel}`;
  return make(
    plan,
    plan.sender.name,
    flow.relay
      ? `The same line twice${nothing}: the second run made no second event.`
      : flow.contract.idempotencyKey.includes("runTime")
        ? `The lines of the beginning, and one more at the end: each run makes an event of its own${nothing}. ${flow.to} knew the second copy.`
        : `The same lines at the beginning and at the end${nothing}: the second run made no second event, and ${flow.to} knew the second copy.`,
    running,
    list,
    ...again,
    ...(flow.relay
      ? []
      : [
          `key="$(${list} | awk '$1 == "done" || $1 == "open" { print $2; exit }')"`,
          `${outbox(plan, "resend", flow.name)} "$key"`,
          outbox(plan, "flush", flow.name),
        ]),
    list,
  );
}

/** What was carried over is brought a second time. */
export const carryAgain = (plan: Base, flow: FlowPlan): Block => {
  const audit = `${inboxAt(plan).word}/${flow.name}.spool/audit.jsonl`;
  const count = `grep -c '"did":"accept"' ${audit}`;
  return make(
    plan,
    flow.to,
    "The same line twice: the bot gave the same receipt again, and nothing else happened.",
    ["install-inbox", "message-people"],
    inboxList(plan, flow.name),
    `before="$(${count})"`,
    until(`test "$(${count})" -gt "$before"`),
    inboxList(plan, flow.name),
  );
};

/** A failure made on purpose, which must be heard of on the failure route. */
export function failOnPurpose(plan: Base, flow: FlowPlan): Block {
  const { job } = flow;
  const posts = flow.hook && !flow.resend;
  const right = posts && flow.hook ? ["--webhook", flow.hook.url] : (job?.what ?? []);
  const wrong = posts && flow.hook ? ["--webhook", `${flow.hook.url}-nowhere`] : ["--command", "exit 3"];
  const home = homeOf(plan.place);
  const needed = flow.relay
    ? `${home}/${flow.name}.outbox.json`
    : flow.hook
      ? `${home}/token`
      : `${home}/${flow.name}.json`;
  const out = flow.relay ? "settings are" : flow.hook ? "token is" : "way to the inbox is";
  const drain = flow.upkeep.find(({ purpose }) => purpose === "drain");
  return make(
    plan,
    plan.sender.name,
    `The first run says that it failed, and ${flow.failure.name} has an alert in ${flow.failure.channel}; the second succeeds, and says there that it recovered. Without that second run the same failure would stay silent next time.${drain ? ` ${job ? "The same for" : "It is"} the outbox, whose ${out} out of reach for one run.` : ""}`,
    running,
    ...(job
      ? [
          idOf(job),
          `${openclaw("cron", "edit", raw('"$job"'), ...wrong)} > /dev/null`,
          `${run} || echo "failed, as it should"`,
          `${openclaw("cron", "edit", raw('"$job"'), ...right)} > /dev/null`,
          run,
        ]
      : []),
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
  const again = kept(plan).map(({ name: flow }) => flow);
  const variable = credential?.variable ?? "";
  const token =
    role === "sender" && again.length > 0
      ? `cat ${homeOf(plan.place)}/token`
      : `sed -n ${quote(`s/^${variable}=//p`)} ${env.raw}`;
  return make(
    plan,
    name,
    `A list of files in "verify", each with 0: the token stands in none. Copy that folder to where this design is${plan.folder === null ? "" : `, below ${plan.folder}/`}.`,
    [],
    `v="$b"/verify; rm -rf "$v"; mkdir -p "$v"`,
    ...runs.flatMap((job) => [
      idOf(job),
      `${openclaw("cron", "runs", raw('"$job"'), "--limit", "50", "--json")} > "$v"/${job.file}.runs.json`,
    ]),
    ...again.map((flow) =>
      role === "sender"
        ? `cp ${homeOf(plan.place)}/${flow}.outbox/audit.jsonl "$v"/${flow}.outbox.jsonl`
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
