import { at, everyValue, textAt } from "../../document/data.ts";
import { mappings, scalar, settingsAt } from "../../look.ts";
import type { Rule } from "../../rule.ts";

export const sessionKeyPolicy: Rule = {
  id: "hooks/session-key-policy",
  severity: "error",
  source: "docs/gateway/config-hooks.md; measured: the gateway refuses to start, or each POST answers 400",
  words: {
    en: {
      finds: "Caller-chosen or templated session keys without the prefix policy; persistent sessions without a key",
      why: "Without allowedSessionKeyPrefixes the gateway does not start with a templated key; without allowRequestSessionKey each POST answers 400.",
      wrong:
        '```json\n{ "hooks": { "mappings": [{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "sessionKey": "hook:{{payload.id}}", "messageTemplate": "x", "deliver": false }] } }\n```',
      right:
        '```json\n{ "hooks": { "mappings": [{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "messageTemplate": "x", "deliver": false }] } }\n```',
      messages: {
        templated: {
          text: "The session key {evidence} comes from the payload, and the prefix policy is missing: {missing}.",
          fix: 'Leave the key out (each run is isolated), or set hooks.allowRequestSessionKey: true and hooks.allowedSessionKeyPrefixes: ["hook:"].',
        },
        request: {
          text: "A caller may choose the session key, and no prefix limits it.",
          fix: 'Add hooks.allowedSessionKeyPrefixes: ["hook:"], or leave allowRequestSessionKey out.',
        },
        sent: {
          text: "This request chooses a session key, which the receiver refuses with 400 unless it allows that.",
          fix: "Leave sessionKey out, or set hooks.allowRequestSessionKey with a prefix on the receiver.",
        },
        prefix: {
          text: 'allowedSessionKeyPrefixes without "hook:" needs hooks.defaultSessionKey, or the gateway does not start.',
          fix: 'Add "hook:" to the prefixes, or set hooks.defaultSessionKey.',
        },
        persistent: {
          text: "A persistent session without a session key: nothing says which session it is.",
          fix: "Add a fixed sessionKey, or use sessionMode: isolated.",
        },
      },
    },
    "zh-CN": {
      finds: "由调用方指定或用模板拼出的会话键没有前缀策略；持久会话没有键",
      why: "没有 allowedSessionKeyPrefixes，带模板键的网关无法启动；没有 allowRequestSessionKey，每次 POST 都得到 400。",
      wrong:
        '```json\n{ "hooks": { "mappings": [{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "sessionKey": "hook:{{payload.id}}", "messageTemplate": "x", "deliver": false }] } }\n```',
      right:
        '```json\n{ "hooks": { "mappings": [{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "messageTemplate": "x", "deliver": false }] } }\n```',
      messages: {
        templated: {
          text: "会话键 {evidence} 取自负载，却缺少前缀策略：{missing}。",
          fix: '去掉会话键（每次执行都隔离），或设置 hooks.allowRequestSessionKey: true 和 hooks.allowedSessionKeyPrefixes: ["hook:"]。',
        },
        request: {
          text: "允许调用方指定会话键，却没有限制前缀。",
          fix: '加上 hooks.allowedSessionKeyPrefixes: ["hook:"]，或去掉 allowRequestSessionKey。',
        },
        sent: {
          text: "这个请求自带会话键，接收方若没有放行就会返回 400。",
          fix: "去掉 sessionKey，或在接收方设置 hooks.allowRequestSessionKey 并限制前缀。",
        },
        prefix: {
          text: 'allowedSessionKeyPrefixes 里没有 "hook:"，又没有 hooks.defaultSessionKey，网关无法启动。',
          fix: '在前缀里加上 "hook:"，或设置 hooks.defaultSessionKey。',
        },
        persistent: {
          text: "持久会话没有会话键：不知道是哪个会话。",
          fix: "写一个固定的 sessionKey，或改用 sessionMode: isolated。",
        },
      },
    },
  },
  *check({ facts, environment }) {
    const prefixes = [
      ...settingsAt(facts, "hooks.allowedSessionKeyPrefixes.*"),
      ...settingsAt(facts, "hooks.allowedSessionKeyPrefixes.[+]"),
    ].map(({ data }) => String(scalar(data)));
    const limited = prefixes.length > 0 || (environment?.hooks?.allowedSessionKeyPrefixes ?? []).length > 0;
    const request = settingsAt(facts, "hooks.allowRequestSessionKey").filter(({ data }) => scalar(data) === true);
    const requested = request.length > 0 || environment?.hooks?.allowRequestSessionKey === true;
    for (const { setting, keys } of mappings(facts)) {
      const key = scalar(keys.get("sessionKey"));
      const missing = [
        limited ? "" : "hooks.allowedSessionKeyPrefixes",
        requested ? "" : "hooks.allowRequestSessionKey",
      ]
        .filter(Boolean)
        .join(", ");
      if (typeof key === "string" && key.includes("{{") && missing)
        yield {
          message: "templated",
          place: keys.get("sessionKey")?.place ?? setting.place,
          evidence: key,
          props: { missing },
        };
      if (scalar(keys.get("sessionMode")) === "persistent" && key === undefined)
        yield {
          message: "persistent",
          place: keys.get("sessionMode")?.place ?? setting.place,
          evidence: "sessionMode: persistent",
        };
    }
    for (const { place } of request)
      if (!limited) yield { message: "request", place, evidence: "allowRequestSessionKey: true" };
    const [first] = settingsAt(facts, "hooks.allowedSessionKeyPrefixes");
    if (
      first &&
      prefixes.length > 0 &&
      !prefixes.includes("hook:") &&
      settingsAt(facts, "hooks.defaultSessionKey").length === 0
    )
      yield { message: "prefix", place: first.place, evidence: prefixes.join(", ") };
    for (const { data, wrong } of facts.payloads) {
      if (wrong || textAt(data, "message") === undefined || at(data, "tool")) continue;
      const key = at(data, "sessionKey");
      if (key && !(requested && limited)) yield { message: "sent", place: key.place, evidence: "sessionKey" };
      else if (
        !key &&
        everyValue(data).some(
          ({ path, data: one }) => path.length === 1 && path[0] === "sessionMode" && scalar(one) === "persistent",
        )
      )
        yield {
          message: "persistent",
          place: at(data, "sessionMode")?.place ?? data.place,
          evidence: "sessionMode: persistent",
        };
    }
  },
};
