import type { Rule } from "../../rule.ts";

export const unknownFlag: Rule = {
  id: "commands/unknown-flag",
  severity: "error",
  source: "openclaw <command> --help of the pinned version",
  words: {
    en: {
      finds: "A flag that the command does not have, or a blank or missing value",
      why: "OpenClaw refuses the whole line.",
      wrong: "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --retry 5\n```",
      right: "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x\n```",
      messages: {
        default: {
          text: "openclaw {command} has no flag {found} in OpenClaw {version}.",
          fix: "Look at openclaw {command} --help.",
        },
        near: {
          text: "openclaw {command} has no flag {found} in OpenClaw {version}; the nearest is {nearest}.",
          fix: "Use {nearest} if that is meant; else look at openclaw {command} --help.",
        },
        value: { text: "{found} of openclaw {command} needs a value.", fix: "Write the value behind it." },
        extra: {
          text: "openclaw {command} does not take {found}.",
          fix: "Leave it out; see openclaw {command} --help.",
        },
        argument: { text: "openclaw {command} needs {expected}.", fix: "Write it; see openclaw {command} --help." },
      },
    },
    "zh-CN": {
      finds: "命令没有的参数，或者参数缺值、值为空",
      why: "OpenClaw 会拒绝整行命令。",
      wrong: "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x --retry 5\n```",
      right: "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x\n```",
      messages: {
        default: {
          text: "OpenClaw {version} 的 openclaw {command} 没有参数 {found}。",
          fix: "查看 openclaw {command} --help。",
        },
        near: {
          text: "OpenClaw {version} 的 openclaw {command} 没有参数 {found}，最接近的是 {nearest}。",
          fix: "若是此意，改用 {nearest}；否则查看 openclaw {command} --help。",
        },
        value: { text: "openclaw {command} 的 {found} 需要一个值。", fix: "在后面写上值。" },
        extra: { text: "openclaw {command} 不接受 {found}。", fix: "去掉它；参见 openclaw {command} --help。" },
        argument: { text: "openclaw {command} 需要 {expected}。", fix: "补上；参见 openclaw {command} --help。" },
      },
    },
  },
  *check({ facts, catalog }) {
    for (const { resolved, words, wrong, place, inline } of facts.calls) {
      if (wrong) continue;
      for (const { kind, index, found, nearest = "", expected = "" } of resolved.problems) {
        const message =
          kind === "unknown-flag"
            ? nearest
              ? "near"
              : "default"
            : kind === "missing-value" || kind === "blank-value"
              ? "value"
              : kind === "extra-argument"
                ? "extra"
                : kind === "missing-argument" && !inline
                  ? "argument"
                  : undefined;
        if (message)
          yield {
            message,
            place: words[index]?.place ?? place,
            evidence: found,
            props: { found, nearest, expected, command: resolved.path.join(" "), version: catalog.version },
          };
      }
    }
  },
};
