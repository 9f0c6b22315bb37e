import { isCredentialName } from "../../../spec/secrets.ts";
import { type Data, everyValue, textAt } from "../../document/data.ts";
import type { Passage } from "../../document/markdown.ts";
import { denies } from "../../document/mood.ts";
import { placeIn, stated, wishesFor } from "../../look.ts";
import type { Rule } from "../../rule.ts";

const carried =
  /(?:payload|message|event|body|envelope|webhook|summary|report|hand-?off|负载|载荷|消息|事件|正文|推送|汇报|报告|单子|单[上里]|清单|表格)/i;
const carries =
  /(?:carr(?:y|ies|ied|ying)|contain\w{0,40}|includ\w{0,40}|hold\w{0,40}|send\w{0,40}|sent|pass(?:es|ed|ing)?|push\w{0,40}|attach\w{0,40}|ship\w{0,40}|forward\w{0,40}|transfer\w{0,40}|embed\w{0,40}|put|part of|hand(?:s|ed)? over|copy|copies|with|携带|带上?|包含|含有|发送|发给|传(?:递|给|过去|到)?|发(?:过去|来|出去)|一起发|推(?:送|给|过去)|附(?:上|带)|塞|放(?:进|在)|同步)/i;
const credential =
  /(?:(?<![\w-])(?:api[ _-]?keys?|passwords?|passphrases?|credentials?|\.env(?: file| contents?)?|auth(?:orization)? headers?|bearer tokens?|access tokens?|refresh tokens?|session cookies?|cookies?|private keys?|ssh keys?|secrets?|(?:gateway|hook|bot|login|oauth) tokens?)(?![\w-])|密码|口令|密钥|凭据|凭证|令牌|私钥|\.env|API ?Key|Cookie|鉴权头|认证头|Authorization[^。；\n]{0,4}头)/i;

/** Words that tell what a message is made of. */
const lists =
  /(?<![\w-])(?:has|have|contains?|includes?|plus|carr(?:y|ies)|consists?|fields?|JSON|payload|body)(?![\w-])|带|包含|含有|字段|还有/i;

/** A field that is introduced by its name. */
const fieldNamed = /(?:field|property|key|字段|属性)\s*[`"“「]?([A-Za-z][\w]{2,40})/i;

/** A header's value as it is, not the place where a token belongs. */
const rawHeader = /(?:raw|full|complete|whole|original|原始|完整|整个)[^.;。；\n]{0,16}(?:header|请求头|鉴权头)/i;

/** The token that a push is made with is not what is pushed. */
const pushToken = /(?:推送|发送)(?:用的?)?(令牌|密钥|凭证)/g;

/** `server.secrets.listed` tells what happened to secrets; `gateway.auth.token` is one. */
const isEventName = (span: string): boolean =>
  /^[a-z][\w-]*(?:\.[\w-]+)+$/.test(span) && !isCredentialName(span.split(".").at(-1) ?? "");
const without = (text: string, names: string[]): string =>
  names.reduce((rest, name) => rest.replaceAll(name, ""), text);

export const credentialField: Rule = {
  id: "secrets/credential-field",
  severity: "error",
  source: "guardrail: push summaries, not raw secrets",
  words: {
    en: {
      finds: "A message contract made to carry credentials",
      why: "A payload passes through logs, run histories, prompts and chats; a credential in it is known to all of them.",
      wrong:
        '```json\n{ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": { "apiKey": { "type": "string" } } }\n```',
      right:
        '```json\n{ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": { "result": { "type": "string" } } }\n```',
      messages: {
        default: {
          text: "The field {evidence} makes the message carry a credential.",
          fix: "Leave it out. Keep credentials with the instance that needs them, and name at most the variable or the rotation.",
        },
        text: {
          text: "Here a message carries a credential: {evidence}",
          fix: "Send a summary; let each side keep its own credentials, and hand new ones over out of band.",
        },
      },
    },
    "zh-CN": {
      finds: "消息契约里安排了凭据字段",
      why: "负载会经过日志、执行历史、提示词和聊天，写在里面的凭据等于告诉了它们全部。",
      wrong:
        '```json\n{ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": { "apiKey": { "type": "string" } } }\n```',
      right:
        '```json\n{ "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": { "result": { "type": "string" } } }\n```',
      messages: {
        default: {
          text: "字段 {evidence} 会让消息携带凭据。",
          fix: "去掉它。凭据留在需要它的实例上，最多写变量名或轮换通知。",
        },
        text: { text: "这里让消息携带了凭据：{evidence}", fix: "只发摘要；双方各自保管凭据，新凭据走带外渠道交付。" },
      },
    },
  },
  *check({ document, facts }) {
    const messages = facts.payloads.filter(
      ({ data, call }) =>
        data.type === "object" && (!call || call.name === "curl" || call.name === "openclaw") && isMessage(data),
    );
    const seen = new Set<string>(); // a field of the schema stands in each sample as well
    const contract = document.kind === "message-schema" || document.kind === "webhook-contract";
    const described = contract ? document.data.filter(({ from }) => from === "file") : [];
    for (const { data, wrong } of [...facts.schemas, ...messages, ...described])
      if (!wrong)
        for (const { path, data: value } of everyValue(data)) {
          const name = path.at(-1);
          const elsewhere = path
            .slice(0, -1)
            .some((step) =>
              /^(?:credentials|trust|tokens|env|environment|secrets|headers?|auth|http)$/i.test(String(step)),
            );
          if (
            typeof name !== "string" ||
            (elsewhere && !/cookie|password/i.test(name)) ||
            seen.has(name) ||
            !carriesCredential(name, value)
          )
            continue;
          seen.add(name);
          yield { place: value.place, evidence: name };
        }
    const wished = wishesFor(document, "push-secrets");
    for (const one of wished) yield { message: "text", ...one };
    for (const passage of document.passages) {
      if (passage.kind !== "cell" || passage.column === undefined || passage.row !== undefined) continue;
      const name = passage.source.text.trim().replace(/`/g, "");
      if (!/^[\w.$[\]-]+$/.test(name) || !isCredentialName(name)) continue;
      if (
        /payload|field|data|schema|contract|message|负载|载荷|字段|契约|消息/i.test(
          `${passage.headings.join(" ")} ${passage.column}`,
        ) &&
        !/header|请求头/i.test(`${passage.headings.at(-1)} ${passage.column}`)
      )
        yield { place: passage.place, evidence: name };
    }
    for (const { spans, lead, headings, kind, row } of document.passages) {
      if (lead === undefined && !(kind === "cell" && row !== undefined)) continue;
      for (const { text, source } of spans) {
        if (!/^[a-z][a-zA-Z0-9_]*$/.test(text) || !isCredentialName(text)) continue;
        const about = `${lead ?? ""} ${headings.at(-1) ?? ""}`;
        if (
          /message|payload|event|field|body|schema|carries|contains|what's in|负载|载荷|消息|字段|正文/i.test(about) &&
          !/trust|credential|rollout|config|header|凭据|配置|信任|请求头/i.test(about)
        )
          yield { place: source.place(0, text.length), evidence: text };
      }
    }
    const inCodeOf = perPassage(({ spans }) =>
      spans.map(({ text }) => text).find((span) => /^\w+$/.test(span) && isCredentialName(span)),
    );
    const namesOf = perPassage(({ spans }) => [...new Set(spans.map(({ text }) => text).filter(isEventName))]);
    for (const sentence of stated(document, credential, fieldNamed, ...(contract ? [lists] : []))) {
      const { clauses, passage } = sentence;
      const text = sentence.text.replace(pushToken, "$1");
      if (passage.kind === "heading" || wished.some(({ place }) => place.line === sentence.place.line)) continue;
      const inCode = inCodeOf(passage);
      const listed = contract && inCode && sentence.text.includes(inCode) && lists.test(sentence.text);
      if (listed && !/header|auth|variable|\.env|请求头|变量|校验/i.test(sentence.text)) {
        yield { message: "text", place: sentence.place, evidence: inCode };
        continue;
      }
      const named = fieldNamed.exec(sentence.text)?.[1];
      if (named && isCredentialName(named)) yield { place: placeIn(sentence, fieldNamed), evidence: named };
      const names = namesOf(passage);
      const clause = clauses.find(
        (one) => credential.test(without(one.text, names)) && carries.test(one.text.replace(pushToken, "$1")),
      );
      if (
        !clause ||
        !carried.test(text) ||
        (!rawHeader.test(text) && /header|bearer|请求头/i.test(text)) ||
        /out[- ]of[- ]band|variable|rotat|owner|stored|store[ds]?\b|lives?|kept|keep|带外|变量|轮换|保存|存放|存在|校验|验证|鉴权用|verif|authenticat|protected by|secured|check/i.test(
          text,
        )
      )
        continue;
      yield { message: "text", place: placeIn(sentence, credential), evidence: clause.text.trim() };
    }
  },
};

/** Whether a field is made for a credential, by its name or by its own description; a flag, a count or a reference is none. */
function carriesCredential(name: string, value: Data): boolean {
  const type = textAt(value, "type") ?? (value.type === "scalar" ? typeof value.value : "");
  if (
    ["boolean", "integer", "number"].includes(type) ||
    (value.type === "scalar" && /^\$\{\w{1,40}\}$/.test(String(value.value)))
  )
    return false;
  if (isCredentialName(name) && !(value.type === "object" && value.entries.length === 0)) return true;
  const note = ["description", "note", "comment", "desc", "说明"].map((key) => textAt(value, key) ?? "").join(" ");
  return value.type === "object" && described.test(note) && !denies(note);
}

const described =
  /authori[sz]ation header|(?:raw|full|complete) (?:auth|bearer|\.env)|(?:the |its |whose )?(?:password|api[ -]key|private key|access token|login (?:data|details|credentials)) (?:of|for|to)|\.env (?:file|contents?)|contents? of \.env|user ?(?:name)?(?: and |\/)password|密码|口令|密钥|原始(?:请求头|鉴权)|\.env ?的?内容/i;

/** Envelope words that make some JSON a message between instances. */
function isMessage(data: { entries: { key: string }[] }): boolean {
  const keys = new Set(data.entries.map(({ key }) => key.toLowerCase()));
  return [
    "type",
    "event",
    "source",
    "data",
    "payload",
    "id",
    "time",
    "timestamp",
    "sender",
    "receiver",
    "from",
    "to",
    "specversion",
    "subject",
    "eventname",
    "event_name",
    "summary",
    "message",
  ].some((key) => keys.has(key));
}

/** Works something out once for each passage: it may have thousands of sentences. */
function perPassage<Value>(work: (passage: Passage) => Value): (passage: Passage) => Value {
  const known = new Map<Passage, Value>();
  return (passage) => {
    if (!known.has(passage)) known.set(passage, work(passage));
    return known.get(passage) as Value;
  };
}
