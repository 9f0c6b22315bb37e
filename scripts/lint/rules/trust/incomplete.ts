import { type Item, missingItems } from "../../complete.ts";
import type { Rule } from "../../rule.ts";

const items: Item[] = [
  { name: "authoritative side", told: /authorit(?:y|ative|ies)|source of truth|single source|system of record|owns? (?:the )?(?:\S+ ){0,3}(?:truth|state|decision|data|record|result|schedule|outcome)|decides?|final (?:say|word|decision)|master copy|canonical|wins (?:on|in|over|if)|(?:is|are) right (?:about|when)|权威|为准|说了算|真相(?:来源|源)|事实来源|决定权|最终(?:决定|解释)|由.{1,12}决定|主导方|以.{1,16}为准/i },
  { name: "where credentials live", told: /(?:credential|token|secret|key|password|login)s?[^.\n]{0,90}(?:live|lives|kept|keep|stays?|stored?|stores|held|holds?|resides?|is in|are in|sits?|local|only on|never leaves?|lies|file|variable|environment|\.env|keychain|vault|secret store|0600)|(?:live|lives|kept|stays?|stored?|held|stores?|holds?|keeps?|in) [^.\n]{0,60}(?:credential|token|secret|key)s?|\$\{?[A-Z_]*(?:TOKEN|SECRET|KEY)\w*\}?|no credentials? (?:is|are|needed|involved)|(?:凭据|凭证|令牌|token|密钥|口令|密码)[^。\n]{0,50}(?:存|放|保存|保管|留在|位于|在|写在|只在|不离开|文件|变量|环境)|(?:存放|保存|保管|留在|放在)[^。\n]{0,30}(?:凭据|凭证|令牌|token|密钥)/i },
  { name: "which actions need approval", told: /approv(?:al|als|e|ed|es)|sign[- ]?off|go-?ahead|needs? (?:a |an |the |explicit )*(?:human|person|ok|yes|confirmation|permission)|ask(?:s|ed)? (?:a |the |first|before)|with(?:out)? (?:\S+ )?(?:consent|permission)|human (?:confirms|decides|says)|confirmation|(?:no|nothing) (?:\S+ ){0,3}(?:needs?|requires?) (?:approval|confirmation)|批准|审批|同意|授权|许可|人工确认|需(?:要)?.{0,8}确认|先问|点头|拍板/i },
  { name: "what happens on failure or timeout", told: /(?:on|upon|after|in case of|if|when)[^.\n]{0,60}(?:fail(?:s|ed|ure|ures)?|time-?out|times out|timed out|down|unreachable|offline|no (?:answer|reply|response|receipt))|(?:failure|timeout|time-out)s?\s*[:：|]|fail(?:s|ed|ure|ures)?[^.\n]{0,80}(?:alert|report|notif|retr|lost|stop|told|escalat|logged|visible|human|operator|message|page|give up|next)|failure (?:path|route|alert|mode|table|handling|behaviou?r)|time-?out[^.\n]{0,60}(?:alert|report|notif|retr|lost|stop|ask|escalat|cancel|expire|human|treated|means)|失败(?:时|后|则|会|就|了|：|:|怎么办|处理|告警|通知|路由|或超时)|超时(?:时|后|则|会|就|未|：|:|处理|不|了)|(?:出错|故障|掉线|不可达|宕机|没(?:有)?(?:回应|回复|收到))[^。\n]{0,30}(?:告警|通知|提醒|重试|停|放弃|人工|升级|取消)/i },
];

export const trustIncomplete: Rule = {
  id: "trust/incomplete",
  severity: "error",
  source: "seed, step 4: define the trust boundary",
  exampleKind: "memo",
  words: {
    en: {
      finds: "A memo that misses one of: authoritative side, where credentials live, which actions need approval, what happens on failure or timeout",
      why: "Two instances share nothing; what they may believe and do must be written down.",
      wrong: "# Memo\n\nThe server is authoritative for its own state.",
      right: "# Memo\n\n- The server is authoritative for its own state.\n- The hook token is kept in the laptop's .env.\n- A restart needs Ana's approval.\n- On failure Ana gets an alert; a timeout counts as a failure.",
      messages: { default: { text: "The memo does not say: {subject}.", fix: "Add one sentence or one row for it." } },
    },
    "zh-CN": {
      finds: "备忘录缺少以下某项：权威方、凭据存放处、需要批准的操作、失败或超时的处理",
      why: "两台实例什么都不共享，彼此可以相信什么、做什么必须写下来。",
      wrong: "# 备忘录\n\n服务器状态以服务器为准。",
      right: "# 备忘录\n\n- 服务器状态以服务器为准。\n- hook 令牌保存在笔记本的 .env 里。\n- 重启需要小王批准。\n- 失败时给小王发告警，超时按失败处理。",
      messages: { default: { text: "备忘录没有写明：{subject}。", fix: "补上一句话或一行。" } },
    },
  },
  check: (subject) => missingItems(subject, ["memo"], items),
};
