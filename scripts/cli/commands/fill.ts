import { inspect } from "../../plan/inspect.ts";
import { fill } from "../../spec/fill.ts";
import type { LocatedProblem } from "../../spec/problem.ts";
import { largestSpec, readSpec } from "../../spec/read.ts";
import { InputError, lines, type Text, text } from "../../spec/text.ts";
import { environmentHelp, environmentOption, environmentsFrom } from "../environments.ts";
import type { Work } from "../main.ts";
import { found, UsageError } from "../output.ts";
import { readText } from "../read.ts";
import { writeWhole } from "../write.ts";
import { problemText, report } from "./status.ts";

/** Problems with which a spec's text cannot be written again. */
export const cannotBeFilled: ReadonlySet<string> = new Set(["spec/yaml", "spec/duplicate-key", "spec/alias"]);

export const fillCommand: Work = {
  details: lines(
    [
      "Sections merge key by key; every other value replaces what stood there; null takes a section away;",
      "comments stay. A fragment that would break the spec's shape is refused, and the file stays as it was.",
      "",
      environmentHelp.words.en,
    ],
    [
      "各节按键合并；其他值替换原来的；null 会去掉一节；注释保留。",
      "会破坏规格形状的片段不接受，文件保持原样。",
      "",
      environmentHelp.words["zh-CN"],
    ],
  ),
  options: environmentOption,
  arguments: [2, 2],
  async run([file = "", source = ""], { environment }, terminal) {
    const environments = await environmentsFrom(environment);
    if (source !== "-")
      throw new UsageError(
        found(
          text(`"${source}"`, `“${source}”`),
          text("- : the fragment comes on standard input", " - ：片段从标准输入读取"),
        ),
      );
    const fragment = terminal.stdin();
    if (fragment.length > largestSpec)
      throw new UsageError(
        found(
          text(`${fragment.length} characters`, ` ${fragment.length} 个字符`),
          text(`at most ${largestSpec}`, `至多 ${largestSpec} 个`),
        ),
      );
    const before = readSpec(readText(file, largestSpec), file);
    if (before.problems.some(({ code }) => cannotBeFilled.has(code)))
      throw new UsageError(asSaid(before.problems), `bridge.mjs status ${file}`);
    try {
      fill(before.document, fragment);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      const { words } = error.text;
      throw new UsageError(
        text(`standard input: ${words.en}; ${file} is unchanged`, `标准输入：${words["zh-CN"]}；${file} 没有改动`),
      );
    }
    const filled = before.document.toString({ lineWidth: 0 });
    const after = inspect(filled, file, environments);
    const known = new Set(before.problems.map(({ code, path }) => code + path.join()));
    const broken = after.spec ? [] : after.problems.filter(({ code, path }) => !known.has(code + path.join()));
    if (broken.length > 0) {
      const { words } = asSaid(broken);
      throw new UsageError(
        text(
          `${file} is unchanged; with this fragment it would have:\n${words.en}`,
          `${file} 没有改动；加上这个片段会有：\n${words["zh-CN"]}`,
        ),
      );
    }
    writeWhole(file, filled);
    return report(file, after, environment);
  },
};

/** Problems of a spec are said in its own language already. */
function asSaid(problems: LocatedProblem[]): Text {
  const said = problems.map(problemText).join("\n");
  return text(said, said);
}
