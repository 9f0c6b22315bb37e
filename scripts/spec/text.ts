import type { Locale } from "./words.ts";

/** A sentence of a document, or a part of one, in every language. */
export class Text {
  readonly words: Record<Locale, string>;
  constructor(words: Record<Locale, string>) {
    this.words = words;
  }
}

/** Input that cannot be taken, and why in every language; `message` is the English. */
export class InputError extends Error {
  readonly text: Text;
  constructor(why: Text) {
    super(why.words.en);
    this.text = why;
  }
}

export const text = (en: string, zh: string): Text => new Text({ en, "zh-CN": zh });

/** Nothing in any language. */
export const silent = text("", "");

/** Sentences one after the other, those that say nothing left out. */
export const joined = (...parts: Text[]): Text =>
  text(
    parts
      .map(({ words }) => words.en)
      .filter(Boolean)
      .join(" "),
    parts.map(({ words }) => words["zh-CN"]).join(""),
  );

/** Lines of which each language has its own. */
export const lines = (en: string[], zh: string[]): Text => text(en.join("\n"), zh.join("\n"));

/** The same value with every text in it in one language. */
export type In<T> = T extends Text
  ? string
  : T extends (...args: never[]) => unknown
    ? T
    : T extends readonly (infer U)[]
      ? In<U>[]
      : T extends object
        ? { [K in keyof T]: In<T[K]> }
        : T;

/**
 * Puts every text of a value into one language.
 * @param value data of any depth; what is no text stays as it is
 */
export function inLanguage<T>(value: T, locale: Locale): In<T> {
  const walk = (one: unknown): unknown => {
    if (one instanceof Text) return one.words[locale];
    if (Array.isArray(one)) return one.map(walk);
    if (one === null || typeof one !== "object") return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(value) as In<T>;
}
