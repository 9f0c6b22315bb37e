import { denies } from "../../document/mood.ts";
import type { Rule } from "../../rule.ts";

const credentialParameter =
  /^(?:token|access_?token|auth|authorization|api_?key|apikey|key|secret|password|passwd|pwd|sig|signature|hook_?token|bearer|credential)$/i;

/** The address as written, with placeholders: `URL` would refuse some of them. */
const address = /\b[a-z][a-z0-9+.-]{1,12}:\/\/[^\s"'`|)\]，。；、）】」]{1,2000}/gi;

export const tokenInUrl: Rule = {
  id: "secrets/token-in-url",
  severity: "error",
  source: "docs/gateway/config-hooks.md; measured: ?token= answers 400",
  words: {
    en: {
      finds: "A token, or a user and password, in a URL",
      why: "Addresses end up in logs, histories and run records; OpenClaw's hooks refuse a token in the query, and cron refuses a user in the address.",
      wrong: "Send it to https://peer.example.com/hooks/audit?token=<hook-token>.",
      right: "Send it to https://peer.example.com/hooks/audit with the header Authorization: Bearer <hook-token>.",
      messages: {
        default: {
          text: "This address carries a credential ({part}).",
          fix: "Send it in the Authorization header: cron.webhookToken on the sender does that.",
        },
      },
    },
    "zh-CN": {
      finds: "URL 里带有令牌，或者用户名和密码",
      why: "地址会进日志、历史和执行记录；OpenClaw 的 hook 拒绝查询参数里的令牌，cron 拒绝带用户名的地址。",
      wrong: "发到 https://peer.example.com/hooks/audit?token=<hook-token>。",
      right: "发到 https://peer.example.com/hooks/audit，请求头写 Authorization: Bearer <hook-token>。",
      messages: {
        default: {
          text: "这个地址里带着凭据（{part}）。",
          fix: "放进 Authorization 请求头：发送方的 cron.webhookToken 就是做这个的。",
        },
      },
    },
  },
  *check({ document }) {
    const { source, sentences, blocks } = document;
    for (const match of source.text.matchAll(address)) {
      const part = credentialPart(match[0]);
      if (!part) continue;
      const place = source.place(match.index, match.index + match[0].length);
      const around = sentences.filter(
        (one) =>
          one.place.line <= place.line && place.line <= one.place.endLine && one.text.includes(match[0].slice(0, 24)),
      );
      if (around.some(({ mood, text }) => mood !== "states" && (mood !== "denies" || denies(text)))) continue;
      if (blocks.some((one) => one.wrong && one.place.line <= place.line && place.line <= one.place.endLine)) continue;
      yield { place, evidence: match[0].replace(/[=:][^=:&@/]{3,}(?=[&@]|$)/g, "=…"), props: { part } };
    }
  },
};

function credentialPart(text: string): string | undefined {
  const user = /^[a-z0-9+.-]+:\/\/([^/?#@\s]*):([^/?#@\s]+)@/i.exec(text);
  if (user) return "user:password";
  const query = /[?&#]([\w-]+)=/g;
  for (const match of text.matchAll(query)) if (credentialParameter.test(match[1] ?? "")) return `?${match[1]}=`;
  return undefined;
}
