/** The six deliverables, as `--kind` and front matter name them. */
export const kinds = [
  "memo",
  "message-schema",
  "cron-payload",
  "webhook-contract",
  "rollout-plan",
  "troubleshooting",
] as const;
/** The files that can be documents. */
export const documentName = /\.(?:md|markdown|txt|json|json5|jsonc|ya?ml|sh)$/i;

export type Kind = (typeof kinds)[number];

/** How a title or a file's name says what a document is, in both languages. */
const names: Record<Kind, RegExp> = {
  "message-schema":
    /(?:message|event|payload)[- _]?(?:schema|contract|format)|消息(?:模式|格式|契约|结构|协议|规范)|事件(?:模式|格式|契约)/i,
  "cron-payload":
    /cron[- _]?(?:job[- _]?)?(?:payload|definition|job)|定时任务(?:负载|载荷|定义|配置)|cron\s*(?:负载|载荷|任务|作业)/i,
  "webhook-contract": /webhooks?[- _]?(?:contract|interface|spec)|webhook\s*(?:契约|约定|接口|合同|规范|协议)/i,
  "rollout-plan":
    /roll[- ]?out|deployment[- _]plan|go-?live|runbook|上线|部署(?:计划|方案)|发布(?:计划|方案)|实施(?:计划|方案)|落地(?:计划|方案)|回滚计划/i,
  troubleshooting: /trouble-?shoot|故障|排障|排错|排查|疑难/i,
  memo: /\bmemo(?:randum)?\b|bridge design|design (?:doc|note)|备忘|设计(?:文档|说明|方案)|桥接(?:设计|方案)/i,
};

/** What a memo speaks of; four of them as headings make one. */
const memoTopics = [
  /objective|outcome|goal|purpose|目标|目的|成果/i,
  /transport|delivery|channel|传输|投递|通道/i,
  /contract|message|payload|schema|消息|契约|负载|载荷/i,
  /trust|security|credential|ownership|信任|凭[证据]|权限|安全/i,
  /roll-?out|implement|rollback|changes|上线|部署|实施|回滚/i,
  /verif|acceptance|checks|end.to.end|验证|验收|检查/i,
];

/**
 * The kind that a word says: `memo`, `Bridge design memo`, `上线方案`.
 * @returns undefined where it says none
 */
export function kindNamed(text: string): Kind | undefined {
  const exact = text
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, "-") as Kind;
  if (kinds.includes(exact)) return exact;
  const found = kinds.flatMap((kind) => {
    const at = text.search(names[kind]);
    return at < 0 ? [] : [{ kind, at: at + (kind === "memo" ? 0.5 : 0) }];
  });
  return found.sort((a, b) => a.at - b.at)[0]?.kind;
}

/** The kind that a Markdown document's title, headings or file name say. */
export function kindOfText(headings: { depth: number; text: string }[], path: string): Kind | null {
  const title = headings.find(({ depth }) => depth === 1) ?? headings[0];
  const named = title && kindNamed(title.text);
  if (named) return named;
  const file = kindNamed((path.split(/[\\/]/).at(-1) ?? "").replace(/\.\w{1,40}$/, ""));
  if (file) return file;
  const topics = memoTopics.filter((topic) => headings.some(({ text }) => topic.test(text)));
  return topics.length >= 4 ? "memo" : null;
}

/** `zh-CN` where a tenth of the letters are Chinese; code and names pull a Chinese text down a lot. */
export function localeOf(text: string): "en" | "zh-CN" {
  const start = text.slice(0, 200_000);
  const chinese = start.replace(/[^\u4e00-\u9fff]+/g, "").length;
  return chinese > 0 && chinese * 10 > start.replace(/[^a-z]+/gi, "").length ? "zh-CN" : "en";
}
