import type { Question } from "../spec/answers.ts";
import type { Locale } from "../spec/words.ts";
import { templates } from "./templates.ts";

const labels = {
  en: { step: (number: string, title: string) => `Step ${number}. ${title}`, default: "default" },
  "zh-CN": { step: (number: string, title: string) => `第 ${number} 步：${title}`, default: "默认" },
};

/**
 * All open questions in one block, grouped by step, in the words of `prompts/steps/<locale>/`; defaults in one line each
 * step, because a reader only has to nod at them.
 */
export function renderQuestions(questions: Question[], locale: Locale = "en"): string {
  if (questions.length === 0) return "";
  const say = labels[locale];
  return [...templates("steps", locale).values()]
    .map(({ data, render }) => {
      const mine = questions.filter(({ step }) => step === data.step);
      if (mine.length === 0) return "";
      const ask = (pattern: string, options: { fn: (context: object) => string }) =>
        mine
          .filter((question) => question.pattern === pattern && question.state !== "default")
          .map(({ state, key, about }) => `  ${state === "ask" ? "ASK " : "FIND"} ${key}: ${options.fn(about)}\n`)
          .join("");
      const asked = render({ ...data }, { ask } as never)
        .replaceAll(/\n{2,}/g, "\n")
        .trim();
      const defaults = mine.filter(({ state }) => state === "default").map(({ key, value }) => `${key}: ${value}`);
      return [
        say.step(String(data.step), String(data.title)),
        ...(asked ? [`  ${asked}`] : []),
        ...(defaults.length > 0 ? [`  ${say.default} ${defaults.join(" · ")}`] : []),
      ].join("\n");
    })
    .filter(Boolean)
    .join("\n");
}
