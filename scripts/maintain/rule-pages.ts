import { everyRule } from "../lint/lint.ts";
import type { Locale, Rule } from "../lint/rule.ts";

const heads = {
  en: {
    title: "The lint rules",
    lead: "Made from the rule modules; `bridge.mjs explain <rule>` prints one of them. A finding can be accepted with a reason, in the document's front matter or in the spec: `lint: { allow: [{ rule, reason }] }`.",
    severity: { error: "error", warn: "warning" },
    mistake: "Mistake: ",
    consequence: "Consequence: ",
    wrong: "Wrong:",
    right: "Right:",
    source: "Source: ",
  },
  "zh-CN": {
    title: "检查规则",
    lead: "由规则模块生成；`bridge.mjs explain <规则> --locale zh-CN` 可单独查看。某处发现可以说明理由后接受，写在文档的 front matter 或规格里：`lint: { allow: [{ rule, reason }] }`。",
    severity: { error: "错误", warn: "警告" },
    mistake: "误区：",
    consequence: "后果：",
    wrong: "错误写法：",
    right: "正确写法：",
    source: "出处：",
  },
};

/** All rules as one page in one language, grouped by area. */
export function rulePage(locale: Locale): string {
  const head = heads[locale];
  const areas = Map.groupBy(everyRule, ({ id }) => id.split("/")[0] ?? "");
  const parts = [...areas].flatMap(([area, rules]) => [`## ${area}`, ...rules.map((rule) => section(rule, locale))]);
  return `${["---\nkind: reference\n---", `# ${head.title}`, head.lead, ...parts].join("\n\n")}\n`;
}

function section({ id, severity, source, words, exampleKind }: Rule, locale: Locale): string {
  const [own, head] = [words[locale], heads[locale]];
  const kind = exampleKind ? ` (\`${exampleKind}\`)` : "";
  return [
    `### ${id} · ${head.severity[severity]}`,
    `- ${head.mistake}${own.finds}${locale === "en" ? "." : "。"}\n- ${head.consequence}${own.why}`,
    `${head.wrong}${kind}`,
    quoted(own.wrong),
    `${head.right}${kind}`,
    quoted(own.right),
    `${head.source}${source}`,
  ].join("\n\n");
}

/** An example as it is written, in a fence longer than any in it. */
function quoted(markdown: string): string {
  const only = /^```(\w*)\n([\s\S]*?)\n```$/.exec(markdown);
  if (only && !only[2]?.includes("```")) return markdown;
  return `\`\`\`\`markdown\n${markdown}\n\`\`\`\``;
}
