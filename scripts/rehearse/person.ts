import { setTimeout as sleep } from "node:timers/promises";
import type { FlowPlan } from "../plan/plan.ts";
import { safeChoice } from "../plan/rollout/jobs.ts";
import { during } from "./clock.ts";
import type { DocumentBlock } from "./document.ts";
import type { Sent } from "./raw.ts";
import { type Scene, soFar } from "./scene.ts";

const withinMs = 120_000;

/** Does beside a block what its stage asks of a person: brings a message or a receipt to the other side's bot, and answers. */
export async function carry(scene: Scene, { stage, shell }: DocumentBlock): Promise<void> {
  const flow = scene.plan.flows.find(({ relay, name }) => relay && shell.includes(`/${name}.`));
  if (!flow) return;
  if (stage.includes("Carry it over")) {
    await bringOver(scene, flow);
    if (flow.ask) await answerInChat(scene, flow, safeChoice(flow));
  }
  if (stage.includes("Carry the same over again")) await bringOver(scene, flow);
  if (stage.includes("Carry the receipt back")) await bringBack(scene, flow);
}

/** The message, out of the sender's chat, to the receiver's bot. */
export async function bringOver(scene: Scene, flow: FlowPlan, about = ""): Promise<void> {
  const message = await heard(scene, (sent) => isMessage(sent, flow) && sent.text.includes(about));
  await writeTo(scene, flow.to, flow.reader, plain(message?.text ?? ""));
}

/** The receipt, out of the receiver's chat, to the sender's bot. */
export async function bringBack(scene: Scene, flow: FlowPlan, about = ""): Promise<void> {
  const isReceipt = ({ chat, text }: Sent) =>
    chat === flow.reader.target && plain(text).includes(`[bridge] receipt for ${flow.event}`) && text.includes(about);
  const receipt = await heard(scene, isReceipt);
  await writeTo(scene, flow.from, flow.carrier ?? flow.reader, receiptIn(receipt?.text ?? ""));
}

/** An answer to the question that the receiver's bot asked last. */
export async function answerInChat(scene: Scene, flow: FlowPlan, choice: string, about = ""): Promise<void> {
  const isQuestion = ({ chat, text }: Sent) =>
    chat === flow.reader.target && plain(text).includes(flow.ask?.question ?? "?") && text.includes(about);
  const asked = await heard(scene, isQuestion);
  const [code = ""] = /[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}|[0-9a-f]{64}/.exec(plain(asked?.text ?? "")) ?? [];
  await writeTo(scene, flow.to, flow.reader, `answer ${choice} ${code}`);
}

/** A message that the sender's bot wrote for people to carry. */
export const isMessage = ({ chat, text }: Sent, { carrier, event }: FlowPlan): boolean =>
  chat === carrier?.target && plain(text).startsWith(`[bridge] ${event},`);

const receiptIn = (text: string): string => plain(text).slice(plain(text).indexOf("[bridge] receipt"));

/** What a person writes in a chat, until the bot that is meant has answered; in a group every bot reads it. */
export async function writeTo(scene: Scene, side: string, { target }: { target: string }, text: string): Promise<void> {
  const { telegram, bots } = scene.stage;
  const group = target.startsWith("-");
  const before = soFar(scene).length;
  for (const bot of group ? Object.values(bots) : [bots[side] ?? ""])
    telegram.write({ bot, chat: target, person: group ? "4242" : target, text });
  const answered = () =>
    soFar(scene)
      .slice(before)
      .some((sent) => sent.bot === bots[side] && sent.chat === target && !/^<b>\w+<\/b>$/.test(sent.text));
  await during("waiting", async () => {
    for (const end = Date.now() + withinMs; !answered() && Date.now() < end; ) await sleep(200);
  });
}

/** What the people's chats have, newest first, once there is something of the kind. */
export async function heard(scene: Scene, is: (sent: Sent) => boolean, within = withinMs): Promise<Sent | undefined> {
  return during("waiting", async () => {
    for (const end = Date.now() + within; Date.now() < end; await sleep(200)) {
      const found = soFar(scene).findLast(is);
      if (found) return found;
    }
    return undefined;
  });
}

/** A message as a person copies it: without the markup that OpenClaw made of it. */
export const plain = (text: string): string =>
  text
    .replaceAll(/<[^>]+>/g, "")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&amp;", "&");
