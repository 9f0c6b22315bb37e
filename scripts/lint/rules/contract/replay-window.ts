import { denies, reportsOnly } from "../../document/mood.ts";
import { placeIn, said } from "../../look.ts";
import type { Rule } from "../../rule.ts";

const cache =
  /replay[- ]?(?:cache|protection|window|key|guard|detection)|Idempotency-Key|(?:hook|gateway|openclaw|receiver|built-?in)(?:'s|s)?(?: own| built-?in)? (?:de-?dup\w{0,40}|idempoten\w{1,40}|replay)|deduplicat\w{1,40} (?:by|in|at|inside|through) (?:the |openclaw|its )?(?:gateway|hooks?|openclaw)|重放缓存|重放(?:保护|窗口|防护)|幂等(?:缓存|头|键头)|网关(?:自带|内置|自己)?的?(?:去重|幂等)|自带(?:的)?去重|OpenClaw (?:会|自带|内置)?.{0,6}去重/i;

/** The gateway itself is said to know what it has seen. */
const remembers =
  /(?:gateway|openclaw|(?:the |its |openclaw's )?hooks?(?: endpoint)?)(?:'s own)? (?:already |itself |automatically |simply |just |then |will |always )*(?:remembers?|drops?|ignores?|recogni[sz]es?|filters?|de-?dup\w{0,40}|discards?|rejects?|swallows?|keeps? track of|knows?|suppress\w{0,40}|throws? away) (?:\S{1,60} ){0,9}(?:\S*keys?|what (?:it )?(?:has|was)|already|duplicates?|ids?|repeats?|repeated|replays?|doubles?|copies|seen|second|(?:it|them)(?![\w-]))|(?:网关|OpenClaw|hook)(?:\s|自己|本身|会|自动|都)*(?:记得|记住|认得|认识|忽略|过滤|丢弃|识别|拦下|去掉|去重)[^。；]{0,14}(?:键|重复|id|ID|重放|副本)?/i;

/** What the cache does not give. */
const beyond =
  /(?:restart|reboot|crash|forever|permanent\w{0,40}|always|any time|never (?:be )?(?:run|process|handle|execut)\w{0,40} twice|(?:nothing|no \w{1,40}) (?:can |will |could )?(?:ever |possibly )?(?:be )?(?:run|happen|arriv|process)\w{0,40} twice|ever again|(?:whole|entire|all|full) (?:day|night|week)|protects?|exactly[- ]once|guarantee\w{0,40}|(?:\d{1,9}|several|a few|many|two|three|twenty-four) ?(?:h|hours?|days?|weeks?)|overnight|(?:next|following) (?:day|morning)|daily|(?:[6-9]|[1-9]\d{1,9}) ?(?:m|min|minutes)|all (?:duplicates|retries|replays)|every (?:duplicate|retry|replay)|enough|sufficient|so (?:we|you|no) (?:need|don't|do not)|no (?:need|own|separate) |take[s]? care|handles?|rel(?:y|ies|ying)|durable|persist\w{0,40}|whenever|safe(?:ly)?)|重启|崩溃|永久|永远|一直|始终|恰好一次|只(?:会)?(?:处理|执行)一次|保证|[0-9一二三几两]+ ?(?:小时|天|周)|当天|整天|一整|隔天|次日|第二天|足够|就够|够用|不用(?:再|自己)|无需(?:再|自己)?|依赖|依靠|靠它|兜底|放心|都(?:会|能)|任何重复/i;

export const replayWindow: Rule = {
  id: "contract/replay-window",
  severity: "warn",
  source: "docs/gateway/config-hooks.md; measured: the same key runs again after a restart of the gateway",
  words: {
    en: {
      finds: "Relying on the hooks replay cache for more than it gives",
      why: "It lives in memory, for five minutes after the run ends, and a restart loses it; a changed field makes it another request.",
      wrong: "The Idempotency-Key guarantees that no event is processed twice, also after a restart.",
      right:
        "The receiver keeps the ids it has seen in a file and ignores those; the Idempotency-Key only saves a model run within five minutes.",
      messages: {
        default: {
          text: "The replay cache is in memory, lasts five minutes after the run, and is gone after a restart: it does not give this.",
          fix: "Let the receiver keep the keys it has handled in a file, and answer a known key without working again.",
        },
      },
    },
    "zh-CN": {
      finds: "对 hook 的重放缓存期望过高",
      why: "它只在内存里，执行结束后保留五分钟，重启即失；字段一变就算另一个请求。",
      wrong: "靠 Idempotency-Key 就能保证事件永远不会处理两次，重启后也一样。",
      right: "接收方把处理过的 id 记在文件里，重复的直接忽略；Idempotency-Key 只是五分钟内少跑一次模型。",
      messages: {
        default: {
          text: "重放缓存只在内存里，执行后保留五分钟，重启就没了：做不到这里说的。",
          fix: "让接收方把处理过的键记进文件，遇到已知的键直接应答，不再执行。",
        },
      },
    },
  },
  *check({ document }) {
    for (const sentence of said(document, remembers, cache)) {
      const { text, passage } = sentence;
      const pattern = remembers.test(text)
        ? remembers
        : cache.test(text) && beyond.test(text.replace(cache, ""))
          ? cache
          : undefined;
      if (passage.kind === "heading" || !pattern || reportsOnly(text)) continue;
      if (
        /(?:in[- ]memory|memory[- ]only|only|lost|forgets?|forgotten|does not survive|doesn't survive|five minutes|5 ?min|gone|not (?:enough|survive|durable|rely|a substitute)|never rel|do(?:n't| not) rel|内存|丢失|失效|清空|五分钟|5 ?分钟|不能(?:依赖|靠|指望|保证)|别(?:依赖|靠|指望)|不(?:要|应|可)(?:依赖|靠|指望)|不够|撑不过|只(?!会|处理|执行|跑))/i.test(
          text,
        )
      )
        continue;
      if (
        denies(text) &&
        !/twice|second (?:run|time)|no (?:list|own|separate|file|record)|need not|need no|no need|needn't|don't need|do not need|no matter|nothing|无需|不用|不会|不必|不怕|也不|never/i.test(
          text,
        )
      )
        continue;
      yield { place: placeIn(sentence, pattern), evidence: text };
    }
  },
};
