/** The vocabulary of a spec: each list is written once here and used by the model, the plan, the documents and the messages. */

import { type Text, text } from "./text.ts";

export const locales = ["en", "zh-CN"] as const;
export const outcomes = [
  "alerting",
  "task-dispatch",
  "result-return",
  "approval-request",
  "periodic-reporting",
] as const;
/** What an outcome is called in a document. */
export const outcomeNames: Record<Outcome, Text> = {
  alerting: text("alerting", "告警（alerting）"),
  "task-dispatch": text("task-dispatch", "派发任务（task-dispatch）"),
  "result-return": text("result-return", "返回结果（result-return）"),
  "approval-request": text("approval-request", "请求批准（approval-request）"),
  "periodic-reporting": text("periodic-reporting", "定期报告（periodic-reporting）"),
};
export const patterns = ["event-push", "human-routed-relay", "scheduled-relay", "local-to-remote"] as const;
export const transports = ["files", "webhook", "chat"] as const;
export const guarantees = ["best-effort", "delivered", "acknowledged"] as const;
export const backlogs = ["none", "latest", "digest"] as const;
export const credentialStores = ["file", "env"] as const;
export const chats = ["direct", "group", "channel"] as const;
export const timeoutPolicies = ["rerun", "ask"] as const;

/** Parts of an idempotency key that the sender's clock gives; every other part names a payload field. */
export const clockKeys = ["scheduledDate", "scheduledHour", "runTime"] as const;

/**
 * What a rollout does that only a human may decide. The left column is what a spec writes under
 * `trust.approvals`, the right column says it to a person.
 */
export const approvalActions = {
  "publish-endpoint": text(
    "let the sender's requests reach the receiver's hook endpoint",
    "让发送方的请求到达接收方的 hook 端点",
  ),
  "change-config": text(
    "add the bridge's own keys to openclaw.json, and restart the gateway once where a token is new",
    "把这座桥自己的键加进 openclaw.json；令牌是新的那一侧重启一次网关",
  ),
  "exempt-private-host": text(
    "let cron webhooks reach this one private host, past OpenClaw's SSRF guard",
    "让定时任务的 webhook 绕过 OpenClaw 的 SSRF 防护，到达这一台私网主机",
  ),
  "install-job-code": text(
    "install a job that runs a command with the gateway's rights",
    "安装一个以网关权限运行命令的定时任务",
  ),
  "install-drain-job": text(
    "install the outbox: a job that runs a program with the gateway's rights every minute",
    "安装发件箱：一个每分钟以网关权限运行程序的定时任务",
  ),
  "install-inbox": text(
    "install the inbox: a program that the gateway runs with its own rights, and a job that watches over it",
    "安装收件箱：一个由网关以自身权限运行的程序，以及看管它的定时任务",
  ),
  "allow-inbox-program": text(
    "let the bridge's agent run one program, the inbox, and nothing else",
    "让桥的代理运行一个程序，即收件箱，别的都不行",
  ),
  "allow-receipt-program": text(
    "let the bridge's agent run one program, which takes in receipts, and nothing else",
    "让桥的代理运行一个收取回执的程序，别的都不行",
  ),
  "bind-chat": text(
    "let the bridge's agent answer in this one chat, instead of the agent that answers there today",
    "让桥的代理在这一个聊天里回答，取代今天在那里回答的代理",
  ),
  "run-command": text(
    "let a job run this one command, once for each event that it is meant for",
    "让一个定时任务运行这一条命令，为每个对应的事件各一次",
  ),
  "install-agent-job": text(
    "install a job that runs an agent on a schedule or trigger",
    "安装一个按时间或触发运行代理的定时任务",
  ),
  "message-people": text("send messages to this chat without asking each time", "往这个聊天发消息，不必每次询问"),
} as const;

export type Locale = (typeof locales)[number];
export type Outcome = (typeof outcomes)[number];
export type Pattern = (typeof patterns)[number];
export type Transport = (typeof transports)[number];
export type Guarantee = (typeof guarantees)[number];
export type ApprovalAction = keyof typeof approvalActions;
