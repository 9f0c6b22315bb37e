import type { Spec } from "../model.ts";
import { type Path, type Problem, show } from "../problem.ts";

/** Looks at one thing in a spec that its shape cannot show. What is missing is a question, not a problem. */
export type Check = (spec: Spec) => Problem[];

/** A problem of severity `error`: the found value is shown with credentials masked. */
export const error = (code: string, path: Path, found: unknown, expected: string, mend: string): Problem => ({
  code,
  severity: "error",
  path,
  found: show(found),
  expected,
  mend,
});
