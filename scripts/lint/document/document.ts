import { libraries } from "../../libraries.ts";
import { append } from "../../openclaw/lists.ts";
import { atOnce, short } from "../../short.ts";
import { type Data, everyValue, parseJson, parseYaml } from "./data.ts";
import { type Kind, kindNamed, kindOfText, localeOf } from "./kind.ts";
import { type CodeBlock, markdownParts, type Passage } from "./markdown.ts";
import { denies, introducesWrong, reportsOnly } from "./mood.ts";
import { type Sentence, sentencesOf } from "./sentences.ts";
import { type Call, parseShell } from "./shell.ts";
import { type Place, part, type Source, wholeSource } from "./source.ts";

/** A command with what surrounds it. `wrong`: shown as a bad example, denied, asked about or only reported. */
export type PlacedCall = Call & { wrong: boolean; inline: boolean; lead: string; headings: string[] };

/** Parsed JSON, JSON5 or YAML with what surrounds it. */
export type PlacedData = {
  data: Data;
  source: Source;
  wrong: boolean;
  elided: boolean;
  lead: string;
  headings: string[];
  /** The whole file, a block in a text, or a command's argument or input. */
  from: "file" | "block" | "command";
  call?: PlacedCall;
};

/** A document as the rules see it. Everything in it knows its line and column. */
export type Document = {
  path: string;
  source: Source;
  kind: Kind | null;
  locale: "en" | "zh-CN";
  /** The version that the front matter names. */
  openclaw: string | undefined;
  allow: { rule: string; reason: string }[];
  title: string;
  passages: Passage[];
  sentences: Sentence[];
  /** All sentences, a line each: where a pattern matches in none of it, it matches in no sentence. */
  prose: string;
  blocks: (CodeBlock & { wrong: boolean })[];
  calls: PlacedCall[];
  data: PlacedData[];
  /** What could not be parsed: an unclosed fence, JSON with a fault. */
  faults: { code: "unclosed-fence" | "syntax"; place: Place; found: string }[];
};

const shellLanguages = [
  "sh",
  "bash",
  "shell",
  "zsh",
  "console",
  "terminal",
  "shellsession",
  "shell-session",
  "ps1",
  "powershell",
];
const dataLanguages = new Map<string, "json" | "yaml">([
  ["json", "json"],
  ["json5", "json"],
  ["jsonc", "json"],
  ["yaml", "yaml"],
  ["yml", "yaml"],
]);

/** How JSON and JSON5 begin; a text may begin with a bracket as well. */
const dataShape = /^\s*(?:\{\s*(?:["'\w}]|\/[/*])|\[\s*(?:["{[\d\]]|\/[/*]))/;

/** Programs by which an unmarked block or inline code is known as a command. */
export const programs = short(
  /^(?:\$ |> )?(?:sudo |[A-Z_]+=\S{1,60} )*(?:openclaw|curl|wget|ssh|scp|rsync|npx|docker|crontab|systemctl|tailscale|ufw|iptables|firewall-cmd|ngrok|cloudflared|cp|mv|cat|echo|export|while|for|watch|sleep|git|node|bash|sh|chmod|mkdir|jq|sha256sum|grep|tail|caddy|nginx|openssl|install|rm)(?:\s|$)/,
);

/**
 * Takes a text apart into what the rules look at.
 * @param kind what `--kind` says; wins over the document's own word
 * @throws RangeError where nesting is too deep to parse
 */
export function readDocument(path: string, text: string, kind?: Kind): Document {
  // Neither has a column of its own in an editor: every place stays as it is.
  const clean = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  const { body, front } = withoutFrontMatter(clean);
  const source = wholeSource(clean);
  const document: Document = {
    path,
    source,
    kind: null,
    locale: localeOf(body),
    openclaw:
      typeof front.openclaw === "string" || typeof front.openclaw === "number" ? String(front.openclaw) : undefined,
    allow: allowances(front),
    title: "",
    passages: [],
    sentences: [],
    prose: "",
    blocks: [],
    calls: [],
    data: [],
    faults: [],
  };
  const named = [front.kind, front.deliverable, front.type].find((value) => typeof value === "string");
  const extension = /\.(\w{1,40})$/.exec(path)?.[1]?.toLowerCase() ?? "";
  if (dataLanguages.has(extension) || (extension !== "md" && dataShape.test(body)))
    readDataFile(document, { ...source, text: body }, dataLanguages.get(extension) ?? "json");
  else if (["sh", "bash"].includes(extension) || /^#!.*sh\b/.test(body))
    addBlock(
      document,
      { language: "sh", source, place: source.place(0, clean.length), headings: [], lead: "" },
      "file",
    );
  else readMarkdown(document, { ...source, text: body });
  document.sentences = document.passages.flatMap(sentencesOf);
  document.prose = document.sentences
    .map(({ text }) => text)
    .join("\n")
    .padEnd(atOnce, "\n");
  for (const [index, sentence] of document.sentences.entries()) {
    const next = document.sentences[index + 1];
    // A question that is answered with yes says what it asks.
    if (sentence.mood === "asks" && next && next.place.line <= sentence.place.endLine + 2 && saysYes.test(next.text))
      sentence.mood = "states";
  }
  const headings = document.passages.filter((passage) => passage.kind === "heading");
  const titles = headings.map((passage) => ({ depth: passage.headings.length, text: passage.source.text }));
  document.title = titles[0]?.text ?? "";
  // Front matter that names another kind, such as a reference, is believed.
  document.kind = kind ?? (named ? (kindNamed(named) ?? null) : (kindOfText(titles, path) ?? kindOfData(document)));
  return document;
}

const saysYes =
  /^\W*(?:\d\d:\d\d\s+\w{1,40}\s+)?(?:yes|sure|of course|yep|yeah|absolutely|definitely|certainly|(?:可以|行|好的?|当然|没问题|是的)(?=[，。！,.!]|$))(?![\w-])/i;

/** Blanks the front matter, so that lines and columns stay, and gives its values. */
function withoutFrontMatter(text: string): { body: string; front: Record<string, unknown> } {
  const match = /^---\n([\s\S]{0,20000}?\n)---[ \t]*(?:\n|$)/.exec(text);
  if (!match) return { body: text, front: {} };
  const body = match[0].replace(/[^\n]/g, " ") + text.slice(match[0].length);
  const written = match[1] ?? "";
  if (plainFront.test(written))
    return { body, front: Object.fromEntries(written.split("\n").map((line) => line.trim().split(": "))) };
  try {
    const front: unknown = libraries.yaml.parse(written, { maxAliasCount: 50, logLevel: "error" });
    return { body, front: front && typeof front === "object" ? (front as Record<string, unknown>) : {} };
  } catch {
    return { body, front: {} };
  }
}

/** Front matter that needs no parser: keys and plain words. */
const plainFront = /^(?:[a-z]+: \w[\w.-]*\n)*$/;

function allowances({ lint }: Record<string, unknown>): { rule: string; reason: string }[] {
  const allow = (lint as { allow?: unknown } | undefined)?.allow;
  return Array.isArray(allow)
    ? allow.filter(
        (one) => typeof one?.rule === "string" && typeof one?.reason === "string" && one.reason.trim() !== "",
      )
    : [];
}

function readMarkdown(document: Document, source: Source): void {
  const parts = markdownParts(source);
  const turnedDown = new Set(parts.passages.filter(saysNo).map(({ place }) => place.line));
  for (const passage of parts.passages)
    if (passage.kind === "cell" && !saysNo(passage) && turnedDown.has(passage.place.line)) passage.wrong = true;
  append(document.passages, parts.passages);
  if (parts.unclosedFence)
    document.faults.push({ code: "unclosed-fence", place: parts.unclosedFence, found: "a fence that is never closed" });
  for (const block of parts.blocks) addBlock(document, block, "block");
  for (const passage of parts.passages) {
    const sentences = passage.spans.length > 0 || /openclaw/.test(passage.source.text) ? sentencesOf(passage) : [];
    let at = 0;
    for (const span of passage.spans) {
      if (!programs.test(span.text)) continue;
      while (at + 1 < sentences.length && (sentences[at + 1] as Sentence).start <= span.start) at++;
      const { mood = "states", text = "" } = sentences[at] ?? {};
      const wrong =
        mood === "denies"
          ? deniedAround(text, span.text)
          : mood === "reports"
            ? reportsOnly(clauseAround(text, span.text))
            : mood !== "states" || takenBack.test(sentences[at + 1]?.text ?? "");
      addCalls(document, span.source, { inline: true, wrong, lead: passage.source.text, headings: passage.headings });
    }
    for (const match of passage.source.text.matchAll(/^[ \t]*(?:\$ )?openclaw (?:[^\n]*\\\n)*[^\n]*$/gm)) {
      if (passage.spans.some(({ start, end }) => start < match.index + match[0].length && end > match.index)) continue;
      if (!/^[\s -~]*$/.test(match[0].replace(/"[^"]*"|'[^']*'/g, "")) || !/ --?[a-z]|^\s*\$ /.test(match[0])) continue;
      addCalls(document, part(passage.source, match.index, match.index + match[0].length), {
        inline: true,
        wrong: passage.lead !== undefined && introducesWrong(passage.lead),
        lead: "",
        headings: passage.headings,
      });
    }
  }
}

/** The part of a sentence, between commas and arrows, in which a command stands. */
const clauseAround = (sentence: string, command: string): string =>
  sentence.split(/[,，;；→]/).find((clause) => clause.includes(command)) ?? sentence;

const turnsDown = short(
  /^\W*(?:no|nope|rejected|turned down|否|不行|不采用|不用|弃用)(?:[.,;:，。；：]|\s[-–—]).{8,}/i,
);

/** A cell that turns down what its row proposes: it says why, or stands in a column of verdicts. A bare "no" elsewhere is a value. */
const saysNo = ({ kind, source, column }: Passage): boolean =>
  kind === "cell" &&
  (turnsDown.test(source.text) ||
    (/verdict|decision|decided|chosen|taken|choice|conclusion|结论|决定|采用|选用|取舍|判断/i.test(column ?? "") &&
      /^\W*(?:no|not|rejected|dropped|out|否|不|未|弃)/i.test(source.text)));

/** Whether a sentence's denial is about a command in it: before it, right behind it, or about all that was named. */
function deniedAround(sentence: string, command: string): boolean {
  const end = sentence.indexOf(command) + command.length;
  const behind = sentence.slice(end);
  return denies(sentence.slice(0, end)) || denies(behind.split(/[,;，；。]/)[0] ?? "") || ofAllNamed.test(behind);
}

const ofAllNamed = short(
  /(?<![\w-])(?:neither|none|no such|(?:does|do|did|is|are|was|were)(?:n't| not)(?: \w{1,40})? (?:exist|real|documented|there|any|work|ring))|都(?:不|没)|均(?:不|没|未)|不存在|并没有|没有?这(?:个|条)/i,
);

/** A sentence that denies what the one before it mentioned. */
const takenBack = short(
  /^\s*(?:(?:but|and|sadly|unfortunately|however|well|alas|of course),? )?(?:(?:on|in|for|with) (?:this|that|your|our|the) \S+,? )?(?:neither|none|nothing|no such|that|this|it|they|these|those|both|but|which)(?: \S+){0,4} (?:exists?|not|doesn't|don't|isn't|aren't|nor|wrong|invented|fail\w{0,40}|refus\w{0,40})|^\s*(?:neither|none|no) |^\s*(?:这|那|它|两|都|并|可|但)[^。]{0,12}(?:不存在|没有|不是|不行|错|不对|报错)/i,
);

function addBlock(document: Document, block: CodeBlock, from: "file" | "block"): void {
  const wrong = blockIsWrong(block);
  document.blocks.push({ ...block, wrong });
  const { text } = block.source;
  const data =
    dataLanguages.get(block.language) ?? (block.language === "" && /^\s*[[{]/.test(text) ? "json" : undefined);
  const around = { wrong, lead: block.lead, headings: block.headings };
  if (data) {
    addData(document, block.source, data, { ...around, from: "block" });
    return;
  }
  const first = text.split("\n").find((line) => line.trim() && !/^\s*#/.test(line)) ?? "";
  const shell =
    shellLanguages.includes(block.language) ||
    (["", "text", "txt", "plain"].includes(block.language) && looksLikeShell(text, first));
  if (shell) addCalls(document, block.source, { ...around, inline: false }, from);
  else if (block.language !== "mermaid")
    document.passages.push({
      kind: "comment",
      source: block.source,
      place: block.place,
      headings: block.headings,
      spans: [],
      wrong,
    });
}

const looksLikeShell = (text: string, first: string): boolean =>
  programs.test(first.trim()) || /^\s*(?:\$ )?openclaw [a-z]/m.test(text);

/** Whether a block is introduced as a bad example: by its lead, a heading above it, or its own first comment. */
function blockIsWrong({ lead, headings, source }: CodeBlock): boolean {
  const last =
    lead
      .split(/(?<=[.。!！\n])\s*/)
      .filter((one) => one.trim())
      .at(-1) ?? "";
  const comment = /^\s*(?:#|\/\/)[^\n]*/.exec(source.text)?.[0] ?? "";
  const introduced = /[:：]\s*$/.test(last) || last.length < 60;
  return (
    (introduced && introducesWrong(last)) ||
    headings.slice(1).some(introducesWrong) ||
    introducesWrong(comment.slice(0, 80))
  );
}

type Around = { wrong: boolean; inline: boolean; lead: string; headings: string[] };

function addCalls(document: Document, source: Source, around: Around, from: "file" | "block" = "block"): void {
  const shell = parseShell(source);
  for (const call of shell.calls) {
    const placed = {
      ...call,
      ...around,
      wrong: around.wrong || introducesWrong(call.comment.split("\n").at(-1) ?? ""),
    };
    document.calls.push(placed);
    for (const given of [call.input, ...call.words.map((word) => word.source)])
      if (given && /^\s*(?:\/\/[^\n]*\n\s*)*[[{]/.test(given.text) && given.text.length > 2)
        addData(document, given, "json", { ...around, wrong: placed.wrong, from: "command", call: placed }, true);
  }
  if (!around.inline)
    for (const comment of shell.comments)
      document.passages.push({
        kind: "comment",
        source: part(comment, /^#+!?\s*/.exec(comment.text)?.[0].length ?? 0, comment.text.length),
        place: comment.place(0, comment.text.length),
        headings: around.headings,
        spans: [],
        wrong: around.wrong,
      });
  if (from === "file" && shell.errors > 0 && shell.calls.length === 0)
    document.faults.push({ code: "syntax", place: source.place(0, 1), found: "text that no shell can parse" });
}

type DataAround = Pick<PlacedData, "wrong" | "lead" | "headings" | "from" | "call">;

function addData(
  document: Document,
  source: Source,
  syntax: "json" | "yaml",
  around: DataAround,
  lenient = false,
): void {
  const parsed = syntax === "json" ? parseJson(source) : parseYaml(source);
  if ("error" in parsed) {
    if (!lenient && !around.wrong) document.faults.push({ code: "syntax", place: parsed.place, found: parsed.error });
    return;
  }
  document.data.push({ ...around, data: parsed.data, source, elided: parsed.elided });
  addStrings(document, parsed.data, around);
  addDataComments(document, source, syntax, around);
}

/** Sentences inside data (a prompt, a description) are read like any other text. */
function addStrings(document: Document, data: Data, { headings, wrong }: DataAround): void {
  for (const { data: value } of everyValue(data))
    if (
      value.type === "scalar" &&
      typeof value.value === "string" &&
      value.source &&
      /[\u4e00-\u9fff]{4}|\w \w{1,40} \w/.test(value.value)
    )
      document.passages.push({ kind: "comment", source: value.source, place: value.place, headings, spans: [], wrong });
}

function addDataComments(document: Document, source: Source, syntax: "json" | "yaml", around: DataAround): void {
  const { headings, wrong } = around;
  const comment = syntax === "json" ? /(?<=^|[\s,{[])\/\/[^\n]*/gm : /(?<=^|\s)#[^\n]*/gm;
  for (const match of source.text.matchAll(comment)) {
    const start = match.index + (/^(?:\/\/|#)+\s*/.exec(match[0])?.[0].length ?? 0);
    const text = part(source, start, match.index + match[0].length);
    if (text.text.trim())
      document.passages.push({
        kind: "comment",
        source: text,
        place: text.place(0, text.text.length),
        headings,
        spans: [],
        wrong,
      });
  }
}

function readDataFile(document: Document, source: Source, syntax: "json" | "yaml"): void {
  addData(document, source, syntax, {
    wrong: false,
    lead: document.path,
    headings: [],
    from: "file",
  });
}

function kindOfData({ data }: Document): Kind | null {
  const [only] = data;
  if (only?.from !== "file" || only.data.type !== "object") return null;
  const keys = new Set(only.data.entries.map(({ key }) => key));
  if (keys.has("properties") && (keys.has("$schema") || keys.has("type"))) return "message-schema";
  if (keys.has("schedule") && (keys.has("payload") || keys.has("sessionTarget"))) return "cron-payload";
  return null;
}
