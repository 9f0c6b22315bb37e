import { micromark } from "micromark";
import { gfmTable, gfmTableHtml } from "micromark-extension-gfm-table";
import type { Locale } from "../spec/words.ts";
import { picture } from "./picture.ts";

/** One page, light and dark, on a phone and on paper; it loads nothing. */
const style = `
:root { color-scheme: light dark; --text: #1c1e21; --soft: #5b626b; --line: #d5d9de; --back: #fff; --tint: #f4f6f8; --mark: #2458c7; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --soft: #a3abb5; --line: #3a4047; --back: #16181b; --tint: #1f2327; --mark: #8ab0ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 54rem; background: var(--back); color: var(--text); font: 16px/1.55 system-ui, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; padding-top: .75rem; border-top: 1px solid var(--line); }
a { color: var(--mark); }
code { font: .9em/1.4 ui-monospace, "Cascadia Code", Menlo, Consolas, monospace; background: var(--tint); padding: .1em .3em; border-radius: 4px; }
pre { overflow-x: auto; background: var(--tint); padding: .75rem; border-radius: 6px; }
pre code { padding: 0; background: none; }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem .4rem 0; text-align: left; vertical-align: top; min-width: 6.5rem; }
th { color: var(--soft); font-weight: 600; }
figure { margin: 1.25rem 0; overflow-x: auto; }
svg { display: block; width: 100%; height: auto; }
svg .life { stroke: var(--line); stroke-width: 1.5; }
svg .head { fill: var(--tint); stroke: var(--line); }
svg .note { fill: var(--tint); stroke: var(--line); stroke-dasharray: 3 3; }
svg .arrow { stroke: var(--mark); stroke-width: 1.5; fill: none; }
svg .dashed { stroke-dasharray: 5 4; }
svg .tip { fill: var(--mark); }
svg text { fill: var(--text); font: 13px system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
svg .said { paint-order: stroke; stroke: var(--back); stroke-width: 5px; }
svg .name { font-weight: 600; }
@media print { body { max-width: none; padding: 0; font-size: 10.5pt; } h2 { break-after: avoid; } tr, figure { break-inside: avoid; } .wide { overflow: visible; } svg { min-width: 0 !important; } }
`;

/**
 * A memo as one page of HTML, with its diagram as a picture.
 * @param memo the Markdown of `memo.md`; what stands in it is text, never markup
 * @returns a whole document that needs no network and no script
 */
export function memoPage(memo: string, locale: Locale): string {
  const body = memo.replace(/^---\n[\s\S]*?\n---\n/, "");
  const title = /^# (.+)$/m.exec(body)?.[1] ?? "";
  const mermaid = /^```mermaid\n([\s\S]*?)\n```\n/m.exec(body)?.[1] ?? "";
  const here = "PICTURE-OF-THE-BRIDGE";
  const text = body
    .replace(/^```mermaid\n[\s\S]*?\n```\n/m, `${here}\n`)
    // The same picture in letters, for chats.
    .replace(/^```text\n[\s\S]*?\n```\n/m, "");
  const html = micromark(text, { extensions: [gfmTable()], htmlExtensions: [gfmTableHtml()] })
    .replaceAll("<table>", '<div class="wide"><table>')
    .replaceAll("</table>", "</table></div>")
    .replace(`<p>${here}</p>`, () => `<figure>${picture(mermaid, plain(title))}</figure>`);
  return `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(plain(title))}</title>
<style>${style}</style>
</head>
<body>
${html}
</body>
</html>
`;
}

/** A heading without the marks of Markdown. */
const plain = (text: string): string => text.replaceAll(/[`*]|\\(?=[^\w\s])/g, "");

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
