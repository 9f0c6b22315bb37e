import { joined, silent, type Text, text } from "../../spec/text.ts";
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
      title: text("Look, and keep a copy", "先看一遍，留一份副本"),
      why: text(
        "Reads the configuration, keeps a byte-exact copy, and works out the exact change for this gateway. Changes nothing. It stops where a token, a catch-all mapping or an agent of the same name is in the way.",
        "读取配置，留一份逐字节相同的副本，并算出这个网关上确切要改什么。什么都不改动。如果已有令牌、匹配一切的映射或同名代理挡路，就停在这里。",
      ),
      blocks: plan.sides.map((side) => look(plan, side)),
    },
    ...installStages(plan),
    ...(credential
      ? [
          {
            title: text("Probe before anything depends on it", "趁还没有东西依赖它，先探测"),
            why: probeWhy(plan),
            blocks: [probe(plan, sender.name)],
          },
        ]
      : []),
    {
      title: text(
        `Create the job${createJobs(plan).length > 1 ? "s" : ` on ${sender.name}`}, disabled`,
        `${createJobs(plan).length > 1 ? "" : `在 ${sender.name} 上`}创建定时任务，先不启用`,
      ),
      why: createWhy(plan),
      blocks: createJobs(plan),
    },
    ...testStages(plan),
    {
      title: text("Make it fail on purpose", "故意让它失败"),
      why: text(
        "A failure nobody hears of is the worst kind. The job is made to fail, must be reported on the failure route, and is put back.",
        "没人知道的失败最糟糕。先让任务失败，失败通道上必须收到报告，再改回来。",
      ),
      blocks: plan.flows.map((flow) => failOnPurpose(plan, flow)),
    },
    {
      title: text("Switch it on", "启用"),
      why: switchOn(plan),
      blocks: enable(plan),
    },
    {
      title: text("Save what shows that it works", "保存能说明它有效的证据"),
      why: text(
        "Changes nothing. Bring both folders together and let `bridge.mjs verify bridge.yaml --from FOLDER` judge the five checks.",
        "什么都不改动。把两侧的文件夹放到一起，用 `bridge.mjs verify bridge.yaml --from FOLDER` 判定五项检查。",
      ),
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
        title: text("Install both ends", "在两侧安装"),
        why: text(
          "On each side an agent of its own, which answers in one chat and may run one program. That chat must be open to the bot already: in a group, allowed in the channel's settings.",
          "每一侧各有一个专用代理，只在一个聊天里回答，只能运行一个程序。这个聊天必须已经对机器人开放；如果是群，要在频道设置里允许。",
        ),
        blocks: [openReceiver(plan, receiver.name, receiver.agent), openCarrier(plan)],
      },
    ];
  if (credential) return tokenStages(plan, credential);
  return receiver
    ? [
        {
          title: text(`Install the inbox on ${receiver.name}`, `在 ${receiver.name} 上安装收件箱`),
          why: text("An agent of its own, which may run one program.", "一个专用代理，只能运行一个程序。"),
          blocks: [openReceiver(plan, receiver.name, receiver.agent)],
        },
      ]
    : [];
}

function probeWhy(plan: Base): Text {
  const again = kept(plan).length > 0;
  if (plan.service)
    return text(
      `No token and a wrong token must be refused${again ? ", and what is no event too" : ""}. A 3xx means that the address redirects: write the final one.`,
      `没有令牌、令牌不对，都必须被拒绝${again ? "，不是事件的内容也一样" : ""}。出现 3xx 说明地址会重定向：改写成最终地址。`,
    );
  return text(
    `No token, a wrong token and the literal text of the variable must all be refused; the right token must be taken${again ? ", and what is no event refused by the inbox" : ""}. A 403 means that gateway.trustedProxies is missing, a 3xx that the address redirects${again ? ": write the final one" : " and events would be lost"}.`,
    `没有令牌、令牌不对、变量的字面文本，都必须被拒绝；正确的令牌必须被接受${again ? "；不是事件的内容，必须被收件箱拒绝" : ""}。出现 403 说明缺少 gateway.trustedProxies，出现 3xx 说明地址会重定向${again ? "：改写成最终地址" : "，事件会丢失"}。`,
  );
}

/** A stage per thing to be seen; those that do not apply to any flow are left out. */
function testStages(plan: Base): Stage[] {
  const shared = plan.flows.filter(({ transport, quiet }) => transport === "files" && !quiet);
  const carried = plan.flows.filter(({ relay }) => relay);
  const worked = plan.flows.filter(({ upkeep }) => upkeep.some(({ purpose }) => purpose === "work"));
  const stages: [title: Text, why: Text, blocks: Block[]][] = [
    [
      text("Send a test message", "发一条测试消息"),
      joined(
        text(
          `One real run, by hand${triggered(plan).length > 0 ? "; what a trigger fires is fired the way the trigger will" : ""}.`,
          `手动真正运行一次${triggered(plan).length > 0 ? "；由触发启动的，就按触发时的方式启动" : ""}。`,
        ),
        testWhy(plan),
      ),
      plan.flows.map((flow) => testMessage(plan, flow)),
    ],
    [
      text("Carry it over", "把消息带过去"),
      text(
        "Copy the message, or forward it, to the bot of the other side. The block waits for it, five minutes.",
        "把消息复制或转发给另一侧的机器人。代码块会等它五分钟。",
      ),
      carried.map((flow) => carryOver(plan, flow)),
    ],
    [
      text("Carry the receipt back", "把回执带回来"),
      text(
        "Copy the receipt, or forward it, to the bot that sent the message. The block waits for it, five minutes.",
        "把回执复制或转发给发出消息的机器人。代码块会等它五分钟。",
      ),
      carried.map((flow) => carryBack(plan, flow)),
    ],
    [
      text("Let the agent take it", "让代理取走它"),
      text(
        "On one machine the agent takes what waits in a turn of its own. Run by hand, no script looks first.",
        "在同一台机器上，代理用自己的一轮取走等待的事件。手动运行时，不会先由脚本查看。",
      ),
      shared.map((flow) => takeIt(plan, flow)),
    ],
    [
      text("See it settled", "看它了结"),
      text("The sender hears of it with its next copy.", "发送方再发一次副本时就会得知。"),
      shared.map((flow) => seeItSettled(plan, flow)),
    ],
    [
      text("Let the job work it off", "让定时任务处理它"),
      text("The job looks once a minute; now it is run by hand.", "任务每分钟看一次，现在手动运行。"),
      worked.map((flow) => workIt(plan, flow)),
    ],
    [
      text("Send the same again", "把同一条再发一次"),
      text(
        "A second run of the same cause, and a second copy of the same event: both must be known.",
        "同一起因再运行一次，同一事件再发一份副本：两者都必须被认出来。",
      ),
      kept(plan).map((flow) => sameAgain(plan, flow)),
    ],
    [
      text("Carry the same over again", "把同一条再带一次"),
      text(
        "Bring the first message once more. The block waits for it, five minutes.",
        "把第一条消息再带过去一次。代码块会等它五分钟。",
      ),
      carried.map((flow) => carryAgain(plan, flow)),
    ],
  ];
  return stages.filter(([, , blocks]) => blocks.length > 0).map(([title, why, blocks]) => ({ title, why, blocks }));
}

function testWhy(plan: Base): Text {
  if (plan.flows.some(({ answering }) => answering))
    return text(
      "The test message of the lane that asks is answered, in such a way that nothing is run.",
      "回答提问那条单程的测试消息，所选的回答不会运行任何东西。",
    );
  if (isCarried(plan)) return text("It is done when the receipt is back.", "回执回来才算完成。");
  if (kept(plan).length > 0)
    return plan.service || plan.flows.some(({ quiet }) => quiet)
      ? text("It is done when the receiver has settled it.", "接收方了结了才算完成。")
      : text(
          "It is done when the receiver has settled it, and a person must have read the message.",
          "接收方了结了才算完成，并且必须有人读到了消息。",
        );
  return text(
    "The run must say delivered, and a person must have read the message.",
    "运行结果必须是 delivered，并且必须有人读到了消息。",
  );
}

function createWhy(plan: Base): Text {
  if (isCarried(plan))
    return text(
      "Creates the jobs disabled (the sender's makes the message and announces it, its drain cancels what nobody answered in time, the receiver's watches over what came in), and sets their failure alerts, which only `cron edit` can.",
      "创建定时任务，先不启用（发送方的任务生成并公告消息，它的发送任务取消没人按时回答的，接收方的任务看管进来的事件），并设置失败告警：这只有 `cron edit` 能做。",
    );
  if (kept(plan).length > 0)
    return text(
      "Installs the outbox, creates the jobs disabled (the sender's makes the event and its drain sends it, the receiver's watches over what came in), and sets their failure alerts, which only `cron edit` can.",
      "安装发件箱，创建定时任务，先不启用（发送方的任务生成事件，它的发送任务把事件发出去，接收方的任务看管进来的事件），并设置失败告警：这只有 `cron edit` 能做。",
    );
  return text(
    `${plan.receiver ? "Points webhooks at exactly one host, installs what makes the message," : "Installs what makes the message,"} creates the job disabled, and sets the failure alert, which only \`cron edit\` can.`,
    `${plan.receiver ? "只放行一台主机的 webhook，" : ""}安装生成消息的程序，创建定时任务，先不启用，并设置失败告警：这只有 \`cron edit\` 能做。`,
  );
}

const switchOn = (plan: Base) =>
  joined(
    plan.flows.some(isScheduled) ? text("From here on it runs by itself.", "从这里起，它会自行运行。") : silent,
    ...triggered(plan).map(({ flow, trigger }) =>
      text(
        `${flow.id} stays disabled: no clock fires it. At the end of whatever sees ${trigger}, on ${flow.from} and as the user whose gateway it is, put \`${fireCommand(plan.place, flow.name)}\`; what its exit codes mean, and why one at a time, stands under "Fired by ${trigger}" in \`cron-payload.md\` and on the page of ${flow.from}.`,
        `${flow.id} 一直停用：没有时钟触发它。请在 ${flow.from} 上、以网关所属用户的身份，在得知 ${trigger} 的那一步末尾加上 \`${fireCommand(plan.place, flow.name)}\`；退出码的含义、为什么一次只能一个，见 \`cron-payload.md\` 的“由 ${trigger} 触发”和 ${flow.from} 的那一页。`,
      ),
    ),
  );

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
            title: text(`Give ${sender.name} the token`, `把令牌交给 ${sender.name}`),
            why: text(
              `Whoever runs ${service?.name} made it, and tells it out of band: in a password manager or by voice, never in chat. It is read at a hidden prompt.`,
              `令牌由运营 ${service?.name} 的人生成，走另一条路告知：用密码管理器或当面、电话说，绝不进聊天。在不回显的提示符下输入。`,
            ),
            blocks: [takeToken(plan, sender.name)],
          },
        ]
      : [];
  const open = openReceiver(plan, receiver.name, receiver.agent);
  if (!handOver)
    return [
      {
        title: text(`Open the hook on ${receiver.name}`, `在 ${receiver.name} 上开放 hook`),
        why: text(
          "Both sides have a token under this name already; the probe shows whether the two values are the same.",
          "两侧已经各有一个同名令牌；两个值是否相同，探测时会看出来。",
        ),
        blocks: [open],
      },
    ];
  const { from, to } = handOver;
  const handed = text(
    `The token goes from ${from} to ${to} out of band: in a password manager or by voice, never in chat. It is read at a hidden prompt.`,
    `令牌从 ${from} 到 ${to} 要走另一条路：用密码管理器或当面、电话说，绝不进聊天。在不回显的提示符下输入。`,
  );
  if (to === receiver.name)
    return [
      {
        title: text(`Give ${to} the token that ${from} sends`, `把 ${from} 要发送的令牌交给 ${to}`),
        why: joined(
          text(
            `${from} sends one token to every webhook, so ${to} must take that one.`,
            `${from} 给所有 webhook 发同一个令牌，所以 ${to} 必须接受它。`,
          ),
          handed,
          text(
            "First the variable, then a restart, and only then the key that names it.",
            "先写变量，再重启，最后才写引用它的键。",
          ),
        ),
        blocks: [takeToken(plan, to)],
      },
      {
        title: text(`Open the hook on ${to}`, `在 ${to} 上开放 hook`),
        why: text("The gateway knows the variable now.", "网关现在认得这个变量了。"),
        blocks: [open],
      },
    ];
  return [
    ...(existing.includes(from)
      ? []
      : [
          {
            title: text(`Make the hook token on ${receiver.name}`, `在 ${receiver.name} 上生成 hook 令牌`),
            why: text(
              "First the variable, then a restart, and only then the key that names it: a running gateway would take the literal text ${…} for the token.",
              "先写变量，再重启，最后才写引用它的键：否则正在运行的网关会把字面文本 ${…} 当成令牌。",
            ),
            blocks: [makeToken(plan, receiver.name)],
          },
        ]),
    {
      title: text(
        `Give ${to} the token, and open the hook on ${receiver.name}`,
        `把令牌交给 ${to}，并在 ${receiver.name} 上开放 hook`,
      ),
      why: joined(
        existing.includes(from)
          ? text(
              `${from} has its one hook token already, and the bridge uses it.`,
              `${from} 已经有自己唯一的 hook 令牌，这座桥就用它。`,
            )
          : silent,
        handed,
      ),
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
      title: text("Remove the jobs", "删除定时任务"),
      why: joined(
        text("Nothing fires any more.", "从此不再触发。"),
        ...triggered(plan).map(({ trigger }) =>
          text(
            `Take the call of fire.sh out of whatever sees ${trigger}: it fails from now on.`,
            `把得知 ${trigger} 的那一步里对 fire.sh 的调用去掉：从现在起它会失败。`,
          ),
        ),
      ),
      blocks: [sender, receiver].flatMap((side) =>
        side && jobsOn(plan, side.name).length > 0 ? [removeJobs(plan, side.name)] : [],
      ),
    },
    {
      title: text("Put the configuration back", "恢复配置"),
      why: text(
        "The gateway must be running. Where openclaw.json is still what the rollout left, the copy is restored byte for byte; where somebody edited it since, only what the rollout added is removed, and listed.",
        "网关必须正在运行。如果 openclaw.json 仍是部署留下的样子，就逐字节恢复副本；如果之后有人改过，就只删除部署加进去的内容，并列出来。",
      ),
      blocks: [sender, receiver].flatMap((side) => (side && side.wishes.length > 0 ? [putBack(plan, side)] : [])),
    },
  ];
}
