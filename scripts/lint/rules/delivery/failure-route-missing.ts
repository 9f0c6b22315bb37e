import { addedJobs, jobs, says } from "../../look.ts";
import type { Rule } from "../../rule.ts";

/** A failure route told in words, where the document has no command for it. */
const spokenRoute =
  /failure[- ]?(?:alert|route|destination|path|notice|notification|channel|report)|failureAlert|failureDestination|on failure|if (?:it|the run|the job|delivery|the delivery|the webhook|that) (?:fails|failed)|alert(?:s|ed)? (?:the )?(?:operator|on-?call|human|owner|us|me|\w+) (?:if|when|on)|when (?:it|delivery|the run|a run) fails|dead[- ]man|失败(?:时|后|告警|通知|路由|提醒|会|就|则|了)|投递失败|告警|报警|出错(?:时|后)/i;

export const failureRouteMissing: Rule = {
  id: "delivery/failure-route-missing",
  severity: "warn",
  source: "docs/automation/cron-jobs/delivery.md",
  words: {
    en: {
      finds: "A job that delivers, without a failure alert, or with one that takes the same route",
      why: "A failed delivery is silent: the run stays ok, and nobody hears of it unless a failure alert goes elsewhere.",
      wrong:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --webhook https://peer.example.com/hooks/a\n```",
      right:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --webhook https://peer.example.com/hooks/a\nopenclaw cron edit <job-id> --failure-alert --failure-alert-channel telegram --failure-alert-to 4242\n```",
      messages: {
        default: {
          text: "This job delivers, and nothing says who hears of it when that fails.",
          fix: "Add openclaw cron edit <job-id> --failure-alert … to a person, on another route than the delivery.",
        },
        same: {
          text: "The failure alert goes to {evidence}, where the delivery goes as well: they fail together.",
          fix: "Send the failure alert to another channel or another person.",
        },
      },
    },
    "zh-CN": {
      finds: "有投递的任务没有失败告警，或者告警走的是同一条路",
      why: "投递失败是静默的：任务仍显示成功，除非失败告警走另一条路，否则没人知道。",
      wrong:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --webhook https://peer.example.com/hooks/a\n```",
      right:
        "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --webhook https://peer.example.com/hooks/a\nopenclaw cron edit <job-id> --failure-alert --failure-alert-channel telegram --failure-alert-to 4242\n```",
      messages: {
        default: {
          text: "这个任务要投递，却没写投递失败时通知谁。",
          fix: "加上 openclaw cron edit <job-id> --failure-alert …，发给某个人，并且不走投递那条路。",
        },
        same: {
          text: "失败告警发往 {evidence}，投递也发往那里：两者会一起失败。",
          fix: "失败告警改走另一个频道或发给另一个人。",
        },
      },
    },
  },
  *check({ document, facts, companions }) {
    const routed =
      jobs(facts).some(({ fields }) => fields.failureAlert) ||
      says(document, spokenRoute) ||
      /--failure-alert/.test(companions);
    for (const { place, fields } of addedJobs(facts)) {
      if (!fields.webhook && !fields.announce) continue;
      if (!routed)
        yield {
          place: fields.name?.place.line === place.line ? place : firstLine(place),
          evidence: fields.name?.text ?? "",
        };
    }
    for (const { fields, call } of jobs(facts)) {
      const target = call?.resolved.flags.find(({ name }) => name === "--failure-alert-to");
      const primary = jobs(facts).find((job) => job.fields.to?.text === target?.value && job.fields.announce);
      if (target?.value && primary && !/[<$]/.test(target.value))
        yield {
          message: "same",
          place: call?.words[target.index]?.place ?? fields.name?.place ?? null,
          evidence: target.value,
        };
    }
  },
};

const firstLine = (place: { line: number; column: number; endLine: number; endColumn: number }) => ({
  ...place,
  endLine: place.line,
  endColumn: place.column + 1,
});
