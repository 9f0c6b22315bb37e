import { blocking, type Inspection, inspect } from "../../plan/inspect.ts";
import { recommend, recommendationText } from "../../plan/recommend.ts";
import { renderQuestions } from "../../render/questions.ts";
import { type Answered, standIn } from "../../spec/answers.ts";
import type { LocatedProblem } from "../../spec/problem.ts";
import { pathText } from "../../spec/problem.ts";
import { largestSpec } from "../../spec/read.ts";
import { environmentHelp, environmentOption, environmentsFrom, withEnvironment } from "../environments.ts";
import { readText } from "../files.ts";
import type { Command } from "../main.ts";
import type { Outcome } from "../output.ts";

export const statusCommand: Command = {
  usage: "status <file> [--environment FILE]",
  does: "says what is wrong with a spec and asks everything that is still open",
  details: [
    "Problems come first: line, what was found, what was expected, the mend. Then all open questions in one block,",
    "grouped by step. ASK marks what only a human may answer; what has a default is listed last.",
    "",
    environmentHelp,
  ],
  options: environmentOption,
  arguments: [1, 1],
  run: ([file = ""], { environment }) =>
    report(file, inspect(readText(file, largestSpec), file, environmentsFrom(environment)), environment),
};

/**
 * The outcome of `status` for a spec, which `fill` prints as well.
 * @param environment what `--environment` held, for the next command
 */
export function report(file: string, inspection: Inspection, environment?: unknown): Outcome {
  const { problems, questions } = inspection;
  const hopeless = inspection.spec === undefined;
  const open = questions.filter(({ state }) => state !== "default");
  const approvalsOnly = open.every(({ pattern }) => pattern.startsWith("trust.approvals"));
  const ready = blocking(problems).length === 0 && approvalsOnly && !hopeless;
  const parts = [
    ...problems.map(problemText),
    ...(hopeless ? [] : [renderQuestions(questions), problems.length === 0 ? otherChoices(inspection) : ""]),
    ...(ready && open.length === 0 && problems.length === 0 ? ["Nothing is open: the spec is complete."] : []),
  ];
  return {
    code: hopeless ? 2 : blocking(problems).length > 0 || open.length > 0 ? 1 : 0,
    text: parts.filter(Boolean).join("\n\n"),
    data: { file, problems, questions },
    next: ready
      ? `bridge.mjs render ${file}${withEnvironment(environment)}`
      : `bridge.mjs fill ${file} -${withEnvironment(environment)} <<'YAML' … YAML`,
  };
}

/** The flows whose transport is not the one that would be enough. */
function otherChoices({ answered }: Inspection): string {
  return (answered?.flows ?? [])
    .filter(({ to, from }) => to !== standIn && from !== standIn)
    .flatMap((flow) => {
      const recommended = recommend(flow, answered as Answered);
      return recommended.chosen === "same" ? [] : [`flows.${flow.name}: ${recommendationText(recommended, flow)}`];
    })
    .join("\n");
}

/** A problem as people read it: place, what was found, what was expected, what to do. */
export function problemText({ file, line, column, severity, path, found, expected, mend }: LocatedProblem): string {
  const what = { error: "wrong", refused: "cannot work", unsupported: "not yet supported", warning: "warning" }[
    severity
  ];
  return [
    `${file}:${line}:${column} ${what}: ${pathText(path) || "the file"}`,
    `  found    ${found}`,
    `  expected ${expected}`,
    `  do       ${mend}`,
  ].join("\n");
}
