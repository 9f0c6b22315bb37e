import { scalar } from "../../look.ts";
import type { Rule } from "../../rule.ts";

export const unsafeContent: Rule = {
  id: "hooks/unsafe-content",
  severity: "warn",
  source: "docs/gateway/config-hooks.md",
  words: {
    en: {
      finds: "allowUnsafeExternalContent",
      why: "It takes away the wrapper that marks a hook's text as untrusted: whoever holds the token then speaks to the agent as its user.",
      wrong: "`openclaw config set 'hooks.mappings[0].allowUnsafeExternalContent' true`",
      right: "`openclaw config set 'hooks.mappings[0].agentId' bridge-reader`",
      messages: {
        default: {
          text: "allowUnsafeExternalContent lets a hook's text reach the agent as if its own user had written it.",
          fix: "Leave it out, and put the instructions into the receiving agent's AGENTS.md.",
        },
      },
    },
    "zh-CN": {
      finds: "使用 allowUnsafeExternalContent",
      why: "它会去掉“不可信内容”的包装：拿着令牌的人等于以用户身份对 agent 说话。",
      wrong: "`openclaw config set 'hooks.mappings[0].allowUnsafeExternalContent' true`",
      right: "`openclaw config set 'hooks.mappings[0].agentId' bridge-reader`",
      messages: {
        default: {
          text: "allowUnsafeExternalContent 会让 hook 的文字像用户本人说的一样交给 agent。",
          fix: "去掉它，把指令写进接收 agent 的 AGENTS.md。",
        },
      },
    },
  },
  *check({ facts }) {
    const found = facts.settings.filter(
      ({ path, wrong, edit }) => !wrong && edit.how !== "unset" && path.at(-1) === "allowUnsafeExternalContent",
    );
    for (const { data, place } of found)
      if (scalar(data) !== false) yield { place, evidence: "allowUnsafeExternalContent" };
    for (const { data, wrong } of facts.payloads)
      if (!wrong && data.type === "object")
        for (const { key, keyPlace, value } of data.entries)
          if (key === "allowUnsafeExternalContent" && scalar(value) === true) yield { place: keyPlace, evidence: key };
  },
};
