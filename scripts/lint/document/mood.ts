import { type Short, short } from "../../short.ts";

/**
 * How a text means what it says. Only `states` is a design; the others mention a mistake without making it.
 * `denies`: says that it is not so, or must not be done · `asks`: a question · `reports`: a symptom, a cause, an old habit, somebody's belief ·
 * `wrong`: introduced as a bad example.
 */
export type Mood = "states" | "denies" | "asks" | "reports" | "wrong";

const latin = (words: string) => short(new RegExp(`(?<![\\w-])(?:${words})(?![\\w-])`, "i"));

/** Whether Chinese words can stand in a text at all. */
export const hasChinese = (text: string): boolean => /[\u4e00-\u9fff]/.test(text);

/** Words in both languages: the Chinese ones are looked for only where there is Chinese. */
type Words = { latin: Short; chinese: Short };
const says = ({ latin, chinese }: Words, text: string): boolean =>
  latin.test(text) || (hasChinese(text) && chinese.test(text));

/** Words that turn a clause around. They must stand in the same clause. */
const denials: Words = {
  latin: latin(
    "not|no|never|nor|neither|none|nothing|nobody|without|cannot|can't|don't|doesn't|didn't|won't|isn't|aren't|wasn't|weren't|shouldn't|mustn't|" +
      "wouldn't|couldn't|dont|doesnt|isnt|cant|wont|avoid|avoids|avoided|avoiding|refuse|refuses|refused|forbid|forbids|forbidden|prohibited|reject|" +
      "rejects|rejected|denied|disallow|disallowed|instead of|rather than|unlike|unsupported|impossible|nonexistent|non-existent|" +
      "fictional|invented|imaginary|myth|stop short of|out of scope|off the table|by no means|hardly|lacks?|absent|fails? to|free of|far from|less",
  ),
  chinese: short(
    /不(?!同|仅|但|光|只|论|管|断|过|错|久|少|妨|得不)|没(?!问题|关系|事)|无(?!论|缝|关|人值守|感|线|需|须|限)|(?<![尚])未(?!来)|非(?!常)|禁(?=止|用|令|[，。；])|严禁|勿|莫|(?<![特分区识个级类性])别(?![名的])|避免|而不是|拒绝|杜绝|切忌|并非|误以为|休想|谈不上|免得|以免|防止|尚未/,
  ),
};

const questions = [
  /[?？]\s*["'”』」)）]*$/,
  short(/^(?:can|could|does|do|is|are|will|would|should|how|what|why|which|where|who|when|did|has|have)\b[^.!]*\?/i),
  /(?:吗|呢|(?<![什怎这那多])么)[。！\s]*$/,
];

/** Somebody's wish, belief or past, or a case that is only supposed. */
const reports: Words = {
  latin: latin(
    "suppose|supposing|imagine|assumes?|assumed|assuming|pretends?|believes?|believed|thought|thinks?|expects?|expected|hoped|hoping|proposed|suggested|came up with|hallucinated|invented|cheerfully|" +
      "wish|wishes|wanted|wants|would like|used to|formerly|previously|older drafts?|earlier drafts?|in the old|people say|some say|" +
      "rumou?r|claims? that|claimed|asked (?:for|whether|if|about)|asking for|so-called|supersedes?|replaces the (?:draft|old)|(?:we|they|i) considered|rejected|ruled out|turned down|decided against|as if|(?:article|post|blog|tutorial|thread|video|somebody|someone|colleague|chatbot|reply|flyer) (?:\\S{1,60} ){0,4}(?:says|said|claims|claimed|promises|promised)|mistake|mistakes|consequences?|misconception|pitfall|trap|confuses?|confused|symptom|would have|what if",
  ),
  chinese: short(
    /(?:文章|帖子|网上|教程|博客|同事|客服|模型|回答|视频|群里|论坛)(?:里|上|有人)?[^。，,]{0,6}(?:说|称|写着|讲|宣称)|取代|替代了?旧|错觉|巧合|幻觉|第 ?\d{1,9} ?稿里|曾有人|有人(?:提议|建议|认为|提过)|曾(?:提议|考虑|想)|误区|后果|以为|误认|误解|据说|听说|传言|有人说|有人问|想要|希望|被问到|有人问|以前|旧版|老版本|(?<!\p{Script=Han})过去(?=[，,我他她大几一那的\d])|曾经|所谓|坑|症状|现象|假设|倘若|是否/u,
  ),
};

/** A case that is only supposed, or a wish. */
const supposed: Words = {
  latin: latin("if|whether|unless|in case|would like|wants?|wanted|wish|hoping"),
  chinese: short(/如果|假如|若(?!干)|倘若|要是|是否|想要|希望/),
};

/** Whether a text only supposes what it speaks of. */
export const supposes = (text: string): boolean => says(supposed, text);

/** "One token for each peer" hands out as many as there are; it makes nothing common. */
const apiece = /(?<![\w-])(?:one|a) (?=(?:[\w-]{1,40} ){1,3}(?:per|for each)(?![\w-]))/gi;

/** A text in which "one for each" is no longer one. */
export const withoutApiece = (text: string): string => text.replace(apiece, (found) => " ".repeat(found.length));

/** What introduces a bad example, before it or in a heading or a column's head. */
const wrongMark = short(
  /(?<![\w-])(?:wrong|incorrect|not like this|anti-?patterns?|counter-?examples?|don'?ts|don'?t|do not|never|avoid|common mistakes?|mistakes?|pitfalls?|bad (?:example|practice|idea|version)|bad|what not to|won'?t work|will not work|does(?:n'?t| not) (?:work|exist)|no such|invalid|made[- ]up|hallucinated|rejected|not allowed|forbidden)(?![\w-])|绝不(?:会做|放)|错误(?:示例|示范|写法|做法|例子|的)|错误[:：]|反例|反面|不要|别(?:这|写|用|再)|切勿|禁止|勿用|不存在|错的|错法|误区|坏例|❌|✗|✘|🚫|⛔/i,
);

const symptomHead = short(
  /symptom|fault|goes wrong|failure|what if|problem|cause|observ|you (?:see|read)|error|likely|what happens|it means|现象|症状|问题|原因|报错|表现|可能|看到|其实/i,
);

/** Whether a lead, a heading, a column's head or a comment introduces what follows as wrong. */
export const introducesWrong = (text: string): boolean => wrongMark.test(text);

/** Whether a column or a heading holds symptoms and causes, which tell of mistakes without making them. */
export const holdsSymptoms = (text: string): boolean => symptomHead.test(text);

/** Whether a text denies what it speaks of. */
export const denies = (text: string): boolean => {
  const plain = (hasChinese(text) ? text.replace(either, "") : text).replace(untilNone, "");
  return says(denials, plain);
};

/** Where something ends, not whether it is. */
const untilNone =
  /(?<![\w-])(?:until|till) (?:neither|nobody|nothing|no one|none|no)(?![\w-])[^,.;]*|直到(?:没|无)[^，。；]*/gi;

/** Chinese ways of leaving it open, which hold a "not" and deny nothing. */
const either = /有没有|([是会能要对可好行算])不\1|可不可以/g;

/** Whether a text asks. */
export const asks = (text: string): boolean => questions.some((question) => question.test(text.trim()));

/** Whether a text tells of a wish, a belief, a past or a supposed case. */
export const reportsOnly = (text: string): boolean => says(reports, text);

/** The mood of one clause. A denial is looked for first: "do not assume" denies. */
export function moodOf(clause: string): Mood {
  if (asks(clause)) return "asks";
  if (denies(clause)) return "denies";
  return reportsOnly(clause) ? "reports" : "states";
}
