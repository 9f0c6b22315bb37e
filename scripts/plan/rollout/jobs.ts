import { escapeMarkdown } from "../../spec/markdown.ts";
import { joined, silent, type Text, text } from "../../spec/text.ts";
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
      ? text(
          "Each job as JSON with enabled false, twice: as created and with its failure alert.",
          "每个任务的 JSON，enabled 为 false，各两次：刚创建时，以及带上失败告警之后。",
        )
      : oneJob,
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

const oneJob = text(
  "The job as JSON with enabled false, twice: as created and with its failure alert.",
  "该任务的 JSON，enabled 为 false，两次：刚创建时，以及带上失败告警之后。",
);

const createOnReceiver = (plan: Base): Block[] =>
  plan.receiver && jobsOn(plan, plan.receiver.name).length > 0
    ? [
        make(
          plan,
          plan.receiver.name,
          oneJob,
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

/** Runs what makes the event; both ways print how the run ended. */
const made = (plan: Base, flow: FlowPlan, job: Job): string[] =>
  isScheduled(flow) ? [idOf(job), run] : [fireCommand(plan.place, flow.name)];

/** A job of a flow, run by hand. */
const runNow = ({ upkeep }: FlowPlan, purpose: Job["purpose"]): string[] =>
  upkeep.filter((job) => job.purpose === purpose).flatMap((job) => [idOf(job), run]);

/** One real event, by hand. */
export function testMessage(plan: Base, flow: FlowPlan): Block {
  const { job } = flow;
  const on = (see: Text, ...lines: string[]) => make(plan, plan.sender.name, see, running, ...lines);
  if (!job)
    return on(
      text("The question is answered, and the last line says done.", "问题已回答，最后一行是 done。"),
      ...answerTest(plan, flow),
    );
  if (!flow.resend)
    return on(
      flow.quiet
        ? text(
            `completionStatus succeeded and deliveryStatus delivered. That is admission only: done means that ${flow.to} has it.`,
            `completionStatus 为 succeeded，deliveryStatus 为 delivered。这只是受理：${flow.to} 那里有了它，才算完成。`,
          )
        : text(
            `completionStatus succeeded and deliveryStatus delivered. That is admission only: done means that ${flow.reader.name} has read the message in ${flow.reader.channel}.`,
            `completionStatus 为 succeeded，deliveryStatus 为 delivered。这只是受理：${flow.reader.name} 在 ${flow.reader.channel} 里读到消息，才算完成。`,
          ),
      ...made(plan, flow, job),
    );
  if (flow.relay)
    return on(
      text(
        `completionStatus succeeded and deliveryStatus delivered; the message stands in ${flow.carrier?.name}'s chat in ${flow.carrier?.channel}, and the last line says pending.`,
        `completionStatus 为 succeeded，deliveryStatus 为 delivered；消息出现在 ${flow.carrier?.name} 的 ${flow.carrier?.channel} 聊天里，最后一行是 pending。`,
      ),
      ...made(plan, flow, job),
      outbox(plan, "list", flow.name),
    );
  if (!flow.hook)
    return on(
      text(
        "completionStatus succeeded, twice: the event is kept, and handed over.",
        "completionStatus 为 succeeded，两次：事件已存下，并已交过去。",
      ),
      ...made(plan, flow, job),
      ...runNow(flow, "drain"),
      outbox(plan, "list", flow.name),
    );
  return on(
    joined(settledSee(flow), lastLine(flow, flow.quiet || plan.service !== null)),
    ...made(plan, flow, job),
    outbox(plan, "flush", flow.name),
    outbox(plan, "list", flow.name),
  );
}

const settledSee = ({ guarantee, to }: FlowPlan): Text =>
  guarantee === "acknowledged"
    ? text(
        `completionStatus succeeded: the event is kept. It is sent until ${to} has said that it is done.`,
        `completionStatus 为 succeeded：事件已存下，会一直发到 ${to} 说它做完了为止。`,
      )
    : text(
        `completionStatus succeeded: the event is kept. It is sent until ${to} has admitted it.`,
        `completionStatus 为 succeeded：事件已存下，会一直发到 ${to} 受理为止。`,
      );

const lastLine = ({ answeredBy, reader }: FlowPlan, unread: boolean): Text => {
  const state = answeredBy ? "open" : "done";
  return unread
    ? text(`The last line says ${state}.`, `最后一行是 ${state}。`)
    : text(
        `The last line says ${state}, and ${reader.name} has read the message in ${reader.channel}.`,
        `最后一行是 ${state}，并且 ${reader.name} 在 ${reader.channel} 里读到了消息。`,
      );
};

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
    flow.ask
      ? text(
          `The event, under new or done; the bot's answer in ${flow.reader.channel} asks the question: answer ${escapeMarkdown(safeChoice(flow))}, after which nothing is done. Then it gives the receipt.`,
          `事件列在 new 或 done 下；机器人在 ${flow.reader.channel} 里提出问题：请回答 ${escapeMarkdown(safeChoice(flow))}，之后什么都不会做。然后它给出回执。`,
        )
      : text(
          `The event, under done; the bot's answer in ${flow.reader.channel} gives the receipt.`,
          `事件列在 done 下；机器人在 ${flow.reader.channel} 里的回答就是回执。`,
        ),
    ["install-inbox", "message-people"],
    until(`${inboxList(plan, flow.name)} | grep -q .`),
    inboxList(plan, flow.name),
  );
export const carryBack = (plan: Base, flow: FlowPlan): Block =>
  make(
    plan,
    plan.sender.name,
    text("The last line says done.", "最后一行是 done。"),
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
    text("completionStatus succeeded, and the event under done.", "completionStatus 为 succeeded，事件列在 done 下。"),
    ["install-inbox", "install-agent-job", "message-people"],
    ...runNow(flow, "take"),
    inboxList(plan, flow.name),
  );
export const seeItSettled = (plan: Base, flow: FlowPlan): Block =>
  make(
    plan,
    plan.sender.name,
    lastLine({ ...flow, answeredBy: null }, false),
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
      ? text(
          "completionStatus succeeded; the question of the test message is answered, and nothing was run for it.",
          "completionStatus 为 succeeded；测试消息的问题已回答，没有为它运行任何东西。",
        )
      : text(
          `completionStatus succeeded${flow.handOff ? `, what the command printed in ${flow.reader.channel}` : ""}, and the event under done.`,
          `completionStatus 为 succeeded，${flow.handOff ? `命令的输出出现在 ${flow.reader.channel} 里，` : ""}事件列在 done 下。`,
        ),
    ["install-inbox", "run-command", "message-people"],
    ...runNow(flow, "work"),
    ...(flow.answering ? [outbox({ place: flow.answering.place }, "list", flow.answering.flow)] : []),
    inboxList(plan, flow.name),
  );

/** The same cause again, and a second copy of an event that is settled: neither may have any effect. */
export function sameAgain(plan: Base, flow: FlowPlan): Block {
  const list = outbox(plan, "list", flow.name);
  const again = flow.job ? made(plan, flow, flow.job).slice(0, 2) : [];
  const { channel } = flow.carrier ?? flow.reader;
  const read = !flow.quiet && plan.service === null;
  const nothing = read ? `, and nothing new in ${channel}` : "";
  const nothingZh = read ? `，${channel} 里也没有新消息` : "";
  return make(
    plan,
    plan.sender.name,
    flow.relay
      ? text(
          `The same line twice${nothing}: the second run made no second event.`,
          `同一行出现两次${nothingZh}：第二次运行没有生成第二个事件。`,
        )
      : flow.contract.idempotencyKey.includes("runTime")
        ? text(
            `The lines of the beginning, and one more at the end: each run makes an event of its own${nothing}. ${flow.to} knew the second copy.`,
            `开头的那些行，结尾多一行：每次运行各生成一个事件${nothingZh}。第二份副本被 ${flow.to} 认了出来。`,
          )
        : text(
            `The same lines at the beginning and at the end${nothing}: the second run made no second event, and ${flow.to} knew the second copy.`,
            `开头和结尾的行相同${nothingZh}：第二次运行没有生成第二个事件，第二份副本被 ${flow.to} 认了出来。`,
          ),
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
    text(
      "The same line twice: the bot gave the same receipt again, and nothing else happened.",
      "同一行出现两次：机器人又给了同一份回执，别的什么也没发生。",
    ),
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
  const out = flow.relay
    ? text("settings are", "设置")
    : flow.hook
      ? text("token is", "令牌")
      : text("way to the inbox is", "通往收件箱的路");
  const drain = flow.upkeep.find(({ purpose }) => purpose === "drain");
  return make(
    plan,
    plan.sender.name,
    joined(
      text(
        `The first run says that it failed, and ${flow.failure.name} has an alert in ${flow.failure.channel}; the second succeeds, and says there that it recovered. Without that second run the same failure would stay silent next time.`,
        `第一次运行说它失败了，${flow.failure.name} 在 ${flow.failure.channel} 里收到告警；第二次成功，并在那里说已恢复。少了第二次运行，下次同样的失败就不会再出声。`,
      ),
      drain
        ? text(
            `${job ? "The same for" : "It is"} the outbox, whose ${out.words.en} out of reach for one run.`,
            `${job ? "发件箱也一样" : "这里指发件箱"}：它的${out.words["zh-CN"]}在一次运行里被移开。`,
          )
        : silent,
    ),
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
            joined(
              ...enabledOn(plan, name).map((job) =>
                text(
                  `${job.name}: enabled true, and the time of its next run.`,
                  `${job.name}：enabled 为 true，并有下次运行的时间。`,
                ),
              ),
              ...triggered(plan)
                .filter(({ flow }) => flow.from === name)
                .map(({ flow }) =>
                  text(`${flow.id}: enabled false, and so it stays.`, `${flow.id}：enabled 为 false，一直如此。`),
                ),
            ),
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

/** What `bridge.mjs verify` judges: run history, audit logs, and how often the token's value stands in any of it. */
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
    text(
      `A list of files in "verify", each with 0: the token stands in none. Copy that folder to where this design is${plan.folder === null ? "" : `, below ${plan.folder}/`}.`,
      `“verify”里文件的列表，每个都是 0：哪里都没有令牌。把这个文件夹复制到本设计所在的位置${plan.folder === null ? "" : `，放在 ${plan.folder}/ 下`}。`,
    ),
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
