import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { parseDocument, stringify } from "yaml";
import { cannotBeFilled } from "../../cli/commands/fill.ts";
import { parseJson, parseYaml } from "../../lint/document/data.ts";
import { markdownParts } from "../../lint/document/markdown.ts";
import { parseShell } from "../../lint/document/shell.ts";
import { type Place, wholeSource } from "../../lint/document/source.ts";
import { lintText } from "../../lint/lint.ts";
import { gather, type Saved } from "../../openclaw/environment/gather.ts";
import { type OutputName, outputs } from "../../openclaw/environment/outputs.ts";
import { environmentSchema } from "../../openclaw/environment/schema.ts";
import { compile } from "../../plan/compile.ts";
import { blocking, inspect } from "../../plan/inspect.ts";
import { renderAll } from "../../render/deliverables.ts";
import { fill } from "../../spec/fill.ts";
import { readSpec } from "../../spec/read.ts";
import { InputError } from "../../spec/text.ts";
import { mutated, textsBelow } from "./seeds.ts";
import { emptied, events, now } from "./spool.ts";

/**
 * Something that is fed with mutated input: `holds` throws where it does not hold. `share`: of a hundred cases. `texts`: what its input is
 * made from, where that is one text.
 */
export type Target = {
  name: string;
  share: number;
  input: fc.Arbitrary<unknown>;
  holds: (input: never) => void;
  texts?: { seeds: string[]; size: number; input: (text: string) => unknown };
};

const specs = textsBelow("references/examples", /^[\w-]+\/[\w-]+\.yaml$/);
const documents = [
  ...textsBelow("test/corpus", /\.md$/),
  ...textsBelow("references", /^[\w-]+\.md$|^examples\/[\w-]+\/rendered\/[\w-]+\.md$/),
];
const scripts = documents.flatMap((text) =>
  [...text.matchAll(/```(?:bash|sh)\n(.*?)```/gs)].map((match) => match[1] as string),
);
const data = [
  ...textsBelow("references/examples", /\/rendered\/.*\.json$/),
  ...documents.flatMap((text) =>
    [...text.matchAll(/```(?:json5?|ya?ml)\n(.*?)```/gs)].map((match) => match[1] as string),
  ),
];
const saved = textsBelow("test/openclaw-environment/saved", /\.(?:json|txt)$/);

/** A target that takes a text of about `size` characters. */
const ofText = (
  name: string,
  share: number,
  [seeds, size]: [string[], number],
  holds: (text: string) => void,
): Target => ({
  ...target(name, share, mutated(seeds, size), holds),
  texts: { seeds, size, input: (text) => text },
});

const target = <Input>(
  name: string,
  share: number,
  input: fc.Arbitrary<Input>,
  holds: (input: Input) => void,
): Target => ({
  name,
  share,
  input,
  holds: holds as (input: never) => void,
});

/** The kinds of document, by their names. */
const names = ["a.md", "a.txt", "a.sh", "a.json", "a.yaml"] as const;

/** Everything that reads what others wrote. */
export const targets: Target[] = [
  ofText("Markdown extraction", 20, [documents, 1500], (text) => {
    const { passages, blocks } = markdownParts(wholeSource(text));
    for (const { place, source, spans } of passages) {
      within(text, place);
      within(text, source.place(0, source.text.length));
      for (const span of spans) within(text, span.source.place(0, span.text.length));
    }
    for (const { place, source } of blocks) {
      within(text, place);
      within(text, source.place(0, source.text.length));
    }
  }),
  ofText("shell extraction", 25, [scripts, 600], (text) => {
    const { calls, comments } = parseShell(wholeSource(text));
    for (const { place, words } of calls) {
      within(text, place);
      for (const word of words) within(text, word.place);
    }
    for (const comment of comments) within(text, comment.place(0, comment.text.length));
  }),
  ofText("JSON and YAML reading", 20, [data, 600], (text) => {
    for (const read of [parseJson, parseYaml]) {
      const parsed = read(wholeSource(text));
      within(text, "error" in parsed ? parsed.place : parsed.data.place);
    }
  }),
  {
    ...target("lint", 10, fc.tuple(mutated(documents, 2500), fc.constantFrom(...names)), ([text, name]) => {
      const once = lintText(name, text);
      for (const finding of once.findings) if (finding.line > 0) within(text, finding);
      const lines = once.findings.map(({ line }) => line);
      same(
        lines,
        lines.toSorted((a, b) => a - b),
        "findings in order",
      );
      same(lintText(name, text), once, "the same findings again");
    }),
    texts: { seeds: documents, size: 2500, input: (text) => [text, names[text.length % names.length]] },
  },
  ofText("spec parser", 8, [specs, 4000], (text) => {
    for (const { line, column } of inspect(text, "bridge.yaml").problems)
      within(text, { line, column, endLine: line, endColumn: column });
  }),
  target("fill", 5, fc.tuple(mutated(specs, 4000), mutated(specs, 600)), ([text, fragment]) => {
    const { document, problems } = readSpec(text, "bridge.yaml");
    if (problems.some(({ code }) => cannotBeFilled.has(code))) return;
    allowing(InputError, () => {
      fill(document, fragment);
      String(document);
    });
  }),
  target(
    "render",
    1,
    fc.tuple(fc.nat(specs.length - 1), fc.array(fc.tuple(fc.nat(), mutated(documents, 60)), { maxLength: 3 })),
    ([index, texts]) => {
      const spec = specWith(specs[index] as string, texts);
      const { answered, questions, problems } = inspect(spec, "bridge.yaml");
      if (!answered || blocking(problems).length > 0) return;
      const plan = compile(answered, questions);
      const { files } = renderAll(plan, questions, answered.locale, [], spec);
      for (const [name, text] of files) if (name.endsWith(".json")) JSON.parse(text);
    },
  ),
  target(
    "environment",
    4,
    fc.dictionary(fc.constantFrom(...(Object.keys(outputs) as OutputName[])), mutated(saved, 2000)),
    (files) => {
      environmentSchema.parse(gather(files as Saved, null));
    },
  ),
  ofText("outbox", 3, [events.map((event) => JSON.stringify(event.data)), 400], (text) => {
    const { outbox, settings, spool } = emptied();
    const added = outbox.add(settings, text, new Date(now));
    const kept = readdirSync(join(spool, "pending"), { withFileTypes: true }).length;
    same("fault" in added, kept === 0, "kept, or refused with a reason");
  }),
  ofText("inbox", 4, [events.map((event) => JSON.stringify(event)), 1200], (text) => {
    const { inbox, settings, spool } = emptied();
    let given: unknown = text;
    try {
      given = JSON.parse(text);
    } catch {
      // A gateway hands on what it could not parse as it came.
    }
    const { answer } = inbox.accept(settings, given, now);
    const kept = readdirSync(join(spool, "new")).length;
    same(answer === 200, kept === 1, "admitted and kept, or neither");
  }),
];

function within(text: string, { line, column, endLine, endColumn }: Place): void {
  const lines = text.split("\n").length;
  if (line < 1 || column < 1 || endLine > lines || endLine < line || (endLine === line && endColumn < column))
    throw new Error(`a place outside of ${lines} lines: ${line}:${column} to ${endLine}:${endColumn}`);
}

function same(found: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(found), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: found ${a?.slice(0, 200)}, expected ${b?.slice(0, 200)}`);
}

function allowing(kind: new (...args: never[]) => Error, act: () => void): void {
  try {
    act();
  } catch (cause) {
    if (!(cause instanceof kind)) throw cause;
  }
}

/** A spec in which some of its texts are others. */
function specWith(spec: string, texts: [number, string][]): string {
  const document = parseDocument(spec).toJS();
  const places: { parent: Record<string, unknown>; key: string }[] = [];
  const walk = (value: unknown): void => {
    if (value === null || typeof value !== "object") return;
    for (const [key, inner] of Object.entries(value)) {
      if (typeof inner === "string") places.push({ parent: value as Record<string, unknown>, key });
      else walk(inner);
    }
  };
  walk(document);
  for (const [at, text] of texts) {
    const place = places[at % places.length];
    if (place) place.parent[place.key] = text;
  }
  return stringify(document);
}
