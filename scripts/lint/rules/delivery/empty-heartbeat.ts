import { addedJobs, matching, placeIn } from "../../look.ts";
import type { Rule } from "../../rule.ts";

const heartbeat =
  /heart-?beat|dead[- ]?man|liveness|keep-?alive|(?<![A-Za-z])alive(?![A-Za-z])|i'?m alive|心跳|存活|保活|探活/i;

/** The text that makes a job the sign of life, whatever it is called. */
const signs =
  /sign of life|proof of life|takes? .{1,20} for dead|(?:alarm|alert|goes off|rings?|worr\w{1,40}|escalat\w{1,40}|calls?|wakes?)\b[^.\n]{0,60}(?:if|when|unless) (?:nothing|no \w{1,40}|it)(?: \w{1,40}){0,3} (?:came|comes?|arriv\w{1,40}|turn\w{0,40} up|is there|appear\w{0,40})|(?:if|when) (?:nothing|no \w{1,40}) (?:has |have )?(?:came|comes?|arriv\w{1,40}|turn\w{0,40} up)\b[^.\n]{0,60}(?:alarm|alert|rings?|dead|wrong|down|escalat\w{1,40})|(?:silence|nothing) (?:means|is taken|counts as|is treated)|counts? .{0,20}as (?:dead|alive)|生命迹象|(?:没收到|收不到|没来|没有消息|没动静|静默|缺了)[^。；\n]{0,24}(?:告警|报警|视为|当作|认为|就算|打电话|出事|故障)|当作挂了|视为(?:挂|掉线|失联)/i;

/** A run that says nothing when all is well. */
const silent =
  /NO_REPLY|HEARTBEAT_OK|(?:no|without(?: any)?|empty|blank) (?:output|text|reply|summary|stdout|message)|(?:say|print|output|reply|write|send)(?:s|ing)? nothing|nothing to (?:say|report|print)|stay(?:s)? (?:silent|quiet)|(?:silent|quiet)(?:ly)? (?:when|if|unless|on success)|only (?:speaks?|prints?|replies|outputs?|reports?) (?:when|if|on)|(?:没有|无|空)(?:任何)?(?:输出|文字|内容|回复|摘要)|不输出|不回复|保持(?:沉默|安静)|静默|什么都不(?:说|输出|回)|正常(?:时|就|则)不/i;

/** Commands that print nothing. */
const mute =
  /(?:^|[\s"'/[,])(?:true|:|\/bin\/true|touch|test|exit 0|sleep)(?:["'\s\],;]|$)|>\s*\/dev\/null|--?(?:silent|quiet)\b|-[a-z]*s[a-z]*o?\s*\/dev\/null/;

/** Commands that print only when something is found, and those that always print. */
const onlySometimes = /(?:test|\[) [^;|]*&&|(?:^|[\s"'])(?:grep|diff|find|comm)\s|; ?true|\|\| ?true/;
const always = /(?:^|[;&|"'\s])(?:echo|printf|date|uptime|hostname)\b(?![^;]*&&)|\|\| ?(?:echo|printf)/;

export const emptyHeartbeat: Rule = {
  id: "delivery/empty-heartbeat",
  severity: "warn",
  source: "docs/automation/cron-jobs/delivery.md; measured: an empty summary sends no POST, and the run is ok",
  words: {
    en: {
      finds: "A heartbeat whose run can end without text",
      why: "OpenClaw sends no webhook for an empty summary, so a healthy but silent run looks the same as a dead one.",
      wrong:
        "```bash\nopenclaw cron add --name heartbeat --every 5m --session isolated --command 'true' --webhook https://peer.example.com/hooks/hb\n```",
      right:
        "```bash\nopenclaw cron add --name heartbeat --every 5m --session isolated --command 'echo alive' --webhook https://peer.example.com/hooks/hb\n```",
      messages: {
        default: {
          text: "This heartbeat can end without any text, and then nothing is sent.",
          fix: "Let every run print a line, also when all is well.",
        },
      },
    },
    "zh-CN": {
      finds: "心跳任务可能没有任何输出就结束",
      why: "摘要为空时 OpenClaw 不会发 webhook，一切正常但不出声的任务看上去就和挂掉一样。",
      wrong:
        "```bash\nopenclaw cron add --name heartbeat --every 5m --session isolated --command 'true' --webhook https://peer.example.com/hooks/hb\n```",
      right:
        "```bash\nopenclaw cron add --name heartbeat --every 5m --session isolated --command 'echo alive' --webhook https://peer.example.com/hooks/hb\n```",
      messages: {
        default: {
          text: "这个心跳可能没有任何文字就结束，那样什么也不会发出。",
          fix: "让每次执行都输出一行，正常时也一样。",
        },
      },
    },
  },
  *check({ document, facts }) {
    const signOfLife = () => matching(document, signs).some(({ mood }) => mood !== "wrong");
    for (const { fields } of addedJobs(facts)) {
      const { name, message, command, webhook } = fields;
      const about = `${name?.text ?? ""} ${message?.text ?? ""} ${command?.text ?? ""} ${webhook?.text ?? ""}`;
      if (!(webhook || fields.announce) || !(heartbeat.test(about) || signOfLife())) continue;
      if (message && silent.test(message.text)) yield { place: message.place, evidence: message.text };
      else if (command && (mute.test(command.text) || onlySometimes.test(command.text)) && !always.test(command.text))
        yield { place: command.place, evidence: command.text };
      else continue;
      return;
    }
    for (const sentence of matching(document, silent)) {
      const { text, mood, passage } = sentence;
      if (
        !["states", "denies", "reports"].includes(mood) ||
        passage.kind === "comment" ||
        !heartbeat.test(`${text} ${passage.headings.at(-1) ?? ""}`)
      )
        continue;
      if (
        /never|must not|must always|not allowed|always (?:print|say|send|output)|no POST|不(?:得|能|要|可)|必须|会被|不会发|looks? (?:like|the same)/i.test(
          text,
        )
      )
        continue;
      yield { place: placeIn(sentence, silent), evidence: text };
    }
  },
};
