import type { Place } from "../../document/source.ts";
import type { Rule, Subject } from "../../rule.ts";

export const literal: Rule = {
  id: "secrets/literal",
  severity: "error",
  source: "guardrail: no secrets in payloads; docs/gateway/security",
  words: {
    en: {
      finds: "A credential's value, anywhere, in any format",
      why: "A design is read, sent and kept; a credential in it has to be changed.",
      wrong: '```json\n{ "hooks": { "token": "q7Zk2vX9pL4mT8wR1nB6" } }\n```',
      right: '```json\n{ "hooks": { "token": "${HOOK_TOKEN}" } }\n```',
      messages: {
        default: {
          text: "A credential stands here: {kind}, {length} characters.",
          fix: "Replace it by the name of the variable or file that holds it, and change the credential: it has been written down.",
        },
      },
    },
    "zh-CN": {
      finds: "任何位置、任何格式的凭据值",
      why: "设计会被阅读、转发和保存；写进去的凭据就必须更换。",
      wrong: '```json\n{ "hooks": { "token": "q7Zk2vX9pL4mT8wR1nB6" } }\n```',
      right: '```json\n{ "hooks": { "token": "${HOOK_TOKEN}" } }\n```',
      messages: {
        default: {
          text: "这里有一个凭据：{kind}，{length} 个字符。",
          fix: "换成保存它的变量名或文件名，并更换该凭据：它已经被写下来了。",
        },
      },
    },
  },
  *check(subject) {
    for (const { kind, value, place } of subject.secrets)
      if (!inBadExample(subject, place)) yield { place, evidence: "", props: { kind, length: String(value.length) } };
  },
};

/** A wrong example shows the mistake with an invented value. */
function inBadExample({ document }: Subject, { line }: Place): boolean {
  const covers = (place: Place) => place.line <= line && line <= place.endLine;
  return (
    document.blocks.some(({ wrong, place }) => wrong && covers(place)) ||
    document.sentences.some(({ mood, place }) => mood === "wrong" && covers(place))
  );
}
