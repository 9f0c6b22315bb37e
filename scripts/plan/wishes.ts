import type { Environment } from "../openclaw/environment/record.ts";
import type { Human } from "../spec/answers.ts";
import { hostKind } from "../spec/hosts.ts";
import type { FlowPlan, Lane, SidePlan, Wish } from "./plan.ts";
import type { SideToken } from "./tokens.ts";

type Asked = Pick<Lane, "sender" | "receiver" | "service" | "flows"> & { variable: string; token: SideToken | null };

/** What one side's configuration needs for a lane. */
export const wishesOf = (role: SidePlan["role"], asked: Asked): Wish[] =>
  role === "sender" ? senderWishes(asked) : receiverWishes(asked);

/**
 * What the sender's configuration needs for webhook delivery: the token it sends, and an exemption from the SSRF guard
 * for exactly the receiver's host where that host is private (docs/automation/cron-jobs/delivery.md).
 * `cron.webhookToken` takes a SecretRef, which fails at once where the variable is missing; `hooks.token` takes text only.
 * Where people carry the message, an agent of the bridge's own listens for receipts in their chat.
 */
function senderWishes({ sender, receiver, service, flows, variable, token }: Asked): Wish[] {
  const relays = flows.filter(({ relay }) => relay);
  if (relays.length > 0)
    return [
      { path: `agents.entries.${sender.reader}`, value: readerAgent(sender.reader, true) },
      ...bindings(
        sender.reader,
        relays.flatMap(({ carrier }) => carrier ?? []),
      ),
    ];
  if (token === null || token === "file") return [];
  const { hostname } = new URL(service?.url ?? receiver?.url ?? "");
  return [
    webhookToken(variable, token),
    ...(hostKind(hostname) === "public"
      ? []
      : [{ path: "cron.webhookSsrfPolicy.allowedHostnames[+]", value: hostname }]),
  ];
}

/** A binding of one chat outranks those of a channel or account (docs/concepts/agent-bindings.md). */
const bindings = (agent: string, chats: Human[]): Wish[] =>
  chats
    .filter(({ target }, at) => chats.findIndex((other) => other.target === target) === at)
    .map(({ channel, target, chat }) => ({
      path: "bindings[+]",
      value: { agentId: agent, match: { channel, peer: { kind: chat, id: target } } },
    }));

function webhookToken(variable: string, token: SideToken): Wish {
  const path = "cron.webhookToken";
  if (token === "variable") return { path, value: `\${${variable}}`, existing: true };
  if (token === "secretref") return { path, value: { source: "env", id: variable }, existing: true };
  return { path, value: { source: "env", provider: "default", id: variable } };
}

/**
 * What the receiver's configuration needs: an agent of its own, the chats in which it answers, a hook per flow, and the proxy whose
 * forwarded headers are to be trusted, without which every request through it answers 403 (measured on 2026.9.6).
 */
function receiverWishes({ receiver, flows, variable, token }: Asked): Wish[] {
  if (receiver === null) return [];
  const claims = flows.some(runsInbox);
  const agent = [
    ...(receiver.agent === "main"
      ? []
      : [{ path: `agents.entries.${receiver.agent}`, value: readerAgent(receiver.agent, claims) }]),
    ...bindings(
      receiver.agent,
      flows.filter(({ listens }) => listens).map(({ reader }) => reader),
    ),
  ];
  if (token === null) return agent;
  return [
    ...agent,
    ...(receiver.proxy === "none" ? [] : [{ path: "gateway.trustedProxies[+]", value: receiver.proxy }]),
    { path: "hooks.enabled", value: true },
    { path: "hooks.path", value: "/hooks" },
    { path: "hooks.token", value: `\${${variable}}`, ...(token === "new" ? {} : { existing: true as const }) },
    { path: "hooks.allowedAgentIds[+]", value: receiver.agent },
    ...flows.flatMap(({ hook }) => (hook ? [{ path: "hooks.mappings[+]", value: hook.mapping }] : [])),
  ];
}

/** Whether the receiving agent runs the inbox's program for a flow: it claims, reads what people bring, or takes their answers. */
export const runsInbox = ({ guarantee, quiet, listens }: Pick<FlowPlan, "guarantee" | "quiet" | "listens">): boolean =>
  listens || (guarantee === "acknowledged" && !quiet);

/** Where the receiving agent lives, below the home of the user who runs the gateway. */
export const workspaceOf = (agent: string): string => `~/.openclaw/workspace-${agent}`;

/**
 * The receiving agent: a workspace of its own and no tool, because what it reads is untrusted. An empty `tools.allow` would
 * still leave three tools, `deny: ["*"]` leaves none. One that claims has `exec` for the one program that the rollout puts on its
 * allowlist: another program, a second command on the line, a substitution are all refused (measured on 2026.9.6).
 */
const readerAgent = (agent: string, claims: boolean) => ({
  workspace: workspaceOf(agent),
  skills: [],
  tools: claims ? { allow: ["exec"], exec: { host: "gateway", mode: "allowlist" } } : { deny: ["*"] },
});

/**
 * The wishes with the indices that a record foresees, where it knows a list's length. change.mjs looks again on the machine and
 * its look counts: a list that has changed since gets its entry at its real end, and the block says so.
 */
export function numbered(wishes: Wish[], record: Environment | null): Wish[] {
  const next = new Map(Object.entries(record?.lengths ?? {}));
  return wishes.map((wish) => {
    const list = wish.path.endsWith("[+]") ? wish.path.slice(0, -3) : "";
    const index = next.get(list);
    if (index === undefined || isThere(list, wish.value, record)) return wish;
    next.set(list, index + 1);
    return { ...wish, path: `${list}[${index}]` };
  });
}

/** Whether the record shows an entry that the bridge wants: it is not appended a second time. */
const isThere = (list: string, value: unknown, record: Environment | null): boolean =>
  (list === "cron.webhookSsrfPolicy.allowedHostnames" &&
    (record?.cron?.allowedHostnames ?? []).includes(String(value))) ||
  (list === "hooks.allowedAgentIds" && (record?.hooks?.allowedAgentIds ?? []).includes(String(value)));
