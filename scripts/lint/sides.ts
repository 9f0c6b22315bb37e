import type { Document } from "./document/document.ts";

/** How documents introduce an instance by its name; the name is the group. */
const introductions = [
  /(?<=([A-Za-z][\w-]{1,30})[`"”」]?\s*)(?:→|->|—>|=>|⟶|➜)/g,
  /(?:→|->|—>|=>|⟶|➜)\s*[`"“「]?([A-Za-z][\w-]{1,30})/g,
  /(?<![\w-])(?:from|to|source|sender|receiver|side|host|instance|gateway|发送方|接收方|实例|网关|主机)["'`*]*\s*[:：=]\s*["'`]?([A-Za-z][\w-]{1,30})/gi,
  /`([A-Za-z][\w-]{1,30})`\s*(?:\(|（)?[^\n`]{0,24}(?:OpenClaw|instance|gateway|sends|receives|实例|网关|发送|接收)/gi,
  /(?:OpenClaw|instance|gateway|实例|网关)[^\n`]{0,16}`([A-Za-z][\w-]{1,30})`/gi,
  /(?<![\w-])ssh\s+(?:-\w{1,40}\s+)*(?:\w{1,40}@)?([A-Za-z][\w-]{1,30})(?=\s)/g,
  /(?<![\w-])(?:on|between|from|to) `([A-Za-z][\w-]{1,30})`/g,
  /(?<=(?<![\w-])([A-Z])\s*)(?:上|在|那边|那头|侧|端|收到?|发|的 ?agent)/g,
  /(?<=([A-Za-z][\w-]{1,30})\s*)(?:上|那边|那头|这边|侧|端|发(?:送|给)|收到|执行)/g,
];

/** Words that stand in such places and name no instance. */
const noSide = new Set(
  "openclaw webhook hook hooks cron json http https post get url id type string event agent telegram slack discord matrix email file none both the a an user http client server-side api token session gateway instance channel isolated main bearer env linux macos windows docker".split(
    " ",
  ),
);

/** An instance that a document speaks of by its name. */
export type Side = { name: string; word: RegExp };

const known = new WeakMap<Document, Side[]>();

/** The names that a document gives to the instances it speaks of, without those that it uses only once. */
export function sidesOf(document: Document): Side[] {
  const sides = known.get(document) ?? named(document.source.text);
  known.set(document, sides);
  return sides;
}

function named(text: string): Side[] {
  const found = new Set(introductions.flatMap((one) => [...text.matchAll(one)].map((match) => match[1] as string)));
  return [...found]
    .filter((name) => !noSide.has(name.length === 1 ? name : name.toLowerCase()) && text.split(name).length > 2)
    .map((name) => ({ name, word: new RegExp(`(?<![\\w-])${name}(?![\\w-])`) }));
}

/** Whether a text names two of them. */
export const namesTwo = (text: string, sides: Side[]): boolean =>
  sides.filter(({ name, word }) => text.includes(name) && word.test(text)).length > 1;
