import { mappings, scalar } from "../../look.ts";
import type { Rule } from "../../rule.ts";

export const mappedDeliveryDefault: Rule = {
  id: "hooks/mapped-delivery-default",
  severity: "warn",
  source: "docs/gateway/config-hooks.md: deliver defaults to true, channel to last",
  words: {
    en: {
      finds: "A mapped hook that leaves deliver: true and channel: last to their defaults",
      why: "By default the agent's answer goes to wherever the last conversation was, which can be somebody else's chat.",
      wrong:
        '```json\n{ "hooks": { "mappings": [{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "messageTemplate": "{{summary}}" }] } }\n```',
      right:
        '```json\n{ "hooks": { "mappings": [{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "messageTemplate": "{{summary}}", "deliver": false }] } }\n```',
      messages: {
        default: {
          text: "This mapping says neither deliver: false nor where to: the answer goes to the last conversation.",
          fix: "Add deliver: false, or deliver: true with channel and to.",
        },
      },
    },
    "zh-CN": {
      finds: "映射的 hook 沿用默认的 deliver: true 和 channel: last",
      why: "默认情况下 agent 的回复会发到最近一次聊天的地方，那可能是别人的聊天。",
      wrong:
        '```json\n{ "hooks": { "mappings": [{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "messageTemplate": "{{summary}}" }] } }\n```',
      right:
        '```json\n{ "hooks": { "mappings": [{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "messageTemplate": "{{summary}}", "deliver": false }] } }\n```',
      messages: {
        default: {
          text: "这个映射既没写 deliver: false，也没写发往哪里：回复会落到最近一次聊天里。",
          fix: "加上 deliver: false，或者 deliver: true 并写明 channel 和 to。",
        },
      },
    },
  },
  *check({ facts }) {
    for (const { setting, keys } of mappings(facts)) {
      if (setting.edit.elided || scalar(keys.get("action")) === "wake") continue;
      const settled = scalar(keys.get("deliver")) === false || (keys.has("channel") && keys.has("to"));
      if (!settled) yield { place: setting.place, evidence: `hooks.mappings ${String(scalar(keys.get("id")) ?? "")}` };
    }
  },
};
