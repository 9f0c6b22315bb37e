import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isScheduled, type Plan } from "../plan/plan.ts";
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
      render("side", { side, rollout: mine(shown.rollout), rollback: mine(shown.rollback) }),
    );
    if (side.wishes.length > 0) {
      files.set(`${folder}/config.set.json`, json(side.wishes));
      files.set(`${folder}/change.mjs`, readFileSync(`${glue}change.mjs`, "utf8"));
    }
    if (side.role === "receiver") files.set(`${folder}/receiver.md`, render("receiver", {}));
    if (side.role === "sender") {
      for (const { name, job, settings } of plan.flows) {
        files.set(`${folder}/${name}.job.json`, json(job.definition));
        if (settings) files.set(`${folder}/${name}.settings.json`, json(settings));
      }
      if (plan.flows.some(({ settings }) => settings))
        for (const name of ["emit.mjs", "contract.mjs"])
          files.set(`${folder}/${name}`, readFileSync(`${glue}${name}`, "utf8"));
      if (!plan.flows.every(isScheduled)) files.set(`${folder}/fire.sh`, readFileSync(`${glue}fire.sh`, "utf8"));
    }
  }
  return files;
}
