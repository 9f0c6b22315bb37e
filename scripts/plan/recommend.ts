import { type Answered, type AnsweredFlow, isRelay } from "../spec/answers.ts";
import { type Text, text } from "../spec/text.ts";
import type { Guarantee, Transport } from "../spec/words.ts";

/** A transport with what it promises. */
export type Way = { transport: Transport; guarantee: Guarantee };

/** The smallest way that does it, why, and what is chosen instead, if anything is. */
export type Recommendation = Way & {
  reason: Text;
  /** How the choice compares with it. */
  chosen: "same" | "larger" | "smaller" | "other";
  /** What the next larger way, or the larger choice, would buy; or what the smaller choice gives up. */
  buys: Text | null;
};

type Case = Way & { reason: Text; is: (flow: AnsweredFlow, all: Answered) => boolean };

/** The first that fits is the smallest sufficient way. */
const cases: Case[] = [
  {
    is: ({ to }, { humans }) => humans[to] !== undefined,
    transport: "chat",
    guarantee: "best-effort",
    reason: text("a person reads it, and a chat is where they read", "要由人来读，而人在聊天里读"),
  },
  {
    is: ({ from, to }, { openclaws }) =>
      openclaws[from] !== undefined && openclaws[from]?.machine === openclaws[to]?.machine,
    transport: "files",
    guarantee: "acknowledged",
    reason: text(
      "both run on one machine: no address, no token, no network",
      "两侧在同一台机器上：不需要地址、令牌和网络",
    ),
  },
  {
    is: (flow, { openclaws }) => isRelay(flow) || (openclaws[flow.to]?.url ?? "none") === "",
    transport: "chat",
    guarantee: "best-effort",
    reason: text("no connection leads from one to the other: people carry it", "两侧之间没有连接：由人来带"),
  },
  {
    is: ({ work, silence, answers }) => work !== null || silence !== null || answers !== null,
    transport: "webhook",
    guarantee: "delivered",
    reason: text(
      "no agent has to read it: it is recorded, and no model runs",
      "不需要代理来读：记录下来即可，不运行模型",
    ),
  },
  {
    is: ({ to }, { openclaws }) => openclaws[to]?.sleeps === true,
    transport: "webhook",
    guarantee: "acknowledged",
    reason: text("the receiver sleeps: what is meant for it has to wait", "接收方会休眠：给它的事件必须能等"),
  },
  {
    is: (_flow, { objective: { outcome } }) => ["task-dispatch", "approval-request", "result-return"].includes(outcome),
    transport: "webhook",
    guarantee: "acknowledged",
    reason: text(
      "a lost one is work that is not done, or a result that nobody has",
      "丢一个，就有一件事没做，或有一份结果没人拿到",
    ),
  },
  {
    is: (_flow, { objective: { outcome } }) => outcome === "alerting",
    transport: "webhook",
    guarantee: "delivered",
    reason: text("an alert that is lost helps nobody, one that is late does", "丢掉的告警毫无用处，迟到的还有用"),
  },
  {
    is: () => true,
    transport: "webhook",
    guarantee: "best-effort",
    reason: text(
      "the next one stands for a lost one, and the loss is reported",
      "丢了一个有下一个顶上，并且丢失会报告",
    ),
  },
];

const steps: Record<Guarantee, Text | null> = {
  "best-effort": text("delivered, sent again until admitted", "delivered，重发到受理为止"),
  delivered: text(
    "acknowledged would send it again until its work is done, at the price of an agent that claims and finishes",
    "acknowledged 会重发到事情做完为止，代价是代理要认领并完成",
  ),
  acknowledged: null,
};

const bought: Record<Guarantee, Text> = {
  "best-effort": text("one attempt", "发送一次"),
  delivered: text("that it is sent again until it is admitted", "重发到受理为止"),
  acknowledged: text("that it is sent again until its work is done", "重发到事情做完为止"),
};

const rank: Record<Guarantee, number> = { "best-effort": 0, delivered: 1, acknowledged: 2 };

/**
 * The smallest sufficient transport of a flow, and how the chosen one compares.
 * @param all the spec it stands in: whether its receiver sleeps, can be reached, shares the machine, and what the bridge is for
 */
export function recommend(flow: AnsweredFlow, all: Answered): Recommendation {
  const { transport, guarantee, reason } = cases.find(({ is }) => is(flow, all)) as Case;
  const way = { transport, guarantee, reason };
  if (flow.transport !== transport) {
    const needless = transport === "files" && flow.transport === "webhook";
    return {
      ...way,
      chosen: needless ? "larger" : "other",
      buys: needless ? text("nothing, as long as both share a machine", "只要两侧在同一台机器上，什么也得不到") : null,
    };
  }
  if (flow.guarantee === guarantee)
    return { ...way, chosen: "same", buys: transport === "webhook" ? steps[guarantee] : null };
  const larger = rank[flow.guarantee] > rank[guarantee];
  return { ...way, chosen: larger ? "larger" : "smaller", buys: bought[larger ? flow.guarantee : guarantee] };
}

/** The same in one sentence, for memo and status. */
export function recommendationText({ transport, guarantee, reason, chosen, buys }: Recommendation, flow: Way): Text {
  const way = `${transport}, ${guarantee}`;
  const mine = `${flow.transport}, ${flow.guarantee}`;
  const [why, whyZh] = [reason.words.en, reason.words["zh-CN"]];
  const [gain, gainZh] = [buys?.words.en, buys?.words["zh-CN"]];
  if (chosen === "same")
    return text(
      `the smallest that does it: ${why}.${gain ? ` Next larger: ${gain}.` : ""}`,
      `够用的最小选择，因为${whyZh}。${gainZh ? `再大一级：${gainZh}。` : ""}`,
    );
  if (chosen === "larger")
    return text(
      `${mine}, larger than needed: ${way} would do, because ${why}. It buys ${gain}.`,
      `${mine}，比需要的大：${way} 就够了，因为${whyZh}。多换来的是：${gainZh}。`,
    );
  if (chosen === "smaller")
    return text(
      `${mine}, smaller than recommended: ${way}, because ${why}. Given up: ${gain}.`,
      `${mine}，比建议的小：建议 ${way}，因为${whyZh}。放弃的是：${gainZh}。`,
    );
  return text(`${mine}; recommended is ${way}, because ${why}.`, `${mine}；建议 ${way}，因为${whyZh}。`);
}
