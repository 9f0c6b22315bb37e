import type { Catalog } from "../openclaw/catalog.ts";
import type { Environment } from "../openclaw/environment/record.ts";
import type { Document } from "./document/document.ts";
import type { Kind } from "./document/kind.ts";
import type { Place } from "./document/source.ts";
import type { Facts } from "./facts.ts";
import type { FoundSecret } from "./secrets.ts";

export type Severity = "error" | "warn";
export type Locale = "en" | "zh-CN";

/** What a rule looks at. */
export type Subject = {
  document: Document;
  facts: Facts;
  /** The credentials' values in it; no rule may show one. */
  secrets: FoundSecret[];
  catalog: Catalog;
  environment: Environment | undefined;
  /** The text of the documents that belong to the same design: what they say, this one need not repeat. */
  companions: string;
};

/** What a message may speak of. Values are shown as they are, credentials masked. */
export type Props = Record<string, string>;

/** One thing that a rule saw. */
export type Report = {
  /** Which of the rule's messages; `default` unless given. */
  message?: string;
  /** Where it stands; null for what the document as a whole lacks (line 0). */
  place: Place | null;
  /** The words that show it. */
  evidence?: string;
  props?: Props;
  /** The name of the missing item, the same in every language. */
  subject?: string;
  severity?: Severity;
  /** Where OpenClaw documents it, if not where the rule says. */
  source?: string;
};

/** A message says what was seen and why it is wrong; the fix says what to do. Both are templates: `{name}` is a prop. */
export type Message = { text: string; fix: string };

/** A rule in one language. */
export type Words = {
  /** What it finds, in one sentence. */
  finds: string;
  why: string;
  /** A small document that it reports, and one that it does not; Markdown. */
  wrong: string;
  right: string;
  messages: Record<string, Message>;
};

export type Rule = {
  /** `area/name`; stable. */
  id: string;
  severity: Severity;
  /** A page of OpenClaw's documentation, a measured run, or the seed's guardrail that it keeps. */
  source: string;
  /** The kind of document its examples are, where the rule looks at one kind only. */
  exampleKind?: Kind;
  words: Record<Locale, Words>;
  check: (subject: Subject) => Iterable<Report>;
};
