/**
 * Draws the sequence diagram of a memo as SVG, from the Mermaid text that this project writes itself: participants, notes and arrows. A page
 * that loads nothing cannot use Mermaid, which is a program of three megabytes.
 */

type Arrow = { from: number; to: number; dashed: boolean; text: string };
type Note = { over: number; text: string };

/** The width of a column: many are narrower, so that the letters stay large enough. */
const columnOf = (count: number): number => (count > 3 ? 185 : 230);
const margin = 20;
const headHeight = 34;
const lineHeight = 16;
const gap = 14;

/** What a character takes, in pixels at 13 px: Han characters are twice as wide. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, character) => sum + (/[\u2E80-\uFFEF]/.test(character) ? 13 : 6.6), 0);

/** What a line may end after: a word, a part of a dotted name, a Han character; with the punctuation that must not begin a line. */
const piece = /(?:[^\s\u2E80-\uFFEF.]*\.|[^\s\u2E80-\uFFEF.]+|[\u2E80-\uFFEF])[，。、；：！？）”]*\s*|\s+/g;

/** Breaks a text into lines of at most a width. */
function wrapped(text: string, width: number): string[] {
  const parts = text.match(piece) ?? [];
  const lines: string[] = [];
  let line = "";
  for (const part of parts) {
    if (line !== "" && widthOf(line + part.trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += part;
  }
  return [...lines, line.trimEnd()].filter(Boolean);
}

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

function parsed(mermaid: string): { names: string[]; steps: (Arrow | Note)[] } {
  const names: string[] = [];
  const aliases: string[] = [];
  const steps: (Arrow | Note)[] = [];
  const at = (alias = "") => aliases.indexOf(alias);
  for (const line of mermaid.split("\n")) {
    const participant = /^ *participant (\w+) as (.+)$/.exec(line);
    const note = /^ *Note over (\w+): (.*)$/.exec(line);
    const arrow = /^ *(\w+)(-?->>)(\w+): (.*)$/.exec(line);
    if (participant) {
      aliases.push(participant[1] ?? "");
      names.push(participant[2] ?? "");
    } else if (note) steps.push({ over: at(note[1]), text: note[2] ?? "" });
    else if (arrow)
      steps.push({ from: at(arrow[1]), to: at(arrow[3]), dashed: arrow[2] === "-->>", text: arrow[4] ?? "" });
  }
  return { names, steps };
}

/**
 * The picture of a bridge.
 * @param mermaid the sequence diagram as `plan.diagram.mermaid` holds it
 * @param title what the picture shows, for readers who do not see it
 * @returns one `<svg>` element whose colours are those of the page
 */
export function picture(mermaid: string, title: string): string {
  const { names, steps } = parsed(mermaid);
  const column = columnOf(names.length);
  const width = names.length * column + 2 * margin;
  const x = (index: number) => margin + index * column + column / 2;
  const parts: string[] = [];
  const lines = (texts: string[], left: number, top: number, anchor: string, kind: string) =>
    texts
      .map(
        (text, index) =>
          `<text class="${kind}" x="${left}" y="${top + index * lineHeight}" text-anchor="${anchor}">${escaped(text)}</text>`,
      )
      .join("");
  let y = margin + headHeight + gap;
  for (const step of steps) {
    if ("over" in step) {
      const texts = wrapped(step.text, width - 2 * margin - 20);
      const height = texts.length * lineHeight + 10;
      const longest = Math.max(...texts.map(widthOf)) + 20;
      const left = Math.min(Math.max(x(step.over) - longest / 2, margin), width - margin - longest);
      parts.push(
        `<rect class="note" x="${left}" y="${y}" width="${longest}" height="${height}" rx="4"/>`,
        lines(texts, left + longest / 2, y + 17, "middle", "noted"),
      );
      y += height + gap;
      continue;
    }
    const itself = step.from === step.to;
    const span = itself ? column - 30 : Math.abs(step.to - step.from) * column - 16;
    const texts = wrapped(step.text, span);
    const top = y + 12;
    const below = y + texts.length * lineHeight + 4;
    if (itself) {
      const left = x(step.from);
      const last = step.from === names.length - 1;
      parts.push(
        lines(texts, last ? left - 34 : left + 34, top + 4, last ? "end" : "start", "said"),
        `<path class="arrow" marker-end="url(#head)" d="M${left} ${y + 4} h${last ? -26 : 26} v${below - y} h${last ? 24 : -24}"/>`,
      );
      y = below + 10 + gap;
      continue;
    }
    const [a, b] = [x(step.from), x(step.to)];
    parts.push(
      lines(texts, (a + b) / 2, top, "middle", "said"),
      `<line class="arrow${step.dashed ? " dashed" : ""}" marker-end="url(#head)" x1="${a}" y1="${below}" x2="${b}" y2="${below}"/>`,
    );
    y = below + gap;
  }
  const bottom = y + 4;
  const heads = names.map((name, index) => {
    const left = x(index) - column / 2 + 12;
    return `<line class="life" x1="${x(index)}" y1="${margin + headHeight}" x2="${x(index)}" y2="${bottom}"/><rect class="head" x="${left}" y="${margin}" width="${column - 24}" height="${headHeight}" rx="6"/>${lines([name], x(index), margin + 22, "middle", "name")}`;
  });
  return [
    `<svg role="img" aria-label="${escaped(title)}" viewBox="0 0 ${width} ${bottom + margin}" style="max-width:${width}px;min-width:${Math.round(width * 0.85)}px">`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="tip" d="M0 0 L8 4 L0 8 z"/></marker></defs>',
    ...heads,
    ...parts,
    "</svg>",
  ].join("\n");
}
