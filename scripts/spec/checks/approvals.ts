import type { Spec } from "../model.ts";
import type { Path, Problem } from "../problem.ts";
import { type Check, error } from "./check.ts";

/** What stands in the place of a person's name, and is none. */
const nobody =
  /^(?:(?:an? |the |my )?(?:agent|assistant|user|bot|ai|model|system|claude|openclaw|gateway|script|ci)|auto\w*|automatic(?:ally)?|none|no ?(?:one|body)|n\/?a|null|nil|yes|true|ok(?:ay)?|approved|granted|allowed|always|implicit(?:ly)?|default|any(?:one|body)?|every(?:one|body)|not (?:needed|required|necessary)|unnecessary|do not ask|don['’]?t ask|skip(?:ped)?|self|-+|\?+|tbd|todo|自动|无需|无需批准|不用问|不用|不需要|已批准|同意|是|代理|智能体|助手|系统|机器人|任何人|所有人|无)$/i;

/** The agents that the spec names. */
const agentsOf = ({ instances }: Spec): (string | null | undefined)[] =>
  Object.values(instances ?? {}).flatMap((instance) =>
    instance.kind === "openclaw" ? [instance.agent ?? "main", instance.reader] : [],
  );

/** Approvals for instances that are not there, or given by somebody who is not a person. */
export const approvals: Check = (spec) =>
  (spec.trust?.approvals ?? []).flatMap((approval, at): Problem[] => {
    const approvedBy = (approval.approvedBy ?? "").trim();
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
    const approver = spec.instances?.[approvedBy];
    if ((approver ? approver.kind !== "human" : agentsOf(spec).includes(approvedBy)) || nobody.test(approvedBy))
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
