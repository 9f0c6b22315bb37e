import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fireCommand } from "../plan/job.ts";
import type { FlowPlan, Plan } from "../plan/plan.ts";
import type { ModelRequest, Reply } from "./model.ts";

/**
 * The scripted receiving agent: does what receiver.md says, and only if receiver.md reached it. Stands in for a model,
 * which lies outside this machine.
 * @param mood how it fails to, for a while: an agent may forget what it was told
 */
export function receiverReply(
  plan: Plan,
  mood: { now: Mood } = { now: "obedient" },
): (request: ModelRequest) => Reply | Promise<Reply> {
  return (request) => {
    const { text, userText } = request;
    if (!text.includes(`# Bridge ${plan.bridge}`)) return "I was given no instructions for this.";
    const written = [...userText.matchAll(writtenInChat)].at(-1)?.[1];
    if (written) return chatReply(request, written);
    const [, key, line = ""] = /^Bridge event ([0-9a-f]{64})\n(\{.*\})$/m.exec(userText) ?? [];
    if (key) return resentReply(plan, request, { key, line, mood: mood.now });
    const [, type] = /^.*: do for (\S+) what your AGENTS\.md says\.$/m.exec(userText) ?? [];
    if (type) return takenReply(plan, request, type, mood.now);
    const status = /^status: (.*)$/m.exec(userText)?.[1]?.trim();
    const error = /^error: (.*)$/m.exec(userText)?.[1]?.trim();
    if (status !== "ok") return `${plan.bridge}: the run failed: ${error}`;
    return summary(plan, text, /^event: (\{.*\})$/m.exec(userText)?.[1] ?? "");
  };
}

/** `crash`: its gateway is about to be killed, so it never gets beyond the claim. */
export type Mood = "obedient" | "no-claim" | "no-done" | "claims-twice" | "crash";

/** What a person wrote: OpenClaw puts what it knows of the conversation before it, and more behind it. */
const writtenInChat =
  /^.*Conversation info: ⟦[\s\S]*?```\n\n([\s\S]*?)(?=\n\nRuntime: |\n\n<<<BEGIN_OPENCLAW|\n\n\[|$(?![\s\S]))/gm;

/**
 * In a chat: hands what a person brought or answered to the one program that its instructions name for it, and says what that
 * program printed for people.
 */
function chatReply({ text, results }: ModelRequest, written: string): Reply {
  const [result] = results;
  if (result !== undefined) return result.split("Send this back word for word:\n").at(-1)?.trim() || "NO_REPLY";
  const [, choice = "", code = ""] = /^answer (.+) ([0-9A-Fa-f-]{14,64})$/.exec(written) ?? [];
  const message = written.slice(written.indexOf("[bridge] "));
  const named = (program: RegExp) => program.exec(text)?.[1];
  const command =
    code !== ""
      ? [named(/`(\S+\.inbox) answer CODE/), `answer ${code} '${choice}' --by '4242'`]
      : message.startsWith("[bridge] receipt ")
        ? [named(/`(\S+\.receipt) 'TEXT'`/), `'${message}'`]
        : [named(/`(\S+\.inbox) read 'TEXT'`/), `read '${message}'`];
  const isMeant = command[0] !== undefined && (code !== "" || written.includes("[bridge] "));
  return isMeant ? { tool: "exec", arguments: { command: command.join(" ") } } : "Not for this side.";
}

/** On one machine: what waits is looked for first. */
function takenReply(plan: Plan, request: ModelRequest, type: string, mood: Mood): Reply | Promise<Reply> {
  const section = request.text.split("\n## ").find((part) => part.startsWith(`${type}\n`)) ?? "";
  const look = /`(\S+\.inbox next)`/.exec(section)?.[1] ?? "";
  const [first, ...results] = request.results;
  if (first === undefined) return { tool: "exec", arguments: { command: look } };
  const [, key, line = ""] = /^Bridge event ([0-9a-f]{64})\n(\{.*\})$/m.exec(first) ?? [];
  return key ? resentReply(plan, { ...request, results }, { key, line, mood }) : "NO_REPLY";
}

/** Claim, work, done, as receiver.md says it for the event's flow; one command at a time. */
function resentReply(
  plan: Plan,
  { text, results }: ModelRequest,
  { key, line, mood }: { key: string; line: string; mood: Mood },
): Reply | Promise<Reply> {
  const flow = plan.flows.find(({ event }) => line.includes(`"type":"${event}"`));
  const section = text.split("\n## ").find((part) => part.startsWith(`${flow?.event}\n`)) ?? "";
  const program = /`(\S+\.inbox) claim KEY`/.exec(section)?.[1];
  if (!program) return summary(plan, text, line, key);
  if (mood === "no-claim") return "I have seen it.";
  const exec = (command: string): Reply => ({ tool: "exec", arguments: { command } });
  const claims = mood === "claims-twice" ? 2 : 1;
  if (results.length < claims) return exec(`${program} claim ${key}`);
  const tag = /^tag ([0-9a-f]+)$/m.exec(results[0] ?? "")?.[1];
  if (!tag) return "NO_REPLY";
  if (mood === "crash") return sleep(60_000, "", { ref: false });
  if (mood === "no-done") return summary(plan, text, line, key);
  if (results.length === claims) return exec(`${program} done ${key} --tag ${tag}`);
  return /not valid|refused|error/i.test(results[claims] ?? "") ? "NO_REPLY" : summary(plan, text, line, key);
}

/** The event in bullets, and the question that the instructions want asked of such an event. */
function summary(plan: Plan, instructions: string, line: string, key = ""): string {
  try {
    const event = JSON.parse(line);
    const flow = plan.flows.find(({ event: type }) => type === event.type);
    if (!flow || event.source !== flow.from || event.receiver !== flow.to)
      return `${plan.bridge}: refused, misaddressed`;
    const question = questionFor(instructions, flow.event, event.data);
    return [
      `- ${event.id}`,
      ...fourBullets(event.data),
      ...(question ? ["", question] : []),
      ...(flow.answeredBy ? [`Answer: answer CHOICE ${key}`] : []),
    ].join("\n");
  } catch {
    return `${plan.bridge}: refused, not an event`;
  }
}

/** All fields in at most four bullets, the last of which holds what is left. */
function fourBullets(data: Record<string, unknown>): string[] {
  const fields = Object.entries(data).map(([name, value]) => `${name}: ${value}`);
  return [...fields.slice(0, 3), fields.slice(3).join(", ")].filter(Boolean).map((field) => `- ${field}`);
}

const asksInEnglish = /^\d\. (?:If in `data` `(.+?)`, end|End) with this question.*?: `(.+?)`\./m;
const asksInChinese = /^\d\. (?:如果 `data` 里 `(.+?)`，就以|以)下面这个问题结尾.*?：`(.+?)`。/m;

/**
 * The question that the instructions want asked of an event, word for word as they say it.
 * @returns undefined where they ask nothing of such an event
 */
function questionFor(instructions: string, event: string, data: Record<string, unknown>): string | undefined {
  const section = instructions.split("\n## ").find((part) => part.startsWith(`${event}\n`)) ?? "";
  const [, condition = "", question] = asksInEnglish.exec(section) ?? asksInChinese.exec(section) ?? [];
  const met =
    condition === "" ||
    condition.split(/ and | 且 /).every((part) => {
      const [field = "", values = ""] = part.split(/ is | 为 /);
      return values.split(/ or | 或 /).includes(String(data[field]));
    });
  return question && met ? question : undefined;
}

/** What a person writes after which the sender's agent decides that an event is due. */
export const wanted = ({ id }: FlowPlan): string => `It is time for ${id}, I think.`;

/**
 * The scripted agent of the sender: answers an agent-turn job with the event that its prompt asks for, and fires a flow where it decides
 * that an event is due.
 * @param programs the folder that holds what each flow is to say
 */
export function senderReply(plan: Plan, programs: string): (request: ModelRequest) => Reply {
  return ({ userText, results }) => {
    const due = plan.flows.find((flow) => userText.includes(wanted(flow)));
    if (due && results.length === 0)
      return { tool: "exec", arguments: { command: fireCommand(placeOf(plan, due), due.name) } };
    if (due) return `Fired ${due.id}.`;
    const flow = plan.flows.find(({ produce }) => "agent" in produce && userText.includes(produce.agent));
    if (!flow) return "NO_REPLY";
    const data = JSON.parse(readFileSync(dataFile(programs, flow), "utf8"));
    return flow.hook
      ? JSON.stringify({ ...eventNow(flow), data })
      : [`- ${eventNow(flow).id}`, "- nothing to report"].join("\n");
  };
}

const placeOf = ({ lanes }: Plan, { name }: FlowPlan): string =>
  lanes.find(({ flows }) => flows.some((flow) => flow.name === name))?.place ?? "";

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

/** A shell program in place of the one that works or acts: counts its runs, and says so. */
export const countProgram = ({ name }: FlowPlan, what: "work" | "act"): string =>
  `#!/bin/sh\ncat > /dev/null\necho run >> "$(dirname "$0")/${name}.${what}.runs"\necho "${name}: ${what} done"\n`;
