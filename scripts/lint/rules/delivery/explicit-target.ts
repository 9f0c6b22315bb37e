import { textAt } from "../../document/data.ts";
import { addedJobs, scalar, settingsAt } from "../../look.ts";
import type { Rule } from "../../rule.ts";

export const explicitTarget: Rule = {
  id: "delivery/explicit-target",
  severity: "warn",
  source: "docs/automation/cron-jobs/delivery.md; docs/gateway/config-hooks.md",
  words: {
    en: {
      finds: "An announcement without an explicit channel and target, or with the channel `last`",
      why: "`last` is wherever somebody happened to chat last, which can be a group, or nowhere; /hooks/agent refuses it.",
      wrong: "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --announce\n```",
      right:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --announce --channel telegram --to 4242\n```",
      messages: {
        default: {
          text: "This announcement names no {missing}: it goes wherever the last conversation was.",
          fix: "Name both: --channel telegram --to 4242.",
        },
        last: {
          text: "The channel `last` is wherever the last conversation was.",
          fix: "Name the channel and the target.",
        },
      },
    },
    "zh-CN": {
      finds: "公告没有写明频道和目标，或者频道写成 last",
      why: "last 指最近一次聊天的地方，可能是个群，也可能哪儿都不是；/hooks/agent 不接受它。",
      wrong: "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --announce\n```",
      right:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --announce --channel telegram --to 4242\n```",
      messages: {
        default: {
          text: "这条公告没有写 {missing}：会发到最近一次聊天的地方。",
          fix: "两样都写明：--channel telegram --to 4242。",
        },
        last: { text: "频道 last 指最近一次聊天的地方。", fix: "写明频道和目标。" },
      },
    },
  },
  *check({ facts }) {
    for (const { fields, place } of addedJobs(facts)) {
      const { announce, channel, to } = fields;
      if (channel?.text === "last") yield { message: "last", place: channel.place, evidence: "last" };
      else if (announce && !(channel && to)) {
        const missing = channel ? "--to" : to ? "--channel" : "--channel, --to";
        yield { place: announce.place ?? place, props: { missing }, evidence: "announce" };
      }
    }
    for (const { data, place } of settingsAt(facts, "hooks.mappings.*.channel"))
      if (scalar(data) === "last") yield { message: "last", place, evidence: "last" };
    for (const { data, wrong } of [...facts.payloads])
      if (!wrong && textAt(data, "message") !== undefined && textAt(data, "channel") === "last")
        yield { message: "last", place: data.place, evidence: '"channel": "last"' };
  },
};
