import { scalar, settingsAt } from "../../look.ts";
import type { Rule } from "../../rule.ts";

/** The probe, as a command or in words: the literal text is sent, and must be refused. */
const probe =
  /Bearer \\?\$\\?\{\w{1,40}\\?\}'|'[^'\n]{0,40}Bearer \$\{\w{1,40}\}|Bearer \\\$\{?\w|literal.{0,80}(?:401|refus|reject|denied|must not|unauthori[sz]ed|fail)|(?:401|refus\w{0,40}|reject\w{0,40}|denied|unauthori[sz]ed).{0,80}(?:literal|unexpanded|unresolved|raw (?:text|string))|(?:unexpanded|unresolved|raw) .{0,60}(?:401|refus|reject)|\$\{\w{1,40}\}[^\n]{0,60}(?:(?<!\d)401|must be refused|is refused|rejected)|(?<!\d)401[^\n]{0,40}\$\{\w{1,40}\}|字面.{0,60}(?:401|拒|不能|失败|无效)|(?:401|拒绝).{0,60}字面|原样.{0,40}(?:401|拒)/is;

export const literalEnvToken: Rule = {
  id: "hooks/literal-env-token",
  severity: "warn",
  source: "docs/gateway/config-hooks.md; measured: with the variable unset, 'Bearer ${VAR}' itself answers 200",
  words: {
    en: {
      finds: "A ${VAR} behind a hook token, without the probe that the literal text is refused",
      why: "Where the variable is unset OpenClaw only warns, and the text ${VAR} itself is the working token, known to everybody who reads the design.",
      wrong: '```json\n{ "hooks": { "enabled": true, "token": "${HOOK_TOKEN}", "allowedAgentIds": ["r"] } }\n```',
      right:
        "```bash\nopenclaw config set hooks.token '${HOOK_TOKEN}'\n# the literal text must be refused: 401\ncurl -s -o /dev/null -w '%{http_code}' -X POST -H 'Authorization: Bearer ${HOOK_TOKEN}' https://peer.example.com/hooks/a\n```",
      messages: {
        default: {
          text: "If {evidence} is unset in the service's environment, the literal text is the working token, and nothing here checks that.",
          fix: "Add the probe: a POST with the literal 'Bearer {evidence}' must answer 401.",
        },
      },
    },
    "zh-CN": {
      finds: "hook 令牌用了 ${VAR}，却没有探测字面文本会被拒绝",
      why: "变量没有设置时 OpenClaw 只给警告，而 ${VAR} 这串字面文本就成了有效令牌，看过设计的人都知道。",
      wrong: '```json\n{ "hooks": { "enabled": true, "token": "${HOOK_TOKEN}", "allowedAgentIds": ["r"] } }\n```',
      right:
        "```bash\nopenclaw config set hooks.token '${HOOK_TOKEN}'\n# 字面文本必须被拒绝：401\ncurl -s -o /dev/null -w '%{http_code}' -X POST -H 'Authorization: Bearer ${HOOK_TOKEN}' https://peer.example.com/hooks/a\n```",
      messages: {
        default: {
          text: "如果服务环境里没有设置 {evidence}，这串字面文本就是有效令牌，而这里没有任何检查。",
          fix: "加一次探测：带字面 'Bearer {evidence}' 的 POST 必须返回 401。",
        },
      },
    },
  },
  *check({ document, facts, companions }) {
    const found = settingsAt(facts, "hooks.token").filter(({ data }) =>
      /^\$\{\w{1,40}\}$/.test(String(scalar(data) ?? "")),
    );
    if (found.length === 0 || probe.test(document.source.text) || probe.test(companions)) return;
    for (const { data, place } of found.slice(0, 1)) yield { place, evidence: String(scalar(data)) };
  },
};
