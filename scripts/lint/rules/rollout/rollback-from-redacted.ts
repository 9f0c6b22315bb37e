import { placeIn, stated } from "../../look.ts";
import type { Rule, Subject } from "../../rule.ts";

const spoken =
  /(?:back-?up|save|snapshot|restor\w{0,40}|roll\w{0,40} back|rollback|copy|revert|keep)[^.\n]{0,80}config get|config get[^.\n]{0,100}(?:back-?up|save[sd]?|snapshot|restor\w{0,40}|rollback|roll(?:ing)? back|revert|put (?:it|that) back|before the change)|(?:备份|保存|快照|恢复|回滚|还原|留底)[^。\n]{0,50}config get|config get[^。\n]{0,50}(?:备份|保存|快照|恢复|回滚|还原|留底)/i;
/** Words of somebody who knows what is missing in it. */
const knows = /only|worthless|useless|redact|blank|mask|hides?|hidden|遮盖|打码|脱敏|只读|只用来看/i;

/** What somebody does with a copy. */
const writesBack = /back|restor|apply|put|paste|revert|undo|write|patch|恢复|还原|写回|放回|回滚/i;

/** The sentence after, where a colon or a full stop cut the thought in two. */
function following({ sentences }: Subject["document"], sentence: Subject["document"]["sentences"][number]): string {
  return sentences[sentences.indexOf(sentence) + 1]?.text ?? "";
}

const file = /back|bak|before|orig|old|save|snapshot|rollback|previous|pre-|restore|备份/i;

export const rollbackFromRedacted: Rule = {
  id: "rollout/rollback-from-redacted",
  severity: "warn",
  source: "docs/cli/config.md; measured: config get prints __OPENCLAW_REDACTED__ for secrets",
  words: {
    en: {
      finds: "A backup or a rollback made from `config get` output",
      why: "Secrets are redacted there: restoring it replaces every token by __OPENCLAW_REDACTED__.",
      wrong: "```bash\nopenclaw config get hooks --json > hooks.backup.json\n```",
      right: '```bash\ncp -p "$(openclaw config file)" openclaw.before.json\n```',
      messages: {
        default: {
          text: "config get redacts secrets: what is restored from it has no tokens any more.",
          fix: 'Copy the file itself: cp -p "$(openclaw config file)" …',
        },
      },
    },
    "zh-CN": {
      finds: "用 `config get` 的输出做备份或回滚",
      why: "那里的机密已被遮盖：拿它恢复，所有令牌都会变成 __OPENCLAW_REDACTED__。",
      wrong: "```bash\nopenclaw config get hooks --json > hooks.backup.json\n```",
      right: '```bash\ncp -p "$(openclaw config file)" openclaw.before.json\n```',
      messages: {
        default: {
          text: "config get 会遮盖机密：用它恢复出来的配置没有令牌。",
          fix: '直接复制文件：cp -p "$(openclaw config file)" …',
        },
      },
    },
  },
  *check({ document, facts }) {
    const lines = new Set<number>();
    const saved = new Set<string>();
    for (const { resolved, wrong, place, redirects, source, words, comment } of facts.calls) {
      const get =
        resolved.path.join(" ") === "config get" ||
        (resolved.path.join(" ") === "gateway call" && words.some(({ text }) => text === "config.get"));
      if (wrong || !get) continue;
      const target = redirects.find(({ operator }) => operator.startsWith(">"))?.target ?? "";
      const piped = /\| ?tee\s+(\S+)/.exec(document.source.text.split("\n")[place.endLine - 1] ?? "")?.[1] ?? "";
      if (!file.test(target) && !file.test(piped) && !(target && file.test(comment))) continue;
      lines.add(place.line);
      saved.add((target || piped).split("/").at(-1) ?? "");
      yield { place, evidence: source.text };
    }
    for (const { words, wrong, place, source } of document.calls) {
      const used = words.some(({ text }) => [...saved].some((one) => one.length > 3 && text.endsWith(one)));
      if (wrong || !used || lines.has(place.line)) continue;
      lines.add(place.line);
      yield { place, evidence: source.text };
    }
    for (const { text, place } of stated(document, writesBack)) {
      const name = [...saved].find((one) => one.length > 3 && text.includes(one));
      if (name && !lines.has(place.line)) {
        lines.add(place.line);
        yield { place, evidence: text };
      }
    }
    for (const sentence of stated(document, spoken)) {
      if (sentence.passage.kind === "heading" || knows.test(sentence.text) || knows.test(following(document, sentence)))
        continue;
      const place = placeIn(sentence, /config get/);
      if (!lines.has(place.line) && ![...lines].some((line) => Math.abs(line - place.line) <= 2))
        yield { place, evidence: sentence.text };
    }
  },
};
