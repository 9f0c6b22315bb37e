import type { Document } from "./document/document.ts";
import type { Kind } from "./document/kind.ts";
import type { Report, Subject } from "./rule.ts";

/** One thing that a deliverable must contain: its name in every report, and how it is told in words, tables, schemas or commands. */
export type Item = { name: string; told: RegExp | ((subject: Subject, text: string) => boolean) };

/**
 * Reports each item that a document of one of these kinds does not contain. The document is judged as a whole; only bad examples, questions
 * and wishes do not count.
 */
export function* missingItems(subject: Subject, kinds: Kind[], items: Item[]): Generator<Report> {
  const { document } = subject;
  if (!document.kind || !kinds.includes(document.kind)) return;
  const text = ownText(document);
  for (const { name, told } of items) {
    const there = typeof told === "function" ? told(subject, text) : told.test(text);
    if (!there) yield { place: null, subject: name };
  }
}

/** The text of a document without its bad examples: prose with the heads of its tables, code, data. */
function ownText({ passages, sentences, blocks }: Document): string {
  const prose = sentences.filter(({ mood }) => mood !== "wrong" && mood !== "asks").map(({ text, passage }) => (passage.kind === "cell" && passage.row ? `${passage.row}: ${text}` : text));
  const heads = passages.filter(({ kind }) => kind === "heading" || kind === "cell").map(({ source }) => source.text);
  return [...prose, ...heads, ...blocks.filter(({ wrong }) => !wrong).map(({ source }) => source.text)].join("\n");
}
