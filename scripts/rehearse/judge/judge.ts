import type { Plan } from "../../plan/plan.ts";
import type { Raw } from "../raw.ts";
import { afterwards } from "./back.ts";
import type { Check } from "./check.ts";
import { ofDocuments } from "./documents.ts";
import { inGateways } from "./gateways.ts";
import { forPeople } from "./people.ts";
import { inScenes } from "./scenes.ts";
import { named } from "./seen.ts";

/**
 * The outcome of one check: what was expected, and what the raw outputs show. Not `reached`: the rollout stopped before the
 * stage that the check looks at, so that it says nothing; the check that stopped it does.
 */
export type Verdict = { id: string; check: string; passed: boolean; reached: boolean; evidence: string };

/** All checks in the order in which a table shows them: the seed's five are among the first. */
const checks: Check[] = [...forPeople, ...inScenes, ...ofDocuments, ...inGateways, ...afterwards];

/**
 * Judges a rehearsal from its raw outputs alone; it can be judged again at any time.
 * @returns one verdict per check that applies to the plan, the seed's five among the first
 */
export function judge(plan: Plan, raw: Raw): Verdict[] {
  return checks
    .filter(({ where }) => where?.(plan) ?? true)
    .map(({ id, check, stage, test }) => {
      if (stage && !raw.facts.complete && named(raw, stage).length === 0)
        return { id, check, passed: false, reached: false, evidence: "the rollout stopped before" };
      try {
        return { id, check, reached: true, ...test(plan, raw) };
      } catch (error) {
        return {
          id,
          check,
          passed: false,
          reached: true,
          evidence: `could not be judged: ${(error as Error).message}`,
        };
      }
    });
}
