import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { inboxFiles, senderFiles, serviceFiles as serviceModules } from "../plan/files.ts";
import { gateFile, gateScript } from "../plan/job.ts";
import type { FlowPlan, Lane, Plan, SidePlan } from "../plan/plan.ts";
import { jobsOn } from "../plan/rollout/base.ts";
import { escapeMarkdown } from "../spec/markdown.ts";
import type { View } from "./view.ts";

const glue = fileURLToPath(new URL("../glue/", import.meta.url));
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/** The file that holds an event's JSON Schema. */
export const schemaFile = (event: string): string => `${event}.schema.json`;

/**
 * What lies beside the deliverables: schemas and examples, and per side one folder that holds everything that side needs
 * and nothing of the other's configuration. The glue is copied unchanged; only its settings differ.
 * @param render renders a template by name, with more values than the plan's
 */
export function artifacts(
  plan: Plan,
  shown: View,
  render: (name: string, more: object) => string,
): Map<string, string> {
  const files = new Map<string, string>();
  for (const { event, envelope } of shown.flows) {
    files.set(schemaFile(event), json(envelope.schema));
    files.set(`${event}.example.json`, json(envelope.example));
    files.set(`${event}.example.md`, envelope.bullets.map((bullet) => `- ${escapeMarkdown(bullet)}\n`).join(""));
  }
  for (const [name, mine] of sidesOf(plan)) {
    const of = (stages: View["rollout"]) =>
      stages
        .map((stage) => ({ ...stage, blocks: stage.blocks.filter((block) => block.side === name) }))
        .filter(({ blocks }) => blocks.length > 0);
    const lanes = mine.map(({ lane, side }) => ({
      ...(shown.lanes.find((one) => one.name === lane.name) as View["lanes"][number]),
      side,
    }));
    const part = {
      name,
      lanes,
      rollout: of(shown.rollout),
      runbooks: of(shown.runbooks),
      rollback: of(shown.rollback),
    };
    files.set(`sides/${name}/README.md`, render("side", part));
    for (const { lane, side } of mine) {
      const folder = lane.folder === null ? `sides/${name}` : `sides/${name}/${lane.folder}`;
      for (const [file, text] of laneFiles(lane, side, (template) =>
        render(template, shown.lanes.find((one) => one.name === lane.name) as object),
      ))
        files.set(`${folder}/${file}`, text);
    }
  }
  for (const { service, flows } of plan.lanes)
    if (service) for (const [file, text] of serviceFiles(flows)) files.set(`sides/${service.name}/${file}`, text);
  return files;
}

/** Every side of a bridge, with its part in each lane. */
function sidesOf({ lanes }: Plan): Map<string, { lane: Lane; side: SidePlan }[]> {
  const parts = lanes.flatMap((lane) => lane.sides.map((side) => ({ lane, side })));
  return Map.groupBy(parts, ({ side }) => side.name);
}

/** What lies in a side's folder for one lane. */
function laneFiles(lane: Lane, side: SidePlan, render: (template: string) => string): [file: string, text: string][] {
  const sends = side.role === "sender";
  return [
    ...(side.wishes.length > 0
      ? ([
          ["config.set.json", json(side.wishes)],
          ["change.mjs", copied("change.mjs")],
        ] as [string, string][])
      : []),
    ...(sends ? [] : [["receiver.md", render("receiver")] as [string, string]]),
    ...(sends && lane.flows.some(({ relay }) => relay) ? [["carrier.md", render("carrier")] as [string, string]] : []),
    ...(sends ? senderFiles(lane) : inboxFiles(lane)).map((file): [string, string] => [file, textOf(file, lane.flows)]),
    ...(sends
      ? []
      : lane.flows
          .filter(({ upkeep }) => upkeep.some(({ purpose }) => purpose === "take"))
          .map(({ name }): [string, string] => [gateFile(name).slice(2), gateScript(lane.place, name)])),
    ...jobsOn(lane, side.name).map(({ file, definition }): [string, string] => [`${file}.job.json`, json(definition)]),
  ];
}

/** A sample of what an operator's own endpoint does, which runs as it stands. */
function serviceFiles(flows: FlowPlan[]): [file: string, text: string][] {
  const kept = flows.filter(({ resend }) => resend);
  if (kept.length === 0) return [];
  return [
    ...serviceModules.map((file): [string, string] => [file, copied(file)]),
    ...kept.map((flow): [string, string] => [`${flow.name}.service.json`, json(sampleSettings(flow))]),
  ];
}

/** The settings of the sample: the contract, and where it listens. */
function sampleSettings({ resend, hook, name, guarantee }: FlowPlan): Record<string, unknown> {
  const { source, receiver, type, subject, timezone, idempotencyKey, expiresSeconds, payload, keepSeconds } =
    resend?.outbox ?? {};
  return {
    ...{ source, receiver, type, subject, timezone, idempotencyKey, expiresSeconds, payload },
    ...{ spool: `${name}.spool`, guarantee, quiet: true, policy: "ask", leaseSeconds: 600, skewSeconds: 600 },
    ...{ mostHops: 3, budgetPerHour: 1000, unclaimedSeconds: 900, keepSeconds },
    ...{ port: 8080, path: new URL(hook?.url ?? "http://localhost/").pathname, tokenFile: "token" },
  };
}

const copied = (name: string): string => readFileSync(`${glue}${name}`, "utf8");

/** A file that a side gets: settings of a flow, a program under a flow's name, or glue as it is. */
function textOf(file: string, flows: FlowPlan[]): string {
  const of = (ending: string) => flows.find(({ name }) => file === `${name}${ending}`);
  const outbox = of(".outbox.json");
  if (outbox) return json(outbox.resend?.outbox);
  const settings = of(".settings.json");
  if (settings) return json(settings.settings);
  const inbox = of(".json");
  if (inbox) return json(inbox.resend?.inbox);
  if (of(".inbox")) return copied("inbox.sh");
  if (of(".receipt")) return copied("receipt.sh");
  return copied(of(".hook.mjs") ? "transform.mjs" : file);
}
