import { matching, scalar } from "../../look.ts";
import type { Rule } from "../../rule.ts";

const rollback =
  /roll(?:s|ed|ing)?[- ]?back|revert|undo|back[- ]?out|restore|goes wrong|回滚|回退|^\W*\d*[.、\s]*退\W*$|退回|退路|恢复原|还原|撤销/i;
const residue =
  /\.bak(?![.\w]*json)|residue|left ?over|still (?:holds?|in|has)|remain\w{0,40}|shell history|history -c|HISTFILE|(?:remove|delete|unset|take|strip|clean|wipe|shred|purge)\w{0,40} [^.\n]{0,50}(?:token|variable|\.env|secret|line)|rotat\w{1,40}|revok\w{1,40}|(?:token|variable|secret)[^.\n]{0,50}(?:removed|deleted|gone|invalid|changed|rotated|out of|from (?:the )?\.env)|sed -i[^\n]*(?:TOKEN|SECRET|\.env)|残留|备份文件里|\.env[^。\n]{0,20}(?:删|清|移除|去掉)|(?:删|清|移除|去掉|作废|轮换|吊销|换掉|更换|失效)[^。\n]{0,20}(?:令牌|token|变量|密钥|\.env)|(?:令牌|token|变量|密钥)[^。\n]{0,20}(?:删|清|移除|作废|轮换|吊销|换掉|更换|失效)|命令历史/i;

/** A way back that is said to leave nothing. */
const nothingLeft =
  /nothing (?:\S{1,60} ){0,3}(?:is|remains|stays) (?:left|behind)|no traces? (?:left|remain)|as if (?:it|nothing) (?:had )?(?:never|happened)|(?:all|everything) (?:is )?(?:clean|gone) (?:again|then)|(?:跟|和|像)没(?:装|配|做)过一样|什么都没留下|(?:就|都)干净了/i;

export const tokenResidue: Rule = {
  id: "rollout/token-residue",
  severity: "warn",
  source: "measured: every write rotates five .bak files, which keep the token after a rollback",
  exampleKind: "rollout-plan",
  words: {
    en: {
      finds: "A rollback that leaves the token in .bak files, .env or shell history without saying so",
      why: "After the way back the token still stands in up to five copies, and works wherever it is still accepted.",
      wrong:
        "# Rollout plan\n\n```bash\nopenclaw config set hooks.token '${HOOK_TOKEN}'\n```\n\nRollback: restore the copy of openclaw.json.",
      right:
        "# Rollout plan\n\n```bash\nopenclaw config set hooks.token '${HOOK_TOKEN}'\n```\n\nRollback: restore the copy of openclaw.json, remove HOOK_TOKEN from .env, and rotate it: the .bak files still hold it.",
      messages: {
        default: {
          text: "The way back does not say where the token still stands: .bak files, .env, shell history.",
          fix: "Remove the line from .env, say that openclaw.json.bak* keep it, and rotate the token.",
        },
      },
    },
    "zh-CN": {
      finds: "回滚后令牌仍留在 .bak、.env 或命令历史里，却没有说明",
      why: "退回之后，令牌还躺在最多五份拷贝里，只要哪里还认它就仍然有效。",
      wrong:
        "# 上线方案\n\n```bash\nopenclaw config set hooks.token '${HOOK_TOKEN}'\n```\n\n回滚：恢复 openclaw.json 的备份。",
      right:
        "# 上线方案\n\n```bash\nopenclaw config set hooks.token '${HOOK_TOKEN}'\n```\n\n回滚：恢复 openclaw.json 的备份，从 .env 删除 HOOK_TOKEN 并轮换：.bak 文件里还有它。",
      messages: {
        default: {
          text: "回滚步骤没有说明令牌还留在哪里：.bak 文件、.env、命令历史。",
          fix: "从 .env 删除那一行，说明 openclaw.json.bak* 里还有，并轮换令牌。",
        },
      },
    },
  },
  *check({ document, facts }) {
    const token =
      facts.settings.some(
        ({ path, wrong, edit, data }) =>
          !wrong &&
          edit.how !== "unset" &&
          /(?:^|\.)(?:token|webhookToken)$/.test(path.join(".")) &&
          scalar(data) !== undefined,
      ) || /(?:_TOKEN|_SECRET)\s*=/.test(document.source.text);
    if (!token) return;
    const clean = matching(document, nothingLeft).find(({ mood }) => mood !== "wrong" && mood !== "asks");
    if (document.kind !== "rollout-plan" && document.kind !== "memo") {
      if (
        clean &&
        !residue.test(
          document.source.text
            .split("\n")
            .slice(clean.place.line - 3)
            .join("\n"),
        )
      )
        yield { place: clean.place, evidence: clean.text };
      return;
    }
    const heading = document.sentences.find(
      ({ text, passage, mood }) => passage.kind === "heading" && rollback.test(text) && mood !== "wrong",
    );
    const sentence =
      heading ??
      document.sentences.find(({ text, mood }) => mood !== "wrong" && mood !== "asks" && rollback.test(text));
    if (!sentence) return;
    const section = document.source.text
      .split("\n")
      .slice(sentence.place.line - 1)
      .join("\n");
    if (residue.test(section)) return;
    const { line, column, endColumn } = sentence.place;
    const lines = document.source.text.split("\n").slice(line - 1);
    const end = lines.findIndex((text, index) => index > 0 && (heading ? /^#/ : /^\s*$/).test(text));
    const last = line + (end < 0 ? lines.length : end) - 1;
    yield { place: { line, column, endLine: last, endColumn: last === line ? endColumn : 1 }, evidence: sentence.text };
  },
};
