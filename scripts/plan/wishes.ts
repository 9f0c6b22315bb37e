import type { OpenclawSide } from "../spec/answers.ts";
import { hostKind } from "../spec/hosts.ts";
import type { FlowPlan, Wish } from "./plan.ts";

/**
 * What the sender's configuration needs for webhook delivery: the token it sends, and an exemption from the SSRF guard
 * for exactly the receiver's host where that host is private (docs/automation/cron-jobs/delivery.md).
 * `cron.webhookToken` takes a SecretRef, which fails at once where the variable is missing; `hooks.token` takes text only.
 */
export function senderWishes(receiver: OpenclawSide, variable: string): Wish[] {
  const { hostname } = new URL(receiver.url);
  return [
    { path: "cron.webhookToken", value: { source: "env", provider: "default", id: variable } },
    ...(hostKind(hostname) === "public"
      ? []
      : [{ path: "cron.webhookSsrfPolicy.allowedHostnames[+]", value: hostname }]),
  ];
}

/**
 * What the receiver's configuration needs: an agent of its own, a hook per flow, and the proxy whose forwarded headers
 * are to be trusted, without which every request through it answers 403 (measured on 2026.9.6).
 */
export function receiverWishes(receiver: OpenclawSide, variable: string, flows: FlowPlan[]): Wish[] {
  return [
    ...(receiver.agent === "main"
      ? []
      : [{ path: `agents.entries.${receiver.agent}`, value: readerAgent(receiver.agent) }]),
    ...(receiver.proxy === "none" ? [] : [{ path: "gateway.trustedProxies[+]", value: receiver.proxy }]),
    { path: "hooks.enabled", value: true },
    { path: "hooks.path", value: "/hooks" },
    { path: "hooks.token", value: `\${${variable}}` },
    { path: "hooks.allowedAgentIds[+]", value: receiver.agent },
    ...flows.flatMap(({ hook }) => (hook ? [{ path: "hooks.mappings[+]", value: hook.mapping }] : [])),
  ];
}

/** Where the receiving agent lives, below the home of the user who runs the gateway. */
export const workspaceOf = (agent: string): string => `~/.openclaw/workspace-${agent}`;

/**
 * The receiving agent: a workspace of its own and no tool, because what it reads is untrusted. An empty `tools.allow` would
 * still leave three tools, `deny: ["*"]` leaves none (measured on 2026.9.6).
 */
const readerAgent = (agent: string) => ({ workspace: workspaceOf(agent), skills: [], tools: { deny: ["*"] } });
