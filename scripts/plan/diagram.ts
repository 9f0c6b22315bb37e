import { type Text, text } from "../spec/text.ts";
import type { Locale } from "../spec/words.ts";
import type { FlowPlan, Lane, Plan } from "./plan.ts";

type Drawn = Pick<Lane, "sender" | "receiver" | "service" | "flows">;
type Step = { note: Text; over: string } | { from: string; kind: "->>" | "-->>"; to: string; text: Text };

/** The one picture of a bridge: a Mermaid sequence diagram, and the same in plain text for chat. Only ids enter it. */
export function diagram(lanes: Drawn[]): Plan["diagram"] {
  const steps = lanes.flatMap((lane) => lane.flows.flatMap((flow) => stepsOf(lane, flow)));
  const machines = lanes.flatMap(({ sender, receiver, service }) => [sender, receiver ?? service ?? []].flat());
  const mentioned = steps.flatMap((step) => ("note" in step ? [] : [step.from, step.to]));
  const names = [...new Set([...machines.map(({ name }) => name), ...mentioned])];
  const alias = new Map(names.map((name, at) => [name, `p${at}`]));
  const safe = (said: Text, locale: Locale) =>
    said.words[locale].replaceAll(/[^A-Za-z0-9 .,:*/()+\p{Script=Han}，：（）-]/gu, "");
  const mermaid = (locale: Locale) =>
    [
      "sequenceDiagram",
      ...[...alias].map(([name, short]) => `  participant ${short} as ${name}`),
      ...steps.map((step) =>
        "note" in step
          ? `  Note over ${alias.get(step.over)}: ${safe(step.note, locale)}`
          : `  ${alias.get(step.from)}${step.kind}${alias.get(step.to)}: ${safe(step.text, locale)}`,
      ),
    ].join("\n");
  const width = Math.max(...names.map((name) => name.length));
  const plain = (locale: Locale) =>
    steps
      .map((step) =>
        "note" in step
          ? step.note.words[locale]
          : `  ${step.from.padEnd(width)} ${step.kind === "->>" ? "──▶" : "┄┄▶"} ${step.to.padEnd(width)}  ${step.text.words[locale]}`,
      )
      .join("\n");
  return { mermaid: text(mermaid("en"), mermaid("zh-CN")), text: text(plain("en"), plain("zh-CN")) };
}

const arrow = (from: string, kind: "->>" | "-->>", to: string, en: string, zh = en): Step => ({
  from,
  to,
  kind,
  text: text(en, zh),
});

function stepsOf({ sender, receiver, service }: Drawn, flow: FlowPlan): Step[] {
  const { event, when, failure, escalate, act, silence } = flow;
  const to = receiver ?? service;
  return [
    { note: text(`${event}, ${when.words.en}`, `${event}，${when.words["zh-CN"]}`), over: sender.name },
    ...(to === null
      ? [
          arrow(
            sender.name,
            "->>",
            flow.reader.name,
            `${event} in ${flow.reader.channel}`,
            `${flow.reader.channel} 里的 ${event}`,
          ),
        ]
      : flow.relay
        ? carried(sender.name, to.name, flow)
        : sent(sender.name, to.name, flow)),
    ...(escalate
      ? [
          arrow(
            sender.name,
            "-->>",
            escalate.to,
            `only if nobody answered within ${escalate.after}`,
            `只在 ${escalate.after} 内没人回答时`,
          ),
        ]
      : []),
    ...(act
      ? [
          arrow(
            sender.name,
            "->>",
            sender.name,
            `after ${act.on}: runs the action, once`,
            `${act.on} 之后：执行动作，一次`,
          ),
        ]
      : []),
    ...(silence && to
      ? [
          arrow(
            to.name,
            "-->>",
            failure.name,
            `only if nothing came for ${silence.after}`,
            `只在 ${silence.after} 没有任何消息时`,
          ),
        ]
      : []),
    ...(flow.resend && receiver && !silence
      ? [
          arrow(
            receiver.name,
            "-->>",
            failure.name,
            `only what nobody settled, in ${failure.channel}`,
            `只有没人了结的，在 ${failure.channel}`,
          ),
        ]
      : []),
    arrow(
      sender.name,
      "-->>",
      failure.name,
      `only on failure, alert in ${failure.channel}`,
      `只在失败时，${failure.channel} 告警`,
    ),
  ];
}

/** What goes from machine to machine. */
function sent(from: string, to: string, flow: FlowPlan): Step[] {
  const { event, reader, question, resend, guarantee, hook, quiet } = flow;
  const settled = guarantee === "acknowledged" ? "its work is done" : "it is admitted";
  const settledZh = guarantee === "acknowledged" ? "事情做完" : "受理";
  const condition = question?.condition?.words;
  const asks = question ? `, and a question${condition ? ` if ${condition.en}` : ""}` : "";
  const asksZh = question ? `，${condition ? `${condition["zh-CN"]} 时` : ""}并提问` : "";
  const answer: [string, string] = quiet
    ? ["204 recorded", "204 已记录"]
    : guarantee === "acknowledged"
      ? ["200 admitted, 204 done", "200 受理，204 完成"]
      : ["200 admitted, not yet done", "200 受理，还没做完"];
  return [
    arrow(
      from,
      "->>",
      to,
      resend ? `${hook ? "POST" : "hands over"} ${event}, again until ${settled}` : `POST ${event}, one attempt`,
      resend ? `${hook ? "POST" : "交出"} ${event}，重发到${settledZh}为止` : `POST ${event}，只发一次`,
    ),
    arrow(to, "-->>", from, ...answer),
    ...(flow.work
      ? [arrow(to, "->>", to, "a job runs its command, once for each event", "定时任务为每个事件运行一次命令")]
      : []),
    ...(quiet || flow.handOff === null
      ? []
      : [arrow(to, "->>", reader.name, `summary in ${reader.channel}${asks}`, `${reader.channel} 里的摘要${asksZh}`)]),
  ];
}

/** What people carry, and the receipt that they carry back. */
function carried(from: string, to: string, { event, carrier, reader, question }: FlowPlan): Step[] {
  const by = carrier?.name ?? "";
  const answered: [string, string] = question ? ["receipt with the answer", "带回答的回执"] : ["receipt", "回执"];
  return [
    arrow(from, "->>", by, `${event} in ${carrier?.channel}`, `${carrier?.channel} 里的 ${event}`),
    arrow(by, "->>", to, "brings the message to its bot", "把消息带给它的机器人"),
    ...(question ? [arrow(to, "->>", reader.name, `asks in ${reader.channel}`, `在 ${reader.channel} 里提问`)] : []),
    arrow(to, "-->>", reader.name, ...answered),
    arrow(reader.name, "-->>", from, "brings the receipt back", "把回执带回来"),
  ];
}
