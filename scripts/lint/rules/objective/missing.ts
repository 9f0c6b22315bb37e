import { short } from "../../../short.ts";
import type { Rule } from "../../rule.ts";

/** What somebody has of it: an outcome named, or told as a change for a person. */
const outcome = short(
  /outcome|objective|goal|purpose|success|what for|what (?:we|i|they|he|she|people) (?:want|need|get|gain)|never again|(?:^|\W)why[.:]|within (?:the|an|\d{1,9}) ?(?:hour|min\w{0,40})|alerting|task[- ]dispatch|result[- ]return|approval[- ]request|periodic[- ]report\w{0,40}|so that|in order to|(?<![\w-])(?:wants?|needs?|must|should|can|will|to) (?:know|see|hear|be (?:told|warned|notified|informed|alerted)|learn|approve|decide|get|receive|notice|find out)|(?:every|each) (?:morning|day|night|evening|week|hour|monday|friday)|(?:knows?|hears?|gets?|receives?|sees?|learns?|is (?:told|alerted|informed|warned)) (?:\S{1,60} ){0,6}(?:whether|when|that|which|what|where|how|about|within|by|if|of|before|a |an |one |the )|目标|目的|成果|业务(?:成果|目标|结果)|希望|为了|让.{1,20}(?:知道|看到|收到|能|及时|批准)|告警|任务派发|结果回传|审批|定期(?:汇报|报告)|每(?:天|日|晚|早|周|小时)|需要(?:知道|看到|及时)|想要/i,
);

/** How many of the first sentences count as "first". */
const first = 6;

/** A line of a command that stands among the sentences. */
const commandLine = /(?:^|\s)--[a-z]|^\s*openclaw /;

export const objectiveMissing: Rule = {
  id: "objective/missing",
  severity: "error",
  source: "seed, step 1: state the business outcome first",
  exampleKind: "memo",
  words: {
    en: {
      finds: "A memo that does not state the business outcome first",
      why: "Without it nobody can say which transport is enough, or when the bridge works.",
      wrong: "# Memo\n\nA webhook with a mapped hook on port 18789. The token is in .env.",
      right: "# Memo\n\nEvery morning the operator knows whether the server needs attention. It uses a webhook.",
      messages: {
        default: {
          text: "The memo does not begin with what somebody has of it.",
          fix: "Begin with the outcome in one sentence: who knows or can do what, and by when.",
        },
      },
    },
    "zh-CN": {
      finds: "备忘录没有首先说明业务成果",
      why: "不写成果，就无法判断哪种传输足够，也不知道怎样才算成功。",
      wrong: "# 备忘录\n\nWebhook 走 18789 端口的映射 hook。令牌在 .env 里。",
      right: "# 备忘录\n\n每天早上运维都知道服务器要不要处理。用 webhook 实现。",
      messages: {
        default: {
          text: "备忘录开头没有说明这件事带来什么成果。",
          fix: "开头用一句话写成果：谁在什么时候知道什么、能做什么。",
        },
      },
    },
  },
  *check({ document }) {
    if (document.kind !== "memo") return;
    const told = document.sentences.filter(
      ({ passage, mood, text }) => passage.kind !== "comment" && mood !== "wrong" && !commandLine.test(text),
    );
    const begin = told.filter(({ passage }) => passage.kind !== "heading" && passage.kind !== "cell").slice(0, first);
    const heads = told.filter(({ passage }) => passage.kind === "heading").slice(0, 2);
    if (![...heads, ...begin].some(({ text, passage }) => outcome.test(`${text} ${passage.row ?? ""}`)))
      yield { place: null, subject: "business outcome" };
  },
};
