import type { FlowPlan, Plan } from "../plan/plan.ts";
import type { ModelRequest } from "./model.ts";

/**
 * The scripted receiving agent: does what receiver.md says, and only if receiver.md reached it. Stands in for a model,
 * which lies outside this machine.
 */
export function receiverReply(plan: Plan): (request: ModelRequest) => string {
  return ({ text, userText }) => {
    if (!text.includes(`# Bridge ${plan.bridge}`)) return "I was given no instructions for this.";
    const status = /^status: (.*)$/m.exec(userText)?.[1]?.trim();
    const error = /^error: (.*)$/m.exec(userText)?.[1]?.trim();
    if (status !== "ok") return `${plan.bridge}: the run failed: ${error}`;
    try {
      const event = JSON.parse(/^event: (\{.*\})$/m.exec(userText)?.[1] ?? "");
      const flow = plan.flows.find(({ event: type }) => type === event.type);
      if (!flow || event.source !== flow.from || event.receiver !== flow.to)
        return `${plan.bridge}: refused, misaddressed`;
      return [
        `- ${event.id}`,
        ...Object.entries(event.data)
          .slice(0, 4)
          .map(([name, value]) => `- ${name}: ${value}`),
      ].join("\n");
    } catch {
      return `${plan.bridge}: refused, not an event`;
    }
  };
}

/** The scripted agent of the sender: answers an agent-turn job with the event that its prompt asks for. */
export function senderReply(plan: Plan): (request: ModelRequest) => string {
  return ({ userText }) => {
    const flow = plan.flows.find(({ produce }) => "agent" in produce && userText.includes(produce.agent));
    if (!flow) return "NO_REPLY";
    return flow.hook ? JSON.stringify(eventNow(flow)) : [`- ${eventNow(flow).id}`, "- nothing to report"].join("\n");
  };
}

function eventNow(flow: FlowPlan): Record<string, unknown> {
  const now = new Date().toISOString();
  const example = flow.envelope.example;
  return {
    ...example,
    id: String(example.id).replace("2026-01-31", now.slice(0, 10)),
    time: now,
    expirytime: new Date(Date.now() + 3_600_000).toISOString(),
  };
}

/** A shell program in place of the sender's own: prints the contract's example data, or fails while a marker file is there. */
export const produceProgram = (flow: FlowPlan): string =>
  `#!/bin/sh\nif test -e "$(dirname "$0")/fail"; then echo "as asked" >&2; exit 3; fi\ncat <<'DATA'\n${JSON.stringify(flow.envelope.example.data)}\nDATA\n`;
