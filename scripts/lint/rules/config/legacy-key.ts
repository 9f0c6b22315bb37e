import type { Rule } from "../../rule.ts";
import { configProblems } from "./problems.ts";

export const legacyKey: Rule = {
  id: "config/legacy-key",
  severity: "warn",
  source:
    "measured: agents.list alone is migrated; beside agents.entries the file is invalid, and doctor deletes the list with its denials",
  words: {
    en: {
      finds: "A configuration key that the version only migrates",
      why: "It works until something writes the new key beside it; then the file is invalid, and doctor deletes the old one, tool denials included.",
      wrong: '```json\n{ "agents": { "list": [{ "id": "bridge-reader" }] } }\n```',
      right: '```json\n{ "agents": { "entries": { "bridge-reader": {} } } }\n```',
      messages: {
        default: {
          text: "OpenClaw {version} only migrates {evidence}.",
          fix: "Write {expected} instead, and look at the receiving agent's effective tools after the write.",
        },
      },
    },
    "zh-CN": {
      finds: "该版本只做迁移的旧配置键",
      why: "在有东西把新键写到旁边之前一切正常；之后文件就无效，doctor 会把旧键连同工具禁用一起删掉。",
      wrong: '```json\n{ "agents": { "list": [{ "id": "bridge-reader" }] } }\n```',
      right: '```json\n{ "agents": { "entries": { "bridge-reader": {} } } }\n```',
      messages: {
        default: {
          text: "OpenClaw {version} 对 {evidence} 只做迁移。",
          fix: "改写成 {expected}，写完后查看接收 agent 实际可用的工具。",
        },
      },
    },
  },
  *check(subject) {
    for (const { kind, place, path, expected } of configProblems(subject))
      if (kind === "legacy-key")
        yield { place, evidence: path.join("."), props: { expected, version: subject.catalog.version } };
  },
};
