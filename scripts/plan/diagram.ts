import type { Plan } from "./plan.ts";

type Drawn = Pick<Plan, "sender" | "receiver" | "flows">;

/** The one picture of a bridge: a Mermaid sequence diagram, and the same in plain text for chat. Only ids enter it. */
export function diagram({ sender, receiver, flows }: Drawn): Plan["diagram"] {
  const people = [...new Set(flows.flatMap(({ reader, failure }) => [reader.name, failure.name]))];
  const alias = new Map(
    [sender.name, ...(receiver ? [receiver.name] : []), ...people].map((name, at) => [name, `p${at}`]),
  );
  const arrow = (from: string, kind: "->>" | "-->>", to: string, text: string) => ({ from, to, kind, text });
  const steps = flows.flatMap(({ when, event, reader, failure, question, resend, guarantee, hook }) =>
    [
      { note: `${event}, ${when}` },
      ...(receiver
        ? [
            arrow(
              sender.name,
              "->>",
              receiver.name,
              resend
                ? `${hook ? "POST" : "hands over"} ${event}, again until ${guarantee === "acknowledged" ? "its work is done" : "it is admitted"}`
                : `POST ${event}, one attempt`,
            ),
            arrow(
              receiver.name,
              "-->>",
              sender.name,
              guarantee === "acknowledged" ? "200 admitted, 204 done" : "200 admitted, not yet done",
            ),
            arrow(
              receiver.name,
              "->>",
              reader.name,
              `summary in ${reader.channel}${question ? `, and a question if ${question.condition}` : ""}`,
            ),
          ]
        : [arrow(sender.name, "->>", reader.name, `${event} in ${reader.channel}`)]),
      ...(resend && receiver
        ? [arrow(receiver.name, "-->>", failure.name, `only what nobody settled, in ${failure.channel}`)]
        : []),
      arrow(sender.name, "-->>", failure.name, `only on failure, alert in ${failure.channel}`),
    ].map((step) => step),
  );
  const safe = (text: string) => text.replaceAll(/[^A-Za-z0-9 .,:*/()+-]/g, "");
  const lines = steps.map((step) =>
    "note" in step
      ? `  Note over ${alias.get(sender.name)}: ${safe(step.note)}`
      : `  ${alias.get(step.from)}${step.kind}${alias.get(step.to)}: ${safe(step.text)}`,
  );
  const mermaid = [
    "sequenceDiagram",
    ...[...alias].map(([name, short]) => `  participant ${short} as ${name}`),
    ...lines,
  ].join("\n");
  const width = Math.max(...[...alias.keys()].map((name) => name.length));
  const text = steps
    .map((step) =>
      "note" in step
        ? step.note
        : `  ${step.from.padEnd(width)} ${step.kind === "->>" ? "──▶" : "┄┄▶"} ${step.to.padEnd(width)}  ${step.text}`,
    )
    .join("\n");
  return { mermaid, text };
}
