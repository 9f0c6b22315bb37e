import rows from "../../references/evidence.json" with { type: "json" };
import faults from "../../references/faults.json" with { type: "json" };
import { isScheduled, type Plan } from "../plan/plan.ts";

/** The shape of a bridge: what a rehearsal proves, it proves for every bridge of the same shape. */
export type Shape = { pattern: string; transport: string; guarantee: string; produce: string; version: string };

/** One row of the shipped evidence, written by the rehearsal. */
export type EvidenceRow = Shape & { checks: number; passed: number };

/** What no rehearsal shows, said in every evidence and in every memo that cites one. */
export const notRehearsed = ({ flows }: Pick<Plan, "flows">): string[] => [
  "TLS and the real network between the two machines",
  "the real model and the real chat service, for which scripted ones stand",
  ...(flows.some(({ resend }) => resend)
    ? []
    : ["faults other than a refused delivery, which were measured one by one on this version"]),
  ...(flows.some(isScheduled)
    ? ["the hour of the schedule: the job is fired by hand, and the time of its next run is read"]
    : []),
  ...(flows.every(isScheduled) ? [] : ["what fires the job: its last step is run by hand"]),
];

/** The shapes of a plan's flows. */
export const shapesOf = ({ flows, version }: Plan): Shape[] =>
  flows.map(({ pattern, transport, guarantee, produce }) => ({
    pattern,
    transport,
    guarantee,
    produce: "command" in produce ? "command" : "agent",
    version,
  }));

/** What the protocol that all such bridges share survived: each scenario also failed where its protection was taken away. */
function faultCount(): string {
  const { scenarios } = faults as { scenarios: { passed: boolean }[] };
  return `${scenarios.filter(({ passed }) => passed).length} of ${scenarios.length} faults were survived by the outbox and the inbox`;
}

/** One sentence for the memo: what was rehearsed for this shape, or that nothing was. */
export function rehearsalSentence(plan: Plan): string {
  return shapesOf(plan)
    .map((shape) => {
      const name = `${shape.pattern}, ${shape.transport}, ${shape.guarantee}, ${shape.produce} job, OpenClaw ${shape.version}`;
      const row = (rows as EvidenceRow[]).find((other) =>
        (Object.keys(shape) as (keyof Shape)[]).every((key) => other[key] === shape[key]),
      );
      return row
        ? `Rehearsed on two real gateways (${name}): ${row.passed} of ${row.checks} checks passed${shape.guarantee === "best-effort" ? "" : `, and ${faultCount()}`}. Not part of it: ${notRehearsed(plan).join("; ")}.`
        : `Not rehearsed (${name}).`;
    })
    .join(" ");
}
