import { matching, scalar } from "../../look.ts";
import type { Rule } from "../../rule.ts";

/** Setting a variable for the service: a line in .env, an export, a unit file, or the words for it. */
const setsVariable = (name: string) =>
  new RegExp(
    `(?:^|[\\s"'])(?:export\\s+)?${name}\\s*=|${name}=%s|(?:echo|printf|tee|cat|add|put|set|write|append|写入|加入|放进|设置|配置|添加)[^\\n]{0,80}\\b${name}\\b|\\b${name}\\b[^\\n]{0,60}(?:\\.env|environment|EnvironmentFile|环境变量)`,
    "gm",
  );
const restart =
  /gateway restart|restart (?:the |each |both |its |your )?(?:gateway|service|openclaw)|systemctl (?:--user )?restart|launchctl kickstart|重启/gi;

/** The right order, told in words. */
const inOrder =
  /(?:variable|\.env|_TOKEN|变量)[^.。\n]{0,20}(?:→|->|=>|, then|，再|，然后)[^.。\n]{0,14}(?:restart|重启)[^.。\n]{0,14}(?:→|->|=>|, then|，再|，然后)|after [^.\n]{0,80}(?:variable|\.env|_TOKEN)[^.\n]{0,100}restart|(?:variable|\.env|_TOKEN)[^.\n]{0,60}(?:first|before)[^.\n]{0,80}|(?:_TOKEN|变量|\.env)[^。\n]{0,20}先[^。\n]{0,60}重启[^。\n]{0,20}(?:再|然后|才)|先[^。\n]{0,30}(?:_TOKEN|变量|\.env)[^。\n]{0,60}重启[^。\n]{0,20}(?:再|然后|才)/i;

export const envAfterHooks: Rule = {
  id: "rollout/env-after-hooks",
  severity: "warn",
  source: "measured: the literal ${VAR} answered 200 and the real token 401, until the gateway was restarted",
  words: {
    en: {
      finds: "Hooks enabled before the variable behind their token is set and the gateway restarted",
      why: "The write is hot-applied with the old environment: until the restart the literal text ${VAR} is the working token.",
      wrong:
        "```bash\nopenclaw config set hooks.token '${HOOK_TOKEN}'\nopenclaw config set hooks.enabled true\nprintf 'HOOK_TOKEN=%s\\n' \"$token\" >> ~/.openclaw/.env\nopenclaw gateway restart\n```",
      right:
        "```bash\nprintf 'HOOK_TOKEN=%s\\n' \"$token\" >> ~/.openclaw/.env\nopenclaw gateway restart\nopenclaw config set hooks.token '${HOOK_TOKEN}'\nopenclaw config set hooks.enabled true\n```",
      messages: {
        default: {
          text: "Hooks are written with {evidence} before that variable is set and the gateway restarted.",
          fix: "First the variable, then openclaw gateway restart, then the hooks, then the probe.",
        },
      },
    },
    "zh-CN": {
      finds: "先开了 hook，后设令牌变量并重启网关",
      why: "写入会立即以旧环境生效：在重启之前，字面的 ${VAR} 就是有效令牌。",
      wrong:
        "```bash\nopenclaw config set hooks.token '${HOOK_TOKEN}'\nopenclaw config set hooks.enabled true\nprintf 'HOOK_TOKEN=%s\\n' \"$token\" >> ~/.openclaw/.env\nopenclaw gateway restart\n```",
      right:
        "```bash\nprintf 'HOOK_TOKEN=%s\\n' \"$token\" >> ~/.openclaw/.env\nopenclaw gateway restart\nopenclaw config set hooks.token '${HOOK_TOKEN}'\nopenclaw config set hooks.enabled true\n```",
      messages: {
        default: {
          text: "在设置变量并重启网关之前，就用 {evidence} 写入了 hook。",
          fix: "先设变量，再 openclaw gateway restart，然后写 hook，最后探测。",
        },
      },
    },
  },
  *check({ document, facts }) {
    const tokens = facts.settings.filter(
      ({ path, wrong, data, edit }) =>
        !wrong &&
        path.join(".") === "hooks.token" &&
        edit.how !== "unset" &&
        /^\$\{\w{1,40}\}$/.test(String(scalar(data) ?? "")),
    );
    const token = tokens.find(({ edit }) => !/--dry-run/.test(edit.call?.source.text ?? "")) ?? tokens[0];
    // What nobody has approved is not written: what is left is the list of what would be.
    if (!token || (!token.edit.call && /^# NOT APPROVED: /m.test(document.source.text))) return;
    const name = String(scalar(token.data)).slice(2, -1);
    const written = token.edit.call?.place ?? token.place;
    const text = document.source.text;
    const lineOf = (index: number) => text.slice(0, index).split("\n").length;
    const sets = [...text.matchAll(setsVariable(name))]
      .map(({ index }) => lineOf(index))
      .filter((line) => line !== token.place.line);
    const restarts = [...text.matchAll(restart)].map(({ index }) => lineOf(index));
    const [set] = sets;
    if (set === undefined || matching(document, inOrder).some(({ mood }) => mood !== "wrong")) return;
    const restarted = restarts.some((line) => line >= set && line <= written.line);
    if (set > written.line || !restarted) yield { place: written, evidence: `\${${name}}` };
  },
};
