import { hookEdits, mappings, scalar, settingsAt } from "../../look.ts";
import type { Rule } from "../../rule.ts";

export const agentAllowlist: Rule = {
  id: "hooks/agent-allowlist",
  severity: "warn",
  source: "docs/gateway/config-hooks.md",
  words: {
    en: {
      finds: "Inbound hooks without allowedAgentIds, or a mapping without an explicit agentId",
      why: "Whoever holds the hook token chooses the agent, the default one with all its tools included; an unknown id falls back to it.",
      wrong: '```json\n{ "hooks": { "enabled": true, "token": "${HOOK_TOKEN}" } }\n```',
      right:
        '```json\n{ "hooks": { "enabled": true, "token": "${HOOK_TOKEN}", "allowedAgentIds": ["bridge-reader"] } }\n```',
      messages: {
        default: {
          text: "Hooks are switched on, and nothing limits which agents they may start.",
          fix: 'Add hooks.allowedAgentIds: ["bridge-reader"], with an agent of its own and a short tool list.',
        },
        mapping: {
          text: "This mapping names no agent: it starts the default one, with all its tools.",
          fix: "Add agentId to the mapping.",
        },
        any: {
          text: "allowedAgentIds holds {evidence}, which is no limit.",
          fix: "Name the one agent that may be started.",
        },
      },
    },
    "zh-CN": {
      finds: "开启了入站 hook 却没有 allowedAgentIds，或者映射没写 agentId",
      why: "拿着 hook 令牌的人可以任选 agent，包括工具齐全的默认 agent；写错的 id 也会落到它头上。",
      wrong: '```json\n{ "hooks": { "enabled": true, "token": "${HOOK_TOKEN}" } }\n```',
      right:
        '```json\n{ "hooks": { "enabled": true, "token": "${HOOK_TOKEN}", "allowedAgentIds": ["bridge-reader"] } }\n```',
      messages: {
        default: {
          text: "hook 已开启，却没有限制它能启动哪些 agent。",
          fix: '加上 hooks.allowedAgentIds: ["bridge-reader"]，用一个专用的、工具清单很短的 agent。',
        },
        mapping: { text: "这个映射没有写 agent：启动的会是工具齐全的默认 agent。", fix: "给映射加上 agentId。" },
        any: { text: "allowedAgentIds 里是 {evidence}，等于没有限制。", fix: "写明允许启动的那一个 agent。" },
      },
    },
  },
  *check({ facts, environment }) {
    const allowed = settingsAt(facts, "hooks.allowedAgentIds");
    const items = [...settingsAt(facts, "hooks.allowedAgentIds.*"), ...settingsAt(facts, "hooks.allowedAgentIds.[+]")];
    for (const { data, place } of items) if (scalar(data) === "*") yield { message: "any", place, evidence: '"*"' };
    const limited = allowed.length > 0 || items.length > 0 || (environment?.hooks?.allowedAgentIds ?? null) !== null;
    const enabled = settingsAt(facts, "hooks.enabled").filter(({ data }) => scalar(data) === true);
    const tokens = settingsAt(facts, "hooks.token");
    const [whole] = settingsAt(facts, "hooks").filter(
      ({ data }) =>
        data?.type === "object" && data.entries.some(({ key }) => ["enabled", "token", "mappings"].includes(key)),
    );
    const [on] = whole ? [whole] : enabled.length > 0 ? enabled : tokens;
    if (!limited && on && !hookEdits(facts).some(({ edit }) => edit.elided))
      yield { place: on.place, evidence: on.path.join(".") };
    for (const { setting, keys } of mappings(facts))
      if (!keys.has("agentId") && !setting.edit.elided)
        yield {
          message: "mapping",
          place: setting.place,
          evidence: `hooks.mappings ${String(scalar(keys.get("id")) ?? "")}`,
        };
  },
};
