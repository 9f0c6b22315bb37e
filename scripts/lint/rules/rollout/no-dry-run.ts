import type { Rule } from "../../rule.ts";

const tried =
  /--dry-run|config validate|dry[- ]run|openclaw doctor(?! --fix)|试运行|演练写入|空跑|校验(?:配置|一下|通过)|先校验|预演/i;

export const noDryRun: Rule = {
  id: "rollout/no-dry-run",
  severity: "warn",
  source: "docs/cli/config.md",
  words: {
    en: {
      finds: "A configuration edit without --dry-run or config validate first",
      why: "A write that is refused half way, or accepted with a key that means nothing, is cheaper to see before it is made.",
      wrong: "```bash\nopenclaw config set hooks.path /hooks\n```",
      right: "```bash\nopenclaw config set hooks.path /hooks --dry-run\nopenclaw config set hooks.path /hooks\n```",
      messages: {
        default: {
          text: "This writes the configuration, and nothing here tries it first.",
          fix: "Run the same line with --dry-run before, or openclaw config validate.",
        },
      },
    },
    "zh-CN": {
      finds: "改配置前没有先用 --dry-run 或 config validate",
      why: "会被拒绝的写入，或者写了等于没写的键，提前看到代价最小。",
      wrong: "```bash\nopenclaw config set hooks.path /hooks\n```",
      right: "```bash\nopenclaw config set hooks.path /hooks --dry-run\nopenclaw config set hooks.path /hooks\n```",
      messages: {
        default: {
          text: "这里直接写入配置，事先没有试过。",
          fix: "先用同一行加 --dry-run 跑一遍，或执行 openclaw config validate。",
        },
      },
    },
  },
  *check({ document, facts }) {
    if (tried.test(document.source.text)) return;
    const writes = facts.calls.filter(
      ({ resolved, wrong, words }) =>
        !wrong &&
        resolved.path[0] === "config" &&
        ["set", "patch"].includes(resolved.path[1] ?? "") &&
        words.length > 2,
    );
    const [first] = writes;
    if (first)
      yield {
        place: { ...first.place, endLine: first.place.line, endColumn: first.place.column + 1 },
        evidence: first.source.text.slice(0, 80),
      };
  },
};
