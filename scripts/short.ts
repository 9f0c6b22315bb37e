/** A pattern that is held to short texts: sentences, cells, names. */
export type Short = Pick<RegExp, "test" | "exec">;

/** V8 makes machine code of a pattern at once where its first text is that long; else bytecode first, which makes the two together take four times as long. */
export const atOnce = 1000;

/**
 * Makes a pattern ready for short texts when it is first needed.
 * @param pattern without flags that remember where it was: no `g`, no `y`
 */
export function short(pattern: RegExp): Short {
  let isReady = false;
  const readyFor = (text: string) => {
    // The code is for texts like this one: those with characters beyond Latin-1 have code of their own.
    if (!isReady) pattern.test(text.padEnd(atOnce));
    isReady = true;
    return pattern;
  };
  return { test: (text) => readyFor(text).test(text), exec: (text) => readyFor(text).exec(text) };
}
