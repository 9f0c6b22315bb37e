import type { Document } from "../../document/document.ts";
import { asks, denies, hasChinese, reportsOnly, supposes, withoutApiece } from "../../document/mood.ts";
import type { Sentence } from "../../document/sentences.ts";
import { namesTwo, type Side } from "../../sides.ts";
import { type ClaimWords, claimWords } from "./words.ts";

/** Adjuncts that hold a denial without denying the claim: "without any setup", "no configuration needed", "不仅". */
const harmless =
  /(?<![\w-])(?:not only|no matter|without (?:any |further |extra |additional |a |the )*(?:setup|set-up|config\w{0,40}|effort|work|changes?|code|plug-?ins?|restart|problem|having|needing|doing|you|anyone|asking|friction|a hitch|further ado)|no (?:extra|further|additional|more|special) \w{1,40}|no (?:setup|config\w{0,40}|code) (?:is )?(?:needed|required|necessary)|nothing (?:else|more|further)|needn't|don't (?:have|need) to|doesn't (?:have|need) to|does not (?:have|need) to|doesn't matter|not just|no longer separate|seamless\w{0,40}|regardless)(?![\w-])|不仅|不但|不光|不只|无需|无须|不用|不必|不需要|没有区别|毫无|无感/gi;

/** What is sent as a message is not shared of its own accord. */
const sends =
  /(?<![\w-])(?:sends?|sent|messages?|posts?|webhooks?|payload|envelope|receipt|copies? (?:it|them) by hand)(?![\w-])|发送|发给|推送|消息|投递|回执/i;

/** Two that are said to be one. */
const asOne =
  /(?<![\w-])(?:as|like|into|becomes?|forms?) (?:if they were )?(?:a |one )?(?:single |one |unified )+(?:gateway|openclaw|instance)/gi;

/** One gateway and another one are two. */
const twoOfThem = /(?<![\w-])(?:the other|another|the second)(?![\w-])|另一|对方|对端/i;

/** Two parties that are people, not instances. */
const people =
  /(?:two|both) (?:teams?|people|colleagues|offices|compan\w{1,40}|departments|users|admins|humans|sides' people)/gi;

/** A denial behind the claim, in its own clause. */
const denied = /不存在|没有|不支持|不会|并不|不能|不是|isn't|does not|doesn't|not/i;

/** A relation without a verb of its own, which a "no" earlier in the sentence still denies: "no login, memory or session in common". */
const nominal = /^(?:common|single|same|one|shared)$/i;

/** How many kinds of machine a text names. */
const machines = (text: string): number =>
  new Set(
    [
      ...text.matchAll(
        /(?<![\w-])(?:laptop|server|desktop|workstation|vps|mac(?:book)?|pc|phone|cloud|nas|pi|homelab)(?![\w-])|笔记本|服务器|台式机|工作站|云端|手机/gi,
      ),
    ].map(([word]) => word.toLowerCase()),
  ).size;

const blank = (text: string) =>
  [harmless, people].reduce(
    (left, words) => left.replace(words, (found) => " ".repeat(found.length)),
    withoutApiece(text),
  );

/** A short heading names what is spoken of; only a long one says something. */
const isTopic = ({ passage, text }: Sentence) =>
  passage.kind === "heading" && text.split(/\s+/).length < 7 && (text.match(/\p{Script=Han}/gu)?.length ?? 0) < 14;

/** One language's words, and those of them without which nothing is claimed, as far as the document has them. */
type Table = { words: ClaimWords; signs: RegExp[] };

/**
 * Finds the sentences that state or presume that two instances are one: a clause that names what they share and how, in a sentence that
 * speaks of two sides; or a word that by itself means a federation.
 * @param sides the names that the document gives to its instances
 * @returns each with where in it the claim stands
 */
export function claimsIn({ prose, sentences }: Document, sides: Side[]): { sentence: Sentence; claim: Claim }[] {
  const languages = hasChinese(prose) ? [claimWords.en, claimWords["zh-CN"]] : [claimWords.en];
  const tables = languages.map((words) => ({
    words,
    signs: [words.what, words.whole, words.together].filter((one) => one.test(prose)),
  }));
  return sentences.flatMap((sentence) => {
    const claim = claimIn(sentence, tables, sides);
    return claim ? [{ sentence, claim }] : [];
  });
}

function claimIn(sentence: Sentence, tables: Table[], sides: Side[]): Claim | undefined {
  if (sentence.mood === "wrong" || sentence.mood === "asks" || isTopic(sentence)) return undefined;
  const possible = tables.filter(({ signs }) => signs.some((one) => one.test(sentence.text)));
  if (possible.length === 0) return undefined;
  const text = blank(sentence.text);
  if (reportsOnly(text) || supposes(text)) return undefined;
  for (const { words } of possible) {
    const claim = claimWith(words, sentence, text, sides);
    if (claim) return claim;
  }
  return undefined;
}

/** Where in a sentence a claim begins, and its clause. */
type Claim = { start: number; text: string };

function claimWith(words: ClaimWords, sentence: Sentence, text: string, sides: Side[]): Claim | undefined {
  if (words.oneGateway.test(text.replace(asOne, "")) && !twoOfThem.test(text)) return undefined;
  let two: boolean | undefined;
  const twoSided = () => {
    two ??= words.who.test(text) || machines(text) > 1 || namesTwo(text, sides);
    return two;
  };
  // A phrase that is relation and object in one may run over a comma.
  const phrases = [...sentence.clauses, ...(sentence.clauses.length > 1 ? [{ text: sentence.text, start: 0 }] : [])];
  for (const [index, clause] of phrases.entries()) {
    const own = blank(clause.text);
    const spansClauses = index === sentence.clauses.length;
    const whole = spansClauses ? null : words.whole.exec(own);
    const what = words.what.exec(own);
    const relation = what && !spansClauses ? words.relation.exec(own) : null;
    const together = words.together.exec(own);
    const shared = relation ?? together;
    const found = whole ?? (shared && twoSided() ? shared : null);
    if (!found || asks(own) || (!whole && sends.test(own))) continue;
    const end = Math.max(found.index + found[0].length, what && found !== together ? what.index + what[0].length : 0);
    const from = spansClauses ? found.index : 0;
    const before = nominal.test(found[0]) ? sentence.text.slice(0, clause.start) : "";
    if (denies(before + own.slice(from, end)) || (!spansClauses && denied.test(own.slice(end)))) continue;
    return { start: clause.start + found.index, text: clause.text.trim() };
  }
  return undefined;
}
