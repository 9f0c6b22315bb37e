import { short } from "../../../short.ts";
import { denies } from "../../document/mood.ts";
import { placeIn, said } from "../../look.ts";
import type { Rule } from "../../rule.ts";

/** An answer or a status that only means "admitted". */
const admitted =
  /(?<![\w-])(?:(?:HTTP )?(?:status )?2(?:00|0x|xx|02|04)|200 OK|2xx|(?<!guarantee: )deliver(?:ed|yStatus)|run (?:status|result|is) (?:is )?(?:ok|succeeded|green)|status:? ?"?(?:ok|succeeded)"?|(?:run|job)\b[^.;\n]{0,30}(?:is|was|marked|shown as|turns?) (?:marked |shown )?["'`]?(?:ok|green|succeeded)["'`]?|(?:shows?|says?|reads?) ["'`]?ok["'`]?|exit(?:s| code)? 0|rc ?0|returned ok|accepted by the hook|succeeded in (?:the )?run history|"?ok"?: ?true|runId)(?![\w-])|返回\s*(?:了)?\s*(?:HTTP\s*)?2(?:00|xx)|2\d\d\s*(?:状态码|响应|就|即)|(?:状态|记录|历史|结果|那边|输出|显示|run)(?:里|中)?(?:为|是|显示|写着|标着)?\s*[`"“]?(?:ok|成功|succeeded|delivered)|投递成功|deliveryStatus/i;

/** What it is taken for. */
const completed = short(
  /(?<![\w-])(?:proves?|proof|confirm(?:s|ed|ation)?|guarantees?|means? (?:that )?(?:the )?(?:\S{1,60} ){0,5}(?:done|did|handled|processed|finished|completed?|acted|executed|work|read|ran|understood)|shows? (?:that )?(?:the )?(?:\S{1,60} ){0,6}(?:done|did|handled|processed|finished|complet\w{1,40}|acted)|tells? us (?:that )?(?:the )?(?:\S{1,60} ){0,6}(?:done|did|handled|processed|finished|complet\w{1,40})|(?:tells? us|means?|shows?|proves?) (?:that )?(?:\S{1,60} ){0,6}(?:was|were|is|are|has|have|did)(?! (?:been )?(?:admitted|received|accepted|delivered|sent|arrived|queued))|counts? as (?:done|complete\w{0,40}|processed|handled|acknowledg\w{1,40})|treat\w{0,40} (?:\S{1,60} ){0,4}as (?:done|complete\w{0,40}|processed|handled|success\w{0,40}|acknowledg\w{1,40}|an acknowledg\w{1,40}|finished)|(?:is|as) (?:the |our |an? )?(?:acknowledg\w{1,40}|ack|receipt)|(?:so|then|and) (?:we know|you know)?.{0,30}(?:has|have|was|were|is|are|been|be)? ?(?:done|finished|completed|handled|processed)|consider\w{0,40} (?:it |the \w{1,40} )?(?:done|complete\w{0,40}|processed|handled|closed)|mark\w{0,40} (?:\S{1,60} ){0,3}(?:done|complete\w{0,40}|processed|closed)|can be considered)(?![\w-])|(?:就|即|便|则)?(?:代表|表示|说明|证明|意味着|等于|视为|当作|算作?|可以认为|确认).{0,16}(?:完成|处理|干完|干好|记好|入账|办妥|做完|执行|办完|搞定|已读|成功执行|收到并)|(?:作为|当作|当成)[^。；]{0,10}(?:完成|确认|证明|依据|回执)|(?:就|即)(?:完成|算完|搞定|办完)/i,
);

/** Behind the answer: somebody has done something. */
const done = short(
  /^["'`*]*(?: OK)?["'`*]*[,;:]? (?:then |so )?(?:the|your|its|it|they|we) (?:\S{1,60} ){0,3}(?:is|are|was|were) (?!(?:admitted|accepted|received|delivered|sent|queued|logged|stored|taken|reached)\b)\w{1,40}(?:ed|en|nt|ne)\b|(?:has|have) been (?!(?:admitted|accepted|received|delivered|sent|queued|logged|stored|taken)\b)\w{1,40}(?:ed|en|de|nt)\b|(?<!must )(?<!should )(?<!may )(?:has|have) (?!(?:been|admitted|accepted|received|arrived|taken)\b)\w{1,40}(?:ed|en|nt|ad|ld|de|ne)\b|(?:has|have|was|were|is|are|got|did) (?:\w{1,40} ){0,3}(?:done|updated|processed|handled|finished|completed|executed|acted|dealt|taken care|booked|applied|carried out|worked|audited|summari[sz]ed|its (?:part|job|work)|understood|read it)|(?:就|即|便|说明)[^。；]{0,6}(?:已|已经|算|等于)[^。；]{0,8}(?:账|完|好|成|到位|妥)|(?:已|已经|都)?(?:处理|办|做|执行|更新|完成)(?:好|完|过|成)?了/i,
);

/** Word for word: a success that is seen, work that is done, and the step from the one to the other. */
const success =
  /(?<![\w.-])(?:2(?:00|0x|xx|02|04)|green|ok|succeeded|(?<!guarantee: )deliver(?:ed|yStatus)|status:? ?ok)(?![\w-])|绿(?:的|色|灯)|成功|delivered/i;
const work = short(
  /(?<![\w-])(?:done|complete[ds]?|finished|shipped|processed|booked|handled|printed|paid|(?:his|her|its|their) (?:part|job|work|share)|the (?:work|job|task) (?:is|was|has))(?![\w-])|干(?:了|完|好)|做(?:了|完|好)|办(?:了|完|好|妥)|[修写记寄读印建]好|(?:已经?|肯定)[\u4e00-\u9fff]{0,3}(?:好|完|成|妥)|已经[\u4e00-\u9fff]{1,2}了|处理(?:了|完|好)|完成|发货|入账|打印(?:了|好)|搞定/i,
);
const infers = short(
  /(?<![\w-])(?:means?|confirms?|proves?|proof|considered|counts?|so|then|as soon as|once|if|when|already|shows?|tells?)(?![\w-])| = |→|就|肯定|即|说明|表示|代表|确认|意味|等于|可以认为|算/i,
);
const equates = (text: string) => success.test(text) && work.test(text.replace(success, "")) && infers.test(text);

export const admissionIsNotCompletion: Rule = {
  id: "delivery/admission-is-not-completion",
  severity: "warn",
  source: "docs/gateway/config-hooks.md; measured: 200 in 0.1 s, before the agent's run begins",
  words: {
    en: {
      finds: "HTTP 200 from a hook, or a run with status ok, taken as proof that the other agent did the work",
      why: "A hook answers 200 when it admits the event. The agent's run comes later, and can fail; a redirect counts as delivered as well.",
      wrong: "A 200 from the hook means the laptop's agent has processed the audit.",
      right:
        "A 200 from the hook means that the event was admitted. The laptop's agent acknowledges with a receipt when it is done.",
      messages: {
        default: {
          text: "This takes an admission for a completion: the other agent's run begins after the answer, and may fail.",
          fix: "Let the receiver acknowledge when it is done (a receipt, a line in its log), and judge by that.",
        },
      },
    },
    "zh-CN": {
      finds: "把 hook 的 HTTP 200 或任务状态 ok 当成对方 agent 已完成工作的证明",
      why: "hook 返回 200 只表示接收了事件，agent 的执行在这之后，可能失败；重定向也会被算作已投递。",
      wrong: "hook 返回 200 就说明笔记本的 agent 已经处理完成。",
      right: "hook 返回 200 只表示事件被接收；笔记本的 agent 处理完后再发回执。",
      messages: {
        default: {
          text: "这里把“已接收”当成了“已完成”：对方 agent 在应答之后才开始执行，可能失败。",
          fix: "让接收方完成后发确认（回执，或日志里的一行），以此为准。",
        },
      },
    },
  },
  *check({ document }) {
    for (const sentence of said(document, admitted, success)) {
      const { text, mood, passage } = sentence;
      if (mood === "reports" && /(?:mistake|误)/i.test(text)) continue;
      const from = admitted.exec(text) ?? (passage.kind === "heading" ? null : success.exec(text));
      const behind = from ? text.slice(from.index + from[0].length) : "";
      if (
        !from ||
        !(
          equates(text) ||
          (admitted.test(text) &&
            (completed.test(text) || (done.test(behind) && !/^\W*(?:and|plus|并且|而且|同时)(?![\w-])/i.test(behind))))
        )
      )
        continue;
      if (
        denies(text) &&
        !/(?:no (?:further|extra|separate|other|receipt|ack\w{0,40}) |nothing (?:else|more)|without|无需|不用|不必|不需要)/i.test(
          text,
        )
      )
        continue;
      if (/admi(?:t|ssion)|(?<!append[- ])only|merely|just|只|仅/i.test(text)) continue;
      yield { place: placeIn(sentence, admitted.test(text) ? admitted : success), evidence: text };
    }
  },
};
