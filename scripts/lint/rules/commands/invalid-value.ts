import type { Rule } from "../../rule.ts";

export const invalidValue: Rule = {
  id: "commands/invalid-value",
  severity: "error",
  source: "openclaw <command> --help of the pinned version, and the code behind it",
  words: {
    en: {
      finds: "A flag's value outside what it takes",
      why: "OpenClaw refuses it, or takes it for something else.",
      wrong: "```bash\nopenclaw cron add --name a --every 1h --session peer:laptop --message x\n```",
      right: "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x\n```",
      messages: {
        default: {
          text: "{flag} of openclaw {command} does not take {evidence}; it takes {expected}.",
          fix: "Use one of: {expected}.",
        },
      },
    },
    "zh-CN": {
      finds: "参数的值不在允许的范围内",
      why: "OpenClaw 会拒绝，或者理解成别的意思。",
      wrong: "```bash\nopenclaw cron add --name a --every 1h --session peer:laptop --message x\n```",
      right: "```bash\nopenclaw cron add --name a --every 1h --session isolated --message x\n```",
      messages: {
        default: {
          text: "openclaw {command} 的 {flag} 不接受 {evidence}，允许的是 {expected}。",
          fix: "改用其中之一：{expected}。",
        },
      },
    },
  },
  *check({ facts }) {
    for (const { resolved, words, wrong, place } of facts.calls) {
      if (wrong) continue;
      for (const { kind, index, found, expected = "" } of resolved.problems) {
        if (kind !== "invalid-value") continue;
        const flag = resolved.flags.find((one) => one.index === index || one.index === index - 1);
        yield {
          place: words[flag?.index ?? index]?.place ?? place,
          evidence: found,
          props: { flag: flag?.name ?? "", expected, command: resolved.path.join(" ") },
        };
      }
    }
  },
};
