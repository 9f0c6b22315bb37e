import type { SyntaxNode } from "@lezer/common";
import { type MarkdownConfig, parser, Table } from "@lezer/markdown";
import type { Sentence } from "./sentences.ts";
import { derivedSource, type Place, part, type Source } from "./source.ts";

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
  /** Its sentences, once it has been cut into them. */
  sentences?: Sentence[];
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

/** Where inline markup may begin or end. */
const mark = /[\\`*_&<![\]]| {2}/g;

/** Running text is most of a document, and no parser of inline markup need look at its letters one by one. */
const plainText: MarkdownConfig = {
  parseInline: [
    {
      name: "PlainText",
      before: "Escape",
      parse(inline, _, at) {
        mark.lastIndex = at - inline.offset;
        const next = mark.exec(inline.text)?.index ?? inline.text.length;
        return next + inline.offset > at ? next + inline.offset : -1;
      },
    },
  ],
};

/** The parser with all that this project asks of it. */
export const markdown = parser.configure([Table, plainText]);

/**
 * Takes a Markdown document apart. Front matter must have been blanked before.
 * @throws RangeError where quotes or lists are nested so deeply that the parser gives up
 */
export function markdownParts(source: Source): Parts {
  const root = markdown.parse(asTheParserReads(source.text)).topNode;
  const parts: Parts = { passages: [], blocks: [], unclosedFence: null };
  const references = source.text.includes("]:") ? labels(root, source.text) : new Set<string>();
  walk(root, { source, parts, references, headings: [], lead: "", listLead: undefined });
  return parts;
}

/** A paragraph longer than this is nobody's writing; the parser's time would grow with the square of its marks. */
const longestParagraph = 16_384;

/**
 * To the parser blanks behind the line below a table's head are no table, and thousands of marks or blanks in a row are a riddle: every offset
 * stays as it is.
 */
const asTheParserReads = (text: string): string =>
  text
    .split(/(\n[ \t]*\n)/)
    .map((part) => (part.length > longestParagraph ? part.replace(/[*_[\]!<]|(?<= {8}) /g, "x") : part))
    .join("")
    .replace(/^[ \t>|:-]*\| +$/gm, (line) => {
      const row = line.trimEnd().slice(0, -1);
      return `${row.padEnd(line.length - 1)}|`;
    });

type State = {
  source: Source;
  parts: Parts;
  /** The labels of links that the document defines. */
  references: Set<string>;
  headings: { depth: number; text: string }[];
  lead: string;
  listLead: string | undefined;
};

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
}

const label = (text: string): string => text.replace(/\s+/g, " ").trim().toLowerCase();

function labels(root: SyntaxNode, text: string): Set<string> {
  const found = new Set<string>();
  root.tree?.iterate({
    enter: ({ name, from, to }) => {
      if (name === "LinkLabel") found.add(label(text.slice(from + 1, to - 1)));
    },
  });
  return found;
}

function walk(parent: SyntaxNode, state: State): void {
  for (const node of childrenOf(parent)) {
    const heading = /^(?:ATX|Setext)Heading(\d)$/.exec(node.name);
    if (heading) {
      const { text } = passage(node, "heading", state).source;
      const depth = Number(heading[1]);
      while ((state.headings.at(-1)?.depth ?? 0) >= depth) state.headings.pop();
      state.headings.push({ depth, text });
      state.parts.passages.at(-1)?.headings.push(text);
      state.lead = text;
    } else if (node.name === "Paragraph")
      state.lead = passage(
        node,
        "text",
        state,
        state.listLead === undefined ? {} : { lead: state.listLead },
      ).source.text;
    else if (node.name === "FencedCode" || node.name === "CodeBlock") code(node, state);
    else if (node.name === "HTMLBlock" || node.name === "ProcessingInstructionBlock") html(node, state);
    else if (node.name === "Table") table(node, state);
    else if (node.name === "BulletList" || node.name === "OrderedList") {
      const before = state.listLead;
      state.listLead = state.lead;
      walk(node, state);
      state.listLead = before;
      state.lead = "";
    } else if (node.name === "ListItem" || node.name === "Blockquote") walk(node, state);
  }
}

function passage(node: SyntaxNode, kind: Passage["kind"], state: State, more: Partial<Passage> = {}): Passage {
  const { text, pieces, spans } = new Reading(state).whole(node);
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

/** The text of one block as its reader sees it, with where each piece of it stands. */
class Reading {
  text = "";
  readonly pieces: [at: number, from: number][] = [];
  readonly spans: { text: string; start: number; end: number }[] = [];
  #startsLine = true;
  readonly #written: string;
  readonly #references: Set<string>;

  constructor({ source, references }: State) {
    this.#written = source.text;
    this.#references = references;
  }

  whole(node: SyntaxNode): this {
    this.#inside(node, node.from, node.to);
    this.text = this.text.trimEnd();
    return this;
  }

  #add(value: string, from: number): void {
    this.pieces.push([this.text.length, from]);
    this.text += value;
    this.#startsLine = value.endsWith("\n");
  }

  /** Lines of a paragraph stand without the blanks around them. */
  #plain(from: number, to: number): void {
    let at = from;
    const lines = this.#written.slice(from, to).split("\n");
    for (const [index, line] of lines.entries()) {
      if (index > 0) this.#add("\n", at - 1);
      const indent = this.#startsLine ? line.length - line.trimStart().length : 0;
      const inner = index < lines.length - 1 ? line.slice(indent).trimEnd() : line.slice(indent);
      if (inner !== "") this.#add(inner, at + indent);
      at += line.length + 1;
    }
  }

  /** Everything between two offsets of a node: its children, and the text between them. */
  #inside(node: SyntaxNode, from: number, to: number): void {
    let at = from;
    for (const child of childrenOf(node)) {
      if (child.from < at || child.to > to) continue;
      this.#plain(at, child.from);
      this.#inline(child);
      at = child.to;
    }
    this.#plain(at, to);
  }

  #inline(node: SyntaxNode): void {
    const { name, from, to } = node;
    const written = this.#written.slice(from, to);
    if (name.endsWith("Mark")) return;
    if (name === "Escape") this.#add(written.slice(1), from + 1);
    else if (name === "Entity") this.#add(entity(written), from);
    else if (name === "HardBreak") this.#add(written.startsWith("\\") ? "\\\n" : "\n", from);
    else if (name === "InlineCode") this.#code(node, written);
    else if (name === "Link" || name === "Image") this.#link(node);
    else if (name === "Autolink") this.#add(written.slice(1, -1), from + 1);
    else if (name === "Emphasis" || name === "StrongEmphasis") this.#inside(node, from, to);
    else this.#add(written, from);
  }

  #code({ from, firstChild }: SyntaxNode, written: string): void {
    const marks = (firstChild?.to ?? from + 1) - from;
    const inner = written.slice(marks, -marks).replace(/\s*\n[ \t>]*/g, " ");
    const padded = /^ .*[^ ].* $|^ [^ ] $/.test(inner);
    const text = (padded ? inner.slice(1, -1) : inner).replaceAll("\\|", "|");
    this.spans.push({ text, start: this.text.length, end: this.text.length + text.length });
    this.#add(text, from + marks + (padded ? 1 : 0));
  }

  /** The text of a link, and where it leads to behind it. */
  #link(node: SyntaxNode): void {
    const [open, close, ...more] = childrenOf(node).filter(({ name }) => name === "LinkMark");
    const url = node.getChild("URL");
    const name = node.getChild("LinkLabel");
    if (!open || !close) {
      this.#plain(node.from, node.to);
      return;
    }
    const own = this.#written.slice(open.to, close.from);
    const named = name && name.to - name.from > 2 ? this.#written.slice(name.from + 1, name.to - 1) : own;
    if (more.length === 0 && !this.#references.has(label(named))) {
      this.#plain(open.from, open.to);
      this.#inside(node, open.to, close.from);
      this.#plain(close.from, node.to);
      return;
    }
    this.#inside(node, open.to, close.from);
    if (!url || node.name === "Image") return;
    const address = this.#written.slice(url.from, url.to).replace(/^<|>$/g, "");
    if (!this.text.endsWith(address)) this.#add(` (${address})`, url.from - 2);
  }
}

const entities = new Map(Object.entries({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00A0" }));

/** The character that an entity stands for; a name that hardly anybody uses stays as it is written. */
function entity(written: string): string {
  const name = written.slice(1, -1);
  if (!name.startsWith("#")) return entities.get(name) ?? written;
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\uFFFD";
}

function code(node: SyntaxNode, state: State): void {
  const { text } = state.source;
  const lineEnd = text.indexOf("\n", node.from);
  const marks = node.getChildren("CodeMark");
  if (node.name === "FencedCode" && marks.length < 2)
    state.parts.unclosedFence ??= state.source.place(
      node.from,
      node.from + text.slice(node.from, lineEnd < 0 ? undefined : lineEnd).trimEnd().length,
    );
  const info = node.getChild("CodeInfo");
  const [language = ""] = info ? text.slice(info.from, info.to).split(/\s/) : [];
  state.parts.blocks.push({
    language: language.toLowerCase().replace(/^\{?\.?/, ""),
    source: codeText(node, state.source),
    place: placeOf(node, state.source),
    headings: state.headings.map((heading) => heading.text),
    lead: state.lead || state.listLead || "",
  });
}

/** The lines of a block of code, without what quotes or indents them. */
function codeText(node: SyntaxNode, source: Source): Source {
  // What indents a fence is taken from its lines as well; in a list or a quote the parser has done that.
  const indent =
    node.parent?.name === "Document" && node.name === "FencedCode"
      ? node.from - source.text.lastIndexOf("\n", node.from - 1) - 1
      : 0;
  const pieces: [number, number][] = [];
  let text = "";
  for (const { from, to } of node.getChildren("CodeText")) {
    let at = from;
    for (const line of source.text.slice(from, to).split(/(?<=\n)/)) {
      const outside = Math.min(indent, line.search(/[^ ]|$/));
      pieces.push([text.length, at + outside]);
      text += line.slice(outside);
      at += line.length;
    }
  }
  return derivedSource(text, source, pieces);
}

/** HTML is text to its reader as well: `<details>` hides nothing from a lint. */
function html(node: SyntaxNode, state: State): void {
  const headings = state.headings.map(({ text }) => text);
  const source = part(state.source, node.from, node.to);
  state.parts.passages.push({ kind: "text", source, place: placeOf(node, state.source), headings, spans: [] });
}

function table(node: SyntaxNode, state: State): void {
  const columns: string[] = [];
  for (const row of childrenOf(node)) {
    if (row.name === "TableDelimiter") continue;
    let column = -1;
    let first: string | undefined;
    for (const [index, cell] of childrenOf(row).entries()) {
      if (index === 0 || cell.name === "TableDelimiter") column++;
      if (cell.name !== "TableCell") continue;
      const head = columns[column];
      const made = passage(cell, "cell", state, {
        ...(head ? { column: head } : {}),
        ...(first ? { row: first } : {}),
      });
      if (row.name === "TableHeader") columns[column] = made.source.text;
      else if (column === 0) first = made.source.text;
    }
  }
}

function placeOf({ from, to }: SyntaxNode, source: Source): Place {
  return source.place(from, to);
}
