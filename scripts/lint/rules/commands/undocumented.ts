import type { Rule } from "../../rule.ts";

/** What would join two gateways: nothing there is near it in meaning, however near in letters. */
const joining = /^(?:peers?|feder\w{0,40}|clusters?|mesh|link|join|bridge|pair|sync|swarm)$/i;

export const undocumented: Rule = {
  id: "commands/undocumented",
  severity: "error",
  source: "openclaw --help of the pinned version",
  words: {
    en: {
      finds: "An openclaw command or subcommand that the version does not have",
      why: "OpenClaw refuses it, and whoever pastes the design is stuck, or believes in a feature that does not exist.",
      wrong: "```bash\nopenclaw peer add laptop\n```",
      right: "```bash\nopenclaw cron list --all\n```",
      messages: {
        default: {
          text: "OpenClaw {version} has no command `openclaw {found}`.",
          fix: "Look at {parent} --help, and use a command that is there.",
        },
        near: {
          text: "OpenClaw {version} has no command `openclaw {found}`; the nearest is `openclaw {nearest}`.",
          fix: "Use openclaw {nearest} if that is meant; else look at {parent} --help.",
        },
      },
    },
    "zh-CN": {
      finds: "该版本没有的 openclaw 命令或子命令",
      why: "OpenClaw 会拒绝执行，照着设计粘贴的人就卡住了，或者误信一个不存在的功能。",
      wrong: "```bash\nopenclaw peer add laptop\n```",
      right: "```bash\nopenclaw cron list --all\n```",
      messages: {
        default: {
          text: "OpenClaw {version} 没有命令 `openclaw {found}`。",
          fix: "查看 {parent} --help，改用确实存在的命令。",
        },
        near: {
          text: "OpenClaw {version} 没有命令 `openclaw {found}`，最接近的是 `openclaw {nearest}`。",
          fix: "若是此意，改用 openclaw {nearest}；否则查看 {parent} --help。",
        },
      },
    },
  },
  *check({ facts, catalog }) {
    for (const { resolved, words, wrong, place } of facts.calls) {
      const problem = resolved.problems.find(({ kind }) => kind === "unknown-command");
      if (!problem || wrong) continue;
      const parent = ["openclaw", ...resolved.path].join(" ");
      const found = [...resolved.path, problem.found].join(" ");
      const meant = problem.nearest !== undefined && !joining.test(problem.found);
      const nearest = meant ? [...resolved.path, problem.nearest].join(" ") : "";
      yield {
        message: nearest ? "near" : "default",
        place: words[problem.index]?.place ?? place,
        evidence: `openclaw ${found}`,
        props: { found, nearest, parent, version: catalog.version },
      };
    }
  },
};
