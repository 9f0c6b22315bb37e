import type { Rule } from "../../rule.ts";

/** Wall-clock cron expressions name an hour; `0 * * * *` and step expressions mean the same in every zone. */
const namesHour = /^\s*(?:\S+\s+)?\S+\s+\d[\d,-]*\s+\S+\s+\S+\s+\S+\s*$/;

export const timezoneMissing: Rule = {
  id: "cron/timezone-missing",
  severity: "warn",
  source: "docs/automation/cron-jobs/schedules.md",
  words: {
    en: {
      finds: "A wall-clock schedule without an IANA time zone",
      why: "Without a zone the hour is the gateway host's: a server in UTC runs the 07:30 report at 09:30 Berlin time, and summer time moves it.",
      wrong:
        "```bash\nopenclaw cron add --name audit --cron '30 7 * * *' --session isolated --message 'Audit the server'\n```",
      right:
        "```bash\nopenclaw cron add --name audit --cron '30 7 * * *' --tz Europe/Berlin --session isolated --message 'Audit the server'\n```",
      messages: {
        default: {
          text: "The schedule {evidence} names an hour and no time zone: it fires by the gateway host's clock.",
          fix: "Add the zone that the people mean: --tz Europe/Berlin, or schedule.tz in JSON.",
        },
      },
    },
    "zh-CN": {
      finds: "按钟点执行的计划没有写 IANA 时区",
      why: "不写时区，钟点就按网关主机的时钟算：UTC 服务器上的 07:30 在上海是 15:30，遇到夏令时还会漂移。",
      wrong:
        "```bash\nopenclaw cron add --name audit --cron '30 7 * * *' --session isolated --message '巡检服务器'\n```",
      right:
        "```bash\nopenclaw cron add --name audit --cron '30 7 * * *' --tz Asia/Shanghai --session isolated --message '巡检服务器'\n```",
      messages: {
        default: {
          text: "计划 {evidence} 写了钟点却没有时区：它会按网关主机的时钟触发。",
          fix: "写明人们所指的时区：命令行加 --tz Asia/Shanghai，JSON 里写 schedule.tz。",
        },
      },
    },
  },
  *check({ facts }) {
    for (const { wrong, fields } of facts.jobs)
      if (!wrong && fields.cron && !fields.tz && namesHour.test(fields.cron.text))
        yield { place: fields.cron.place, evidence: fields.cron.text };
  },
};
