import { hookEdits, placeIn, stated } from "../../look.ts";
import type { Rule } from "../../rule.ts";

/** Internal hooks are real; what makes it a confusion is that something arrives by HTTP. */
const inbound =
  /inbound|incoming|webhook|http|endpoint|post|receive|listen|peer|other (?:side|instance|gateway)|event (?:from|arriv)|mapping|映射|token|接收|入站|回调|端点|推送|对端|监听/i;
/** Internal hooks that come with OpenClaw (openclaw hooks list). */
const bundled = /^(?:session-memory|command-logger|boot-md|bootstrap-extra-files|compaction-notifier)$/;
const spoken = /(?:openclaw (?:hooks|webhooks))(?![\w./-])/;

export const hooksConfusion: Rule = {
  id: "naming/hooks-confusion",
  severity: "warn",
  source: "docs/cli/hooks.md; docs/cli/webhooks.md",
  words: {
    en: {
      finds: "`openclaw hooks` or `openclaw webhooks` taken for inbound HTTP hooks",
      why: "`openclaw hooks` manages internal hooks of the agent's life, `openclaw webhooks` sets up Gmail; inbound HTTP hooks are configuration only.",
      wrong: "To receive the webhook, run `openclaw hooks enable bridge` on the laptop.",
      right: "To receive the webhook, add a mapping: `openclaw config set 'hooks.mappings[0]' …`",
      messages: {
        default: {
          text: "{evidence} has nothing to do with inbound HTTP hooks: it is for {real}.",
          fix: "Write hooks.enabled, hooks.token and hooks.mappings into the configuration (openclaw config set).",
        },
      },
    },
    "zh-CN": {
      finds: "把 `openclaw hooks` 或 `openclaw webhooks` 当成入站 HTTP hook",
      why: "`openclaw hooks` 管的是 agent 内部 hook，`openclaw webhooks` 用来接 Gmail；入站 HTTP hook 只靠配置。",
      wrong: "要接收 webhook，在笔记本上执行 `openclaw hooks enable bridge`。",
      right: "要接收 webhook，加一条映射：`openclaw config set 'hooks.mappings[0]' …`",
      messages: {
        default: {
          text: "{evidence} 与入站 HTTP hook 无关，它是用来{real}的。",
          fix: "把 hooks.enabled、hooks.token 和 hooks.mappings 写进配置（openclaw config set）。",
        },
      },
    },
  },
  *check({ document, facts }) {
    const lines = new Set<number>();
    const mapped = hookEdits(facts).length > 0;
    const real = (name: string) =>
      document.locale === "en"
        ? name === "hooks"
          ? "internal hooks"
          : "Gmail"
        : name === "hooks"
          ? "管理内部 hook"
          : "接 Gmail";
    for (const { words, wrong, place, source, lead, headings, comment } of facts.calls) {
      const name = words[0]?.text ?? "";
      if (
        wrong ||
        !["hooks", "webhooks"].includes(name) ||
        words.some(({ text }) => text === "gmail" || text === "--help")
      )
        continue;
      const ours =
        mapped &&
        ["enable", "disable", "install"].includes(words[1]?.text ?? "") &&
        !bundled.test(words[2]?.text ?? "");
      if (/gmail|internal|nothing to do|内部|无关/i.test(lead)) continue;
      if (
        ["list", "info", "check"].includes(words[1]?.text ?? "") &&
        !inbound.test(`${comment} ${lead} ${headings.at(-1) ?? ""}`)
      )
        continue;
      const around = `${lead} ${headings.join(" ")} ${comment} ${source.text}`;
      if (!ours && !inbound.test(around.replace(/openclaw webhooks/g, ""))) continue;
      lines.add(place.line);
      yield { place, evidence: `openclaw ${name}`, props: { real: real(name) } };
    }
    for (const sentence of stated(document, spoken)) {
      const match = spoken.exec(sentence.text);
      if (!match) continue;
      const place = placeIn(sentence, spoken);
      if (
        lines.has(place.line) ||
        facts.calls.some((call) => call.place.line === place.line) ||
        !inbound.test(sentence.text.replace(match[0], "")) ||
        /gmail|internal/i.test(sentence.text)
      )
        continue;
      yield { place, evidence: match[0], props: { real: real(match[0].split(" ")[1] ?? "") } };
    }
  },
};
