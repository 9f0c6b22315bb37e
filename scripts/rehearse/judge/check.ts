import { join } from "node:path";
import type { Plan } from "../../plan/plan.ts";
import { type FiveId, five, type Point } from "../../verify/five.ts";
import { readSaved } from "../../verify/saved.ts";
import { type Raw, rawFile } from "../raw.ts";

/** What a look at the raw outputs gives: whether it is as it should be, and what is there. */
export type Test = (plan: Plan, raw: Raw) => { passed: boolean; evidence: string };

/** `check`: what must be true · `stage`: the rollout's stage that it looks at · `where`: for which plans, all where not given. */
export type Check = { id: string; check: string; stage?: string; where?: (plan: Plan) => boolean; test: Test };

/** One outcome of several: they all must be as they should, and there must be one. */
export const summed = (rows: { passed: boolean; text: string }[]): ReturnType<Test> => ({
  passed: rows.length > 0 && rows.every(({ passed }) => passed),
  evidence: rows.map(({ text }) => text).join("; "),
});

/** One of the five points, as `bridge verify` judges it from what the rollout's last stage saved. */
export const point =
  (id: FiveId): Test =>
  (plan, raw) => {
    const points = plan.lanes.map(
      (lane) =>
        five(lane, readSaved(join(raw.folder, rawFile.saved, lane.folder ?? ""), lane)).find(
          (one) => one.id === id,
        ) as Point,
    );
    return {
      passed: points.every(({ passed }) => passed),
      evidence: points.map(({ evidence }) => evidence.words.en).join("; "),
    };
  };

/** Two views of the same point: what was saved, and what only the rehearsal can see, such as the chat. */
export const both =
  (first: Test, second: Test): Test =>
  (plan, raw) => {
    const [a, b] = [first(plan, raw), second(plan, raw)];
    return { passed: a.passed && b.passed, evidence: `${a.evidence}; ${b.evidence}` };
  };
