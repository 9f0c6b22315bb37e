import { short } from "../../short.ts";
import type { Passage } from "./markdown.ts";
import { asks, denies, holdsSymptoms, introducesWrong, type Mood, reportsOnly } from "./mood.ts";
import { type Place, part, type Source } from "./source.ts";

/** A sentence of running text. */
export type Sentence = {
  text: string;
  source: Source;
  place: Place;
  passage: Passage;
  mood: Mood;
  /** Its offset in the passage. */
  start: number;
  /** Its clauses, each with the offset in the sentence. */
  clauses: { text: string; start: number }[];
};

const sentenceEnd = /[。！？；]["'”』」）)]*|(?<!^\s*\d{1,2})[.!?;](?=["'”)]*(?:\s|$))["'”)]*|\n+/g;
const clauseEnd =
  /[,，、;；:：—]\s*|\s[-–]\s|(?<![\w-])(?:but|however|so that|because|while|whereas|although|though)(?![\w-])|但是?|然而|不过|所以|因为|而且/g;

/** Cuts a passage into sentences, once; each knows its mood from its words and from what stands around it. */
export function sentencesOf(passage: Passage): Sentence[] {
  passage.sentences ??= cutInSentences(passage);
  return passage.sentences;
}

function cutInSentences(passage: Passage): Sentence[] {
  const around = moodAround(passage);
  return cut(passage.source.text, sentenceEnd).map(({ text, start }) => {
    const source = part(passage.source, start, start + text.length);
    let clauses: Sentence["clauses"] | undefined;
    return {
      text,
      source,
      place: source.place(0, text.trimEnd().length),
      passage,
      start,
      mood: around ?? moodOfSentence(text),
      get clauses() {
        clauses ??= cut(text, clauseEnd);
        return clauses;
      },
    };
  });
}

function moodOfSentence(text: string): Mood {
  if (asks(text)) return "asks";
  if (denies(text)) return "denies";
  return reportsOnly(text) ? "reports" : "states";
}

/** A label at the head of a paragraph or list item that makes all of it an example of what goes wrong. */
const mistakeLabel = short(
  /^[\s*_>-]*(?:mistakes?|consequences?|misconceptions?|pitfalls?|anti-?patterns?|wrong|symptoms?|rejected|discarded|dropped|误区|后果|错误(?:示例|写法|做法)?|反例|症状|现象|原方案|旧方案|否决|弃用|放弃|不采用)[^:：\n]{0,12}[:：]/i,
);

/** A mark behind an example on its own line. */
const markedWrong = short(/(?:←|<-|<--)\s*(?:wrong|not this|no!?$|错|不要|反例)|错误示例|❌|✗/i);

/** The mood that a heading, a column, a list's introduction or its own label gives to a whole passage. */
function moodAround({ headings, column, lead, kind, wrong, source }: Passage): Mood | undefined {
  if (wrong) return "wrong";
  if (mistakeLabel.test(source.text) || markedWrong.test(source.text)) return "wrong";
  const outer = kind === "heading" ? headings.slice(0, -1) : headings;
  if (column && introducesWrong(column)) return "wrong";
  if (outer.slice(1).some(introducesWrong)) return "wrong";
  if (lead && lead.length < 120 && introducesWrong(lead) && /[:：]\s*$/.test(lead)) return "wrong";
  if (column && holdsSymptoms(column)) return "reports";
  if (/symptom|faq|常见问题|症状|现象/i.test(outer.at(-1) ?? "") && kind === "heading") return "reports";
  return undefined;
}

function cut(text: string, end: RegExp): { text: string; start: number }[] {
  const found: { text: string; start: number }[] = [];
  let from = 0;
  for (const match of text.matchAll(end)) {
    const to = match.index + match[0].length;
    if (text.slice(from, to).trim()) found.push({ text: text.slice(from, to), start: from });
    from = to;
  }
  if (text.slice(from).trim()) found.push({ text: text.slice(from), start: from });
  return found;
}
