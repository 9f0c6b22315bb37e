import { type Item, missingItems } from "../../complete.ts";
import { stated } from "../../look.ts";
import type { Rule } from "../../rule.ts";

const items: Item[] = [
  {
    name: "source fired",
    told: /\bfir(?:ed|es|e|ing)\b|(?:job|event|source|run|schedule|trigger|cron)s? (?:\S{1,60} ){0,5}(?:ran|started|was made|was emitted|was sent|was produced|executed|went off|triggered|has run|did run|entry|in the list|is listed)|cron runs?\b|automations runs?|cron (?:run )?history|run (?:history|list)|has (?:it|the \w{1,40}) run|did (?:the |it )?(?:\S{1,60} ){0,3}run|(?:源(?:端|头)?|任务|事件|定时|作业|job)[^。\n]{0,16}(?:触发|执行|跑|运行|发出|产生|启动)|执行(?:记录|历史)|运行记录|是否触发|触发了/i,
  },
  {
    name: "delivery succeeded",
    told: /deliver(?:y|ies|ed)|deliveryStatus|arriv(?:es|ed|al|e)|receiv(?:ed|es|e)\b|reach(?:es|ed)?\b|(?:hook|receiver|endpoint|post|curl|answer\w{0,40}|return\w{0,40}|respond\w{0,40}|must be|gives?) (?:\S{1,60} ){0,4}(?:200|204|2xx)|show(?:s|ed)? up|(?:text|message|line|reading|summary|report|digest) (?:\S{1,60} ){0,4}(?:is|stands|appears|lands|must be|has to be) (?:\S{1,60} ){0,2}(?:in|on|at)\b|got (?:it|the)|(?:came|comes|got|gets|made it) (?:across|through|over)|投递|送达|到达|收到|返回\s*2\d\d|出现在|看到(?:了)?(?:消息|报告|摘要)|(?:log|file|list|inbox) (?:has|shows|contains|holds) (?:the|a|its|that) (?:\S{1,60} )?(?:line|entry|row|message|event)|(?:能|可以|应)(?:看到|见到|看见)|看得到|日志里?有/i,
  },
  {
    name: "receiver duplicate-safe",
    told: /duplicate|twice(?! (?:a|per))|de-?dup\w{0,40}|idempot\w{1,40}|second time|(?:same|that|the) (?:\S{1,60} ){0,3}(?:again|once more|twice|a second)|once more|again with the same|(?:second|repeated|same) (?:copy|message|event|post|delivery) (?:is|must be|gets|should be) (?:ignored|dropped|skipped|refused)|(?:不应|不会|没有|不能)(?:再)?(?:出现|产生|有)第二|no second (?!(?:attempt|delivery|try))|still (?:only |just )?one(?![\w-])|re-?play(?:ed|s|ing)?|re-?send the same|repeat(?:ed|s)? (?:is |must |it |the |harmless)|is a repeat|重复|去重|幂等|两次|再(?:发|投|推|来)(?:一次|一遍|一条)|同一(?:条|个)?(?:消息|事件|id)[^。\n]{0,10}(?:再|两|重)|重放|重发[^。；\n]{0,8}(?:没有?效果|不变|无影响|没反应)/i,
  },
  {
    name: "failure path visible",
    told: /(?:alert|fail\w{0,40}|error|broken|breaks?|stop(?:s|ped)?|(?<![\w])pull(?:s|ed)?|unplug\w{0,40}|down|wrong|switched off|\boff\b|kill\w{0,40}|`false`|shut|offline|unreachable|turns red)\b[^.\n]{0,110}(?:arriv|reach|rings?\b|rang|see[sn]?\b|saw|shows?\b|shown|appear|must (?:say|come|be|reach|get)|says? so|mail|notic|visible|light|turns? red|told|hear|come[sn]? (?:in|up)|comes\b|lands?\b|gets? (?:an?|the)|expect|alert\b|within \d)|(?:see|seen|notice|visible|would i|show)[^.\n]{0,60}(?:fail\w{0,40}|alert|error)|fail(?:s|ed|ing|ure)? (?:on purpose|deliberately|once)|simulat\w+ (?:an? )?(?:\S{1,60} )?fail\w*|(?:must|should|has to) (?:get|receive|see|hear)[^.\n]{0,40}alert|(?:kill|stop|break|disable)\w*[^.\n]{0,60}\n?[^.\n]{0,60}(?:alert|notified)|phone (?:\S{1,60} ){0,3}(?:rings?|buzz\w{0,40})|failure (?:path|drill|test|is visible|shows)|(?:失败|告警|报警|出错|故意|停掉|关掉|断(?:开|网)|拔|弄错|改错|写错)[^。\n]{0,50}(?:收到|看到|可见|到达|能|会|出现|响|通知|提醒|确认|告警|必须|应)|失败(?:路径|可见|场景|演练)|告警(?:能|会|到|出现|收到|是否|有没有)|(?:停|关|断|拔|改错|写错)[^。；\n]{0,30}(?:要知道|知道|必须响)/i,
  },
  {
    name: "no secrets leaked",
    told: /(?:no|without|not? (?:contain|hold|show|leak|any)|none of|neither)\b (?:\S{1,60} ){0,6}(?:secrets?|credentials?|tokens?|passwords?|keys?)\b(?!\W*(?:\d|gives|answers|→))|(?:secrets?|credentials?|tokens?|passwords?)\b[^.\n]{0,70}(?:leak\w{0,40}|appear\w{0,40}|in (?:any |the )?(?:log|chat|transcript|payload)|expos\w{0,40}|nowhere|absent|not (?:in|there|present|visible)|no hit|got out|escap\w{0,40})|(?:grep|search\w{0,40}|scan\w{0,40}|look\w{0,40} (?:for|through)|rg)\b[^.\n]{0,90}(?:secrets?|credentials?|tokens?|TOKEN|Bearer|passwords?)|(?:secret|token|password|credential)s? (?:\S{1,60} )?(?:turns?|shows?|comes?) up|leak|(?:没有|无|未|不)[^。\n]{0,12}(?:泄[露漏]|明文|机密|密钥|令牌|凭据|token|敏感|密码)|(?:日志|聊天|负载|记录|消息|群)[^。\n]{0,30}(?:机密|密钥|令牌|token|凭据|凭证|密码|敏感)|(?:机密|密钥|令牌|token|凭据|凭证|密码|敏感)[^。\n]{0,24}(?:泄|出现|日志|聊天|外流|没有|搜)|泄[露漏]|脱敏|(?:neither|none|nor|no|nothing) [^.\n]{0,60}(?:contain|hold|show|have|has|carr)\w{0,4} [^.\n]{0,60}(?:token|secret|password|credential|key)|(?:nothing|no) (?:confidential|sensitive|secret|private)/i,
  },
];

/** By these words a memo claims that the bridge is, or will be, verified from end to end. */
const claimed = /end[- ]to[- ]end|e2e|(?:verif(?:y|ied|ication)|acceptance)\b|端到端|验证|验收/i;

/** The part of a memo that speaks of checking; elsewhere a failure alert is a promise, not a check. */
const verification =
  /verif|accept|check|test|proof|prove|done when|end.to.end|works? when|rehears|验证|验收|检查|测试|端到端|确认/i;

export const verifyIncomplete: Rule = {
  id: "verify/incomplete",
  severity: "error",
  source: "seed, step 6: verify end to end",
  exampleKind: "rollout-plan",
  words: {
    en: {
      finds:
        "A verification that misses one of: source fired, delivery succeeded, receiver duplicate-safe, failure path visible, no secrets leaked",
      why: "Each of the five fails on its own, and silently.",
      wrong: "# Rollout plan\n\nCheck that the source fired and that delivery succeeded.",
      right:
        "# Rollout plan\n\nCheck that the source fired, that delivery succeeded, that a duplicate is ignored, that a failure alert arrives, and that no secrets leaked.",
      messages: {
        default: {
          text: "The verification does not check: {subject}.",
          fix: "Add the check, with what to run and what to see.",
        },
      },
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
    const memo =
      document.kind === "memo" &&
      (heads.some((text) => claimed.test(text)) || stated(document, /end[- ]to[- ]end|端到端/i).length > 0);
    yield* missingItems(subject, memo ? ["memo"] : ["rollout-plan", "troubleshooting"], items, {
      where: memo ? (passage) => passage.headings.some((text) => verification.test(text)) : undefined,
      without: /--[\w-]+/g,
    });
  },
};
