import { everyValue } from "../../document/data.ts";
import { placeIn, scalar, stated } from "../../look.ts";
import type { Rule } from "../../rule.ts";

/** Names of payload fields that carry behaviour. */
const behaviour =
  /^(?:prompt|instructions?|system_?prompt|command|commands|cmd|shell|script|action_?prompt|todo_?for_?agent|agent_?instructions?|task_?prompt|what_?to_?do|directive|steps_?to_?run|\w{0,40}(?:prompt|instructions?|directives?))$/i;

/** A field that is described as what the other agent shall do. */
const tellsAgent =
  /what (?:the |its |their )?(?:[\w'’-]+ ){0,4}(?:shall|should|must|has to|have to|is to|needs to|ought to|will|may) (?:now |then |next )?do|(?:carries|carry) (?:this|it|them) out|(?:follows?|obeys?) (?:this|it|these|them)\b|(?:executes?|performs?|runs|follows?|obeys?) (?:\S{1,60} ){0,3}(?:field|as written|what it says|verbatim|word for word)|tells? (?:the |its )?(?:\S{1,60} ){0,5}(?:what|how) to|does (?:exactly )?what it says|what (?:the |its )?(?:receiving|other|remote|peer)(?:'s)? (?:agent|side|instance) (?:does|will do)|(?:executes|performs|carries out) (?:these|them|it|this)\b|instructions? (?:for|to) (?:the |its )?(?:[\w'’-]+ )?(?:receiv\w{1,40}|other|remote|agent|peer)|free[- ]text (?:command|instruction|task)|(?:让|要求?|叫|告诉)(?:对方|对端|接收方|它|agent)[^。\n]{0,14}(?:做|执行|处理)|(?:对方|对端|接收方|agent)(?:要|该|应|需要|接下来)[^。\n]{0,10}(?:做|执行)什么|照(?:着)?(?:做|执行)|按(?:此|这个字段|里面的)[^。\n]{0,6}(?:执行|做)/i;

/** Sentences by which the payload tells the other agent what to do. */
const spoken =
  /(?:payload|message|event|body|envelope|summary|webhook)(?:'s)? (?:[^\s,;:]+ ){0,6}(?:carr(?:y|ies)|contains?|includes?|holds?|has|with|tells?|says?|instructs?) (?:[^\s,;:]+ ){0,6}(?:instructions?|prompts?|commands?|what (?:to do|the (?:other |remote |receiving )?(?:agent|side|laptop|server) (?:should|must|has to))|(?:agent|laptop|server|receiver|it) (?:what|how) to|shell)|(?:executed|carried out|run|followed|obeyed|performed) by (?:the |its )?(?:receiv\w{1,40}|other|remote|peer|server|laptop)(?:'s)? ?(?:agent|side)?|(?:put|embed|write|send|include|pass) (?:\S{1,60} ){0,5}(?:instructions?|prompt|commands?) (?:\S{1,60} ){0,4}(?:in|into|inside|within|with) (?:the |each |every )?(?:payload|message|event|body|envelope|summary)|(?:receiver|receiving agent|remote agent|laptop|server)(?:'s agent)? (?:simply |just |then )?(?:executes?|runs|follows|obeys|does) (?:whatever|what(?:ever)? (?:is|it)|the (?:instructions?|commands?|prompt)|any)|(?:写|给|发|是)什么[^。；]{0,16}就(?:执行|做|干|跑)|(?:负载|载荷|消息|事件|正文|payload)(?:里|中|内)?.{0,12}(?:带上?|携带|包含|写明|写上|附上|放入|塞).{0,12}(?:指令|命令|提示词|prompt|怎么做|要做什么|该做什么)|(?:指令|命令|提示词|prompt).{0,8}(?:写|放|塞|带|拼)(?:在|进|到|入).{0,8}(?:负载|载荷|消息|事件|正文|payload)|(?:对端|接收方|对方|那边).{0,10}(?:照着|按照?|直接).{0,12}(?:指令|命令|内容)(?:执行|去做|做)/i;

/** A text that orders something. */
const orders =
  /^\s*(?:please |now |immediately )*(?:run|execute|delete|refund|restart|restore|deploy|send|change|set|update|stop|call|pay|transfer|approve|reply|post|write|open|close|merge|revert|create|remove)\b|请(?:立即|马上|尽快)?[\u4e00-\u9fff]|(?:立即|马上)(?:执行|处理|退|删|改|发)/i;

export const instructionsInPayload: Rule = {
  id: "contract/instructions-in-payload",
  severity: "warn",
  source: "docs/gateway/config-hooks.md; measured: a hook's text arrives inside the untrusted-content wrapper",
  words: {
    en: {
      finds: "Behaviour carried in the payload instead of in the receiver's instructions",
      why: "A hook's text is wrapped as untrusted, so a good agent ignores it and a bad one obeys whoever holds the token.",
      wrong:
        '```json\n{ "type": "deploy.finished", "source": "build", "data": { "result": "ok", "instructions": "Restart the service and tell the team" } }\n```',
      right:
        '```json\n{ "type": "deploy.finished", "source": "build", "data": { "result": "ok", "version": "1.4.2" } }\n```',
      messages: {
        default: {
          text: "{evidence} tells the receiving agent what to do: it will be ignored as untrusted, or obeyed blindly.",
          fix: "Send facts; write what to do with them into the receiving agent's AGENTS.md.",
        },
      },
    },
    "zh-CN": {
      finds: "把行为写进负载，而不是写进接收方的指令",
      why: "hook 的文字会被包装成不可信内容：好的 agent 会忽略它，差的 agent 会听从任何拿着令牌的人。",
      wrong:
        '```json\n{ "type": "deploy.finished", "source": "build", "data": { "result": "ok", "instructions": "重启服务并通知团队" } }\n```',
      right:
        '```json\n{ "type": "deploy.finished", "source": "build", "data": { "result": "ok", "version": "1.4.2" } }\n```',
      messages: {
        default: {
          text: "{evidence} 在指挥接收方的 agent：要么被当作不可信内容忽略，要么被盲目执行。",
          fix: "只发事实；该怎么处理写进接收 agent 的 AGENTS.md。",
        },
      },
    },
  },
  *check({ document, facts }) {
    const inPrompt = (line: number) =>
      facts.jobs.some(({ place }) => place.line <= line && line <= place.endLine) ||
      facts.edits.some(({ data }) => data && data.place.line <= line && line <= data.place.endLine);
    for (const { data, wrong } of facts.payloads)
      if (!wrong && data.type === "object" && !isRequest(data))
        for (const { path, data: value } of everyValue(data)) {
          const key = String(path.at(-1) ?? "");
          if (
            behaviour.test(key) &&
            (value.type !== "scalar" || (typeof scalar(value) === "string" && String(scalar(value)).length > 3))
          )
            yield { place: value.place, evidence: key };
          else if (/^(?:next_?steps?|todo|actions?|requests?)$/i.test(key) && orders.test(String(scalar(value) ?? "")))
            yield { place: value.place, evidence: key };
        }
    for (const { data, wrong } of facts.schemas)
      if (!wrong)
        for (const { path, data: value } of everyValue(data))
          if (path.at(-2) === "properties" && behaviour.test(String(path.at(-1))) && value.type === "object")
            yield { place: value.place, evidence: String(path.at(-1)) };
    const lines = new Set<number>();
    for (const sentence of stated(document, spoken, tellsAgent)) {
      const { text, passage } = sentence;
      const about = `${passage.headings.join(" ")} ${passage.lead ?? ""} ${passage.column ?? ""}`;
      const field =
        tellsAgent.test(text) &&
        (passage.kind === "comment" || passage.spans.length > 0 || passage.row !== undefined) &&
        /payload|field|data|schema|contract|message|event|meaning|负载|载荷|字段|契约|消息|说明/i.test(
          about + (passage.kind === "comment" ? "data" : ""),
        );
      const pattern = spoken.test(text) ? spoken : field ? tellsAgent : undefined;
      const place = pattern && placeIn(sentence, pattern);
      if (!place || lines.has(place.line) || passage.kind === "heading" || inPrompt(passage.place.line)) continue;
      lines.add(place.line);
      yield { place, evidence: text };
    }
    for (const passage of document.passages) {
      if (passage.kind !== "cell" || passage.row !== undefined || !behaviour.test(passage.source.text.trim())) continue;
      if (
        /\b(?:payloads?|fields?|data|schemas?|contracts?)\b|负载|载荷|字段|契约/i.test(
          passage.headings.join(" ") + (passage.column ?? ""),
        )
      )
        yield { place: passage.place, evidence: passage.source.text };
    }
  },
};

/** A request to a gateway method or a tool is no message between instances, nor are the settings of a program. */
const isRequest = (data: { entries: { key: string }[] }) =>
  data.entries.some(({ key }) =>
    ["method", "params", "jsonrpc", "schedule", "scripts", "openapi", "paths", "spool"].includes(key),
  );
