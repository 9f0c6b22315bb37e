export type Path = (string | number)[];

/**
 * The path syntax of `openclaw config get|set|unset`: dots, and brackets for an index or a quoted key (docs/cli/config.md). `[+]` and `[N]`,
 * as documents write them, stand for an index.
 * @throws Error where a bracket is not closed or a step is empty
 */
export function parseConfigPath(text: string): Path {
  const path: Path = [];
  const step = /\.?(?:\[\s*(\d+)\s*\]|\[\s*(?:\+|-|[A-Za-z]|<[^>]*>|\$\{?\w+\}?|"?\*"?)\s*\]|\[\s*"([^"]*)"\s*\]|\[\s*'([^']*)'\s*\]|([^.[\]]+))/y;
  while (step.lastIndex < text.length) {
    const match = step.exec(text);
    if (!match) throw new Error(`${text} is no configuration path`);
    const [, index, double, single, name] = match;
    if (index !== undefined) path.push(Number(index));
    else if (name !== undefined) path.push(/^\d+$/.test(name) ? Number(name) : name);
    else path.push(double ?? single ?? 0);
  }
  if (path.length === 0) throw new Error("an empty configuration path");
  return path;
}
