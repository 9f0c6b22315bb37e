import { matching, statements } from "../../look.ts";
import type { Rule } from "../../rule.ts";

const validate =
  /config validate|config(?:uration)? (?:file )?is valid|"?valid"?`?: ?`?true|validat(?:e|es|ed|ion)(?: (?:passes|is green|succeeds|ok))?|校验|验证配置|配置检查/i;
const proof =
  /(?<![\w-])(?:prov(?:es?|en|ing)|accepts?|proof|confirm\w{0,40}|guarantee\w{0,40}|means?|shows?|tells?|ensure\w{0,40}|so|enough|sufficient|done|safe|ready|live|good to go|works?|will (?:start|work|come up)|all (?:is )?(?:set|well|good)|no need|(?:is|are) (?:correct|fine|valid|ok))(?![\w-])|说明|证明|表示|代表|就(?:行|可以|算|好|能|绪|OK|没问题)|即可|确保|保证|足够|够了|放心|生效/i;
const start =
  /gateway (?:restart|start|run|status)|restart|start(?:s|ed|ing)? (?:the )?gateway|probe|curl|healthz|readyz|reload|重启|启动|探测|探活|热加载/i;

/** A restart that is said to be needless is none. */
const unneeded =
  /(?:不用|无需|不必|不需要|免)(?:再)?(?:重启|启动|探测)|(?:no|without|skip\w{0,40}|not need\w{0,40}) (?:\S{1,60} ){0,3}(?:restart|probe|reload)\w{0,40}/gi;

/** What is said of a thing that works. */
const praise =
  /(?<![\w-])(?:there you (?:are|go)|(?:it|that|everything) works|(?:,|^|\s)works\s*$|all set|you're done|good to go|up and running|ready to (?:go|receive))(?![\w-])|这就(?:好|成|通|行)了|可以用了|通了|搞定/i;

export const validateIsNotStart: Rule = {
  id: "rollout/validate-is-not-start",
  severity: "warn",
  source: "measured: three configurations that pass config validate keep the gateway from starting",
  words: {
    en: {
      finds: "A rollout that takes `config validate` for proof, without a start or a probe",
      why: "hooks without a token, a path of / and a foreign transformsDir all validate, and the gateway does not start.",
      wrong: "```bash\nopenclaw config validate\n```\n\nIf validation passes, the receiver is ready.",
      right: "```bash\nopenclaw config validate\nopenclaw gateway restart\ncurl -s http://127.0.0.1:18789/readyz\n```",
      messages: {
        default: {
          text: "config validate proves the shape, not that the gateway starts or that the hook answers.",
          fix: "Restart or see the reload, then probe the hook.",
        },
      },
    },
    "zh-CN": {
      finds: "把 `config validate` 当作证明，没有启动或探测",
      why: "没有令牌的 hook、路径为 /、放错位置的 transformsDir 都能通过校验，但网关起不来。",
      wrong: "```bash\nopenclaw config validate\n```\n\n校验通过就说明接收端可以用了。",
      right: "```bash\nopenclaw config validate\nopenclaw gateway restart\ncurl -s http://127.0.0.1:18789/readyz\n```",
      messages: {
        default: {
          text: "config validate 只证明格式正确，不证明网关能启动、hook 会应答。",
          fix: "重启或确认已热加载，再探测 hook。",
        },
      },
    },
  },
  *check({ document, facts }) {
    const calls = facts.calls.filter(({ resolved, wrong }) => !wrong && resolved.path.join(" ") === "config validate");
    for (const { sentence, place } of statements(document, validate)) {
      const { text, passage } = sentence;
      if (
        !/config|配置|上线|网关/i.test(text + passage.headings.join(" ") + (calls.length > 0 ? "config" : "")) ||
        !validate.test(text) ||
        !proof.test(text.replace(validate, ""))
      )
        continue;
      if (start.test(text.replace(unneeded, "")) || /schema|payload|message|envelope|消息|负载/i.test(text)) continue;
      yield { place, evidence: text };
      return;
    }
    const cheered = calls.find(({ place }) =>
      /config validate\b[^\n]*&&\s*(?:echo|printf)[^\n]*\b(?:up|ready|live|works?|running|done|good|ok)\b|config validate[^\n]*&&\s*echo[^\n]*(?:恢复|好了|成功|通了|就绪|完成)/i.test(
        document.source.text.split("\n")[place.line - 1] ?? "",
      ),
    );
    const praised = matching(document, /config validate/).find(
      ({ mood, place }) =>
        mood !== "wrong" &&
        document.sentences.some(
          (one) =>
            one.mood === "states" &&
            one.place.line > place.line &&
            one.place.line <= place.line + 3 &&
            praise.test(one.text),
        ),
    );
    if (praised && !cheered) yield { place: praised.place, evidence: "openclaw config validate" };
    if (cheered) yield { place: cheered.place, evidence: "openclaw config validate" };
    if (cheered || document.kind !== "rollout-plan" || calls.length === 0) return;
    const writes = facts.edits.some(
      ({ wrong, path, data }) =>
        !wrong && (path[0] === "hooks" || (data?.type === "object" && data.entries.some(({ key }) => key === "hooks"))),
    );
    if (writes && !start.test(document.source.text))
      yield { place: calls[0]?.place ?? null, evidence: "openclaw config validate" };
  },
};
