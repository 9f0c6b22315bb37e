import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../../scripts/plan/compile.ts";
import { inspect } from "../../scripts/plan/inspect.ts";
import type { Lane, Plan } from "../../scripts/plan/plan.ts";
import type { Question } from "../../scripts/spec/answers.ts";

const root = join(import.meta.dirname, "../..");

/** The text of a spec below the repository, the daily audit with one attempt a day unless another is named. */
export const specText = (path = "references/examples/daily-audit/best-effort.yaml"): string =>
  readFileSync(join(root, path), "utf8");

/**
 * A plan compiled from a spec's text, with its first lane.
 * @throws where the spec has a problem, with its text
 */
export function planFrom(text: string): { plan: Plan; lane: Lane; questions: Question[]; text: string } {
  const { answered, questions, problems } = inspect(text, "bridge.yaml");
  if (!answered || problems.length > 0) throw new Error(JSON.stringify(problems, null, 2));
  const plan = compile(answered, questions);
  return { plan, lane: plan.lanes[0] as Lane, questions, text };
}

/** The daily audit, compiled. */
export const example = () => planFrom(specText());
