import type { OpenclawCall } from "../../facts.ts";
import { matching } from "../../look.ts";
import type { Rule } from "../../rule.ts";

const tried =
  /--dry-run|config validate|dry[- ]run|openclaw doctor(?! --fix)|试运行|演练写入|空跑|校验(?:配置|一下|通过)|先校验|预演/i;

/** On the way back a copy that worked is put in place. */
const wayBack = /roll(?:ing)?[- ]?back|way back|undo|revert|回滚|回退|撤|退/i;

const first = /before|first|every|always|each|先|之前|每(?:次|条)|都/i;

const writes = ({ resolved, words, source }: OpenclawCall): boolean =>
  resolved.path[0] === "config" &&
  ["set", "patch"].includes(resolved.path[1] ?? "") &&
  words.length > 2 &&
  !/--dry-run/.test(source.text);

/** Whether a call tries what another one writes: the same path or file, or the whole configuration. */
function tries(one: OpenclawCall, write: OpenclawCall): boolean {
  if (!tried.test(one.source.text)) return false;
  return one.resolved.path[0] !== "config" || one.resolved.path[1] === "validate" || target(one) === target(write);
}

const target = ({ resolved }: OpenclawCall): string =>
  resolved.positionals[0]?.value ?? resolved.flags.find(({ name }) => /^--(?:batch-)?file$/.test(name))?.value ?? "";

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
    const own = facts.calls.filter(({ wrong }) => !wrong);
    if (!own.some(writes)) return;
    const firstWrite = Math.min(...own.filter(writes).map(({ place }) => place.line));
    const spoken = matching(document, tried).some(
      ({ text, mood, passage, place }) =>
        mood !== "wrong" &&
        passage.kind !== "comment" &&
        (document.kind !== "rollout-plan" || place.line <= firstWrite || first.test(text)),
    );
    if (spoken) return;
    for (const call of own)
      if (
        writes(call) &&
        !wayBack.test(call.headings.at(-1) ?? "") &&
        !own.some((one) => one.place.line <= call.place.line && tries(one, call))
      )
        yield {
          place: { ...call.place, endLine: call.place.line, endColumn: call.place.column + 1 },
          evidence: call.source.text.slice(0, 80),
        };
  },
};
