import type { Environments } from "../openclaw/environment/record.ts";
import { type Answered, answer, type Question } from "../spec/answers.ts";
import { checkSpec } from "../spec/check.ts";
import type { LocatedProblem } from "../spec/problem.ts";
import { type Reading, readSpec } from "../spec/read.ts";
import { environmentProblems, withRecords } from "./environment.ts";
import { supportProblems } from "./support.ts";

/** Everything that is known about a spec: what is wrong, what is open, and the answers so far. */
export type Inspection = Reading & { answered: Answered | undefined; questions: Question[] };

/**
 * Reads and judges the text of a `bridge.yaml`; all problems are reported at once.
 * @param file its name, for messages only
 * @param environments what is known of the instances: it answers what the spec leaves open, and may contradict it
 */
export function inspect(text: string, file: string, environments: Environments = {}): Inspection {
  const reading = readSpec(text, file);
  if (!reading.spec) return { ...reading, answered: undefined, questions: [] };
  const { answered, questions } = answer(withRecords(reading.spec, environments));
  const checked = checkSpec(reading.spec);
  const problems = [
    ...checked,
    ...(checked.every(({ severity }) => severity === "warning")
      ? [...supportProblems(answered), ...environmentProblems(answered, environments)]
      : []),
  ];
  const located = problems.map(reading.locate).sort((a, b) => a.line - b.line || a.column - b.column);
  return { ...reading, problems: located, answered, questions };
}

/** The problems that keep a plan from being made; warnings do not. */
export const blocking = (problems: LocatedProblem[]): LocatedProblem[] =>
  problems.filter(({ severity }) => severity !== "warning");
