import { type Item, missingItems } from "../../complete.ts";
import { textAt } from "../../document/data.ts";
import type { Rule } from "../../rule.ts";

const items: Item[] = [
  { name: "event name", told: /event(?:'s)?[ _-]?(?:name|type)?\s*[:：|=`"]|event name|event type|"type"\s*:|(?<![\w-])type\s*[:：|=] *["'`]?[a-z]+[.\w-]+|events? (?:is |are )?(?:called|named)|(?<![\w.])[a-z][\w-]*\.[\w-]+\.(?:completed?|finished|requested?|created?|done|failed|succeeded|reported?|changed?|ready|report|alert|result|started|v\d)(?![\w])|`[a-z][\w-]*(?:\.[a-z][\w-]*)+`|事件(?:名|名称|类型|标识)|消息(?:名|类型)/i },
  { name: "sender", told: /sender|source(?: instance)?["`]?\s*[:：|=]|(?<![\w-])from["`]?\s*[:：|=]|producer|publisher|origin(?:ating)?|(?<![\w-])(?:sends|posts|emits|publishes|pushes)(?![\w-])|source instance|发送方|发送者|发送端|发件|来源|源(?:实例|端)|生产(?:者|方)|发出方|发起方|"source"/i },
  { name: "receiver", told: /receiver|recipient|receiving|consumer|target(?: instance)?["`]?\s*[:：|=]|intended|destination|addressee|(?<![\w-])to["`]?\s*[:：|=]|subscriber|接收方|接收者|接收端|收件|目标(?:实例|端|方)|消费(?:者|方)|收方|对端/i },
  { name: "timestamp", told: /timestamp|date-time|"(?:time|ts|at|sent_?at|created_?at|occurred_?at|generated_?at|emitted_?at|produced_?at|finished_?at|\w+_?at|\w+At|date)"|`(?:time|ts|\w+_?at|\w+At|timestamp|date)`|(?<![\w-])(?:time|ts|sentAt|sent_at|occurredAt|createdAt|generatedAt|finishedAt|completedAt|observedAt|emittedAt) ?[:：|(=,]|ISO[- ]?8601|RFC ?3339|epoch|UTC time|when it was (?:sent|made|produced)|时间戳|发生时间|发送时间|生成时间|产生时间|事件时间|时间(?:字段|（|\(|：|:)/i },
  {
    name: "payload fields",
    told: ({ facts }, text) =>
      facts.schemas.some(({ wrong }) => !wrong) ||
      facts.payloads.some(({ wrong, data }) => !wrong && data.type === "object" && data.entries.length >= 2) ||
      /payload (?:fields?|schema|has|holds|carries|contains|keys?)|fields?\s*[:：|]|(?<![\w-])(?:payload|data|body)["`]?\s*[:：|]|properties|the (?:payload|body|message) (?:\S+ ){0,3}(?:carries|contains|holds|has|consists|is)|负载字段|载荷字段|字段(?:表|说明|列表|如下|：|:|有|包括)?|负载[:：|]|载荷[:：|]|数据字段|消息体|payload/i.test(text),
  },
  { name: "retry behaviour", told: /retr(?:y|ies|ied|ying)|re-?sen[dt]|re-?deliver\w*|re-?attempt\w*|(?:one|single|first|second|another|further|\d+|no (?:second|further|other)) (?:delivery )?attempts?|attempts?[:：| ]|back-?off|tried (?:once|again|\d|four|twice)|try again|at[- ]most[- ]once|at[- ]least[- ]once|not sent again|never sent again|fire[- ]and[- ]forget|重试|重发|补发|再(?:次)?(?:发送|投递|发一次)|重新(?:发送|投递)|退避|只发一次|仅发一次|不会再发|至多一次|至少一次/i },
  {
    name: "idempotency key",
    told: ({ document }, text) =>
      /idempot\w+|de-?dup\w*|duplicate[sd]?[^.\n]{0,60}(?:key|id\b|`id`|ignored?|dropp?ed|discard\w*|impossible|harmless|detected|recogni\w+|cannot)|dedupe|unique (?:\S+ ){0,2}(?:id|key)|(?:no|without) duplicates?|exactly once by|幂等|去重|重复(?:投递|消息|事件|执行|处理)?[^。\n]{0,20}(?:忽略|丢弃|键|id|不可能|无害|识别|不会|跳过)|唯一(?:键|标识|id|编号)/i.test(text) ||
      document.data.some(({ data, wrong }) => !wrong && textAt(data, "idempotencyKey") !== undefined),
  },
];

export const contractIncomplete: Rule = {
  id: "contract/incomplete",
  severity: "error",
  source: "seed, step 3: define the message contract",
  exampleKind: "message-schema",
  words: {
    en: {
      finds: "A contract that misses one of: event name, sender, receiver, timestamp, payload fields, retry behaviour, idempotency key",
      why: "What the contract leaves open, each side fills in differently.",
      wrong: "# Message schema\n\nEvent name: `server.audit.completed`, from the server to the laptop.",
      right:
        "# Message schema\n\n- event name: `server.audit.completed`\n- sender: server; receiver: laptop\n- timestamp: `time`, RFC 3339\n- payload fields: `result` (string)\n- retry behaviour: one attempt\n- idempotency key: `source` and `id`",
      messages: { default: { text: "The contract does not say: {subject}.", fix: "Add it, as a line, a row or a field." } },
    },
    "zh-CN": {
      finds: "契约缺少以下某项：事件名称、发送方、接收方、时间戳、负载字段、重试行为、幂等键",
      why: "契约没写的，双方会各填各的。",
      wrong: "# 消息模式\n\n事件名称：`server.audit.completed`，由服务器发给笔记本。",
      right: "# 消息模式\n\n- 事件名称：`server.audit.completed`\n- 发送方：服务器；接收方：笔记本\n- 时间戳：`time`，RFC 3339\n- 负载字段：`result`（字符串）\n- 重试行为：只尝试一次\n- 幂等键：`source` 加 `id`",
      messages: { default: { text: "契约没有写明：{subject}。", fix: "补上一行、一格或一个字段。" } },
    },
  },
  check: (subject) => missingItems(subject, ["memo", "message-schema", "webhook-contract"], items),
};
