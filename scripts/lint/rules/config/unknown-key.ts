import type { Rule } from "../../rule.ts";
import { configProblems } from "./problems.ts";

export const unknownKey: Rule = {
  id: "config/unknown-key",
  severity: "error",
  source: "openclaw config schema of the pinned version",
  words: {
    en: {
      finds: "An openclaw.json key that the version's schema rejects",
      why: "OpenClaw refuses the write, and a gateway whose file holds such a key does not start.",
      wrong: '```json\n{ "hooks": { "federate": true } }\n```',
      right: '```json\n{ "hooks": { "enabled": true, "token": "${HOOK_TOKEN}" } }\n```',
      messages: {
        default: {
          text: "OpenClaw {version} has no configuration key {evidence}.",
          fix: "Leave it out; openclaw config schema lists what there is.",
        },
        near: {
          text: "OpenClaw {version} has no configuration key {evidence}; the nearest is {nearest}.",
          fix: "Use {nearest} if that is meant; openclaw config schema lists what there is.",
        },
      },
    },
    "zh-CN": {
      finds: "该版本的 schema 不接受的 openclaw.json 键",
      why: "OpenClaw 会拒绝写入；文件里有这种键的网关无法启动。",
      wrong: '```json\n{ "hooks": { "federate": true } }\n```',
      right: '```json\n{ "hooks": { "enabled": true, "token": "${HOOK_TOKEN}" } }\n```',
      messages: {
        default: {
          text: "OpenClaw {version} 没有配置键 {evidence}。",
          fix: "去掉它；openclaw config schema 会列出全部的键。",
        },
        near: {
          text: "OpenClaw {version} 没有配置键 {evidence}，最接近的是 {nearest}。",
          fix: "若是此意，改用 {nearest}；openclaw config schema 会列出全部的键。",
        },
      },
    },
  },
  *check(subject) {
    for (const { kind, place, path, nearest } of configProblems(subject))
      if (kind === "unknown-key")
        yield {
          message: nearest ? "near" : "default",
          place,
          evidence: path.join("."),
          props: { nearest: nearest ?? "", version: subject.catalog.version },
        };
  },
};
