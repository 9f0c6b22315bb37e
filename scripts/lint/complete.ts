import type { Document } from "./document/document.ts";
import type { Kind } from "./document/kind.ts";
import type { Passage } from "./document/markdown.ts";
import type { Report, Subject } from "./rule.ts";

/** One thing that a deliverable must contain: its name in every report, and how it is told in words, tables, schemas or commands. */
export type Item = { name: string; told: RegExp | ((subject: Subject, text: string) => boolean) };

/**
 * Reports each item that a document of one of these kinds does not contain. The document is judged as a whole; only bad examples, questions
 * and wishes do not count.
 * @param where only the passages that it accepts, if there are any
 * @param without what is taken out of the text before
 */
export function* missingItems(
  subject: Subject,
  kinds: Kind[],
  items: Item[],
  { where, without }: { where?: ((passage: Passage) => boolean) | undefined; without?: RegExp } = {},
): Generator<Report> {
  const { document } = subject;
  if (!document.kind || !kinds.includes(document.kind)) return;
  const whole = (where && sectionText(document, where)) || ownText(document);
  const text = without ? whole.replace(without, " ") : whole;
  for (const { name, told } of items) {
    const there = typeof told === "function" ? told(subject, text) : told.test(text);
    if (!there) yield { place: null, subject: name };
  }
}

function sectionText({ sentences, blocks, passages }: Document, where: (passage: Passage) => boolean): string {
  const own = passages.filter(where);
  if (own.length === 0) return "";
  const [first, last] = [
    Math.min(...own.map(({ place }) => place.line)),
    Math.max(...own.map(({ place }) => place.endLine)),
  ];
  const code = blocks.filter(({ wrong, place }) => !wrong && place.line >= first && place.endLine <= last + 12);
  return [
    ...sentences.filter(({ passage, mood }) => where(passage) && mood !== "wrong").map(({ text }) => text),
    ...code.map(({ source }) => source.text),
  ].join("\n");
}

/** The text of a document without its bad examples: prose with the heads of its tables, code, data. */
function ownText({ passages, sentences, blocks, data }: Document): string {
  const prose = sentences
    .filter(({ mood }) => mood !== "wrong")
    .map(({ text, passage }) => (passage.kind === "cell" && passage.row ? `${passage.row}: ${text}` : text));
  const heads = passages.filter(({ kind }) => kind === "heading" || kind === "cell").map(({ source }) => source.text);
  const code = [...blocks, ...data.filter(({ from }) => from === "file")].filter(({ wrong }) => !wrong);
  return [...prose, ...heads, ...code.map(({ source }) => source.text)].join("\n");
}
