import type { Rule } from "../../rule.ts";
import { configProblems } from "./problems.ts";

export const invalidConfigValue: Rule = {
  id: "config/invalid-value",
  severity: "error",
  source: "openclaw config schema of the pinned version",
  words: {
    en: {
      finds: "A known configuration key with a value that the schema rejects",
      why: "OpenClaw refuses the write; edited by hand, the file keeps the gateway from starting.",
      wrong: '```json\n{ "hooks": { "mappings": [{ "match": { "path": "a" }, "action": "forward" }] } }\n```',
      right:
        '```json\n{ "hooks": { "mappings": [{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "deliver": false }] } }\n```',
      messages: {
        default: { text: "{key} does not take {found}; it takes {expected}.", fix: "Write what it takes: {expected}." },
      },
    },
    "zh-CN": {
      finds: "配置键存在，但值不被 schema 接受",
      why: "OpenClaw 会拒绝写入；手工改进文件里，网关就起不来。",
      wrong: '```json\n{ "hooks": { "mappings": [{ "match": { "path": "a" }, "action": "forward" }] } }\n```',
      right:
        '```json\n{ "hooks": { "mappings": [{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "deliver": false }] } }\n```',
      messages: { default: { text: "{key} 不接受 {found}，允许的是 {expected}。", fix: "写它接受的值：{expected}。" } },
    },
  },
  *check(subject) {
    for (const { kind, place, path, found, expected } of configProblems(subject))
      if (kind === "invalid-value")
        yield { place, evidence: path.join("."), props: { key: path.join("."), found, expected } };
  },
};
