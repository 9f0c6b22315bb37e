/** The comments of a starter in Chinese, by their English text. Whatever a spec says itself stays as it is. */
export const chineseComments: Record<string, string> = {
  "A bridge between two OpenClaw instances. The sections are the six steps; rename what is named here.":
    "两台 OpenClaw 实例之间的一座桥。各节就是六个步骤；这里的名字可以改。",
  "step 1: say what should become true": "第一步：说清楚要实现什么",
  "alerting | task-dispatch | result-return | approval-request | periodic-reporting":
    "告警 alerting | 派发任务 task-dispatch | 返回结果 result-return | 请求批准 approval-request | 定期报告 periodic-reporting",
  "step 2: who there is, and who can open a connection to whom": "第二步：有谁，谁能连到谁",
  "step 2: who there is": "第二步：有谁",
  "step 2: what travels": "第二步：传递什么",
  "openclaw --version": "openclaw --version 的输出",
  "such as Europe/Berlin": "例如 Asia/Shanghai",
  "{ kind: service, url: … } for an endpoint that is no OpenClaw": "不是 OpenClaw 的端点写 { kind: service, url: … }",
  "the address at which the sender reaches it": "发送方访问它的地址",
  "[sender]": "[sender]",
  "true | false": "true | false",
  "such as telegram": "例如 telegram",
  "the chat's id": "聊天的 id",
  "the chat in which the message stands, and in which people bring it to the bot":
    "消息所在的聊天，人们也在这里把它带给机器人",
  "the chat's id; a group's is negative": "聊天的 id；群的 id 是负数",
  "hears what went wrong, in another chat": "出了问题告诉谁，用另一个聊天",
  "long jobs, inspection, the action": "长任务、巡检、要执行的动作",
  "the address at which local reaches it": "local 访问它的地址",
  "[local]": "[local]",
  "people, approvals, dashboards": "人、批准、仪表盘",
  "leave it out where nothing can connect to it, and use transport: chat below":
    "没有谁能连到它时就不写，下面用 transport: chat",
  "[remote], or []": "[remote] 或 []",
  "true: what is meant for it waits": "true：给它的会等着",
  "decides, on local": "由谁决定，在 local 一侧",
  "is asked if the operator does not answer, and hears what went wrong": "operator 不回答时问谁，出了问题也告诉谁",
  "files if both share a machine: (give both the same machine:) · chat if a human is the receiver":
    "同一台机器用 files（两边写相同的 machine:）· 接收方是人用 chat",
  "delivered: again until admitted · acknowledged: again until its work is done":
    "delivered：重发到受理 · acknowledged：重发到做完",
  '{ command: [/path/of/program] } that prints JSON, or { agent: "what to find out" }':
    '{ command: [/path/of/program] } 输出 JSON，或 { agent: "要查明什么" }',
  "{ command: [/path/of/program] } that prints JSON": "{ command: [/path/of/program] } 输出 JSON",
  "who reads it; instead: work: { command: [/path] } runs that for each event (delivered)":
    "由谁来读；或者 work: { command: [/path] }，为每个事件运行它（delivered）",
  '{ when: { result: [failed] }, question: "…", choices: […] } if people decide then':
    '需要人决定时：{ when: { result: [failed] }, question: "…", choices: […] }',
  "what fires it, a name such as deploy-finished; or schedule: to look for something":
    "由什么触发，写个名字，例如 deploy-finished；或者用 schedule: 定时去看",
  'when: { cron: "30 7 * * *" } or { every: 6h }': '何时：{ cron: "30 7 * * *" } 或 { every: 6h }',
  "{ after: 7m } with guarantee: delivered and no handOff: who is told when nothing comes any more":
    "{ after: 7m }，配 guarantee: delivered 且没有 handOff：再也没有消息时告知",
  "what fires it, a name such as window-planned": "由什么触发，写个名字，例如 window-planned",
  "where the message stands, and where its receipt is brought back": "消息在哪里，回执也带回这里",
  "where people bring it to the receiver's bot": "人们在这里把它带给接收方的机器人",
  '{ question: "…", choices: [approve, deny] } if people of the receiver decide':
    '由接收方的人决定时：{ question: "…", choices: [approve, deny] }',
  "{ after: 4h, to: lead } if nobody answered; cancelled when it expires":
    "{ after: 4h, to: lead }：没人回答就升级；过期则取消",
  "{ on: approve, command: [/path/of/program] }: run once, after that answer":
    "{ on: approve, command: [/path/of/program] }：得到这个回答后运行一次",
  "and { there: … } who is told at the receiver": "再加 { there: … }：接收方那边告诉谁",
  "a question that is answered on local; for a task instead, see dispatch below":
    "在 local 回答的问题；如果是任务，看下面的 dispatch",
  "chat, via a human, where nothing can connect to local": "没有谁能连到 local 时用 chat，由人来带（via）",
  "what fires it, a name such as restart-wanted": "由什么触发，写个名字，例如 restart-wanted",
  '{ question: "…", choices: [approve, deny] }': '{ question: "…", choices: [approve, deny] }',
  "{ after: 30m, to: oncall }; cancelled when it expires": "{ after: 30m, to: oncall }；过期则取消",
  "the answer, on its way back; its contract follows from the question": "回答的返程；它的契约由问题推出",
  "dispatch: { from: local, to: remote, …, guarantee: delivered, work: { command: [/path] } } runs a task on remote,":
    "dispatch: { from: local, to: remote, …, guarantee: delivered, work: { command: [/path] } } 在 remote 上运行任务，",
  "result:   { from: remote, to: local, …, guarantee: acknowledged, handOff: operator } brings its outcome back":
    "result:   { from: remote, to: local, …, guarantee: acknowledged, handOff: operator } 把结果带回来",
  "step 3, per flow": "第三步，每条流一份",
  "such as deploy.finished": "例如 deploy.finished",
  "such as server.audit.completed": "例如 server.audit.completed",
  "such as maintenance.window.requested": "例如 maintenance.window.requested",
  "such as database.restart.wanted": "例如 database.restart.wanted",
  "result: { type: string, enum: [ok, warn] }": "result: { type: string, enum: [ok, warn] }",
  "the deadline, such as 60m: then it is cancelled": "期限，例如 60m：到时取消",
  "step 4": "第四步",
  "{ server state: sender, decisions: operator }": "{ 服务器状态: sender, 决定: operator }",
  "{ server state: remote, decisions: operator }": "{ 服务器状态: remote, 决定: operator }",
  "{ action: …, on: …, approvedBy: null } until a human said yes":
    "{ action: …, on: …, approvedBy: null }，直到有人同意",
  "step 5": "第五步",
  "step 6": "第六步",
};
