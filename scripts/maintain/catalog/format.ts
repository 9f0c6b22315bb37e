/**
 * JSON with one entry per line down to a depth, so that two versions compare line by line.
 * @param depth how many levels of objects are opened
 */
export function lineByLine(value: unknown, depth: number, indent = ""): string {
  if (
    depth === 0 ||
    value === null ||
    typeof value !== "object" ||
    Array.isArray(value) ||
    Object.keys(value).length === 0
  )
    return JSON.stringify(value);
  const inner = `${indent} `;
  const lines = Object.entries(value).map(
    ([key, one]) => `${inner}${JSON.stringify(key)}: ${lineByLine(one, depth - 1, inner)}`,
  );
  return `{\n${lines.join(",\n")}\n${indent}}`;
}
