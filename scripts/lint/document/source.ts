/** Where something stands in a document; lines and columns count from 1, the end is exclusive. */
export type Place = { line: number; column: number; endLine: number; endColumn: number };

/** A stretch of text that knows where each of its characters stands in the document it came from. */
export type Source = { text: string; place: (start: number, end?: number) => Place };

/** The whole document as a source; finding a place is a binary search over its line starts. */
export function wholeSource(text: string): Source {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const point = (offset: number) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] as number) + 1 };
  };
  return {
    text,
    place: (start, end = start) => {
      const [from, to] = [point(start), point(Math.max(start, end))];
      return { ...from, endLine: to.line, endColumn: to.column };
    },
  };
}

/**
 * A text whose characters come from known offsets of another source: the content of a fence inside a list, a paragraph without its
 * markup, a quoted word.
 * @param pieces `[offset in the text, offset in the parent]`, ascending; between two of them the offsets run in parallel
 */
export function derivedSource(text: string, parent: Source, pieces: [at: number, parentAt: number][]): Source {
  const toParent = (offset: number) => {
    let [low, high] = [0, pieces.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((pieces[middle]?.[0] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const [at, parentAt] = pieces[low] ?? [0, 0];
    return parentAt + offset - at;
  };
  return {
    text,
    // The end belongs to the piece of the last character, not to the one that begins behind it.
    place: (start, end = start) => parent.place(toParent(start), end > start ? toParent(end - 1) + 1 : toParent(start)),
  };
}

/** The part of a source between two offsets. */
export function part(source: Source, start: number, end: number): Source {
  return derivedSource(source.text.slice(start, end), source, [[0, start]]);
}
