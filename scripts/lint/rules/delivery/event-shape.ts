import type { Rule } from "../../rule.ts";

/** The two built-in endpoints; their names shadow mappings of the same path. */
const builtIn = /\/hooks\/(?:agent|wake)\/?$/;

export const eventShape: Rule = {
  id: "delivery/event-shape",
  severity: "error",
  source: "docs/gateway/config-hooks.md; measured: 400 'message required', 400 'text required'",
  words: {
    en: {
      finds: "A cron webhook aimed straight at /hooks/agent or /hooks/wake",
      why: "Those endpoints want `message` or `text` at the top of the body. A cron webhook's body is the finished run, so they answer 400.",
      wrong:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --webhook https://peer.example.com/hooks/agent\n```",
      right:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --webhook https://peer.example.com/hooks/daily-audit\n```",
      messages: {
        default: {
          text: "A cron webhook to {evidence} is answered 400: its body is the finished run, without the field that endpoint needs.",
          fix: "Map a hook of its own on the receiver (hooks.mappings with match.path and messageTemplate {{summary}}) and send to /hooks/<that path>.",
        },
      },
    },
    "zh-CN": {
      finds: "定时任务的 webhook 直接发往 /hooks/agent 或 /hooks/wake",
      why: "这两个端点要求正文顶层有 message 或 text。定时任务 webhook 的正文是整个执行结果，于是得到 400。",
      wrong:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --webhook https://peer.example.com/hooks/agent\n```",
      right:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --webhook https://peer.example.com/hooks/daily-audit\n```",
      messages: {
        default: {
          text: "发往 {evidence} 的定时 webhook 会得到 400：正文是执行结果，没有该端点要求的字段。",
          fix: "在接收方另配一个映射 hook（hooks.mappings，写明 match.path 和 messageTemplate {{summary}}），发往 /hooks/<该路径>。",
        },
      },
    },
  },
  *check({ facts }) {
    for (const { fields, wrong } of facts.jobs)
      if (!wrong && fields.webhook && builtIn.test(fields.webhook.text.replace(/[?#].*$/, "")))
        yield { place: fields.webhook.place, evidence: fields.webhook.text };
  },
};
