import { addedJobs } from "../../look.ts";
import type { Rule } from "../../rule.ts";

export const notIsolated: Rule = {
  id: "cron/not-isolated",
  severity: "warn",
  source: "docs/automation/cron-jobs/payloads.md",
  words: {
    en: {
      finds: "Bridge work scheduled outside an isolated session",
      why: "In the main or a shared session the run sees and leaves other people's conversation, and its output can land there.",
      wrong: "```bash\nopenclaw cron add --name audit --every 1h --session main --system-event 'Send the audit'\n```",
      right: "```bash\nopenclaw cron add --name audit --every 1h --session isolated --message 'Write the audit'\n```",
      messages: {
        default: {
          text: "This job runs in the session {found}, not in an isolated session.",
          fix: "Use --session isolated (sessionTarget: isolated) with a message or a command.",
        },
      },
    },
    "zh-CN": {
      finds: "桥接任务没有放在隔离会话里执行",
      why: "在主会话或共享会话里执行，会读到并留下无关的对话，输出也可能落在那里。",
      wrong: "```bash\nopenclaw cron add --name audit --every 1h --session main --system-event '发送巡检结果'\n```",
      right: "```bash\nopenclaw cron add --name audit --every 1h --session isolated --message '写巡检结果'\n```",
      messages: {
        default: {
          text: "这个任务在会话 {found} 中执行，不是隔离会话。",
          fix: "改用 --session isolated（sessionTarget: isolated），配合 message 或 command。",
        },
      },
    },
  },
  *check({ facts }) {
    for (const { fields } of addedJobs(facts)) {
      const { session, systemEvent } = fields;
      const found = session?.text ?? (systemEvent ? "main" : "isolated");
      const place = session?.place ?? systemEvent?.place ?? null;
      if (
        found !== "isolated" &&
        !session?.opaque &&
        (found === "main" || found === "current" || found.startsWith("session:"))
      )
        yield { place, props: { found }, evidence: found };
    }
  },
};
