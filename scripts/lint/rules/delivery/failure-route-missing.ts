import { at } from "../../document/data.ts";
import type { Facts } from "../../facts.ts";
import { addedJobs, jobs, matching, settingsAt } from "../../look.ts";
import type { Report, Rule } from "../../rule.ts";

/** A failure route told in words, where the document has no command for it. */
const spokenRoute =
  /failure[- ]?(?:alert|route|destination|path|notice|notification|channel|report)|failureAlert|failureDestination|on failure|if (?:it|the run|the job|delivery|the delivery|the webhook|that) (?:fails|failed)|alert(?:s|ed)? (?:the )?(?:operator|on-?call|human|owner|us|me|\w{1,40}) (?:if|when|on)|when (?:it|delivery|the run|a run) fails|dead[- ]man|失败(?:时|后|告警|通知|路由|提醒|会|就|则|了)|投递失败|告警|报警|出错(?:时|后)/i;

/** Words that say there is none. */
const noRoute =
  /(?:no|without(?: an?)?|not? (?:an?|any)) (?:\S{1,60} )?(?:failure )?(?:alerts?|alarms?|notif\w{1,40})|(?:nobody|no one) (?:is|gets|will be) (?:told|alerted|notified|informed)|whoever (?:remembers|thinks)|不(?:另外|用|需要|需|设|弄|配|加|要)[^。；，]{0,6}(?:提醒|告警|报警|通知)|没(?:有)?(?:设|配|弄)?[^。；，]{0,4}(?:提醒|告警|报警|通知)|谁想起来/i;

const ofAll = /(?<![\w-])(?:both|each|every|all|any|either|same)(?![\w-])|都|每|各|所有|任一|一样|同样/i;

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
    yield* sameRoute(facts);
    const unrouted = addedJobs(facts).filter(
      ({ fields }) => (fields.webhook || fields.announce) && !fields.failureAlert,
    );
    if (unrouted.length === 0) return;
    const alerts = jobs(facts).filter(({ action, fields }) => action === "edit" && fields.failureAlert);
    // Where some jobs have their alert, words count only if they are about all of them.
    const told = matching(document, spokenRoute).some(
      ({ text, mood }) =>
        mood !== "wrong" && mood !== "asks" && !noRoute.test(text) && (alerts.length === 0 || ofAll.test(text)),
    );
    const everywhere = told || settingsAt(facts, "cron.failureAlert").length > 0 || /--failure-alert/.test(companions);
    const named = (alert: (typeof alerts)[number], name = "") =>
      name !== "" && (alert.call?.words ?? []).some(({ text }) => text.includes(name));
    const after = alerts.filter((alert) => alert.place.line > (unrouted.at(-1)?.place.line ?? 0));
    for (const [index, { place, fields }] of unrouted.entries()) {
      const name = fields.name?.text;
      const until = unrouted[index + 1]?.place.line ?? Number.POSITIVE_INFINITY;
      const own = alerts.some(
        (alert) => named(alert, name) || (alert.place.line >= place.line && alert.place.line < until),
      );
      // Several jobs first and their alerts after: as many alerts as jobs will do.
      if (!everywhere && !own && after.length < unrouted.length)
        yield { place: firstLine(place), evidence: name ?? "" };
    }
  },
};

/** An alert to the very chat that the announcement goes to. */
function* sameRoute(facts: Facts): Generator<Report> {
  for (const { place, action, fields, call, data } of jobs(facts)) {
    const own = action === "add" ? { fields } : addedJobs(facts).findLast((job) => job.place.line <= place.line);
    const to = data ? at(data, "failureAlert", "to") : undefined;
    const flag = call?.resolved.flags.find(({ name }) => name === "--failure-alert-to");
    // A job whose only words are reports of what went wrong has the failure route as its route.
    if (/(?:outbox\.mjs drain|inbox\.mjs watch) /.test(own?.fields.command?.text ?? "")) continue;
    const target = (to?.type === "scalar" ? String(to.value) : undefined) ?? flag?.value;
    const same =
      (own?.fields.announce || own?.fields.webhook) && target !== undefined && own.fields.to?.text === target;
    if (same && !/[<]/.test(target))
      yield { message: "same", place: to?.place ?? call?.words[flag?.index ?? 0]?.place ?? place, evidence: target };
  }
}

const firstLine = (place: { line: number; column: number; endLine: number; endColumn: number }) => ({
  ...place,
  endLine: place.line,
  endColumn: place.column + 1,
});
