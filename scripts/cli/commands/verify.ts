import { join } from "node:path";
import { compile } from "../../plan/compile.ts";
import { blocking, inspect } from "../../plan/inspect.ts";
import type { Lane } from "../../plan/plan.ts";
import { largestSpec } from "../../spec/read.ts";
import { inLanguage, lines, text } from "../../spec/text.ts";
import { five } from "../../verify/five.ts";
import { readSaved, SavedError } from "../../verify/saved.ts";
import { environmentHelp, environmentOption, environmentsFrom } from "../environments.ts";
import type { Work } from "../main.ts";
import { UsageError } from "../output.ts";
import { readText } from "../read.ts";
import { report } from "./status.ts";

export const verifyCommand: Work = {
  details: lines(
    [
      "The rollout plan's last stage saves them: on each side a folder `verify` with the run history, the audit logs and how",
      "often the token's value stands in any of it. Bring both into DIR, side by side or together; where a bridge has several",
      "lanes, into a folder of each lane's name. Nothing is run, and nothing is sent. What only",
      "a person can see, the message in the chat, is not judged.",
      "",
      environmentHelp.words.en,
    ],
    [
      "部署计划的最后一个阶段会保存它们：每一侧一个 `verify` 文件夹，里面是运行记录、审计日志，以及令牌的值在其中",
      "出现了几次。把两侧的放进 DIR，并排或合在一起都行；桥有几条单程时，放进各自名字的文件夹。什么都不运行，",
      "什么都不发送。只有人看得到的，也就是聊天里的消息，不作判定。",
      "",
      environmentHelp.words["zh-CN"],
    ],
  ),
  options: { ...environmentOption, from: { type: "string" } },
  arguments: [1, 1],
  run: async ([file = ""], { environment, from }) => {
    if (typeof from !== "string")
      throw new UsageError(
        text("expected --from and the folder with what was saved", "应该写 --from 和保存了输出的文件夹"),
      );
    const environments = await environmentsFrom(environment);
    const inspection = inspect(readText(file, largestSpec), file, environments);
    const { answered, questions, problems } = inspection;
    if (!answered || blocking(problems).length > 0) return report(file, inspection, environment);
    const plan = compile(answered, questions, environments);
    const points = plan.lanes.flatMap((lane) => judged(join(from, lane.folder ?? ""), lane));
    const failed = points.filter(({ passed }) => !passed);
    const { locale } = answered;
    const say = (en: string, zh: string) => text(en, zh).words[locale];
    return {
      code: failed.length > 0 ? 1 : 0,
      locale,
      text: [
        ...points.map(
          ({ id, passed, evidence }) => `${passed ? "ok    " : "FAILED"}  ${id.padEnd(18)}  ${evidence.words[locale]}`,
        ),
        "",
        say(
          `${points.length - failed.length} of ${points.length} checks passed`,
          `${points.length} 项检查通过了 ${points.length - failed.length} 项`,
        ),
        ...(failed.length === 0 ? [asked(plan.flows[0]?.reader.name ?? "").words[locale]] : []),
      ].join("\n"),
      data: { file, from, points: inLanguage(points, locale) },
      next:
        failed.length > 0
          ? `bridge.mjs render ${file} --deliverable troubleshooting`
          : `bridge.mjs render ${file} --deliverable memo`,
    };
  },
};

const asked = (reader: string) =>
  text(`Ask ${reader}: was the message there, once?`, `问 ${reader}：消息到了吗，是不是只有一次？`);

function judged(from: string, lane: Lane) {
  try {
    const points = five(lane, readSaved(from, lane));
    return lane.folder === null ? points : points.map((point) => ({ ...point, id: `${point.id} (${lane.folder})` }));
  } catch (error) {
    if (!(error instanceof SavedError)) throw error;
    const { words } = error.text;
    throw new UsageError(
      text(
        `${words.en}\n  do       run the last stage of rollout-plan.md on that side, and bring its folder "verify" into ${from}`,
        `${words["zh-CN"]}\n  怎么改   在那一侧运行 rollout-plan.md 的最后一个阶段，把它的文件夹“verify”放进 ${from}`,
      ),
    );
  }
}
