import type { Environments } from "../openclaw/environment/record.ts";
import type { Answered, Question } from "../spec/answers.ts";
import { approvalActions } from "../spec/words.ts";
import { diagram } from "./diagram.ts";
import { laneOf, lanesOf } from "./lane.ts";
import type { Plan } from "./plan.ts";
import { rehearsedVersion } from "./support.ts";

/**
 * Compiles an answered spec into the plan that every document is rendered from.
 * @param answered must have no blocking problem (`inspect` says so); may still hold stand-ins, which only deliverables
 *   that do not need those keys will leave out
 * @param environments what is known of the instances: indices of lists, tokens that are there already
 */
export function compile(answered: Answered, questions: Question[], environments: Environments = {}): Plan {
  if (answered.flows.length === 0) throw new Error("a bridge without a flow has no plan");
  const split = lanesOf(answered.flows);
  const lanes = split.map((flows) => laneOf(answered, flows, split.length > 1, environments));
  const unverified = lanes.flatMap((lane) => lane.unverified);
  return {
    bridge: answered.bridge,
    objective: answered.objective,
    version: rehearsedVersion,
    unverified: unverified.filter(({ name }, at) => unverified.findIndex((other) => other.name === name) === at),
    lanes,
    flows: lanes.flatMap(({ flows }) => flows),
    people: Object.values(answered.humans),
    authority: answered.authority,
    approvals: answered.approvals.map((approval) => ({ ...approval, means: approvalActions[approval.action] })),
    // Each lane is taken back before the one that it was built on.
    rollout: lanes.flatMap(({ rollout }) => rollout),
    rollback: lanes.toReversed().flatMap(({ rollback }) => rollback),
    runbooks: lanes.flatMap(({ runbooks }) => runbooks),
    diagram: diagram(lanes),
    questions: questions.filter(({ state }) => state !== "default"),
    onTimeout: answered.onTimeout,
    backupTo: answered.backupTo,
    within: answered.within,
  };
}
