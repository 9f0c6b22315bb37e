import type Handlebars from "handlebars";
import { codeSpan, escapeMarkdown, fenced } from "../spec/markdown.ts";

/**
 * What every template may use. `{{x}}` is escaped for Markdown prose, `{{code x}}` is a code span, `{{{fence "bash" x}}}`
 * a code block; only what the plan itself wrote stands in `{{{…}}}`.
 */
export function installHelpers(engine: Pick<typeof Handlebars, "registerHelper" | "Utils" | "SafeString">): void {
  engine.Utils.escapeExpression = (value: unknown) =>
    value instanceof engine.SafeString ? String(value) : escapeMarkdown(value);
  const safe = (text: string) => new engine.SafeString(text);
  engine.registerHelper({
    code: (value: unknown) => safe(codeSpan(value)),
    fence: (info: string, text: string) => safe(fenced(info, text)),
    json: (value: unknown) => safe(fenced("json", JSON.stringify(value, null, 2))),
    list: (values: unknown[]) => values.map(String).join(", "),
    eq: (a: unknown, b: unknown) => a === b,
  });
}
