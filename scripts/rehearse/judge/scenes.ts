import { readFileSync } from "node:fs";
import { join } from "node:path";
import { messages } from "../../glue/words.mjs";
import { type Raw, rawFile } from "../raw.ts";
import type { Counted } from "../scenes.ts";
import { type Check, summed, type Test } from "./check.ts";
import { isDecided } from "./seen.ts";

const counted = ({ folder }: Raw): Counted => JSON.parse(readFileSync(join(folder, rawFile.counted), "utf8"));

const actedOnce: Test = ({ flows }, raw) =>
  summed(
    flows
      .filter(({ act }) => act)
      .map((flow) => {
        const { denied, approved, again } = counted(raw)[flow.name] ?? {};
        return {
          passed: denied === 0 && approved === 1 && again === 1,
          text: `${flow.id}: ${denied} runs after the refusal, ${approved} after the approval, ${again} after a second answer`,
        };
      }),
  );

const workedOnce: Test = ({ flows }, raw) =>
  summed(
    flows
      .filter(({ work }) => work)
      .map((flow) => {
        const { worked } = counted(raw)[flow.name] ?? {};
        return {
          passed: worked === 1,
          text: `${flow.id}: ${worked} runs for one event, its second run and its second copy`,
        };
      }),
  );

const decidedOnce: Test = ({ flows }, raw) =>
  summed(
    flows.filter(isDecided).map((flow) => {
      const { worked = 0, decided, workedThen } = counted(raw)[flow.name] ?? {};
      return {
        passed: decided === 1 && workedThen === worked + 1,
        text: `${flow.id}: ${decided} event after the agent of ${flow.from} decided, worked off ${(workedThen ?? 0) - worked} times`,
      };
    }),
  );

/** A message of the programs, in every language: at the beginning of a line, or after a comma. */
function says(name: string): RegExp {
  const forms = Object.values(messages).map((words: Record<string, string>) =>
    (words[name] ?? "").replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&"),
  );
  return new RegExp(`(?:^|[,，] ?)(?:${forms.map((form) => form.replaceAll(/\{\w+\}/g, ".*")).join("|")})`, "m");
}

const escalated: Test = ({ flows, people }, raw) =>
  summed(
    flows
      .filter(({ escalate }) => escalate)
      .map((flow) => {
        const next = people.find(({ name }) => name === flow.escalate?.to)?.target;
        const of = (chat: string | undefined, ...names: string[]) =>
          raw.sent.filter(
            ({ chat: to, text }) =>
              to === chat && names.every((name) => says(name).test(text)) && text.includes("7002"),
          );
        const told = of(next, "escalated").length;
        const cancelled = of(flow.failure.target, "cancelled", "nobody answered in time").length;
        return {
          passed: told === 1 && cancelled === 1,
          text: `${flow.id}: told ${told} times in chat ${next}, cancelled ${cancelled} times in chat ${flow.failure.target}`,
        };
      }),
  );

const silenceTold: Test = ({ flows }, raw) =>
  summed(
    flows
      .filter(({ silence }) => silence)
      .map((flow) => {
        const of = (name: string) =>
          raw.sent.filter(
            ({ chat, text }) => chat === flow.failureThere.target && says(name).test(text) && text.includes(flow.event),
          );
        const [silent, back] = [of("silent").length, of("back").length];
        return {
          passed: silent === 1 && back === 1,
          text: `${flow.id}: ${silent} times silent, ${back} times back in chat ${flow.failureThere.target}`,
        };
      }),
  );

const stage = "Switch it on";

/** What the scenes show that no stage of the plan does. */
export const inScenes: Check[] = [
  {
    id: "acted-once",
    stage,
    where: ({ flows }) => flows.some(({ act }) => act),
    check: "after the approval the action ran once, after a refusal, a second answer or a cancellation not",
    test: actedOnce,
  },
  {
    id: "worked-once",
    stage,
    where: ({ flows }) => flows.some(({ work }) => work),
    check: "the work was done once for each event",
    test: workedOnce,
  },
  {
    id: "decided-once",
    stage,
    where: ({ flows }) => flows.some(isDecided),
    check: "an agent that decides so fires the flow with its own tool, and one event is made and worked off",
    test: decidedOnce,
  },
  {
    id: "escalated",
    stage,
    where: ({ flows }) => flows.some(({ escalate }) => escalate),
    check: "what nobody answered was told to the next person, and then cancelled",
    test: escalated,
  },
  {
    id: "silence-told",
    stage,
    where: ({ flows }) => flows.some(({ silence }) => silence),
    check: "silence was told once, and once that it is over",
    test: silenceTold,
  },
];
