import { matching, onePerLine, placeIn } from "../../look.ts";
import type { Report, Rule, Subject } from "../../rule.ts";

/** Text that leaves an owner open. */
const nobody =
  /(?:owner|responsib\w{1,40}|owned by|maintain\w{0,40} by|in charge)[^.;\n]{0,24}?(?:tbd|tba|todo|to be (?:decided|determined|named|defined|agreed)|unknown|unassigned|nobody|no ?one|none|n\/a|\?{1,3}|—|whoever|anyone|open|not (?:yet )?(?:decided|defined|assigned|named))|(?:nobody|no ?one|no single (?:person|side|owner)) (?:\S{1,60} ){0,3}(?:owns?|(?:is|feels) responsible|is in charge|looks after|maintains?)|whoever (?:\S{1,60} ){0,2}(?:notices|sees|finds|happens|has time|is (?:around|free|there|awake|first)|gets|needs|wants|feels)|(?:anyone|everybody|everyone|either (?:side|one|of)|both sides) (?:can|may|could|should|might) (?:\S{1,60} ){0,3}(?:rotat\w{0,40}|renew\w{0,40}|change|replace|fix|own|take care|pick)|(?:is|are)(?:n't| not) (?:any(?:one|body)'s|assigned|owned|any one person)|(?:is|are) (?:nobody|no one)'s|belongs? to (?:nobody|no one|everyone|everybody|both)|(?:has|have|with) no (?:clear |named )?owner|(?:we|will) (?:\S{1,60} ){0,2}(?:decide|figure out|sort out) (?:\S{1,60} ){0,3}(?:who|owner\w{0,40})|who (?:\S{1,60} ){0,6}(?:is|are|remains?) (?:still |yet |not (?:yet )?)?(?:to be (?:decided|agreed|settled|named)|undecided|unclear|unknown|open|settled|decided)|(?:rotation|owner\w{0,40}|renewal|responsib\w{1,40})[^.;\n]{0,30}(?:sorted out|decided|settled|agreed|worked out|clarified) (?:later|some ?time|another day|when needed)|(?:轮换|归属|负责人|责任人|维护)[^。；\n]{0,8}(?:以后|回头|之后|将来)再(?:说|定|议)|(?:unclear|unknown|open|not clear|undecided) who|(?:anyone|anybody|everybody|everyone|any of us|all of us)(?: \w{1,40}){0,4} (?:may|can|could|should|might) (?:\S{1,60} ){0,2}(?:rotat\w{0,40}|renew\w{0,40}|change|replace|fix|own|edit|take care|pick)|has no owner|(?:还)?没有?(?:负责人|归属|主人)|(?:归|由|是)谁(?:管|负责|维护)?[^。；\n]{0,4}(?:不清楚|不明|没说|未定|没定)|谁都(?:可以|能)(?:换|改|管|轮换|更新|动)|没有?(?:专人|专门的人|明确的?(?:人|负责))|谁[^。；\n，]{1,6}谁(?!的)|(?:双方|两边|大家)(?:共同|一起|都)(?:所有|拥有|负责|管)|(?:负责人|归属|所有者|责任人|owner|谁(?:负责|管|维护|保管|轮换))[^。；\n]{0,10}(?:[?？]|待定|未定|暂无|没定|不明|再说|TBD|TODO|无|空缺|都可以|都行|以后)|(?:谁(?:有空|看到|方便|都(?:可以|行|能))|大家(?:都|一起)|没人|无人|随便谁|都可以)[^。；\n]{0,8}(?:负责|处理|管|维护|轮换|更换|跟进|认领)/i;

/** A field for the owner with nothing but a question mark in it. */
const leftBlank = /(?:owner|responsible|负责人|责任人|归属)\W{0,4}[:：]\W*[?？]+\W*$/i;

const owned =
  /owner|responsib|rotat|renew|负责|责任|维护|task|job|credential|token|password|key|secret|flow|bridge|server|state|hook|rotation|alert|runbook|任务|凭据|凭证|令牌|密钥|token|流程|轮换|告警|桥|作业|Token/i;

export const noOwner: Rule = {
  id: "trust/no-owner",
  severity: "warn",
  source: "guardrail: define ownership of each task clearly; keep credentials local to the instance that needs them",
  words: {
    en: {
      finds: "A task or a credential without an owner",
      why: "What belongs to both belongs to nobody: nobody rotates it, nobody mends it.",
      wrong: "Owner of the hook token: TBD.",
      right: "Owner of the hook token: Ana, on the laptop.",
      messages: {
        default: {
          text: "This leaves open who owns it: {evidence}",
          fix: "Name one side, or one person, for each task and each credential.",
        },
      },
    },
    "zh-CN": {
      finds: "任务或凭据没有归属",
      why: "属于双方就等于不属于任何人：没人轮换，没人修。",
      wrong: "hook 令牌的负责人：待定。",
      right: "hook 令牌的负责人：小王，在笔记本一侧。",
      messages: { default: { text: "这里没有说清归属：{evidence}", fix: "给每个任务、每个凭据写明一方或一个人。" } },
    },
  },
  check: (subject) => onePerLine([...leftOpen(subject)]),
};

function* leftOpen({ document }: Subject): Generator<Report> {
  const left = new Set(matching(document, nobody));
  for (const sentence of document.sentences.filter(({ mood }) => mood !== "wrong" && mood !== "reports")) {
    const { text, passage, place } = sentence;
    const context = `${passage.source.text} ${passage.row ?? ""} ${passage.column ?? ""} ${passage.headings.at(-1) ?? ""}`;
    if (passage.kind === "heading") continue;
    if (left.has(sentence) && owned.test(context) && (sentence.mood !== "asks" || leftBlank.test(text)))
      yield { place: placeIn(sentence, nobody), evidence: text };
    else if (
      passage.kind === "cell" &&
      /owner|owned by|responsible|负责|归属|所有者|责任/i.test(passage.column ?? "") &&
      /^\s*(?:tbd|tba|todo|\?+|—|–|-|n\/a|none|nobody|unknown|待定|未定|无|暂无|没有|空)?\s*$/i.test(text)
    )
      yield { place, evidence: text };
  }
}
