import { type Item, missingItems } from "../../complete.ts";
import type { Rule } from "../../rule.ts";

const items: Item[] = [
  {
    name: "backup before config edit",
    told: /back(?:s|ed|ing)?[- ]?up|(?:cp|copy|install)\s+(?:-\w{1,40}\s+)*[^\n]{0,80}(?:openclaw\.json|config file|"\$\(openclaw config file)|cop(?:y|ies|ied) (?:of )?(?:the |both |each |your )?(?:\S{1,60} ){0,3}(?:config\w{0,40}|openclaw\.json|file)|snapshot|save (?:a |the )?(?:copy|current)|before\.json|\.bak\b|save what|备份|拷贝一份|先复制|留一份|快照|存一份/i,
  },
  {
    name: "test message before production use",
    told: /(?<![\w-])try (?:it|this|that|everything|the whole)(?![\w-])|\bTEST-\w|test[- ](?:message|event|payload|delivery|post|notification|send|envelope|run|fire)|(?:send|fire|post|push|deliver)\w{0,40} (?:a |one |the |an )?(?:\S{1,60} ){0,3}(?:test|dummy|sample|canary|smoke|trial|harmless|synthetic)|(?:\btest\b|TEST|smoke|canary|dummy|trial)[^.\n]{0,60}(?:before|first|then (?:production|real|live)|real thing|for real|counts)|(?:before|first)[^.\n]{0,60}(?:production|real|live|enabling|enable)|smoke[- ]?test|canary|trial run|(?:run|fire|start|trigger)\w{0,40} (?:it|the job|once)? ?(?:once|manually|by hand) (?:before|first|and|while)|#\w{0,40}test|cron run[^\n]*\n[\s\S]{0,400}cron enable|disabled[\s\S]{0,900}cron run[\s\S]{0,1200}enable|测试[\u4e00-\u9fff]{0,4}(?:消息|事件|投递|发送|一条|任务|数据|负载|报|单|通知|推送|事故|工单)|试(?:发|投|推|跑)|冒烟|先发一条|演练|灰度|先[^。\n]{0,14}(?:测试|试一)|正式(?:启用|上线|使用)?前[^。\n]{0,12}(?:测|试)|(?:run|fire|start|trigger)\w{0,40}[^.\n]{0,40}(?:by hand|manually|once)[^.\n]{0,40}(?:disabled|before|first|look|switched off)|停用[^。；\n]{0,14}(?:手动|手工|先)?(?:跑|执行|触发)|cron run [^\n]*[\s\S]{0,400}正式|(?:上线|启用|切换)前[^。；\n]{0,16}(?:试|测|假数据|演练)/i,
  },
  {
    name: "rollback steps",
    told: /roll(?:s|ed|ing)?[- ]?back|revert|(?:way|go|going|put|step) back|undo|back[- ]?out|restor(?:e|es|ing) (?:the |each |your |from )?(?:\S{1,60} ){0,3}(?:copy|backup|config\w{0,40}|file|original|previous|saved)|take (?:it )?(?:away|out) again|copies back|if (?:it|this|that|something|anything) goes wrong\W|put[^.\n]{0,40}back|undo|回滚|回退|撤回|恢复(?:备份|原|配置|到)|还原|撤销|退回|to get back\W|way out\W|old file (?:back|in place)|(?:^|\n)[\d.、\s]*退\s*(?:\n|$)|要退|退的话|放回去/i,
  },
];

export const notReversible: Rule = {
  id: "rollout/not-reversible",
  severity: "error",
  source: "seed, step 5: implement with reversible changes",
  exampleKind: "rollout-plan",
  words: {
    en: {
      finds:
        "A rollout plan that misses one of: backup before config edit, test message before production use, rollback steps",
      why: "A change without a way back is tried on somebody's working gateway.",
      wrong: "# Rollout plan\n\n1. Back up openclaw.json.\n2. Write the mapping.",
      right:
        "# Rollout plan\n\n1. Back up openclaw.json.\n2. Write the mapping.\n3. Send a test message.\n4. Rollback: restore the copy.",
      messages: {
        default: { text: "The rollout plan does not have: {subject}.", fix: "Add the step, with its command." },
      },
    },
    "zh-CN": {
      finds: "上线方案缺少以下某项：改配置前备份、正式使用前的测试消息、回滚步骤",
      why: "没有退路的改动，等于拿别人正在用的网关做试验。",
      wrong: "# 上线方案\n\n1. 备份 openclaw.json。\n2. 写入映射。",
      right: "# 上线方案\n\n1. 备份 openclaw.json。\n2. 写入映射。\n3. 发一条测试消息。\n4. 回滚：恢复备份。",
      messages: { default: { text: "上线方案缺少：{subject}。", fix: "补上这一步和对应命令。" } },
    },
  },
  check: (subject) => missingItems(subject, ["rollout-plan"], items),
};
