import { at, everyValue } from "../../document/data.ts";
import { denies } from "../../document/mood.ts";
import type { Sentence } from "../../document/sentences.ts";
import { matching, placeIn, scalar, settingsAt } from "../../look.ts";
import type { Rule } from "../../rule.ts";
import { namesTwo, type Side, sidesOf } from "../../sides.ts";

/** Tools that never leave their gateway (docs/concepts/session-tool.md, docs/gateway/config-tools). */
const tool =
  /(?<![\w.-])(?:sessions_(?:send|list|history|spawn|search|yield)|sessions_\*|agents_list|subagents?(?: tool)?|(?:tools\.)?agentToAgent|memory_(?:search|get|\*)|session_status)(?![\w-])/;

/** The other side. */
const other =
  /(?:the )?(?:other|remote|peer|second|partner|far)(?:'s)? (?:\S{1,60} )?(?:instance|gateway|openclaw|agent|side|machine|host|box|end)|(?:across|between) (?:the |both |two )?(?:\S{1,60} )?(?:instances|gateways|machines|hosts|openclaws)|both (?:gateways|instances|machines|sides|boxes)|(?:the|its|my|our) (?:\w{1,40} )?\w{1,40}(?:'s)? agent[^.;\n]{0,60}(?:the|its|my|our) \w{1,40} (?:gateway|instance|machine|box)|cross-(?:instance|gateway|machine|host)|(?:laptop|server|vps|desktop|workstation|home|office|cloud|studio|nas|macbook|prod\w{0,40}|staging)(?:'s)?(?: \S+)? (?:agent|openclaw|instance|gateway|session)|(?:to|on|of|at|from|in|with) (?:the |my |our |its )?(?:\S{1,60} )?(?:laptop|server|vps|desktop|workstation|remote|peer|partner|mac|cloud box|pi)(?![\w-])|对端|对方|另一台|另一端|另一边|另一个(?:实例|网关)|远端|远程|跨实例|跨网关|跨机|那台(?:机器|的)?|两台|两个(?:实例|网关)|[\u4e00-\u9fff]{2,4}的 ?agent[^。；\n]{0,30}[\u4e00-\u9fff]{2,4}网关|(?:笔记本|服务器|工作站|台式机|云端|家里|公司)(?:上|那边|的|端|侧)/i;

const oneGateway =
  /(?:within|inside|in|on|of) (?:one|the same|a single|its own|this|the own|each) (?:gateway|instance)|(?:inside|within) (?:the |its |our )?(?:\w{1,40} )?(?:gateway|instance)|same gateway|one gateway|gateway-local|local(?:ly)? (?:only|inside)|only (?:work|reach|see|for|inside|within)|同一(?:台|个)?(?:网关|实例)|本(?:网关|实例|机)|网关内|只能|仅限|内部/i;

export const gatewayLocalTool: Rule = {
  id: "claims/gateway-local-tool",
  severity: "error",
  source: "docs/concepts/session-tool.md; docs/gateway/config-tools",
  words: {
    en: {
      finds: "A tool that works inside one gateway only, used to reach the other instance",
      why: "sessions_*, agents_list, subagents, agentToAgent and memory_* see the sessions, agents and memory of their own gateway and nothing else.",
      wrong: "The server's agent calls sessions_send to reach the agent on the laptop.",
      right:
        "The server's agent sends a webhook to the laptop; sessions_send only reaches sessions of its own gateway.",
      messages: {
        default: {
          text: "{tool} does not leave its gateway: it cannot reach the other instance.",
          fix: "Send a message instead: a webhook to a mapped hook, or a chat channel.",
        },
      },
    },
    "zh-CN": {
      finds: "用只在单个网关内有效的工具去联系另一台实例",
      why: "sessions_*、agents_list、subagents、agentToAgent 和 memory_* 只看得到自己网关里的会话、agent 和记忆。",
      wrong: "服务器上的 agent 用 sessions_send 直接联系笔记本上的 agent。",
      right: "服务器上的 agent 用 webhook 发给笔记本；sessions_send 只能到达自己网关内的会话。",
      messages: {
        default: {
          text: "{tool} 出不了自己的网关，联系不到另一台实例。",
          fix: "改为发消息：用 webhook 发到映射 hook，或走聊天频道。",
        },
      },
    },
  },
  *check({ document, facts }) {
    const lines = new Set<number>();
    const sides = sidesOf(document);
    for (const sentence of matching(document, tool)) {
      const match = tool.exec(sentence.text);
      if (!match || !usedAcross(sentence, sides)) continue;
      const place = placeIn(sentence, tool);
      if (lines.has(place.line)) continue;
      lines.add(place.line);
      yield { place, evidence: sentence.text, props: { tool: match[0] } };
    }
    for (const { data, wrong } of facts.payloads) {
      const name = at(data, "tool") ?? at(data, "name") ?? at(data, "function");
      const match = tool.exec(String(scalar(name) ?? ""));
      if (!match || !name || wrong) continue;
      const near = document.sentences.filter(({ place }) => Math.abs(place.line - data.place.line) < 6);
      const across =
        near.some(({ text }) => other.test(text) || namesTwo(text, sides)) ||
        everyValue(data).some(({ data: one }) => sides.some((side) => String(scalar(one) ?? "").includes(side.name)));
      if (!across || near.some(({ text }) => oneGateway.test(text))) continue;
      lines.add(name.place.line);
      yield { place: name.place, evidence: match[0], props: { tool: match[0] } };
    }
    for (const { place, path } of settingsAt(facts, "tools.agentToAgent"))
      if (
        !lines.has(place.line) &&
        document.sentences.some(
          ({ text, mood, place: near }) =>
            mood === "states" &&
            /agentToAgent/.test(text) === false &&
            other.test(text) &&
            Math.abs(near.line - place.line) < 6,
        )
      )
        yield { place, evidence: path.join("."), props: { tool: "tools.agentToAgent" } };
  },
};

function usedAcross(sentence: Sentence, sides: Side[]): boolean {
  const { text, mood, passage, clauses } = sentence;
  const own = clauses
    .filter((clause) => tool.test(clause.text))
    .map((clause) => clause.text)
    .join(" ");
  if (mood === "wrong" || mood === "asks" || denies(own) || oneGateway.test(text)) return false;
  if (mood === "reports" && !/if|when|unless|如果|若/i.test(text)) return false;
  return other.test(`${text} ${passage.row ?? ""}`) || namesTwo(text, sides);
}
