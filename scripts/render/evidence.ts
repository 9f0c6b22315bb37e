import rows from "../../references/evidence.json" with { type: "json" };
import faults from "../../references/faults.json" with { type: "json" };
import { isScheduled, type Plan } from "../plan/plan.ts";
import { joined, type Text, text } from "../spec/text.ts";

/** The shape of a bridge: what a rehearsal proves, it proves for every bridge of the same shape. */
export type Shape = { pattern: string; transport: string; guarantee: string; produce: string; version: string };

/** One row of the shipped evidence, written by the rehearsal. */
export type EvidenceRow = Shape & { checks: number; passed: number };

/** What no rehearsal shows, said in every evidence and in every memo that cites one. */
export const notRehearsed = ({ flows }: Pick<Plan, "flows">): Text[] => [
  text("TLS and the real network between the two machines", "两台机器之间的 TLS 和真实网络"),
  text(
    "the real model and the real chat service, for which scripted ones stand",
    "真实的模型和真实的聊天服务：由脚本代替",
  ),
  ...(flows.some(({ resend }) => resend)
    ? []
    : [
        text(
          "faults other than a refused delivery, which were measured one by one on this version",
          "除拒绝投递以外的故障：在这个版本上逐个实测过",
        ),
      ]),
  ...(flows.some(isScheduled)
    ? [
        text(
          "the hour of the schedule: the job is fired by hand, and the time of its next run is read",
          "定时的钟点：任务由手动触发，并读取它下次运行的时间",
        ),
      ]
    : []),
  ...(flows.every(isScheduled)
    ? []
    : [text("what fires the job: its last step is run by hand", "触发任务的那一方：它的最后一步由手动运行")]),
];

/** The shapes of a plan's flows. */
export const shapesOf = ({ flows, version }: Plan): Shape[] =>
  flows.map(({ pattern, transport, guarantee, produce }) => ({
    pattern,
    transport,
    guarantee,
    produce: "command" in produce ? "command" : "agent",
    version,
  }));

/** What the protocol that all such bridges share survived: each scenario also failed where its protection was taken away. */
function faultCount(): Text {
  const { scenarios } = faults as { scenarios: { passed: boolean }[] };
  const survived = scenarios.filter(({ passed }) => passed).length;
  return text(
    `, and ${survived} of ${scenarios.length} faults were survived by the outbox and the inbox`,
    `，发件箱和收件箱经受住了 ${scenarios.length} 种故障中的 ${survived} 种`,
  );
}

/** One sentence for the memo: what was rehearsed for this shape, or that nothing was. */
export function rehearsalSentence(plan: Plan): Text {
  const out = notRehearsed(plan).map(({ words }) => words);
  const sentences = shapesOf(plan).map((shape) => {
    const name = `${shape.pattern}, ${shape.transport}, ${shape.guarantee}, ${shape.produce} job, OpenClaw ${shape.version}`;
    const nameZh = `${shape.pattern}、${shape.transport}、${shape.guarantee}、${shape.produce === "command" ? "命令" : "代理"}任务、OpenClaw ${shape.version}`;
    const row = (rows as EvidenceRow[]).find((other) =>
      (Object.keys(shape) as (keyof Shape)[]).every((key) => other[key] === shape[key]),
    );
    if (!row) return text(`Not rehearsed (${name}).`, `没有演练过（${nameZh}）。`);
    const faulty = shape.guarantee === "best-effort" ? text("", "") : faultCount();
    return text(
      `Rehearsed on two real gateways (${name}): ${row.passed} of ${row.checks} checks passed${faulty.words.en}. Not part of it: ${out.map(({ en }) => en).join("; ")}.`,
      `在两个真实网关上演练过（${nameZh}）：${row.checks} 项检查通过 ${row.passed} 项${faulty.words["zh-CN"]}。不在其中的：${out.map((one) => one["zh-CN"]).join("；")}。`,
    );
  });
  return joined(...new Map(sentences.map((sentence) => [sentence.words.en, sentence])).values());
}
