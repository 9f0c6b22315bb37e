import { said, statements } from "../../look.ts";
import type { Rule } from "../../rule.ts";

/** Two sides that answer each other. */
const mutual =
  /(?:(?<!\w)(?:agent |bot )?(\w{1,40}) (\w{1,40}) (?:agent |bot )?(\w{1,40}),? (?:and )?(?:agent |bot )?\3 \2 (?:agent |bot )?\1(?![\w-])|auto-?(?:repl|respon|answer)\w{0,40} (?:\S{1,60} ){0,4}(?:on|enabled|active)(?![\w-])|([A-Za-z]+)\s*(谢|回复?|答|评)\s*([A-Za-z]+)[，,]\s*\6\s*[再又也]?\5\s*\4|(?:开着|打开|启用)[^。；]{0,4}自动回复|(?:whenever|every time|each time|as soon as|always when) (?:one|either|the one|a side|somebody)[^.;]{0,40}(?:other|peer)[^.;]{0,20}(?:answers?|repl(?:y|ies)|responds?|reacts?)|(?:answers?|replies|reply)[^.;]{0,40}and so on|(?:repl(?:y|ies)|answers?|responds?|respond|reacts?|talk|chat|message) (?:\S{1,60} ){0,4}(?:to )?(?:each other|one another|back and forth|in turn|every message|any message|all messages|whatever the other)|(?:each|both|either|the two) (?:\S{1,60} ){0,5}(?:repl(?:y|ies)|answers?|respond\w{0,40}|react\w{0,40}) (?:\S{1,60} ){0,6}(?:other|each|every|peer|one another|(?:\w{1,40})'s)|(?:every|each|any) (?:reply|answer|response|message|acknowledg\w{1,40}|ack) (?:\S{1,60} ){0,6}(?:triggers?|starts?|is (?:answered|acknowledged)|causes?|fires?) (?:\S{1,60} ){0,5}(?:reply|answer|response|message|run|ack\w{0,40}|new|back)|(?:whenever|every time|each time|as soon as|always when|once) (?:one|either|any)[^.;]{0,30}(?:the other|its peer)[^.;]{0,16}(?:comments?|answers?|repl(?:y|ies)|responds?|reacts?|chimes? in)|(?:repl(?:y|ies)|answers?|responds?) to [^.;]{0,50}(?:which|who|and (?:it|that one|the latter)) (?:repl(?:y|ies)|answers?|responds?)|(?:they|both|agents|bots|two) (?:\S{1,60} ){0,3}(?:keep|go on|continue) (?:talk|chat|discuss|argu|negotiat|exchang)\w{1,40}|(?:every|each) (?:repl\w{1,40}|answer|acknowledg\w{1,40}|receipt|ack)(?: \S+){0,4} (?:is|gets) (?:answered|acknowledged|confirmed|replied)|(?:conversation|dialog(?:ue)?|ping-?pong|negotiat\w{0,40}|discuss\w{0,40}|debate\w{0,40}|back[- ]and[- ]forth) (?:\S{1,60} ){0,5}(?:until|as long as|continues?|goes on|between (?:the )?(?:two|both|bots?|agents?))|(?:two|both) (?:bots?|agents?) (?:\S{1,60} ){0,4}(?:same|one|shared) (?:\S{1,60} )?(?:channel|group|room|chat|thread)|(?:answers?|replies|responds) (?:\S{1,60} ){0,8}which (?:\S{1,60} ){0,3}(?:answers?|replies|responds|triggers)|(?:allowBots|allow_bots|respondToBots)["']?\s*[:=]\s*["']?(?:true|all|mentions))|(?:互相|相互|彼此|双方|两边|两个|两台)[^。；]{0,14}(?:回复|应答|回应|答复|对话|(?<!群)聊(?!天)|回信|回一条|讨论)|(?:收到|看到)[^。；]{0,12}(?:就|都|即|便)[^。；]{0,6}(?:回复|应答|回应|回一条)[^。；]{0,20}(?:对方|对端|再|又)|(?:谁|对方|任何人?|所有|两个|别的)[^。；，]{0,14}都(?:会|要|得)?(?:回|接话|应)|(?:对方|对端|另一个)[^。；，]{0,10}(?:的)?(?:也|都)(?:会|要)?(?:回|应|接)|聊到|一方[^。；]{0,10}另一方[^。；]{0,8}(?:就|跟着|也|便)[^。；]{0,6}(?:评论|回|接|应)|(?:回复|答复)[^。；，]{0,12}[，,][^。；]{0,14}再(?:回复|答复|回)|没完没了|(?:任何|随便|不管哪)一?(?:只|个|台|方)[^。；]{0,6}(?:说话|发言|开口)[^。；]{0,8}(?:另一|对方|其它|别的)[^。；]{0,6}(?:接|回|应)|互相(?:道谢|客气|感谢|打招呼)|(?:对方|对端)[^。；]{0,6}回[^。；]{0,8}(?:这边|我们|它|本方|就)[^。；]{0,6}回|每(?:一)?条(?:回执|回复|确认|消息)[^。；]{0,8}都(?:要|会|得)?再?(?:确认|回|应)|(?:凡是|只要|每次|一旦|一)(?:看到|收到|听到)(?:对方|对端|另一)[^。；]{0,16}(?:就|都|即|便)[^。；]{0,10}(?:回|答|复述|接话|应)|来回(?:对话|讨论|沟通|聊)|(?:每|任何)(?:一)?(?:条)?(?:回复|消息|应答)[^。；]{0,10}(?:都)?(?:会)?(?:触发|引发|再)|你一句我一句|一问一答/i;

/** What ends it. */
const limited =
  /hop(?:s|[- ]?(?:count|limit))?|turn[- ]?limit|max(?:imum)?[- _]?(?:turns?|hops?|rounds?|replies|exchanges)|at most (?:\w{1,40} ){1,2}(?:turns?|hops?|rounds?|replies|exchanges|messages|answers)|(?:\d{1,9}|one|two|three|four|five|six) (?:turns?|hops?|rounds?|replies|exchanges)|rate limit|budget|loop[- ]?(?:guard|protection|limit)|ping-?pong ?(?:limit|turns)|maxPingPongTurns|(?:never|not|no) (?:\S{1,60} ){0,3}(?:repl(?:y|ies)|answers?|respond\w{0,40}|acknowledg\w{0,40}) to (?:a |an |its |any )?(?:repl|answer|ack|receipt|bot|response)|neither (?:\S{1,60} ){0,3}(?:answers?|repl)|do(?:es)? not (?:answer|reply|respond)|one[- ]way|requireMention(?![^，。,.\n]{0,16}(?:false|off|关|no))|ignore[sd]? (?:messages from )?(?:other )?bots?|跳数|轮数|回合|最多.{0,6}(?:轮|跳|回合)|(?:回复|应答|来回|互相|回)[^。；]{0,12}最多.{0,6}(?:次|条)|上限|不再回复|不(?:再)?(?:回复|应答)(?:回执|确认|对方的)|限速|预算|单向|防循环|循环保护|忽略机器人/i;

export const replyLoop: Rule = {
  id: "traffic/reply-loop",
  severity: "error",
  source: "docs/channels/bot-loop-protection.md; measured: two a2a peers sent each other's failure notices back",
  words: {
    en: {
      finds: "Two instances or bots that can answer each other without a hop or turn limit",
      why: "Each answer is a message that is answered: the loop ends when the money does.",
      wrong:
        "The laptop replies to every message from the server, and the server replies to every message from the laptop.",
      right: "The laptop replies once; a reply carries hops: 1, and a message with hops: 1 is never answered.",
      messages: {
        default: {
          text: "The two sides can answer each other without end: {evidence}",
          fix: "Carry a hop count and stop at one, answer no receipt, and give the flow a budget per hour.",
        },
      },
    },
    "zh-CN": {
      finds: "两台实例或两个机器人可以互相回复，却没有跳数或轮数限制",
      why: "每个回复又是一条会被回复的消息：钱花完循环才停。",
      wrong: "笔记本会回复服务器的每条消息，服务器也会回复笔记本的每条消息，双方互相应答。",
      right: "笔记本只回复一次；回复带上跳数 1，跳数为 1 的消息不再应答。",
      messages: {
        default: {
          text: "双方可以无休止地互相回复：{evidence}",
          fix: "带上跳数，到一就停；不回复回执；给这条流设每小时的预算。",
        },
      },
    },
  },
  *check({ document }) {
    if (said(document, limited).length > 0 || limited.test(document.data.map(({ source }) => source.text).join("\n")))
      return;
    for (const { sentence, place } of statements(document, mutual)) yield { place, evidence: sentence.text };
  },
};
