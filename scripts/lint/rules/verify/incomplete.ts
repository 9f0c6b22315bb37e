import { type Item, missingItems } from "../../complete.ts";
import type { Rule } from "../../rule.ts";

const items: Item[] = [
  { name: "source fired", told: /source (?:event )?(?:has )?fired|(?:job|event|source|run|schedule|trigger|cron)s? (?:\S+ ){0,4}(?:fired|ran|fires|started|was made|was produced|executed|went off|triggered|has run|did run)|cron runs|cron (?:run )?history|run history|openclaw cron (?:runs|run|list|get|show|status)|did (?:the |it )?(?:\S+ ){0,3}(?:fire|run)|(?:源(?:端|头)?|任务|事件|定时)[^。\n]{0,14}(?:触发|执行|跑|运行|发出|产生|启动)|执行(?:记录|历史)|运行记录|是否触发/i },
  { name: "delivery succeeded", told: /deliver(?:y|ies|ed)(?: (?:\S+ ){0,5}(?:succe\w+|ok|arriv\w+|status|delivered|green|works?|recorded|reached|failed|is))?|deliveryStatus|arriv(?:es|ed|al)|(?:hook|receiver|endpoint|post) (?:\S+ ){0,4}(?:answer(?:s|ed)?|return(?:s|ed)?|respond(?:s|ed)?) (?:\S+ ){0,3}(?:2\d\d|with)|2(?:00|02|04) (?:from|back|means|ok)|received|投递(?:成功|状态|结果|失败|到|是否)|送达|到达|收到|返回\s*2\d\d|deliveryStatus/i },
  { name: "receiver duplicate-safe", told: /duplicate|twice|de-?dup\w*|idempot\w+|second time|same (?:event|message|id|key|envelope|payload) (?:again|twice|a second)|re-?play(?:ed|s|ing)?|re-?send the same|重复|去重|幂等|两次|再发(?:一次|一遍)|同一(?:条|个)?(?:消息|事件|id)[^。\n]{0,8}(?:再|两|重)|重放/i },
  { name: "failure path visible", told: /failure[- ]?(?:path|alert|route|visible|notification|notice|destination|message|is|shows?|report|case|test|drill)|failure-alert|fail(?:s|ed|ing|ure)? (?:on purpose|deliberately|once)|(?:break|force|provoke|simulate|cause|make|inject|stop|kill|wrong|bad|shut|take)\w* (?:\S+ ){0,8}(?:fail\w*|alert|error|refus\w*|down|see|notic\w*|expect|401|404|offline)|alert (?:\S+ ){0,4}(?:arriv\w+|reach\w*|fires?|seen|appears?|comes?|lands?|shows?|sent|got|went)|(?:see|saw|gets?|got|receives?) (?:an? |the )?(?:failure )?alert|失败(?:路径|告警|通知|可见|时|提醒|能|会|场景|演练|路由)|告警(?:到|能|会|送|出现|收到|是否|有没有)|故意(?:弄错|失败|停|断|改错|写错)|(?:停掉|关掉|断开)[^。\n]{0,20}(?:告警|看到|通知|提醒|确认)|收到告警|报警/i },
  { name: "no secrets leaked", told: /(?:no|without|not? (?:contain|hold|show|leak|any)) (?:\S+ ){0,4}(?:secrets?|credentials?|tokens?|passwords?|keys?)|(?:secrets?|credentials?|tokens?)[^.\n]{0,60}(?:leak\w*|appear\w*|in (?:any |the )?(?:log|chat|transcript|payload)|expos\w*|nowhere|absent|not (?:in|there|present|visible)|never)|(?:grep|search|scan|look|check|rg)[^.\n]{0,70}(?:secrets?|credentials?|tokens?|TOKEN|passwords?)|leak|(?:没有|无|未|不)[^。\n]{0,10}(?:泄[露漏]|明文|机密|密钥|令牌|凭据|token|敏感)|(?:日志|聊天|负载|记录)[^。\n]{0,24}(?:机密|密钥|令牌|token|凭据|凭证|密码|敏感)|(?:机密|密钥|令牌|token|凭据|凭证|密码|敏感)[^。\n]{0,20}(?:泄|出现|日志|聊天|外流)|泄[露漏]|脱敏/i },
];

/** By these words a memo claims that the bridge is, or will be, verified from end to end. */
const claimed = /end[- ]to[- ]end|e2e|(?:verif(?:y|ied|ication)|acceptance)\b|端到端|验证|验收/i;

export const verifyIncomplete: Rule = {
  id: "verify/incomplete",
  severity: "error",
  source: "seed, step 6: verify end to end",
  exampleKind: "rollout-plan",
  words: {
    en: {
      finds: "A verification that misses one of: source fired, delivery succeeded, receiver duplicate-safe, failure path visible, no secrets leaked",
      why: "Each of the five fails on its own, and silently.",
      wrong: "# Rollout plan\n\nCheck that the source fired and that delivery succeeded.",
      right: "# Rollout plan\n\nCheck that the source fired, that delivery succeeded, that a duplicate is ignored, that a failure alert arrives, and that no secrets leaked.",
      messages: { default: { text: "The verification does not check: {subject}.", fix: "Add the check, with what to run and what to see." } },
    },
    "zh-CN": {
      finds: "验证缺少以下某项：源事件已触发、投递成功、接收方防重复、失败可见、未泄露机密",
      why: "五件事各自都会出错，而且悄无声息。",
      wrong: "# 上线方案\n\n确认源任务已触发、投递成功。",
      right: "# 上线方案\n\n确认源任务已触发、投递成功、重复消息会被忽略、失败告警能收到、日志里没有泄露机密。",
      messages: { default: { text: "验证没有检查：{subject}。", fix: "补上这项检查：执行什么、应看到什么。" } },
    },
  },
  *check(subject) {
    const { document } = subject;
    const heads = document.passages.filter(({ kind }) => kind === "heading").map(({ source }) => source.text);
    const memo = document.kind === "memo" && (heads.some((text) => claimed.test(text)) || document.sentences.some(({ text, mood }) => mood === "states" && /end[- ]to[- ]end|端到端/i.test(text)));
    yield* missingItems(subject, memo ? ["memo"] : ["rollout-plan", "troubleshooting"], items);
  },
};
