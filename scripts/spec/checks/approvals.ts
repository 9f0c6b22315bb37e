import type { Path, Problem } from "../problem.ts";
import { type Check, error } from "./check.ts";

/** Approvals for instances that are not there, or given by somebody who is not a person. */
export const approvals: Check = (spec) =>
  (spec.trust?.approvals ?? []).flatMap((approval, at): Problem[] => {
    const path: Path = ["trust", "approvals", at];
    if (spec.instances && !spec.instances[approval.on])
      return [
        error(
          "spec/unknown-instance",
          [...path, "on"],
          approval.on,
          `an instance: ${Object.keys(spec.instances).join(", ")}`,
          "name the instance on which this is done",
        ),
      ];
    const approver = spec.instances?.[approval.approvedBy ?? ""];
    if (approver && approver.kind !== "human")
      return [
        error(
          "trust/not-a-human",
          [...path, "approvedBy"],
          approval.approvedBy,
          "a human who said yes: an agent cannot approve",
          "ask, and write who answered; null until then",
        ),
      ];
    return [];
  });
