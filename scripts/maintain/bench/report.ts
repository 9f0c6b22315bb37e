import { cpus } from "node:os";
import type { Locale } from "../../spec/words.ts";
import { type Measured, measures } from "./measure.ts";
import { fasterOf, targetsOf } from "./targets.ts";

const words = {
  en: {
    title: "Performance",
    about: (machine: string, versions: string, runs: number, long: number) =>
      `Written by \`npm run bench -- --record\` on ${machine}, with ${versions}. All programs run in turn, the packed skill under the same Node as the others; medians of ${runs} runs, of ${long} for 10,000 documents. Memory: the most that one run held at once. The documents have about 10 KB each and are put together from rendered ones; the memo has 12.6 KB. The two linters run as they are installed; they do less: one looks at the form of Markdown, the other for secrets.`,
    measures: "What was measured",
    what: "what",
    time: "ms",
    ratio: "× `node -e 0`",
    memory: "MB",
    targets: "What was to be reached",
    against: "against",
    found: "found",
    most: "at most",
    met: ["no", "yes"],
    names: { faster: "the faster of the two linters", whole: "the whole rehearsal" } as Record<string, string>,
    rows: { "memory 10000": "memory of `lint 10000`", rehearsal: "our own work in a rehearsal" } as Record<
      string,
      string
    >,
    bounds: "What bounds it",
    bound: ({ memo, memoFaster, patterns, thousand, thousandFaster, each, lint, rest }: Bounds) => [
      `\`lint memo\`: reading our own code, parsing the memo's Markdown and making ready the ${patterns} patterns that it is held to takes ${memo} × \`node -e 0\`, and ${memoFaster} × the faster linter, before any rule looks at anything (\`floor memo\`). Above that floor lie the rules, which run once and never get warm.`,
      `\`lint 1000\`: reading the documents and parsing their Markdown alone takes ${thousand} ms, ${thousandFaster} × the faster linter (\`floor 1000\`); secretlint looks for fixed shapes and parses nothing. Once everything is warm, lint takes ${each} ms for a document, in as many threads as there are processors.`,
      `\`render\`: ${lint} % of it is lint, because every document that it writes, for both sides, goes through it; without any lint it would take ${rest} × \`node -e 0\`.`,
    ],
    profiles: "Where the time goes",
    aboutProfiles:
      "Shares of one run each, under V8's sampling profiler. “compiling modules” is reading our own code, “patterns” are the rules' regular expressions; what `node -e 0` takes comes before all of it.",
    shares: {} as Record<string, string>,
    rehearsal: "A rehearsal of the daily audit",
    aboutRehearsal: "Seconds on the clock; where several happen at once, the first of these counts.",
    spent: {
      gateways: "gateways starting and stopping",
      commands: "commands of the rollout plan",
      waiting: "waiting for messages",
      own: "our own work",
    },
  },
  "zh-CN": {
    title: "性能",
    about: (machine: string, versions: string, runs: number, long: number) =>
      `由 \`npm run bench -- --record\` 写成，机器：${machine}；版本：${versions}。各程序轮流运行，打包后的技能与其他程序用同一个 Node；数值是 ${runs} 次的中位数，10,000 份文档为 ${long} 次。内存：一次运行中同时占用的最大值。文档每份约 10 KB，由渲染出的真实文档拼成；备忘录有 12.6 KB。两个检查工具按安装后的默认方式运行；它们做的事更少：一个看 Markdown 的格式，一个找机密。`,
    measures: "测了什么",
    what: "项目",
    time: "毫秒",
    ratio: "× `node -e 0`",
    memory: "MB",
    targets: "目标",
    against: "对照",
    found: "实测",
    most: "至多",
    met: ["未达到", "达到"],
    names: { faster: "两个检查工具中较快的", whole: "整次演练" } as Record<string, string>,
    rows: { "memory 10000": "`lint 10000` 的内存", rehearsal: "演练中我们自己的工作" } as Record<string, string>,
    bounds: "受什么限制",
    bound: ({ memo, memoFaster, patterns, thousand, thousandFaster, each, lint, rest }: Bounds) => [
      `\`lint memo\`：还没有一条规则开始看，读入我们自己的代码、解析备忘录的 Markdown、准备好要用到的 ${patterns} 个正则，就要 ${memo} × \`node -e 0\`，是较快的检查工具的 ${memoFaster} 倍（\`floor memo\`）。高出这条底线的是各条规则；它们只运行一次，来不及预热。`,
      `\`lint 1000\`：只读文档、只解析 Markdown 就要 ${thousand} 毫秒，是较快的检查工具的 ${thousandFaster} 倍（\`floor 1000\`）；secretlint 只找固定的形状，什么都不解析。预热之后，lint 每份文档 ${each} 毫秒，有几个处理器就用几个线程。`,
      `\`render\`：${lint} % 是 lint，因为为两侧写出的每份文档都要过一遍；完全不做 lint 也要 ${rest} × \`node -e 0\`。`,
    ],
    profiles: "时间花在哪里",
    aboutProfiles:
      "各为一次运行的占比，由 V8 的采样分析器得出。“编译模块”是读入我们自己的代码，“正则”是各条规则的正则表达式；`node -e 0` 所花的时间在这之前。",
    shares: {
      "rules, patterns compiling": "规则（含编译正则）",
      "documents, patterns compiling": "读文档（含编译正则）",
      "OpenClaw's commands and schema": "OpenClaw 的命令与模式",
      "the spec": "规格",
      templates: "模板",
      "other code of our own": "我们的其他代码",
      "patterns, matching": "正则匹配",
      "compiling modules": "编译模块",
      "garbage collector": "垃圾回收",
      "Node itself": "Node 自身",
    } as Record<string, string>,
    rehearsal: "一次每日审计的演练",
    aboutRehearsal: "钟表时间，秒；几件事同时进行时，计入最先列出的一项。",
    spent: { gateways: "网关启动与停止", commands: "部署计划中的命令", waiting: "等待消息", own: "我们自己的工作" },
  },
};

const row = (cells: (string | number)[]) => `| ${cells.join(" | ")} |`;
const table = (head: string[], rows: (string | number)[][]) => [
  row(head),
  row(head.map(() => "---")),
  ...rows.map(row),
];
const rounded = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(0));

/** The figures that say what bounds a target. */
type Bounds = Record<
  "memo" | "memoFaster" | "patterns" | "thousand" | "thousandFaster" | "each" | "lint" | "rest",
  string
>;

const boundsOf = ({ ms, profiles, patterns }: Measured): Bounds => {
  const lint = profiles["render en"]?.lint ?? 0;
  return {
    memo: rounded(ms["floor memo"] / ms["node -e 0"]),
    memoFaster: rounded(ms["floor memo"] / fasterOf(ms, "memo")),
    patterns: String(patterns),
    thousand: rounded(ms["floor 1000"]),
    thousandFaster: rounded(ms["floor 1000"] / fasterOf(ms, "1000")),
    each: rounded((ms["lint 10000"] - ms["lint 1000"]) / 9000),
    lint: String(Math.round(lint * 100)),
    rest: rounded(((1 - lint) * ms["render en"]) / ms["node -e 0"]),
  };
};

/** The report in one language, in Markdown. */
export function report(locale: Locale, measured: Measured): string {
  const say = words[locale];
  const { ms, megabytes, versions, runs, longRuns, profiles, rehearsal } = measured;
  const machine = `${cpus()[0]?.model.trim()} × ${cpus().length}`;
  const named = Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(", ");
  const code = (name: string) => `\`${name}\``;
  return [
    `# ${say.title}`,
    "",
    say.about(machine, named, runs, longRuns),
    "",
    `## ${say.measures}`,
    "",
    ...table(
      [say.what, say.time, say.ratio, say.memory],
      measures.map((name) => [
        code(name),
        ms[name].toFixed(0),
        rounded(ms[name] / ms["node -e 0"]),
        megabytes[name].toFixed(0),
      ]),
    ),
    "",
    `## ${say.targets}`,
    "",
    ...table(
      [say.what, say.against, say.found, say.most, ""],
      targetsOf(measured).map(({ what, against, found, most }) => [
        say.rows[what] ?? code(what),
        say.names[against] ?? code(against),
        rounded(found),
        most,
        say.met[Number(found <= most)] as string,
      ]),
    ),
    "",
    `## ${say.bounds}`,
    "",
    ...say.bound(boundsOf(measured)).map((one) => `- ${one}`),
    "",
    `## ${say.profiles}`,
    "",
    say.aboutProfiles,
    "",
    ...Object.entries(profiles).flatMap(([name, { shares }]) => {
      const whole = shares.reduce((sum, one) => sum + one.ms, 0);
      return [
        `- ${code(name)}: ${shares.map((one) => `${say.shares[one.where] ?? one.where} ${Math.round((one.ms / whole) * 100)} %`).join(", ")}`,
      ];
    }),
    "",
    `## ${say.rehearsal}`,
    "",
    say.aboutRehearsal,
    "",
    ...table(
      [say.what, "s"],
      (["gateways", "commands", "waiting", "own"] as const).map((kind) => [
        say.spent[kind],
        rehearsal[kind].toFixed(1),
      ]),
    ),
    "",
  ].join("\n");
}
