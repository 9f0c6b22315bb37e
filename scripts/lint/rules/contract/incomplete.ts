import { type Item, missingItems } from "../../complete.ts";
import type { Rule, Subject } from "../../rule.ts";

/** A dotted name such as `server.audit.completed` that is neither a file, a host, a configuration key nor a template's path. */
const dotted = /(?<![\w./@-])([a-z][a-z0-9_-]*)(?:\.[a-z][a-z0-9_-]*){0,4}\.([a-z][a-z0-9_-]*)(?![\w/(@-])/g;
const notEvent = new Set(
  "hooks cron gateway agents channels config tools job payload openclaw plugins session sessions models logging docs delivery schedule headers state process data node security browser memory skills messages www api".split(
    " ",
  ),
);
const endings = new Set(
  "json json5 jsonl md mjs js ts sh log yaml yml txt env bak db sqlite conf py csv example com org net io internal local lan dev html test invalid cn service timer toml ini sock".split(
    " ",
  ),
);

const namesEvent = (text: string) =>
  /event(?:'s)?[ _-]?(?:name|type)s?\b|["'`](?:event|type|eventName|eventType|event_type)["'`]?\s*[:：|]|(?:^|\n)\s*(?:[-*] )?\**`?(?:event|type|name)`?\**\s*[:：|=]|events? (?:is |are )?(?:called|named)|(?:起(?:个)?名(?:字)?|名字)叫|叫做|事件(?:名|名称|类型|标识|叫|为|是|：|:|`)|消息(?:名|类型|叫)|名称[:：|]/i.test(
    text,
  ) || [...text.matchAll(dotted)].some((match) => !notEvent.has(match[1] ?? "") && !endings.has(match[2] ?? ""));

/** `server → laptop`, a line or a head that names both sides. */
const arrow = /[\w`"”)\u4e00-\u9fff]\s*(?:→|->|—>|=>|──▶|⟶|➜)\s*[\w`"“(\u4e00-\u9fff]/;

const fieldNames = ({ document }: Subject) =>
  new Set(
    document.passages
      .flatMap(({ kind, spans, lead }) => (kind === "cell" || lead !== undefined ? spans.map(({ text }) => text) : []))
      .filter((text) => /^[a-z][\w.[\]]{1,40}$/i.test(text)),
  );

const items: Item[] = [
  { name: "event name", told: (_, text) => namesEvent(text) },
  {
    name: "sender",
    told: (_, text) =>
      arrow.test(text) ||
      /(?<![\w-])(?:sender|sending (?:side|instance|gateway|agent)|sent by|producer|publisher|originator|origin|emitter|caller is|called by|posted by|source (?:instance|gateway|side|system))(?![\w-])|["'`](?:from|source|sender|origin|producer|src)["'`]?\s*[:：|/,]|(?:^|\n|\|)\s*(?:[-*] )?\**`?(?:from|source|sender|src)`?\**\s*(?:[:：|=,/]|`)|(?<![\w-])from `|`?[\w-]+`?(?:'s [\w-]+)? (?:sends|posts|pushes|emits|publishes|announces|reports|tells)(?![\w-])|(?<![\w-])(?:from|source|sender): \S|from\/to\s|`[\w-]+`(?:'s [\w-]+)? (?:writes|calls|raises|runs)|发送(?:方|者|端|实例)|发件|来源|源(?:实例|端|头)|生产(?:者|方)|发(?:出|起)方|谁发给谁|由.{1,16}(?:发出|发送|发起|推送|产生|上报|发给|发到)|(?:produced|made|generated|issued|raised) by|comes from|(?:从|来自)[^。；\n]{1,12}(?:过来|发来|推来|发出)/i.test(
        text,
      ),
  },
  {
    name: "receiver",
    told: (_, text) =>
      arrow.test(text) ||
      /(?<![\w-])(?:receiver|recipient|receiving (?:side|instance|gateway)|consumer|target(?:s| instance)?|intended for|meant for|destination|addressee|subscriber|received by|for `)(?![\w-])|["'`](?:to|receiver|target|recipient|dest|destination|audience)["'`]?\s*[:：|/,]|(?:^|\n|\|)\s*(?:[-*] )?\**`?(?:to|receiver|target|recipient)`?\**\s*(?:[:：|=,/]|`)|from, to|from\/to\s|(?<![\w-])(?:to|receiver): \S|\/hooks\/[\w-]+|接收(?:方|者|端|实例)|收件|目标(?:实例|端|方)|消费(?:者|方)|收方|对端|发(?:给|到|往)|addressed to|(?:reading|taking) side|谁发给谁|接收|收的一方/i.test(
        text,
      ),
  },
  {
    name: "timestamp",
    told: (_, text) =>
      /[a-z]\w{0,40}(?:At|Time|Ts|Timestamp)(?![a-z])|_(?:at|time|ts|on)(?![a-z])/.test(text) ||
      /time-?stamp|date-time|["'`](?:time|ts|at|date|when|datetime)["'`]|(?:^|\n|\|)\s*(?:[-*] )?\**`?(?:time|ts|at|when|date)`?\**\s*[:：|=]|(?<![A-Za-z])(?:time|ts)\s*\((?:ISO|RFC|UTC|string)|(?:^|\n)\s*(?:time|ts|at|when|date)\s{2,}\S|ISO[- ]?8601|RFC ?3339|(?<![\w-])epoch|unix time|when it was (?:sent|made|produced|finished)|时间戳|(?:发生|发送|生成|产生|事件|触发|完成|执行|上报|采集|创建)时间|时间(?:字段|（|\(|：|:|\||`)|["'`: ]\d{4}-\d\d-\d\dT\d\d:\d\d|日期(?:和|与|、)?时间|时刻|时间点/i.test(
        text,
      ),
  },
  {
    name: "payload fields",
    told: (subject, text) =>
      subject.facts.schemas.some(({ wrong }) => !wrong) ||
      subject.facts.payloads.some(
        ({ wrong, data, call }) => !wrong && !call && data.type === "object" && data.entries.length >= 2,
      ) ||
      fieldNames(subject).size >= 3 ||
      [...text.matchAll(/(?:^|\n)\s*[a-z]\w{0,40}\s{2,}\S/gi)].length >= 3 ||
      [...text.matchAll(/(?:^|\n| {2})[a-z]\w{0,40}: \S/g)].length >= 5 ||
      /payload (?:fields?|schema|has|holds|carries|contains|keys?)|fields? *[:：|]|(?:^|\n|\|) *(?:[-*] )?\**`?(?:payload|data|body|fields?)`?\** *[:：|]|properties|the (?:payload|body|message|event) (?:\S{1,60} ){0,3}(?:carries|contains|holds|consists)|字段|(?:写清楚|写明|包括|内容有)[：:]|负载[:：|里包含是有]|载荷[:：|里包含是有]|消息体|payload/i.test(
        text,
      ),
  },
  {
    name: "retry behaviour",
    told: (_, text) =>
      /retr(?:y|ies|ied|ying)|re-?sen[dt]|re-?deliver|re-?attempt|re-?post|back-?off|(?:one|single|only one|first|second|third|another|further|\d{1,9}|no (?:second|third|further|other|more)) (?:delivery )?(?:attempts?|tr(?:y|ies))|attempts? *[:：|]|attempted|tried|tries (?:once|again|\d|up|for)|try again|at[- ]most[- ]once|at[- ]least[- ]once|(?:not|never|nothing is|no one) (?:sent|posted|repeated|delivered|made) (?:again|twice|later)|fire[- ]and[- ]forget|(?:sends?|posts? (?:it|the same|that)|asks?|raises?|pushes|runs|fires|delivers|goes out)\b[^.\n]{0,60}(?:again|once more|a second time|up to \w{1,40} times|repeat)|repeats? (?:it|the|its|that|only)|repetition|again next (?:time|run)|prints? (?:it|them) again|again after|again (?:at|in|every) |sends? (?:it )?(?:only )?once(?! (?:a|per))|once and that|lost (?:for good|after|then)|is lost|重试|重发|补发|重推|再(?:次)?(?:发|投|推|试|跑)|重新(?:发|投|推)|退避|只(?:发|投|试|推|尝试|发送|投递)一次|仅(?:发|投|试)一次|不会?再(?:发|投|试|推)|(?:至多|最多|至少)(?:一|投递|尝试|试|发)|重跑|不补|(?:no|a) (?:second|further|third|repeat) (?:delivery|attempt|send)|repeated (?:up to|at most|\d)|(?:undelivered|could not be delivered|cannot be delivered|not delivered)[^.\n]{0,40}(?:dropped|lost|thrown)|重复[^。；\n]{0,4}[0-9一二三四五六七八九十]+ ?次|(?:发不出|送不到|没送到|投递不了)[^。；\n]{0,10}(?:丢|算了|不补|放弃)/i.test(
        text,
      ),
  },
  {
    name: "idempotency key",
    told: (_, text) =>
      /idempot|de-?dup|dedupe|(?:unique|stable) (?:\S{1,60} ){0,2}(?:id|key|number)|`?\w{0,40}(?:id|Id|key|Key|number)`?\W{1,4}(?:is |are )?unique|exactly once by|same (?:\S{1,60} ){0,2}`?(?:\w{0,40}id|\w{0,40}Id|ids|key|\w{0,40}Key|number|name|fingerprint|hash|revision)`?|(?:second|repeat\w{0,40}|duplicates?|twice|copies|copy|again)[^.\n]{0,90}(?:ignor|thrown|dropp|drops|discard|no effect|changes? nothing|skip|harmless|recogni|detect|impossible|once|same|obvious|cannot)|(?:ignor|drop|discard|skip|reject|recogni)\w{0,40}[^.\n]{0,60}(?:duplicates?|repeat|known|seen|already|second|twice)|(?:key|id)\W{1,6}[^.\n]{0,60}(?:for|against) duplicates|(?:no|without|cannot be|never) duplicates?|duplicates? (?:cannot|can't|do not|don't|are not|never)|幂等|去重|(?:重复|再(?:来|收到)|第二(?:次|条)|同一(?:条|个|次)?)[^。\n]{0,30}(?:忽略|丢|键|id|ID|不可能|无害|识别|跳过|不(?:会)?再|只|一次|算)|(?:相同|同样|同一个?)(?:的)? ?`?\w{0,40}(?:id|Id|ID|键|编号|单号|号)|唯一(?:键|标识|id|编号|号)|不会重复|tells? (?:a |the )?(?:cop(?:y|ies)|repeat|duplicate)\w{0,40} from|(?:known|seen|old) (?:number|id|key|ref\w{0,40}|one)s? (?:is|are) (?:ignored|skipped|dropped|refused)|(?:编号|单号|号码?|id)[^。；\n]{0,6}(?:一样|相同|重复)[^。；\n]{0,8}(?:算|视为|当)|判断[^。；\n]{0,6}重复|(?:忽略|跳过|丢弃|拒绝)(?:已经|掉)?(?:处理|见|收)过的|(?:见过|处理过|已知)的[^。；\n]{0,8}(?:忽略|跳过|丢弃|不再)/i.test(
        text,
      ),
  },
];

export const contractIncomplete: Rule = {
  id: "contract/incomplete",
  severity: "error",
  source: "seed, step 3: define the message contract",
  exampleKind: "message-schema",
  words: {
    en: {
      finds:
        "A contract that misses one of: event name, sender, receiver, timestamp, payload fields, retry behaviour, idempotency key",
      why: "What the contract leaves open, each side fills in differently.",
      wrong: "# Message schema\n\nEvent name: `server.audit.completed`, from the server to the laptop.",
      right:
        "# Message schema\n\n- event name: `server.audit.completed`\n- sender: server; receiver: laptop\n- timestamp: `time`, RFC 3339\n- payload fields: `result` (string)\n- retry behaviour: one attempt\n- idempotency key: `source` and `id`",
      messages: {
        default: { text: "The contract does not say: {subject}.", fix: "Add it, as a line, a row or a field." },
      },
    },
    "zh-CN": {
      finds: "契约缺少以下某项：事件名称、发送方、接收方、时间戳、负载字段、重试行为、幂等键",
      why: "契约没写的，双方会各填各的。",
      wrong: "# 消息模式\n\n事件名称：`server.audit.completed`，由服务器发给笔记本。",
      right:
        "# 消息模式\n\n- 事件名称：`server.audit.completed`\n- 发送方：服务器；接收方：笔记本\n- 时间戳：`time`，RFC 3339\n- 负载字段：`result`（字符串）\n- 重试行为：只尝试一次\n- 幂等键：`source` 加 `id`",
      messages: { default: { text: "契约没有写明：{subject}。", fix: "补上一行、一格或一个字段。" } },
    },
  },
  check: (subject) => missingItems(subject, ["memo", "message-schema", "webhook-contract"], items),
};
