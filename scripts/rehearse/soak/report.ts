import type { Counts } from "./protocol.ts";

/** One soak: through which receiver, with which seed, how long it took, what was counted. */
export type Soaked = { through: "gateways" | "protocol"; seed: number; seconds: number; counts: Counts };

const words = {
  en: {
    title: "Soak",
    about: (openclaw: string, date: string) =>
      `Written by \`npm run bench:soak\` on ${date}. \`gateways\`: a real pair of gateways of OpenClaw ${openclaw} with the rendered daily audit in use, waits shortened; faults drawn from the seed: answers lost or replaced, slow networks, copies, agents that forget, either gateway killed. \`protocol\`: the same outbox and inbox on real files, with a simulated clock and a hook model whose answers a test holds to the real gateway's; faults of every kind.`,
    read: "`settled`, `parked` and `dead` add up to `sent`. `lost` and `settled twice` must be 0; `settled twice` counts claims beyond what the policy allows as well, and `reruns` are those that it allows. `unreported`: parked or dead, and not told exactly once. The longest delay of the protocol is simulated time.",
    through: "through",
    seed: "seed",
    names: {
      sent: "sent",
      admitted: "admitted",
      settled: "settled",
      parked: "parked",
      dead: "dead",
      duplicatesSuppressed: "copies suppressed",
      lost: "lost",
      settledTwice: "settled twice",
      reruns: "reruns",
      unreported: "unreported",
      longestDelayMinutes: "longest delay (min)",
    },
    took: "took (s)",
  },
  "zh-CN": {
    title: "长时间运行",
    about: (openclaw: string, date: string) =>
      `由 \`npm run bench:soak\` 于 ${date} 写成。\`gateways\`：一对真实的 OpenClaw ${openclaw} 网关，使用渲染出的每日审计，等待时间已缩短；故障由种子抽取：应答丢失或被替换、网络慢、重复投递、代理忘事、任一网关被杀。\`protocol\`：同样的发件箱和收件箱，真实文件，模拟时钟，以及一个钩子模型，其应答由测试与真实网关核对；各类故障都有。`,
    read: "`settled`、`parked`、`dead` 之和等于 `sent`。`lost` 与 `settled twice` 必须为 0；超出策略允许的领取也算 `settled twice`，允许的重跑计入 `reruns`。`unreported`：已搁置或已作废，却没有恰好报告一次。协议一栏的最长延迟是模拟时间。",
    through: "经由",
    seed: "种子",
    names: {
      sent: "已发 (sent)",
      admitted: "已接纳 (admitted)",
      settled: "已了结 (settled)",
      parked: "已搁置 (parked)",
      dead: "已作废 (dead)",
      duplicatesSuppressed: "挡下的副本",
      lost: "丢失 (lost)",
      settledTwice: "了结两次 (settled twice)",
      reruns: "重跑 (reruns)",
      unreported: "未报告 (unreported)",
      longestDelayMinutes: "最长延迟（分钟）",
    },
    took: "用时（秒）",
  },
} as const;

/** The report in one language: a table, one row per soak. */
export function soakReport(locale: keyof typeof words, openclaw: string, date: string, soaked: Soaked[]): string {
  const { title, about, read, through, seed, names, took } = words[locale];
  const columns = Object.keys(names) as (keyof Counts)[];
  const row = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [
    `# ${title}`,
    "",
    about(openclaw, date),
    "",
    read,
    "",
    row([through, seed, ...columns.map((name) => names[name]), took]),
    row([through, seed, ...columns, took].map(() => "---")),
    ...soaked.map((one) =>
      row([one.through, one.seed, ...columns.map((name) => one.counts[name]), Math.round(one.seconds)]),
    ),
    "",
  ].join("\n");
}

/** What a soak must show. */
export const isSound = ({ counts }: Soaked): boolean =>
  counts.lost === 0 &&
  counts.settledTwice === 0 &&
  counts.unreported === 0 &&
  counts.settled + counts.parked + counts.dead === counts.sent;
