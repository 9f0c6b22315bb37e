import type { FlowPlan, Lane, Plan } from "./plan.ts";

type Drawn = Pick<Lane, "sender" | "receiver" | "service" | "flows">;
type Step = { note: string; over: string } | { from: string; kind: "->>" | "-->>"; to: string; text: string };

/** The one picture of a bridge: a Mermaid sequence diagram, and the same in plain text for chat. Only ids enter it. */
export function diagram(lanes: Drawn[]): Plan["diagram"] {
  const steps = lanes.flatMap((lane) => lane.flows.flatMap((flow) => stepsOf(lane, flow)));
  const machines = lanes.flatMap(({ sender, receiver, service }) => [sender, receiver ?? service ?? []].flat());
  const mentioned = steps.flatMap((step) => ("note" in step ? [] : [step.from, step.to]));
  const names = [...new Set([...machines.map(({ name }) => name), ...mentioned])];
  const alias = new Map(names.map((name, at) => [name, `p${at}`]));
  const safe = (text: string) => text.replaceAll(/[^A-Za-z0-9 .,:*/()+-]/g, "");
  const lines = steps.map((step) =>
    "note" in step
      ? `  Note over ${alias.get(step.over)}: ${safe(step.note)}`
      : `  ${alias.get(step.from)}${step.kind}${alias.get(step.to)}: ${safe(step.text)}`,
  );
  const mermaid = [
    "sequenceDiagram",
    ...[...alias].map(([name, short]) => `  participant ${short} as ${name}`),
    ...lines,
  ].join("\n");
  const width = Math.max(...names.map((name) => name.length));
  const text = steps
    .map((step) =>
      "note" in step
        ? step.note
        : `  ${step.from.padEnd(width)} ${step.kind === "->>" ? "──▶" : "┄┄▶"} ${step.to.padEnd(width)}  ${step.text}`,
    )
    .join("\n");
  return { mermaid, text };
}

const arrow = (from: string, kind: "->>" | "-->>", to: string, text: string): Step => ({ from, to, kind, text });

function stepsOf({ sender, receiver, service }: Drawn, flow: FlowPlan): Step[] {
  const { event, when, failure, escalate, act, silence } = flow;
  const to = receiver ?? service;
  return [
    { note: `${event}, ${when}`, over: sender.name },
    ...(to === null
      ? [arrow(sender.name, "->>", flow.reader.name, `${event} in ${flow.reader.channel}`)]
      : flow.relay
        ? carried(sender.name, to.name, flow)
        : sent(sender.name, to.name, flow)),
    ...(escalate ? [arrow(sender.name, "-->>", escalate.to, `only if nobody answered within ${escalate.after}`)] : []),
    ...(act ? [arrow(sender.name, "->>", sender.name, `after ${act.on}: runs the action, once`)] : []),
    ...(silence && to ? [arrow(to.name, "-->>", failure.name, `only if nothing came for ${silence.after}`)] : []),
    ...(flow.resend && receiver && !silence
      ? [arrow(receiver.name, "-->>", failure.name, `only what nobody settled, in ${failure.channel}`)]
      : []),
    arrow(sender.name, "-->>", failure.name, `only on failure, alert in ${failure.channel}`),
  ];
}

/** What goes from machine to machine. */
function sent(from: string, to: string, flow: FlowPlan): Step[] {
  const { event, reader, question, resend, guarantee, hook, quiet } = flow;
  const settled = guarantee === "acknowledged" ? "its work is done" : "it is admitted";
  const asks = question ? `, and a question${question.condition ? ` if ${question.condition}` : ""}` : "";
  const answer = quiet
    ? "204 recorded"
    : guarantee === "acknowledged"
      ? "200 admitted, 204 done"
      : "200 admitted, not yet done";
  return [
    arrow(
      from,
      "->>",
      to,
      resend ? `${hook ? "POST" : "hands over"} ${event}, again until ${settled}` : `POST ${event}, one attempt`,
    ),
    arrow(to, "-->>", from, answer),
    ...(flow.work ? [arrow(to, "->>", to, "a job runs its command, once for each event")] : []),
    ...(quiet || flow.handOff === null ? [] : [arrow(to, "->>", reader.name, `summary in ${reader.channel}${asks}`)]),
  ];
}

/** What people carry, and the receipt that they carry back. */
function carried(from: string, to: string, { event, carrier, reader, question }: FlowPlan): Step[] {
  const by = carrier?.name ?? "";
  const answered = question ? "receipt with the answer" : "receipt";
  return [
    arrow(from, "->>", by, `${event} in ${carrier?.channel}`),
    arrow(by, "->>", to, "brings the message to its bot"),
    ...(question ? [arrow(to, "->>", reader.name, `asks in ${reader.channel}`)] : []),
    arrow(to, "-->>", reader.name, answered),
    arrow(reader.name, "-->>", from, "brings the receipt back"),
  ];
}
