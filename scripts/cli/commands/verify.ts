import { join } from "node:path";
import { compile } from "../../plan/compile.ts";
import { blocking, inspect } from "../../plan/inspect.ts";
import type { Lane } from "../../plan/plan.ts";
import { largestSpec } from "../../spec/read.ts";
import { five } from "../../verify/five.ts";
import { readSaved, SavedError } from "../../verify/saved.ts";
import { environmentHelp, environmentOption, environmentsFrom } from "../environments.ts";
import { readText } from "../files.ts";
import type { Command } from "../main.ts";
import { UsageError } from "../output.ts";
import { report } from "./status.ts";

export const verifyCommand: Command = {
  usage: "verify <file> --from DIR",
  does: "judges the five end-to-end checks on the real instances, from outputs that were saved there",
  details: [
    "The rollout plan's last stage saves them: on each side a folder `verify` with the run history, the audit logs and how",
    "often the token's value stands in any of it. Bring both into DIR, side by side or together; where a bridge has several",
    "lanes, into a folder of each lane's name. Nothing is run, and nothing is sent. What only",
    "a person can see, the message in the chat, is not judged.",
    "",
    environmentHelp,
  ],
  options: { ...environmentOption, from: { type: "string" } },
  arguments: [1, 1],
  run: ([file = ""], { environment, from }) => {
    if (typeof from !== "string") throw new UsageError("expected --from and the folder with what was saved");
    const environments = environmentsFrom(environment);
    const inspection = inspect(readText(file, largestSpec), file, environments);
    const { answered, questions, problems } = inspection;
    if (!answered || blocking(problems).length > 0) return report(file, inspection, environment);
    const plan = compile(answered, questions, environments);
    const points = plan.lanes.flatMap((lane) => judged(join(from, lane.folder ?? ""), lane));
    const failed = points.filter(({ passed }) => !passed);
    return {
      code: failed.length > 0 ? 1 : 0,
      text: [
        ...points.map(({ id, passed, evidence }) => `${passed ? "ok    " : "FAILED"}  ${id.padEnd(18)}  ${evidence}`),
        "",
        `${points.length - failed.length} of ${points.length} checks passed`,
        ...(failed.length === 0 ? [`Ask ${plan.flows[0]?.reader.name}: was the message there, once?`] : []),
      ].join("\n"),
      data: { file, from, points },
      next:
        failed.length > 0
          ? `bridge.mjs render ${file} --deliverable troubleshooting`
          : `bridge.mjs render ${file} --deliverable memo`,
    };
  },
};

function judged(from: string, lane: Lane) {
  try {
    const points = five(lane, readSaved(from, lane));
    return lane.folder === null ? points : points.map((point) => ({ ...point, id: `${point.id} (${lane.folder})` }));
  } catch (error) {
    if (!(error instanceof SavedError)) throw error;
    throw new UsageError(
      `${error.message}\n  do       run the last stage of rollout-plan.md on that side, and bring its folder "verify" into ${from}`,
    );
  }
}
