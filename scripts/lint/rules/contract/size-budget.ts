import { at, everyValue } from "../../document/data.ts";
import { denies } from "../../document/mood.ts";
import { addedJobs, placeIn, said, scalar } from "../../look.ts";
import type { Rule } from "../../rule.ts";

/** Amounts in bytes: `300 KB`, `2 MB`. */
const amount =
  /(?<![\w.])(\d{1,9}(?:[.,]\d{1,9})?) ?(KB|KiB|MB|MiB|GB|GiB|kilobytes?|megabytes?|gigabytes?|千字节|兆)(?![\w/])/i;
const unit: Record<string, number> = { k: 1024, m: 1024 ** 2, g: 1024 ** 3, 千: 1024, 兆: 1024 ** 2 };

/** Whole things that do not fit: logs, dumps, files inside a message. */
const whole =
  /(?:full|entire|whole|complete|raw|unabridged|untruncated|verbatim) (?:\S{1,60} ){0,3}(?:logs?|log ?files?|output|stdout|report|transcripts?|dump|diff|files?|stack ?traces?|database|table|history|listing|journal|text|book|manuscript|document|thread|e-?mails?|articles?)|(?:attach|embed|inline|append|include|paste|send)\w{0,40} (?:the |all |its |every )(?:\S{1,60} ){0,3}(?:logs?|log ?files?|dump|transcripts?|journal|screenshots?|database)|(?:完整|整个|整份|全部|全量|原始)(?:的)?.{0,6}(?:日志|输出|报告|记录|全文|书|文章|转储|文件|表|堆栈|清单)|base64/i;
const carrier =
  /payload|message|event|body|webhook|summary|envelope|chat|telegram|slack|post|send|put|inline|include|attach|负载|载荷|消息|正文|事件|聊天|频道|发送|推送|投递|附|群/i;
const chat =
  /telegram|slack|discord|chat|whatsapp|signal|channel|wechat|feishu|lark|dingtalk|群|聊天|频道|微信|飞书|钉钉/i;

export const sizeBudget: Rule = {
  id: "contract/size-budget",
  severity: "warn",
  source:
    "docs/gateway/config-hooks.md (256 KiB); measured: a chat message is cut at 4,000 characters, a summary travels twice",
  words: {
    en: {
      finds:
        "A payload that can exceed the receiver's body limit, or a chat message too long to be read and kept whole",
      why: "A hook refuses more than 256 KiB with 413, a command's output travels twice, and chat cuts at 4,000 characters.",
      wrong: "The payload includes the complete log file of the run.",
      right: "The payload holds at most 20 findings of 200 characters and a link to the log.",
      messages: {
        default: {
          text: "{evidence} can be larger than a hook takes (256 KiB, and output travels twice) or a chat keeps whole (4,000 characters).",
          fix: "Send a summary with maxItems and maxLength, and a link to the rest.",
        },
      },
    },
    "zh-CN": {
      finds: "负载可能超过接收方的正文上限，或者聊天消息长到读不完、会被切断",
      why: "hook 对超过 256 KiB 的正文返回 413，命令输出会被带两遍，聊天消息在 4000 字处切断。",
      wrong: "负载里附上本次执行的完整日志文件。",
      right: "负载最多 20 条发现，每条 200 字以内，另附日志链接。",
      messages: {
        default: {
          text: "{evidence} 可能超过 hook 的上限（256 KiB，而且输出会带两遍）或聊天能完整保留的长度（4000 字）。",
          fix: "发摘要，写明 maxItems 和 maxLength，其余给链接。",
        },
      },
    },
  },
  *check({ document, facts }) {
    const contract = document.kind === "message-schema" || document.kind === "webhook-contract";
    for (const sentence of said(document, amount, whole)) {
      const { text, passage, mood, clauses } = sentence;
      const size = amount.exec(text);
      const speaksOfWhole = whole.test(text);
      if (
        passage.kind === "heading" ||
        (!(contract && passage.kind === "comment") &&
          !carrier.test(`${text} ${passage.row ?? ""} ${passage.lead ?? ""} ${passage.headings.join(" ")}`))
      )
        continue;
      if (
        /link|url|path to|reference|instead|digest|cuts? at|cut off|stays? on|kept on|sha|hash|exceed|refus|reject|413|limit|takes?|accepts?|allows?|at most|max|cap|trim|truncat|keep under|stays? under|below|上限|最多|不超过|留在|路径|stays|链接|截断|以内|限制|超过|拒/i.test(
          text,
        ) ||
        denies(clauses.find((one) => amount.test(one.text) || whole.test(one.text))?.text ?? text) ||
        mood === "reports"
      )
        continue;
      const bytes = size
        ? Number(size[1]?.replace(",", ".")) * (unit[(size[2] ?? "k")[0]?.toLowerCase() ?? "k"] ?? 1)
        : 0;
      const limit = chat.test(text) ? 4000 : 128 * 1024;
      const tooLarge =
        size &&
        bytes > limit &&
        ((contract && passage.kind === "comment") ||
          /payload|message|body|summary|output|report|负载|载荷|消息|正文|输出|报告/i.test(text));
      if (tooLarge) yield { place: placeIn(sentence, amount), evidence: text };
      else if (speaksOfWhole) yield { place: placeIn(sentence, whole), evidence: text };
    }
    for (const { data, wrong } of facts.schemas) {
      if (wrong) continue;
      for (const { path, data: value } of everyValue(data)) {
        const most = Number(scalar(at(value, "maxLength")) ?? 0);
        if (path.at(-2) === "properties" && most > 128 * 1024)
          yield { place: at(value, "maxLength")?.place ?? value.place, evidence: `maxLength ${most}` };
      }
    }
    for (const { fields } of addedJobs(facts)) {
      const text = fields.command?.text ?? "";
      if (
        (fields.webhook || fields.announce) &&
        /(?:^|[\s"',[])(?:cat\s+\S*(?:log|journal|dump|report)\S*|journalctl|dmesg|docker logs|kubectl logs|pg_dump|mysqldump|tar\s)/.test(
          text,
        ) &&
        !/tail|head|-n ?\d|--lines|--tail|\| ?(?:tail|head|wc|jq|grep -c)/.test(text)
      )
        yield { place: fields.command?.place ?? null, evidence: text };
    }
  },
};
