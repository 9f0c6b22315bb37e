import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gateFile, gateScript } from "../plan/job.ts";
import { isScheduled, type Plan } from "../plan/plan.ts";
import { jobsOn } from "../plan/rollout/base.ts";
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
  for (const { event, envelope } of plan.flows) {
    files.set(schemaFile(event), json(envelope.schema));
    files.set(`${event}.example.json`, json(envelope.example));
    files.set(`${event}.example.md`, envelope.bullets.map((bullet) => `- ${bullet}\n`).join(""));
  }
  for (const side of plan.sides) {
    const folder = `sides/${side.name}`;
    const mine = (stages: View["rollout"]) =>
      stages
        .map((stage) => ({ ...stage, blocks: stage.blocks.filter((block) => block.side === side.name) }))
        .filter(({ blocks }) => blocks.length > 0);
    files.set(
      `${folder}/README.md`,
      render("side", {
        side,
        rollout: mine(shown.rollout),
        runbooks: mine(shown.runbooks),
        rollback: mine(shown.rollback),
      }),
    );
    if (side.wishes.length > 0) {
      files.set(`${folder}/config.set.json`, json(side.wishes));
      files.set(`${folder}/change.mjs`, readFileSync(`${glue}change.mjs`, "utf8"));
    }
    if (side.role === "receiver") files.set(`${folder}/receiver.md`, render("receiver", {}));
    for (const [name, text] of side.role === "sender" ? senderFiles(plan) : inboxOf(plan))
      files.set(`${folder}/${name}`, text);
    for (const job of jobsOn(plan, side.name)) files.set(`${folder}/${job.file}.job.json`, json(job.definition));
  }
  return files;
}

const copied = (...names: string[]): [string, string][] =>
  names.map((name) => [name, readFileSync(`${glue}${name}`, "utf8")]);

/** What the sender runs: the maker of one attempt's message, or the outbox, each with its settings. */
function senderFiles({ flows }: Plan): [string, string][] {
  const emitted = flows.filter(({ settings }) => settings);
  const resent = flows.filter(({ resend }) => resend);
  return [
    ...emitted.map(({ name, settings }): [string, string] => [`${name}.settings.json`, json(settings)]),
    ...(emitted.length > 0 ? copied("emit.mjs", "contract.mjs") : []),
    ...resent.map(({ name, resend }): [string, string] => [`${name}.outbox.json`, json(resend?.outbox)]),
    ...(resent.length > 0 ? copied("contract.mjs", "inbox.mjs", "outbox.mjs", "protocol.mjs", "spool.mjs") : []),
    ...(flows.every(isScheduled) ? [] : copied("fire.sh")),
  ];
}

/** What the receiver runs: the inbox; under each flow's name its settings, its transform and the program that the agent may run. */
function inboxOf({ bridge, flows }: Plan): [string, string][] {
  const resent = flows.filter(({ resend }) => resend);
  if (resent.length === 0) return [];
  const [[, transform], [, program]] = copied("transform.mjs", "inbox.sh") as [[string, string], [string, string]];
  return [
    ...copied("contract.mjs", "inbox.mjs", "protocol.mjs", "spool.mjs"),
    ...resent.flatMap(({ name, resend, hook }): [string, string][] => [
      [`${name}.json`, json(resend?.inbox)],
      [`${name}.inbox`, program],
      ...(hook
        ? [[`${name}.mjs`, transform] as [string, string]]
        : [[gateFile(name).slice(2), gateScript(bridge, name)] as [string, string]]),
    ]),
  ];
}
