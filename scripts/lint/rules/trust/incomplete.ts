import { type Item, missingItems } from "../../complete.ts";
import type { Rule } from "../../rule.ts";

const items: Item[] = [
  {
    name: "authoritative side",
    told: /authorit(?:y|ative|ies)|source of truth|single source|system of record|(?:owns?|keeps|holds) (?:the )?(?:\S{1,60} ){0,3}(?:truth|state|decision|record|result|schedule|outcome|list|status)|(?:decides?|decision|final say|last word|final word)\b|master copy|canonical|wins\b|(?:is|are) (?:always )?right(?: about| when|[.;,:]|$)|who is right|speaks? for|is believed|has the say|counts as (?:true|the truth)|knows best|is the one that (?:knows|counts)|(?:believe|trust)s? (?:the |what )|权威|为准|说了算|真相|事实来源|决定权|决定|由.{1,14}(?:决定|拍板|说)|主导|word counts|(?:knows|decides|sets)\b[^.]{0,40}(?:only|merely|just) (?:copies|reads|shows|mirrors|displays)|(?:听|信)[^。；\n]{1,10}的|说的?算/im,
  },
  {
    name: "where credentials live",
    told: /(?:credential|token|secret|(?:api |ssh |bucket |private )?key|password|login)s?\b[^.\n]{0,110}(?:live|lives|kept|keep|stays?|stored?|stores|held|holds?|resides?|is in|are in|is on|sits?|local|only on|never leaves?|lies|\bfile\b|variable|environment|\.env|keychain|vault|secret store|0600|each side|own(?:ed|er|s))|(?:live|lives|kept|stays?|stored?|held|stores?|holds?|keeps?|in|has)\b [^.\n]{0,60}(?:credential|token|secret|\bkey)s?\b|\$\{?[A-Z_]*(?:TOKEN|SECRET|KEY)\w{0,40}\}?|no (?:new )?(?:credentials?|tokens?|secrets?)\b|(?:凭据|凭证|令牌|token|密钥|口令|密码|钥匙)[^。\n]{0,60}(?:存|放|保存|保管|留在|位于|在|写在|只在|不离开|文件|变量|环境|各自|由)|(?:存放|保存|保管|留在|放在|各自)[^。\n]{0,30}(?:凭据|凭证|令牌|token|密钥|密码)|不(?:需要|用|涉及|新增)[^。\n]{0,6}(?:凭据|令牌|密钥)|(?:secrets?|credentials?|tokens?)\b[^.\n]{0,20}(?:remains?|password manager|vault)|(?:密码|令牌|凭据|密钥|token)[^。；\n]{0,10}(?:不出|不外传)/i,
  },
  {
    name: "which actions need approval",
    told: /approv(?:al|als|e|ed|es|ing)|says? yes|yes first|sign[- ]?(?:off|ature|ed by)|signature|go-?ahead|needs? (?:a |an |the |explicit |\S+'s )*(?:human|person|ok|yes|confirmation|permission|consent|word|it too)|(?:'s|the|his|her|an?|without) (?:explicit )?(?:ok|okay|yes|consent|permission|say-so|nod)\b|ask(?:s|ed)? (?:\S{1,60} ){0,3}(?:first|before)|must be (?:asked|confirmed)|confirm(?:s|ed|ation)?\b[^.\n]{0,40}(?:before|first|by|person|human)|(?:only|nobody|no one|nothing)[^.\n]{0,60}(?:without|unless|after)[^.\n]{0,40}(?:ok|yes|human|person|agree|approv|say)|(?:no|nothing) (?:\S{1,60} ){0,3}(?:needs?|requires?) (?:approval|confirmation)|agreed (?:by|to|with)|granted by|human in the loop|批准|审批|同意|授权|许可|签字|人工确认|需(?:要)?.{0,10}(?:确认|点头|拍板)|先问|问过|点头|拍板|放行|(?<![\w-])nod(?:s|ded)?(?![\w-])|only suggests?|(?:person|human|people) decides?|consent of|说行|由人(?:来)?(?:决定|定|拍板)|须?经[^。；\n]{1,10}(?:允许|许可|同意)/i,
  },
  {
    name: "what happens on failure or timeout",
    told: /(?:on|upon|after|in case of|if|when|should)\b[^.\n]{0,70}(?:fail(?:s|ed|ure|ures)?\b|time-?out|times out|timed out|is down|unreachable|offline|asleep|breaks?|(?:no|not?) (?:\S{1,60} )?(?:answer|reply|response|receipt|ack|message|confirmation|heard)|(?:does not|doesn't|hasn't|has not|did not|didn't|don't) (?:answer|reply|respond|arrive|come|confirm|hear|acknowledge|succeed))|(?:failure|time-?out|silence|no answer|no ack)\w{0,40}\s*(?:[:：|(.]|or |means|=|→|is )|fail(?:s|ed|ure|ures)?\b[^.\n]{0,80}(?:alert|report|notif|retr|lost|stop|told|escalat|logged|visible|human|operator|message|page|phone|give up|next|ring|mail)|failure[- ](?:path|route|alert|mode|table|handling|behaviou?r)|safe state|fail[- ](?:safe|closed|open)|time-?out\b[^.\n]{0,60}(?:alert|report|notif|retr|lost|stop|ask|escalat|cancel|expire|human|treated|means|after)|失败(?:时|后|则|会|就|了|：|:|怎么办|处理|告警|通知|路由|或|，|、)|超时|(?:出错|故障|掉线|不可达|宕机|断(?:网|开|了)|没(?:有)?(?:回应|回复|收到|确认|回执))[^。\n]{0,40}(?:告警|通知|提醒|重试|停|放弃|人工|升级|取消|电话|问|按|算|视为)|无(?:回应|回复|应答)|(?:no|without(?: an?)?) (?:\w{1,40} )?(?:message|answer|reply|event|news)\b[^.\n]{0,60}(?:call|phone|page|hand|alert|ask|treat|ring|person)|(?:not|n't) (?:get|come|go|make it) through|(?:没|无)(?:有)?(?:消息|回音|回复|回应|动静|收到)[^。；\n]{0,24}(?:电话|转|找|叫|呼|告警|视为|人工|问)|发不(?:过去|出去|到)[^。；\n]{0,20}(?:呼|叫|告警|通知|找|丢|停|算)|没(?:有)?(?:发|送|收)[^。；\n]{0,4}(?:成功|到|出去)|还没(?:消息|收到|来)/im,
  },
];

export const trustIncomplete: Rule = {
  id: "trust/incomplete",
  severity: "error",
  source: "seed, step 4: define the trust boundary",
  exampleKind: "memo",
  words: {
    en: {
      finds:
        "A memo that misses one of: authoritative side, where credentials live, which actions need approval, what happens on failure or timeout",
      why: "Two instances share nothing; what they may believe and do must be written down.",
      wrong: "# Memo\n\nThe server is authoritative for its own state.",
      right:
        "# Memo\n\n- The server is authoritative for its own state.\n- The hook token is kept in the laptop's .env.\n- A restart needs Ana's approval.\n- On failure Ana gets an alert; a timeout counts as a failure.",
      messages: { default: { text: "The memo does not say: {subject}.", fix: "Add one sentence or one row for it." } },
    },
    "zh-CN": {
      finds: "备忘录缺少以下某项：权威方、凭据存放处、需要批准的操作、失败或超时的处理",
      why: "两台实例什么都不共享，彼此可以相信什么、做什么必须写下来。",
      wrong: "# 备忘录\n\n服务器状态以服务器为准。",
      right:
        "# 备忘录\n\n- 服务器状态以服务器为准。\n- hook 令牌保存在笔记本的 .env 里。\n- 重启需要小王批准。\n- 失败时给小王发告警，超时按失败处理。",
      messages: { default: { text: "备忘录没有写明：{subject}。", fix: "补上一句话或一行。" } },
    },
  },
  check: (subject) => missingItems(subject, ["memo"], items),
};
