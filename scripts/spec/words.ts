/** The vocabulary of a spec: each list is written once here and used by the model, the plan, the documents and the messages. */

export const locales = ["en", "zh-CN"] as const;
export const outcomes = [
  "alerting",
  "task-dispatch",
  "result-return",
  "approval-request",
  "periodic-reporting",
] as const;
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
  "publish-endpoint": "let the sender's requests reach the receiver's hook endpoint",
  "change-config": "add the bridge's own keys to openclaw.json, and restart the gateway once where a token is new",
  "exempt-private-host": "let cron webhooks reach this one private host, past OpenClaw's SSRF guard",
  "install-job-code": "install a job that runs a command with the gateway's rights",
  "install-drain-job": "install the outbox: a job that runs a program with the gateway's rights every minute",
  "install-inbox":
    "install the inbox: a program that the gateway runs with its own rights, and a job that watches over it",
  "allow-inbox-program": "let the bridge's agent run one program, the inbox, and nothing else",
  "allow-receipt-program": "let the bridge's agent run one program, which takes in receipts, and nothing else",
  "bind-chat": "let the bridge's agent answer in this one chat, instead of the agent that answers there today",
  "run-command": "let a job run this one command, once for each event that it is meant for",
  "install-agent-job": "install a job that runs an agent on a schedule or trigger",
  "message-people": "send messages to this chat without asking each time",
} as const;

export type Locale = (typeof locales)[number];
export type Pattern = (typeof patterns)[number];
export type Transport = (typeof transports)[number];
export type Guarantee = (typeof guarantees)[number];
export type ApprovalAction = keyof typeof approvalActions;
