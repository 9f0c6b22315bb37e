import { short } from "../../../short.ts";
import type { Rule } from "../../rule.ts";

/** An append-only record. */
const record =
  /append[- ]only|audit(?:[- ]|\.)?(?:log|trail|record|file|jsonl|\.jsonl)|\.jsonl|>>\s*["']?(?![^\s"']*(?:\.env|rc|\.profile)\b)[\w~$./-]+|(?:ledger|journal)(?:s|ed)?(?![\w-])|log(?:s|ged|ging)? (?:each|every|all) (?:\S{1,60} )?(?:event|message|delivery|run|receipt|transition|request|handoff|approval)|(?:each|every|all) (?:\S{1,60} ){0,4}(?:is|are|gets?) (?:logged|recorded|appended|written to)|appends? (?:a|one|each|every|the) (?:\S{1,60} )?(?:line|row|entry|record)|append(?:ed|s)? to|append(?:s|ed)?\b[^\n]{0,100}\b(?:to|into|in)\b[^\n]{0,40}(?:log|file|ledger|record|list|\.md|\.csv|\.txt)\b|run history (?:is )?(?:kept|the record)|openclaw audit|只追加|追加(?:写入|日志|记录|一行|到)|审计(?:日志|记录|文件)|(?:每次|每条|每个|所有)[^。；\n]{0,16}(?:记录|留痕|写入日志|落盘|记一行)|留痕|流水(?:账|日志|记录)?|台账/i;

/** An acknowledgement that is more than the hook's 200. */
const acknowledgement =
  /acknowledg\w{1,40}|(?<![\w-])(?:ack|acks|acked|receipt|receipts|read[- ]back|confirms? (?:receipt|back|with)|replies? with (?:done|ok|the id)|sends? back (?:a|an|the) (?:receipt|confirmation|result|ack))(?![\w-])|回执|确认(?:回复|消息|收到|已处理)|回(?:一)?(?:句|条)|签收|应答确认|回复确认|收到后(?:回|确认)/i;

/** Words that want none. */
const refused = short(
  /(?:no|without(?: an?)?|not? (?:keep|need|want)\w{0,40}(?: an?| any)?) (?:ledger|journal|records?|audit log|log|acknowledg\w{1,40}|receipts?|confirmation)|(?:别|不用|不必|无需|不需要|懒得)(?:再)?(?:记|留|写|确认|回执)/i,
);

export const noRecord: Rule = {
  id: "audit/no-record",
  severity: "warn",
  source: "guardrail: keep communication auditable; prefer append-only logs and explicit acknowledgements",
  exampleKind: "memo",
  words: {
    en: {
      finds: "A design that leaves no append-only record and no explicit acknowledgement",
      why: "When somebody asks next month what happened, nothing answers.",
      wrong: "# Memo\n\nThe server posts the report to the laptop's hook.",
      right: "# Memo\n\nThe server posts the report to the laptop's hook; each side appends a line to its audit log.",
      messages: {
        default: {
          text: "Nothing here keeps a record, and nobody acknowledges.",
          fix: "Let each side append a line per event to a file that is never rewritten, and let the receiver acknowledge.",
        },
      },
    },
    "zh-CN": {
      finds: "设计里既没有只追加的记录，也没有明确的确认",
      why: "下个月有人问当时发生了什么，就没有东西能回答。",
      wrong: "# 备忘录\n\n服务器把报告发到笔记本的 hook。",
      right: "# 备忘录\n\n服务器把报告发到笔记本的 hook；双方各自往审计日志里追加一行。",
      messages: {
        default: {
          text: "这里没有留下记录，也没有人确认。",
          fix: "让双方每个事件往一个从不改写的文件里追加一行，并让接收方确认。",
        },
      },
    },
  },
  *check({ document }) {
    if (document.kind !== "memo" && document.kind !== "rollout-plan") return;
    const told = document.sentences.filter(({ mood }) => mood !== "wrong" && mood !== "asks").map(({ text }) => text);
    const calls = document.calls.filter(({ wrong }) => !wrong).map(({ source }) => source.text);
    const all = [...told.filter((text) => !refused.test(text)), ...calls].join("\n");
    if (!record.test(all) && !acknowledgement.test(all)) yield { place: null };
  },
};
