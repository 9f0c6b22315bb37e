import type { Nodes, Parents, Root, RootContent, Table } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { gfmTableFromMarkdown } from "mdast-util-gfm-table";
import { gfmTable } from "micromark-extension-gfm-table";
import { derivedSource, lineAligned, type Place, part, type Source } from "./source.ts";

/** A stretch of running text: a heading, a paragraph, the text of a list item, a table cell, a comment in code. */
export type Passage = {
  kind: "heading" | "text" | "cell" | "comment";
  source: Source;
  place: Place;
  /** The headings it stands under, outermost first; a heading's own text is the last of its own path. */
  headings: string[];
  /** For a cell: the text of its column's head, and of the first cell of its row. */
  column?: string;
  row?: string;
  /** For an item of a list: the text that introduces the list. */
  lead?: string;
  /** It stands inside a bad example. */
  wrong?: boolean;
  /** The inline code in it, with its offsets in the text. */
  spans: { text: string; start: number; end: number; source: Source }[];
};

/** A block of code, or a whole file that is one. */
export type CodeBlock = {
  /** As written behind the fence, lower case; `""` where nothing is written. */
  language: string;
  source: Source;
  place: Place;
  headings: string[];
  /** The text right before it, which often says what it is: "Wrong:", "openclaw.json on the laptop:". */
  lead: string;
};

/** What a Markdown document consists of, in the order of the text. */
export type Parts = { passages: Passage[]; blocks: CodeBlock[]; unclosedFence: Place | null };

/**
 * Takes a Markdown document apart. Front matter must have been blanked before.
 * @throws RangeError where quotes or lists are nested so deeply that the parser gives up
 */
export function markdownParts(source: Source): Parts {
  const root = fromMarkdown(source.text, { extensions: [gfmTable()], mdastExtensions: [gfmTableFromMarkdown()] });
  const parts: Parts = { passages: [], blocks: [], unclosedFence: null };
  walk(root, { source, parts, headings: [], lead: "", listLead: undefined });
  return parts;
}

type State = {
  source: Source;
  parts: Parts;
  headings: { depth: number; text: string }[];
  lead: string;
  listLead: string | undefined;
};

function walk(parent: Root | Parents, state: State): void {
  for (const node of parent.children as RootContent[]) {
    if (node.type === "heading" || node.type === "paragraph") {
      const kind = node.type === "heading" ? "heading" : "text";
      const { text } = passage(node, kind, state, state.listLead === undefined ? {} : { lead: state.listLead }).source;
      if (node.type === "heading") {
        while ((state.headings.at(-1)?.depth ?? 0) >= node.depth) state.headings.pop();
        state.headings.push({ depth: node.depth, text });
        state.parts.passages.at(-1)?.headings.push(text);
      }
      state.lead = text;
    } else if (node.type === "code") code(node, state);
    else if (node.type === "html") html(node, state);
    else if (node.type === "table") table(node, state);
    else if (node.type === "list") {
      const before = state.listLead;
      state.listLead = state.lead;
      walk(node, state);
      state.listLead = before;
      state.lead = "";
    } else if ("children" in node) walk(node, state);
  }
}

function passage(node: Nodes, kind: Passage["kind"], state: State, more: Partial<Passage> = {}): Passage {
  const pieces: [number, number][] = [];
  const spans: { text: string; start: number; end: number }[] = [];
  let text = "";
  const add = (value: string, from: number) => {
    pieces.push([text.length, from]);
    text += value;
  };
  const leaves = (one: Nodes): void => {
    const from = one.position?.start.offset ?? 0;
    if (one.type === "text" || one.type === "html") add(one.value, from);
    else if (one.type === "inlineCode") {
      const written = state.source.text.slice(from, one.position?.end.offset);
      spans.push({ text: one.value, start: text.length, end: text.length + one.value.length });
      add(one.value, from + Math.max(0, written.indexOf(one.value)));
    } else if (one.type === "break") add(state.source.text[from] === "\\" ? "\\\n" : "\n", from);
    else if (one.type === "image") add(one.alt ?? "", from);
    else if ("children" in one) {
      one.children.forEach(leaves);
      if (one.type === "link" && !text.endsWith(one.url)) {
        const written = state.source.text.slice(from, one.position?.end.offset);
        add(` (${one.url})`, from + Math.max(0, written.lastIndexOf(one.url) - 2));
      }
    }
  };
  leaves(node);
  const source = derivedSource(text, state.source, pieces);
  const made: Passage = {
    kind,
    source,
    place: placeOf(node, state.source),
    headings: state.headings.map((heading) => heading.text),
    spans: spans.map((span) => ({ ...span, source: part(source, span.start, span.end) })),
    ...more,
  };
  state.parts.passages.push(made);
  return made;
}

function code(node: Extract<RootContent, { type: "code" }>, state: State): void {
  const from = node.position?.start.offset ?? 0;
  const to = node.position?.end.offset ?? from;
  const first = state.source.text.slice(from, state.source.text.indexOf("\n", from) + 1 || undefined);
  const fence = /^(`{3,}|~{3,})/.exec(first)?.[1];
  const body = fence ? from + first.length : state.source.text.lastIndexOf("\n", from) + 1;
  if (
    fence &&
    !state.source.text
      .slice(from + fence.length, to)
      .trimEnd()
      .endsWith(fence)
  )
    state.parts.unclosedFence ??= state.source.place(from, from + first.trimEnd().length);
  state.parts.blocks.push({
    language: (node.lang ?? "").toLowerCase().replace(/^\{?\.?/, ""),
    source: lineAligned(node.value, state.source, body),
    place: placeOf(node, state.source),
    headings: state.headings.map(({ text }) => text),
    lead: state.lead || state.listLead || "",
  });
}

/** HTML is text to its reader as well: `<details>` hides nothing from a lint. */
function html(node: Extract<RootContent, { type: "html" }>, state: State): void {
  if (node.value.startsWith("<!--")) return;
  const source = lineAligned(node.value, state.source, node.position?.start.offset ?? 0);
  const headings = state.headings.map(({ text }) => text);
  state.parts.passages.push({ kind: "text", source, place: placeOf(node, state.source), headings, spans: [] });
}

function table(node: Table, state: State): void {
  const [head, ...rows] = node.children;
  const columns = head?.children.map((cell) => passage(cell, "cell", state).source.text) ?? [];
  for (const row of rows) {
    let first: string | undefined;
    row.children.forEach((cell, index) => {
      const made = passage(cell, "cell", state, {
        ...(columns[index] ? { column: columns[index] } : {}),
        ...(first ? { row: first } : {}),
      });
      first ??= made.source.text;
    });
  }
}

function placeOf(node: Nodes, source: Source): Place {
  return source.place(node.position?.start.offset ?? 0, node.position?.end.offset ?? 0);
}
