import type { Expression } from "acorn";
import type { Node } from "yaml";
import { libraries } from "../../libraries.ts";
import { derivedSource, type Place, part, type Source } from "./source.ts";

/** A parsed JSON, JSON5 or YAML value that knows where it stands. */
export type Data =
  | { type: "object"; place: Place; entries: { key: string; keyPlace: Place; value: Data }[] }
  | { type: "array"; place: Place; items: Data[] }
  | { type: "scalar"; place: Place; value: string | number | boolean | null; source: Source | null };

/** What parsing gave: the value, or what is wrong and where. `elided` where the author left parts out with `…`. */
export type Parsed = { data: Data; elided: boolean } | { error: string; place: Place };

/** Nesting beyond this is refused: no configuration needs it, and recursion must end. */
const deepest = 200;

/**
 * Parses JSON or JSON5 (comments, trailing commas, bare keys, single quotes), also when the outer braces are missing, when parts are left
 * out with `...` or `…`, and when a placeholder such as `<token>` stands bare in a value's place.
 */
export function parseJson(source: Source): Parsed {
  if (nesting(source.text) > deepest)
    return { error: `nested more than ${deepest} deep`, place: source.place(0, source.text.length) };
  const { text, elided } = withoutElisions(source.text);
  const whole = parseWhole(text, source, elided);
  if (!("error" in whole) || !/^\s*(?:\/\/[^\n]*\n\s*)*["'\w$-]+\s*:/.test(text)) return whole;
  const wrapped = parseWhole(
    `{${text}\n}`,
    derivedSource(`{${text}\n}`, source, [
      [0, 0],
      [1, 0],
    ]),
    elided,
  );
  return "error" in wrapped ? whole : wrapped;
}

function parseWhole(text: string, source: Source, elided: boolean): Parsed {
  try {
    const expression = libraries.acorn.parseExpressionAt(text, 0, { ecmaVersion: 2024 });
    const rest = text.slice(expression.end).replace(/\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\//g, "");
    if (/[^\s;]/.test(rest)) {
      const at = expression.end + text.slice(expression.end).search(/\S/);
      return { error: "more text after the value", place: source.place(at, at + 1) };
    }
    return { data: fromExpression(expression, source), elided };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const at = (cause as SyntaxError & { pos?: number }).pos ?? 0;
    return { error: cause.message.replace(/ \(\d+:\d+\)$/, ""), place: source.place(at, at + 1) };
  }
}

function fromExpression(node: Expression, source: Source): Data {
  const place = source.place(node.start, node.end);
  const written = source.text.slice(node.start, node.end);
  if (/^(?:<|\$\{|\.|…)/.test(written))
    return { type: "scalar", place, value: written, source: part(source, node.start, node.end) };
  const scalar = (value: string | number | boolean | null): Data => ({
    type: "scalar",
    place,
    value,
    source: typeof value === "string" ? part(source, node.start + 1, Math.max(node.start + 1, node.end - 1)) : null,
  });
  if (node.type === "ObjectExpression")
    return {
      type: "object",
      place,
      entries: node.properties.map((property) => {
        if (property.type !== "Property" || property.computed || property.shorthand || property.kind !== "init")
          throw fault("expected a key, a colon and a value", property.start);
        const { key } = property;
        const name =
          key.type === "Identifier"
            ? key.name
            : key.type === "Literal"
              ? String(key.value)
              : source.text.slice(key.start, key.end);
        const value = fromExpression(property.value as Expression, source);
        return { key: name, keyPlace: source.place(key.start, key.end), value };
      }),
    };
  if (node.type === "ArrayExpression")
    return {
      type: "array",
      place,
      items: node.elements.map((item) => {
        if (!item || item.type === "SpreadElement") throw fault("expected a value", item?.start ?? node.start);
        return fromExpression(item, source);
      }),
    };
  if (
    node.type === "Literal" &&
    !("regex" in node) &&
    typeof node.value !== "bigint" &&
    !(node.value instanceof RegExp)
  )
    return scalar(node.value ?? null);
  if (node.type === "TemplateLiteral" && node.expressions.length === 0)
    return scalar(node.quasis[0]?.value.cooked ?? "");
  if (node.type === "UnaryExpression" && node.argument.type === "Literal" && typeof node.argument.value === "number")
    return scalar(node.operator === "-" ? -node.argument.value : node.argument.value);
  if (node.type === "Identifier" && ["Infinity", "NaN", "undefined"].includes(node.name)) return scalar(null);
  throw fault("expected a JSON value", node.start);
}

const fault = (message: string, pos: number) => Object.assign(new SyntaxError(message), { pos });

/** Blanks `...`, `…` and bare placeholders, keeping every other character where it is. */
function withoutElisions(text: string): { text: string; elided: boolean } {
  let elided = false;
  const blank = (found: string) => found.replace(/[^\n]/g, " ");
  const token =
    /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|\/\/[^\n]*|\/\*[^*]*\*+(?:[^/*][^*]*\*+)*\/|(?:\.\.\.|…)|<[\w .:/|-]{1,60}>|\$\{\w{1,60}\}/g;
  const marked = text.replace(token, (found) => {
    if (found === "..." || found === "…") {
      elided = true;
      return "\u0000".repeat(found.length);
    }
    if (found.startsWith("<") || found.startsWith("${")) return `"${found.slice(1, -1).replace(/["\\]/g, " ")}"`;
    return found;
  });
  if (!elided) return { text: marked, elided };
  const values = marked.replace(/(:\s*)(\0+)/g, (_, colon: string, hole: string) => colon + "_".repeat(hole.length));
  const lonely = /,?\s*\0+(?=\s*[}\]])|\0+\s*,?|,\s*\0+/g;
  return { text: values.replace(lonely, blank), elided };
}

function nesting(text: string): number {
  let [depth, most] = [0, 0];
  for (const letter of text) {
    if (letter === "{" || letter === "[") most = Math.max(most, ++depth);
    else if (letter === "}" || letter === "]") depth--;
  }
  return most;
}

/** Parses YAML; aliases are followed at most fifty times, so that a few lines cannot become millions. */
export function parseYaml(source: Source): Parsed {
  const { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } = libraries.yaml;
  const lines = new LineCounter();
  // Its own look for keys that are there twice takes time with the square of their number.
  const document = parseDocument(source.text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: false,
    logLevel: "error",
  });
  const [error] = document.errors;
  if (error)
    return { error: error.message.split("\n")[0] ?? error.code, place: source.place(error.pos[0], error.pos[1]) };
  if (!document.contents) return { error: "nothing but comments", place: source.place(0) };
  const budget = { aliases: 50 };
  const convert = (node: Node | null, depth: number): Data => {
    const [start, end] = node?.range ?? [0, 0];
    const place = source.place(start, end);
    if (depth > deepest) throw fault(`nested more than ${deepest} deep`, start);
    if (isAlias(node)) {
      if (budget.aliases-- <= 0) throw fault("more than fifty aliases", start);
      return convert((node.resolve(document) as Node | undefined) ?? null, depth + 1);
    }
    if (isMap(node)) {
      const names = new Set<string>();
      return {
        type: "object",
        place,
        entries: node.items.map(({ key, value }) => {
          const [from, to] = (key as Node).range ?? [start, start];
          const name = isScalar(key) ? String(key.value) : source.text.slice(from, to);
          if (names.has(name)) throw fault("Map keys must be unique", from);
          names.add(name);
          return { key: name, keyPlace: source.place(from, to), value: convert(value as Node | null, depth + 1) };
        }),
      };
    }
    if (isSeq(node)) return { type: "array", place, items: node.items.map((item) => convert(item as Node, depth + 1)) };
    const value = isScalar(node) ? node.value : null;
    const plain = value === null || ["string", "number", "boolean"].includes(typeof value);
    return {
      type: "scalar",
      place,
      value: plain ? (value as string) : String(value),
      source: part(source, start, end),
    };
  };
  try {
    return { data: convert(document.contents, 0), elided: false };
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    const at = (cause as SyntaxError & { pos?: number }).pos ?? 0;
    return { error: cause.message, place: source.place(at, at + 1) };
  }
}

/** The plain value of parsed data. Keys such as `__proto__` stay data. */
export function plain(data: Data): unknown {
  if (data.type === "scalar") return data.value;
  if (data.type === "array") return data.items.map(plain);
  const object: Record<string, unknown> = Object.create(null);
  for (const { key, value } of data.entries) object[key] = plain(value);
  return object;
}

/** The data at a path, or undefined. */
export function at(data: Data | undefined, ...path: (string | number)[]): Data | undefined {
  return path.reduce<Data | undefined>((here, step) => {
    if (here?.type === "object") return here.entries.find(({ key }) => key === step)?.value;
    if (here?.type === "array" && typeof step === "number") return here.items[step];
    return undefined;
  }, data);
}

/** The text at a path, or undefined where there is none or another kind of value. */
export function textAt(data: Data | undefined, ...path: (string | number)[]): string | undefined {
  const found = at(data, ...path);
  return found?.type === "scalar" && typeof found.value === "string" ? found.value : undefined;
}

/** A value in parsed data, with its path. */
export type Valued = { path: (string | number)[]; data: Data };

/** Every value in parsed data, the outer ones first. */
export function everyValue(data: Data, path: Valued["path"] = [], found: Valued[] = []): Valued[] {
  found.push({ path, data });
  if (data.type === "object") for (const { key, value } of data.entries) everyValue(value, [...path, key], found);
  if (data.type === "array")
    for (const [index, item] of data.items.entries()) everyValue(item, [...path, index], found);
  return found;
}

/** Where the key at the end of a path stands; for an index the item, for the root the whole. */
export function keyPlace(data: Data, path: (string | number)[]): Place {
  const last = path.at(-1);
  const parent = at(data, ...path.slice(0, -1));
  if (parent?.type === "object") return parent.entries.find(({ key }) => key === last)?.keyPlace ?? parent.place;
  return at(data, ...path)?.place ?? parent?.place ?? data.place;
}
