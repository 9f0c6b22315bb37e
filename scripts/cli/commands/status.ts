import { blocking, type Inspection, inspect } from "../../plan/inspect.ts";
import { recommend, recommendationText } from "../../plan/recommend.ts";
import { renderQuestions } from "../../render/questions.ts";
import { type Answered, standIn } from "../../spec/answers.ts";
import type { LocatedProblem } from "../../spec/problem.ts";
import { pathText } from "../../spec/problem.ts";
import { largestSpec } from "../../spec/read.ts";
import { lines, text } from "../../spec/text.ts";
import { environmentHelp, environmentOption, environmentsFrom, withEnvironment } from "../environments.ts";
import type { Work } from "../main.ts";
import type { Outcome } from "../output.ts";
import { readText } from "../read.ts";

export const statusCommand: Work = {
  details: lines(
    [
      "Problems come first: line, what was found, what was expected, the mend. Then all open questions in one block,",
      "grouped by step. ASK marks what only a human may answer; what has a default is listed last.",
      "",
      environmentHelp.words.en,
    ],
    [
      "先列问题：哪一行、现在是什么、应该是什么、怎么改。然后是所有待答的问题，按步骤排在一处。",
      "ASK 标出只有人能回答的；有默认值的列在最后。",
      "",
      environmentHelp.words["zh-CN"],
    ],
  ),
  options: environmentOption,
  arguments: [1, 1],
  run: async ([file = ""], { environment }) =>
    report(file, inspect(readText(file, largestSpec), file, await environmentsFrom(environment)), environment),
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
  const locale = inspection.spec?.locale ?? "en";
  const parts = [
    ...problems.map(problemText),
    ...(hopeless ? [] : [renderQuestions(questions, locale), problems.length === 0 ? otherChoices(inspection) : ""]),
    ...(ready && open.length === 0 && problems.length === 0 ? [complete.words[locale]] : []),
  ];
  return {
    code: hopeless ? 2 : blocking(problems).length > 0 || open.length > 0 ? 1 : 0,
    ...(inspection.spec ? { locale } : {}),
    text: parts.filter(Boolean).join("\n\n"),
    data: { file, problems, questions },
    next: ready
      ? `bridge.mjs render ${file}${withEnvironment(environment)}`
      : `bridge.mjs fill ${file} -${withEnvironment(environment)} <<'YAML' … YAML`,
  };
}

const complete = text("Nothing is open: the spec is complete.", "没有待答的问题：规格已完整。");

/** The flows whose transport is not the one that would be enough. */
function otherChoices({ answered }: Inspection): string {
  return (answered?.flows ?? [])
    .filter(({ to, from }) => to !== standIn && from !== standIn)
    .flatMap((flow) => {
      const recommended = recommend(flow, answered as Answered);
      const { words } = recommendationText(recommended, flow);
      return recommended.chosen === "same" ? [] : [`flows.${flow.name}: ${words[(answered as Answered).locale]}`];
    })
    .join("\n");
}

const labels = {
  en: {
    error: "wrong",
    refused: "cannot work",
    unsupported: "not yet supported",
    warning: "warning",
    file: "the file",
    found: "found   ",
    expected: "expected",
    mend: "do      ",
  },
  "zh-CN": {
    error: "写错了",
    refused: "行不通",
    unsupported: "暂不支持",
    warning: "警告",
    file: "整个文件",
    found: "现在是",
    expected: "应该是",
    mend: "怎么改",
  },
};

/** A problem as people read it: place, what was found, what was expected, what to do. */
export function problemText({ locale, severity, ...problem }: LocatedProblem): string {
  const { file, line, column, path, found, expected, mend } = problem;
  const say = labels[locale];
  return [
    `${file}:${line}:${column} ${say[severity]}: ${pathText(path) || say.file}`,
    `  ${say.found} ${found}`,
    `  ${say.expected} ${expected}`,
    `  ${say.mend} ${mend}`,
  ].join("\n");
}
