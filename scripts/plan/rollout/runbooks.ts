import { joined, silent, type Text, text } from "../../spec/text.ts";
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

const onSender = (plan: Base, see: Text, ...lines: string[]) =>
  make(plan, plan.sender.name, see, ["install-drain-job"], ...lines);
const onReceiver = (plan: Base, see: Text, ...lines: string[]) =>
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
    title: text("Pause", "暂停"),
    why: isCarried(plan)
      ? text(
          "No message is made any more. Those that are open stay open until they expire.",
          "不再生成消息。还没有答复的保持原样，直到过期。",
        )
      : text(
          "Nothing is sent any more; events go on being made, and wait. What waits longer than its expiry is dead, and reported.",
          "不再发送；事件照常生成，在那里等待。等到超过有效期的作废，并会报告。",
        ),
    blocks: [
      onSender(
        plan,
        text("What waits, as pending.", "等待中的事件，标为 pending。"),
        ...each(paused(plan), "disable"),
        ...list(plan),
      ),
    ],
  },
  {
    title: text("Resume", "恢复"),
    why: isCarried(plan)
      ? text("As before.", "照旧。")
      : text(
          "What waited goes out as the contract's backlog says, then as before.",
          "等待的事件按契约的积压规则发出，然后照旧。",
        ),
    blocks: [
      onSender(
        plan,
        isCarried(plan)
          ? text("What is open, as pending.", "还没有答复的，标为 pending。")
          : text("No line says pending.", "不再有 pending 的行。"),
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
    title: text("Rotate the token: hand it over", "轮换令牌：交接"),
    why: joined(
      service
        ? text(
            `The next token is made by whoever runs ${service.name}, which must take both for a while, and told out of band.`,
            `下一个令牌由运营 ${service.name} 的人生成，走另一条路告知；它在一段时间里必须两个都接受。`,
          )
        : silent,
      text(
        "From here on the sender has both: on a 401 it tries the next one.",
        "从这里起发送方两个都有：遇到 401 就试下一个。",
      ),
    ),
    blocks: [
      onSender(
        plan,
        text("A hidden prompt for the next token.", "一个不回显的提示符，等你输入下一个令牌。"),
        "umask 077",
        askToken,
        `printf '%s\\n' "$token" > ${token}.next`,
      ),
    ],
  };
  const retire: Stage = {
    title: text("Rotate the token: retire the old one", "轮换令牌：停用旧的"),
    why: text(
      "The old token must be refused by now, and the next one taken.",
      "这时旧令牌必须被拒绝，新令牌必须被接受。",
    ),
    blocks: [
      onSender(
        plan,
        text(
          `The old token: 401. Then ${probes(plan).length - 2} probes, each with the expected answer, and no line says pending.`,
          `旧令牌：401。然后是 ${probes(plan).length - 2} 次探测，每次都是预期的回答，并且不再有 pending 的行。`,
        ),
        ...probes(plan).slice(0, 2),
        `expect 'the old token' 401 "$(sed 's/^/header = "Authorization: Bearer /; s/$/"/' ${token} | request -K - ${quote(urlOf(plan))})"`,
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
      title: text("Rotate the token: make the next one", "轮换令牌：生成下一个"),
      why: joined(
        text(
          `Made on ${receiver.name}, in the file token.next with the copies; told to ${plan.sender.name} out of band, as the first one was.`,
          `在 ${receiver.name} 上生成，写进副本旁的 token.next 文件；像第一个那样，走另一条路告诉 ${plan.sender.name}。`,
        ),
        others
          ? text(
              `${variable} was there before the bridge: whoever else sends it must have the next one too.`,
              `${variable} 在这座桥之前就有：其他发送它的各方也必须拿到下一个。`,
            )
          : silent,
      ),
      blocks: [
        onReceiver(
          plan,
          text("Nothing is printed.", "什么都不输出。"),
          "umask 077",
          `test -s "$b"/token.next || ${newToken} > "$b"/token.next`,
        ),
      ],
    },
    handOver,
    {
      title: text("Rotate the token: switch the receiver", "轮换令牌：切换接收方"),
      why: text(
        "Then stop the gateway's process and start it again, the way it is started on that machine: a restart takes up a new variable, not a changed one.",
        "然后按那台机器平时的方式停掉网关进程，再启动：重启只认新变量，不认改过的变量。",
      ),
      blocks: [
        onReceiver(
          plan,
          text(`One line, which names ${variable}.`, `一行，写着 ${variable}。`),
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
      title: text("Upgrade OpenClaw", "升级 OpenClaw"),
      why: text(
        "Pause, upgrade one side, run its block, resume. A new version may know other commands and keys: render and lint this design for it first. Where Node moved with the upgrade, the block finds it again.",
        "暂停，升级一侧，运行它的代码块，恢复。新版本的命令和键可能不同：先为它重新渲染并检查本设计。如果升级挪动了 Node，代码块会重新找到它。",
      ),
      blocks: [
        onSender(
          plan,
          text(
            "The new version, a valid configuration, and the outbox still lists its events.",
            "新的版本号，配置有效，发件箱仍列出它的事件。",
          ),
          ...check,
          `ln -sf "$(command -v node)" ${home}/node`,
          ...list(plan),
        ),
        ...(plan.receiver
          ? [
              onReceiver(
                plan,
                text(
                  "The new version, a valid configuration, and the inbox still lists its events.",
                  "新的版本号，配置有效，收件箱仍列出它的事件。",
                ),
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
    title: text("Retire it", "停用这座桥"),
    why: text(
      "Nothing is made any more, what waits is sent, and then the way back. What still says pending here, the way back puts aside and lists.",
      "不再生成事件，把等待的发出去，然后回滚。这里仍是 pending 的，回滚时会放到一边并列出。",
    ),
    blocks: [
      onSender(
        plan,
        text(
          "No line says pending. If one does, decide whether it may be put aside.",
          "应该没有 pending 的行；若还有，由你决定能否放到一边。",
        ),
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
