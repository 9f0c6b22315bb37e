/**
 * The only way by which text from a spec reaches Markdown prose: whatever could start markup is escaped, line ends and
 * control characters become spaces.
 */
export function escapeMarkdown(value: unknown): string {
  return String(value ?? "")
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]|~$]/g, "\\$&")
    .replace(/^([#>+=-]|\d+[.)])/, "\\$1");
}

/** A code span that holds any text, also inside a table cell. */
export function codeSpan(value: unknown): string {
  const text = String(value ?? "")
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ")
    .replaceAll("|", "\\|");
  const longest = Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  const pad = /^`|`$|^ .* $/.test(text) ? " " : "";
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** A fenced code block that holds any text. `info` is the language and, for shell blocks, the side that runs them. */
export function fenced(info: string, text: string): string {
  if (typeof text !== "string") throw new TypeError(`a ${info} block needs text`);
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${info}\n${text.replace(/\n$/, "")}\n${fence}`;
}
