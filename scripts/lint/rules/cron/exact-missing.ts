import { addedJobs, said } from "../../look.ts";
import type { Rule } from "../../rule.ts";

/** `0 7 * * *`: the top of an hour, which OpenClaw spreads over five minutes. */
const topOfHour = /^\s*(?:0\s+)?0\s+\S+\s+\S+\s+\S+\s+\S+\s*$/;

/** Words by which a design says that the minute itself matters. */
const minuteMatters =
  /(?<![\w-])(?:exact(?:ly)?|right on|on the (?:full )?hour|a minute (?:late|later|off)|to the second|on the dot|to the minute|sharp|punctual(?:ly)?|precise(?:ly)?|at the minute|no later than|not a minute|strict(?:ly)? (?:at|by|timing))(?![\w-])|准点|卡(?:着|点|在)|\d{1,2}[:：]\d\d[:：]\d\d|准时|分秒不差|整点(?:准|必须|触发|执行)|精确到分|一分钟都|严格(?:在|按)|不得晚于|最晚/i;

export const exactMissing: Rule = {
  id: "cron/exact-missing",
  severity: "warn",
  source: "docs/automation/cron-jobs/schedules.md",
  words: {
    en: {
      finds: "A schedule whose exact minute matters, without --exact",
      why: "OpenClaw staggers jobs at the top of an hour by up to five minutes, unless the job is exact.",
      wrong:
        "It must fire exactly at 07:00.\n\n```bash\nopenclaw cron add --name audit --cron '0 7 * * *' --tz Europe/Berlin --session isolated --message x\n```",
      right:
        "It must fire exactly at 07:00.\n\n```bash\nopenclaw cron add --name audit --cron '0 7 * * *' --tz Europe/Berlin --exact --session isolated --message x\n```",
      messages: {
        default: {
          text: "{evidence} can fire up to five minutes late, and this design says that the minute matters.",
          fix: "Add --exact (schedule.staggerMs: 0), or choose another minute.",
        },
      },
    },
    "zh-CN": {
      finds: "要求准点的计划没有加 --exact",
      why: "整点任务会被 OpenClaw 错开，最多晚五分钟，除非声明为准点执行。",
      wrong:
        "必须在 07:00 准时触发。\n\n```bash\nopenclaw cron add --name audit --cron '0 7 * * *' --tz Asia/Shanghai --session isolated --message x\n```",
      right:
        "必须在 07:00 准时触发。\n\n```bash\nopenclaw cron add --name audit --cron '0 7 * * *' --tz Asia/Shanghai --exact --session isolated --message x\n```",
      messages: {
        default: {
          text: "{evidence} 最多会晚五分钟触发，而设计要求准点。",
          fix: "加上 --exact（schedule.staggerMs: 0），或者改用别的分钟。",
        },
      },
    },
  },
  *check({ document, facts }) {
    const spread = addedJobs(facts).flatMap(({ fields: { cron, exact, stagger } }) =>
      cron && !exact && !stagger && topOfHour.test(cron.text) ? [cron] : [],
    );
    if (spread.length === 0 || said(document, minuteMatters).length === 0) return;
    for (const { place, text } of spread) yield { place, evidence: text };
  },
};
