import type { Rule } from "../../rule.ts";

/** Arrays in which other people's entries stand as well. */
const shared =
  /^(?:hooks\.(?:mappings|allowedAgentIds|allowedSessionKeyPrefixes)|cron\.webhookSsrfPolicy\.allowedHostnames|gateway\.trustedProxies|plugins\.allow|agents\.list|bindings|channels\.\w{1,40}\.(?:allowFrom|groupAllowFrom))$/;

const looked =
  /--expect-current|(?:was|is|were|are|has to be|have to be|must be) (?:empty|absent|unset)|no (?:other |existing )?(?:mappings?|hooks)|fresh(?:ly)? (?:install|gateway)|read[- ]modify[- ]write|merge(?:d|s)? (?:it |them )?(?:with|into) (?:the )?existing|including the existing|keeps? the existing|(?:neither|none|no) (?:\S{1,60} ){0,3}(?:exists?|yet|before)|(?:not|n.t) (?:there|exist|set)|first (?:hook|mapping)|append(?:s|ed|ing)? (?:\S{1,60} ){0,3}(?:mapping|entry|entries|array|hooks|index|list)|原有的?(?:映射|条目)?(?:也|一并|都)|合并|追加|为空|全新/i;

export const arrayReplace: Rule = {
  id: "config/array-replace",
  severity: "warn",
  source: "docs/cli/config.md; measured: a patch with a new array deletes the mappings that were there",
  words: {
    en: {
      finds: "A patch or write that replaces a whole array instead of appending to it",
      why: "config patch and config set replace arrays whole: the mappings, hosts and agents that stood there are gone.",
      wrong:
        '```bash\nopenclaw config set hooks.mappings \'[{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "deliver": false }]\'\n```',
      right:
        '```bash\nopenclaw config set \'hooks.mappings[1]\' \'{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "deliver": false }\'\n```',
      messages: {
        default: {
          text: "This replaces the whole of {evidence}: entries that stand there are lost.",
          fix: "Look how long it is, and write one index: openclaw config set '{evidence}[N]' …",
        },
      },
    },
    "zh-CN": {
      finds: "用补丁或写入整体替换数组，而不是追加",
      why: "config patch 和 config set 会整体替换数组：原来的映射、主机、agent 全部丢失。",
      wrong:
        '```bash\nopenclaw config set hooks.mappings \'[{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "deliver": false }]\'\n```',
      right:
        '```bash\nopenclaw config set \'hooks.mappings[1]\' \'{ "match": { "path": "a" }, "action": "agent", "agentId": "r", "deliver": false }\'\n```',
      messages: {
        default: {
          text: "这会整体替换 {evidence}：原有的条目会丢失。",
          fix: "先看它有多长，再写一个下标：openclaw config set '{evidence}[N]' …",
        },
      },
    },
  },
  *check({ document, facts }) {
    // One write that replaces several arrays is one mistake; the mappings are what hurts most.
    const arrays = facts.settings
      .filter(
        ({ path, data, wrong, edit }) =>
          !wrong &&
          data?.type === "array" &&
          ["set", "patch", "batch"].includes(edit.how) &&
          shared.test(path.join(".")),
      )
      .sort((a, b) => Number(b.path[1] === "mappings") - Number(a.path[1] === "mappings"));
    if (arrays.length === 0 || looked.test(document.source.text)) return;
    const read = facts.calls.flatMap(({ resolved, wrong }) =>
      !wrong && resolved.path.join(" ") === "config get" ? resolved.positionals.map(({ value }) => value) : [],
    );
    const seen = new Set<object>();
    for (const { path, place, edit } of arrays) {
      const write = edit.call ?? edit;
      const name = path.join(".");
      if (seen.has(write) || read.some((one) => name === one)) continue;
      seen.add(write);
      yield { place, evidence: name };
    }
  },
};
