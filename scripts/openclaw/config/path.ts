/** Keys and indices from the root of openclaw.json. */
export type Path = (string | number)[];

/** An index that OpenClaw takes in a path: canonical, at most 100000 (dist/path-array-index). */
const index = /^(?:0|[1-9]\d{0,4}|100000)$/;

/** What documents write where the reader, or our own glue, fills in an index: `[+]`, `[N]`, `[-]`, `[*]`, `[<index>]`, `[${I}]`. */
const anyIndex = /^(?:[+*-]|[A-Za-z]|<[^<>]*>|\$\{?\w+\}?)$/;

/** Keys that OpenClaw refuses in any path (dist/prototype-keys). */
const blocked = new Set(["__proto__", "prototype", "constructor"]);

/**
 * The path syntax of `openclaw config get|set|unset`: dots, brackets around an index or a quoted key, a backslash before a dot that belongs to
 * a key (docs/cli/config.md; dist/dot-path of 2026.9.6, parsePath in dist/config-cli before it). A placeholder index such as `[N]` gives 0;
 * an index behind a dot is a number as well.
 * @throws Error with the reason where OpenClaw would refuse the path
 */
export function parseConfigPath(text: string): Path {
  const whole = text.trim();
  const path: Path = [];
  const refuse = (why: string): never => {
    throw new Error(`Invalid path (${why}): ${text}`);
  };
  let key = "";
  let bracket = false;
  const endKey = (needed: boolean) => {
    if (key !== "" && key.trim() === "") refuse("empty segment");
    if (key === "" && needed && !bracket) refuse("empty segment");
    if (key !== "") path.push(index.test(key.trim()) ? Number(key.trim()) : key.trim());
    key = "";
  };
  for (let at = 0; at < whole.length; at++) {
    const character = whole[at] as string;
    if (character === "\\") {
      const next = whole[++at];
      if (next === undefined) refuse("trailing escape");
      key += next;
    } else if (character === ".") {
      endKey(true);
      bracket = false;
    } else if (character === "[") {
      endKey(path.length > 0);
      const close = closing(whole, at);
      if (close < 0) refuse('missing "]"');
      path.push(inside(whole.slice(at + 1, close).trim(), refuse));
      const next = whole[close + 1];
      if (next !== undefined && next !== "." && next !== "[") refuse("missing separator after bracket");
      bracket = true;
      at = close;
    } else key += character;
  }
  endKey(true);
  for (const step of path) if (blocked.has(String(step))) refuse(`segment ${step}`);
  return path;
}

/** The `]` that closes a `[`; one inside quotes does not count. */
function closing(text: string, open: number): number {
  let quote = "";
  for (let at = open + 1; at < text.length; at++) {
    const character = text[at] as string;
    if (quote !== "") {
      if (character === "\\") at++;
      else if (character === quote) quote = "";
    } else if (character === "]") return at;
    else if (/["']/.test(character) && text.slice(open + 1, at).trim() === "") quote = character;
  }
  return -1;
}

function inside(text: string, refuse: (why: string) => never): string | number {
  if (text === "") return refuse('empty "[]"');
  if (/^["']/.test(text)) {
    const quoted = /^(["'])(.*)\1$/s.exec(text);
    const key = quoted?.[2]?.replace(/\\(.)/gs, "$1") ?? "";
    return key.trim() === "" ? refuse(`bracket string ${text}`) : key;
  }
  if (index.test(text)) return Number(text);
  return anyIndex.test(text) ? 0 : text;
}
