import { readFileSync } from "node:fs";
import { join } from "node:path";
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
      const question = questionFor(text, flow.event, event.data);
      return [`- ${event.id}`, ...fourBullets(event.data), ...(question ? ["", question] : [])].join("\n");
    } catch {
      return `${plan.bridge}: refused, not an event`;
    }
  };
}

/** All fields in at most four bullets, the last of which holds what is left. */
function fourBullets(data: Record<string, unknown>): string[] {
  const fields = Object.entries(data).map(([name, value]) => `${name}: ${value}`);
  return [...fields.slice(0, 3), fields.slice(3).join(", ")].filter(Boolean).map((field) => `- ${field}`);
}

/**
 * The question that the instructions want asked of an event, word for word as they say it.
 * @returns undefined where they ask nothing of such an event
 */
function questionFor(instructions: string, event: string, data: Record<string, unknown>): string | undefined {
  const section = instructions.split("\n## ").find((part) => part.startsWith(`${event}\n`)) ?? "";
  const [, condition = "", question] =
    /^4\. If in `data` `(.+?)`, end with this question.*?: `(.+)`\./m.exec(section) ?? [];
  const met = condition.split(" and ").every((part) => {
    const [field = "", values = ""] = part.split(" is ");
    return values.split(" or ").includes(String(data[field]));
  });
  return question && met ? question : undefined;
}

/**
 * The scripted agent of the sender: answers an agent-turn job with the event that its prompt asks for.
 * @param programs the folder that holds what each flow is to say
 */
export function senderReply(plan: Plan, programs: string): (request: ModelRequest) => string {
  return ({ userText }) => {
    const flow = plan.flows.find(({ produce }) => "agent" in produce && userText.includes(produce.agent));
    if (!flow) return "NO_REPLY";
    const data = JSON.parse(readFileSync(dataFile(programs, flow), "utf8"));
    return flow.hook
      ? JSON.stringify({ ...eventNow(flow), data })
      : [`- ${eventNow(flow).id}`, "- nothing to report"].join("\n");
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

/** What a flow has to say, as JSON: the contract's example until a scene says otherwise. */
export const dataFile = (programs: string, flow: FlowPlan): string => join(programs, `${flow.name}.json`);

/** Where this file is, the next program removes it and takes its time. */
export const slowFile = (programs: string): string => join(programs, "slow");

/** The contract's example data, changed so that the receiver has to ask. */
export const dataToAskAbout = ({ envelope, ask }: FlowPlan): Record<string, unknown> => ({
  ...(envelope.example.data as object),
  ...Object.fromEntries(Object.entries(ask?.when ?? {}).map(([field, values]) => [field, values[0]])),
});

/** A shell program in place of the sender's own: prints what the flow has to say. */
export const produceProgram = (flow: FlowPlan): string =>
  `#!/bin/sh\nhere="$(dirname "$0")"\nif rm "$here/slow" 2>/dev/null; then sleep 6; fi\ncat "$here/${flow.name}.json"\n`;
