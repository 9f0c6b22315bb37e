import { type Wish, wishIn } from "../spec/wishes.ts";
import type { Data } from "./document/data.ts";
import type { Document } from "./document/document.ts";
import { denies } from "./document/mood.ts";
import type { Sentence } from "./document/sentences.ts";
import { type Place, part } from "./document/source.ts";
import type { Facts, Setting } from "./facts.ts";
import type { Job } from "./jobs.ts";

/**
 * Sentences in which one of some patterns matches. The prose as a whole is looked at first: most patterns match nowhere, and one long text
 * is searched many times as fast as hundreds of short ones.
 * @param patterns without anchors, since a sentence begins and ends elsewhere than the prose
 */
export function matching({ prose, sentences }: Document, ...patterns: [RegExp, ...RegExp[]]): Sentence[] {
  const present = patterns.filter((one) => one.test(prose));
  return present.length === 0 ? [] : sentences.filter(({ text }) => present.some((one) => one.test(text)));
}

/** Those that say something of the design itself: neither denied nor asked nor only reported, outside bad examples. */
export const stated = (document: Document, ...patterns: [RegExp, ...RegExp[]]): Sentence[] =>
  matching(document, ...patterns).filter(({ mood }) => mood === "states");

/** Those of the design itself, also where they deny something. */
export const said = (document: Document, ...patterns: [RegExp, ...RegExp[]]): Sentence[] =>
  matching(document, ...patterns).filter(({ mood }) => mood === "states" || mood === "denies");

/**
 * Sentences in which a pattern says something of the design itself: the clause it matches in is not denied, whatever the rest of the sentence
 * denies.
 */
export function statements(
  document: Document,
  pattern: RegExp,
): { sentence: Sentence; place: Place; clause: string }[] {
  return said(document, pattern).flatMap((sentence) => {
    const match = pattern.exec(sentence.text);
    if (!match || sentence.passage.kind === "heading") return [];
    const { index } = match;
    const { start = 0, text: clause = sentence.text } = sentence.clauses.findLast((one) => one.start <= index) ?? {};
    const upToMatch = sentence.text.slice(start, Math.max(start + clause.length, index + match[0].length));
    return denies(upToMatch) ? [] : [{ sentence, place: placeIn(sentence, pattern), clause }];
  });
}

/** Whether a document is the spec of a bridge, whose texts are what its writer wants. */
const isSpec = ({ source }: Document): boolean =>
  /^bridge: [a-z]/m.test(source.text) && /^(?:flows|objective|instances):/m.test(source.text);

/** The texts of a spec that state a wish which no design may grant. */
export const wishesFor = (document: Document, wish: Wish): { place: Place; evidence: string }[] =>
  isSpec(document)
    ? document.sentences
        .filter(({ text }) => wishIn(text) === wish)
        .map(({ source, text }) => ({ place: source.place(0, text.length), evidence: text }))
    : [];

/** Where in a sentence a pattern matches first. */
export function placeIn({ source, text }: Sentence, pattern: RegExp): Place {
  const match = pattern.exec(text);
  return match
    ? part(source, match.index, match.index + match[0].length).place(0, match[0].length)
    : source.place(0, text.length);
}

/** Whether any part of the document outside bad examples says it: text, code, data. */
export const says = (document: Document, pattern: RegExp): boolean => pattern.test(document.source.text);

/** The settings whose path fits `hooks.mappings.*.deliver`; `*` is any one step. Bad examples are left out. */
export function settingsAt({ settings }: Facts, pattern: string): Setting[] {
  const steps = pattern.split(".");
  return settings.filter(
    ({ path, wrong, edit }) =>
      !wrong &&
      edit.how !== "unset" &&
      path.length === steps.length &&
      steps.every((step, index) => step === "*" || step === String(path[index])),
  );
}

/** A setting's value where it is a plain text, number or boolean. */
export const scalar = (data: Data | undefined): string | number | boolean | null | undefined =>
  data?.type === "scalar" ? data.value : undefined;

/** The jobs of the design itself. */
export const jobs = ({ jobs: all }: Facts): Job[] => all.filter(({ wrong }) => !wrong);

/** The jobs that the design adds, not those it only edits. */
export const addedJobs = (facts: Facts): Job[] => jobs(facts).filter(({ action }) => action === "add");

/** The addresses to which cron webhooks go, with the host; placeholders and variables have none. */
export function webhookTargets(facts: Facts): { job: Job; url: URL; text: string; place: Place }[] {
  return jobs(facts).flatMap((job) => {
    const { webhook } = job.fields;
    return webhook && URL.canParse(webhook.text) && !/[<>{}$]/.test(webhook.text)
      ? [{ job, url: new URL(webhook.text), text: webhook.text, place: webhook.place }]
      : [];
  });
}

/** The whole `hooks` objects and single `hooks.…` writes that switch inbound hooks on or map them. */
export const hookEdits = (facts: Facts): Setting[] =>
  facts.settings.filter(
    ({ path, wrong, edit }) =>
      !wrong && edit.how !== "unset" && path[0] === "hooks" && path[1] !== "internal" && path.length <= 4,
  );

/** Each mapping that the design writes, with the settings inside it by key. */
export function mappings(facts: Facts): { setting: Setting; keys: Map<string, Data> }[] {
  return settingsAt(facts, "hooks.mappings.*").flatMap((setting) =>
    setting.data?.type === "object"
      ? [{ setting, keys: new Map(setting.data.entries.map(({ key, value }) => [key, value])) }]
      : [],
  );
}

/** Groups of places on one line, so that one mistake is reported once. */
export function onePerLine<Item extends { place: Place | null }>(items: Item[]): Item[] {
  const seen = new Set<number>();
  return items.filter(({ place }) => {
    const line = place?.line ?? 0;
    if (seen.has(line)) return false;
    seen.add(line);
    return true;
  });
}
