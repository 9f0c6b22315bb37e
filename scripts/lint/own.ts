import { libraries } from "../libraries.ts";

/**
 * What the writer of a spec put into a rendered design: the only text there that they can edit, where it stands in the spec, and
 * the findings that they accept in it.
 */
export type Own = { texts: OwnText[]; allow: { rule: string; reason: string }[] };
export type OwnText = { bare: string; path: string; line: number };

/** Shorter texts (a name, a host) are parts of many findings that are not about them. */
const leastCharacters = 12;

/** Documents quote, escape and wrap: a text is the same where its letters and digits are. */
const bareOf = (text: string) => text.replace(/[^\p{L}\p{N}]+/gu, "").toLowerCase();

/**
 * The writer's texts and accepted findings of a `bridge.yaml`.
 * @param spec its text; one that cannot be read has neither
 */
export function ownOf(spec: string): Own {
  const { isMap, isPair, isScalar, isSeq, LineCounter, parseDocument, visit } = libraries.yaml;
  const lines = new LineCounter();
  const document = parseDocument(spec, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  if (document.errors.length > 0) return { texts: [], allow: [] };
  const texts: OwnText[] = [];
  visit(document, {
    Scalar(key, { value, range }, above) {
      const bare = key !== "key" && typeof value === "string" ? bareOf(value) : "";
      if (bare.length < leastCharacters) return;
      const path = [...above, null].flatMap((node, index) => {
        if (isPair(node)) return isScalar(node.key) ? [String(node.key.value)] : [];
        return isSeq(node) ? [String(node.items.indexOf(above[index + 1] as never))] : [];
      });
      texts.push({ bare, path: path.join("."), line: lines.linePos(range?.[0] ?? 0).line });
    },
  });
  const lint = isMap(document.contents) ? (document.toJS() as { lint?: { allow?: Own["allow"] } | null }).lint : null;
  return { texts, allow: lint?.allow ?? [] };
}

/**
 * The writer's own text that a finding is about: its evidence is a part of it, or it of its evidence.
 * @returns undefined where the text is the template's (flags always are), and for what a document lacks as a whole
 */
export function ownText({ texts }: Own, { line, evidence }: { line: number; evidence: string }): OwnText | undefined {
  const seen = bareOf(evidence);
  if (line === 0 || seen === "" || evidence.startsWith("-")) return undefined;
  return texts.find(({ bare }) => bare.includes(seen) || seen.includes(bare));
}

/** Why the spec accepts a finding in a rendered document, or undefined: only the writer's own text can be accepted. */
export function ownReason(own: Own, finding: { ruleId: string; line: number; evidence: string }): string | undefined {
  const accepted = own.allow.find(({ rule }) => rule === finding.ruleId);
  return accepted && ownText(own, finding) ? accepted.reason : undefined;
}
