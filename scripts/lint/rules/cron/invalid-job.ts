import { checkCronJob, checkCronLine } from "../../../openclaw/cron/check.ts";
import { at, keyPlace, plain } from "../../document/data.ts";
import type { Rule } from "../../rule.ts";

export const invalidJob: Rule = {
  id: "cron/invalid-job",
  severity: "error",
  source: "the cron job schema of the gateway protocol, and the rules of cron.add",
  words: {
    en: {
      finds: "A cron job that cron.add would reject",
      why: "The job is never made.",
      wrong:
        '```json\n{ "name": "a", "schedule": { "kind": "every", "everyMs": 3600000 }, "sessionTarget": "main", "wakeMode": "now", "payload": { "kind": "agentTurn", "message": "x" } }\n```',
      right:
        '```json\n{ "name": "a", "schedule": { "kind": "every", "everyMs": 3600000 }, "sessionTarget": "isolated", "wakeMode": "now", "payload": { "kind": "agentTurn", "message": "x" } }\n```',
      messages: {
        default: { text: "cron.add refuses {key}: found {found}, expected {expected}.", fix: "Write {expected}." },
      },
    },
    "zh-CN": {
      finds: "cron.add 会拒绝的定时任务",
      why: "任务根本建不起来。",
      wrong:
        '```json\n{ "name": "a", "schedule": { "kind": "every", "everyMs": 3600000 }, "sessionTarget": "main", "wakeMode": "now", "payload": { "kind": "agentTurn", "message": "x" } }\n```',
      right:
        '```json\n{ "name": "a", "schedule": { "kind": "every", "everyMs": 3600000 }, "sessionTarget": "isolated", "wakeMode": "now", "payload": { "kind": "agentTurn", "message": "x" } }\n```',
      messages: {
        default: { text: "cron.add 拒绝 {key}：写的是 {found}，应为 {expected}。", fix: "改成 {expected}。" },
      },
    },
  },
  *check({ facts, catalog }) {
    for (const job of facts.jobs) {
      if (job.wrong) continue;
      if (job.data)
        for (const { path, found, expected, source } of checkCronJob(catalog, plain(job.data), { partial: false })) {
          const own = at(job.data, ...path) ? keyPlace(job.data, path) : job.place;
          // Rules across fields are about the session as much as about the payload: the finding spans both.
          const session = ["payload.kind", "delivery.mode"].includes(path.join("."))
            ? job.fields.session?.place
            : undefined;
          const [first, last] = session && session.line > own.line ? [own, session] : [session ?? own, own];
          const place = { ...first, endLine: last.endLine, endColumn: last.endColumn };
          yield { place, evidence: path.join("."), props: { key: path.join("."), found, expected }, source };
        }
      else if (job.call && job.call.resolved.problems.length === 0 && !job.call.inline) {
        for (const { flag, found, expected, source } of checkCronLine(catalog, job.call.resolved)) {
          const seen = job.call.resolved.flags.find(({ name }) => name === flag);
          const place = seen ? (job.call.words[seen.index]?.place ?? job.place) : firstLine(job.place);
          yield { place, evidence: flag, props: { key: flag, found, expected }, source };
        }
      }
    }
  },
};

const firstLine = (place: { line: number; column: number; endLine: number; endColumn: number }) => ({
  ...place,
  endLine: place.line,
  endColumn: place.column + 1,
});
