import { type Document, isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit } from "yaml";
import type { z } from "zod/mini";
import { spec as model, type Spec } from "./model.ts";
import { type LocatedProblem, nearest, type Path, type Problem, pathText, show } from "./problem.ts";
import { inChinese } from "./problems-in-chinese.ts";
import { maskSecrets } from "./secrets.ts";
import type { Locale } from "./words.ts";

/** The largest spec read, in bytes: a hundred times what a bridge needs. */
export const largestSpec = 256 * 1024;

/** A spec as read: its document (comments and positions kept), its value where it is one, and what is wrong. */
export type Reading = {
  file: string;
  document: Document;
  spec: Spec | undefined;
  problems: LocatedProblem[];
  locate: Locate;
};

/** Adds file, line and column to a problem; a missing key is placed at its nearest parent. */
export type Locate = (problem: Problem) => LocatedProblem;

/**
 * Reads the text of a `bridge.yaml`. What is wrong is said in the language of the spec.
 * @param text the file's content
 * @param file its name, for messages only
 * @returns the spec where it has the right shape, and every problem found
 */
export function readSpec(text: string, file: string): Reading {
  const lines = new LineCounter();
  const document = parseDocument(text.replace(/^\uFEFF/, ""), {
    lineCounter: lines,
    prettyErrors: false,
    // Its warnings quote what they are about, a credential too.
    logLevel: "error",
  });
  const locale: Locale = /^locale: *["']?zh-CN/m.test(text) ? "zh-CN" : "en";
  const spoken = (problem: Problem): Problem => masked(locale === "en" ? problem : chinese(problem));
  const locate: Locate = (problem) => {
    const { line, col } = lines.linePos(offsetOf(document, problem.path));
    return { ...spoken(problem), file, line: Math.max(line, 1), column: Math.max(col, 1), locale };
  };
  const broken = document.errors.map((error): LocatedProblem => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { ...spoken(yamlProblem(error.code, error.message)), file, line, column: col, locale };
  });
  if (broken.length > 0) return { file, document, spec: undefined, problems: broken, locate };

  const alias = aliasProblem(document);
  if (alias) return { file, document, spec: undefined, problems: [locate(alias)], locate };
  const value: unknown = document.toJS();
  const parsed = model.safeParse(value);
  if (parsed.success) return { file, document, spec: parsed.data, problems: [], locate };
  const problems = parsed.error.issues.flatMap((issue) => shapeProblems(issue, value)).map(locate);
  return { file, document, spec: undefined, problems, locate };
}

/** A key may be a credential as well, and a message may name it. */
const masked = (problem: Problem): Problem => ({
  ...problem,
  path: problem.path.map((part) => (typeof part === "string" ? maskSecrets(part) : part)),
  found: maskSecrets(problem.found),
  expected: maskSecrets(problem.expected),
  mend: maskSecrets(problem.mend),
});

const chinese = ({ found, expected, mend, ...problem }: Problem): Problem => ({
  ...problem,
  found: inChinese(found),
  expected: inChinese(expected),
  mend: inChinese(mend),
});

function yamlProblem(code: string, message: string): Problem {
  const base = { code: "spec/yaml", severity: "error" as const, path: [], found: message.split("\n")[0] ?? code };
  if (code === "DUPLICATE_KEY")
    return {
      ...base,
      code: "spec/duplicate-key",
      found: "the same key twice in one section",
      expected: "every key once: a flow, an instance or a credential has one entry",
      mend: "rename one of the two, or delete it; one token never serves two roles",
    };
  return {
    ...base,
    expected: "YAML",
    mend: "look at the indentation, colons and quotes of this line and the one above",
  };
}

/** Aliases can make a small file expand without bound, and a reader cannot see what they stand for. */
function aliasProblem(document: Document): Problem | undefined {
  let found: string | undefined;
  let path: Path = [];
  visit(document, {
    Alias(_key, node, ancestors) {
      found = node.source;
      path = ancestors.flatMap((above) => (isPair(above) && isScalar(above.key) ? [String(above.key.value)] : []));
      return visit.BREAK;
    },
  });
  return found === undefined
    ? undefined
    : {
        code: "spec/alias",
        severity: "error",
        path,
        found: `the YAML alias *${found.slice(0, 40)}`,
        expected: "every value written out",
        mend: "replace the alias by what it stands for",
      };
}

type Issue = z.core.$ZodIssue;

function shapeProblems(issue: Issue, root: unknown): Problem[] {
  const path = issue.path as Path;
  const found = show(valueAt(root, path));
  const base = { severity: "error" as const, path, found };
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => {
        const known = knownKeys(path);
        const guess = nearest(key, known);
        return {
          ...base,
          code: "spec/unknown-key",
          path: [...path, key],
          found: `the key "${key}"`,
          expected: known.length > 0 ? `only ${known.join(", ")}` : "no such key here",
          mend: guess ? `write ${guess}` : "delete it, or look the key up in schemas/bridge.schema.json",
        };
      });
    case "invalid_value": {
      const options = issue.values.map(String);
      const guess = nearest(String(valueAt(root, path) ?? ""), options);
      return [
        {
          ...base,
          code: "spec/unknown-word",
          expected: `one of ${options.join(", ")}`,
          mend: guess ? `write ${guess}` : `choose one of them`,
        },
      ];
    }
    case "invalid_union": {
      const kinds =
        "note" in issue && issue.note === "No matching discriminator" ? "openclaw, service, human" : undefined;
      return [
        {
          ...base,
          code: "spec/wrong-shape",
          path: kinds ? [...path, "kind"].filter((part, at, all) => part !== all[at - 1]) : path,
          expected: kinds ? `kind: one of ${kinds}` : "one of the forms in schemas/bridge.schema.json",
          mend: kinds ? "say what it is with kind:" : "compare with the example in references/examples/daily-audit/",
        },
      ];
    }
    case "invalid_key":
      return [
        {
          ...base,
          code: "spec/wrong-name",
          found: `the name ${show(path.at(-1))}`,
          expected: issue.issues[0]?.message ?? "a name",
          mend: "rename it",
        },
      ];
    case "invalid_type":
      return [
        {
          ...base,
          code: "spec/wrong-type",
          expected: `${article(issue.expected)}`,
          mend: `write ${pathText(path) || "the spec"} as ${article(issue.expected)}`,
        },
      ];
    case "too_small":
    case "too_big":
      return [
        { ...base, code: "spec/wrong-size", expected: issue.message, mend: "shorten or lengthen it accordingly" },
      ];
    default:
      return [
        { ...base, code: "spec/wrong-value", expected: issue.message, mend: `change ${pathText(path)} accordingly` },
      ];
  }
}

const article = (type: string) =>
  ({
    record: "a section of keys and values",
    object: "a section of keys and values",
    array: "a list",
    string: "text",
    int: "a whole number",
  })[type] ?? `a ${type}`;

/** The keys that the model takes at a place, read from the model itself so that no list can go stale. */
function knownKeys(path: Path): string[] {
  let at: unknown = model;
  for (const part of path) at = step(unwrap(at), part);
  const { shape, options = [] } =
    (unwrap(at) as { def?: { shape?: object; options?: { shape?: object }[] } }).def ?? {};
  return [...new Set([shape, ...options.map((option) => option.shape)].flatMap((known) => Object.keys(known ?? {})))];
}

function unwrap(schema: unknown): unknown {
  let at = schema as { def?: { innerType?: unknown } } | undefined;
  while (at?.def?.innerType) at = at.def.innerType as typeof at;
  return at ?? {};
}

function step(schema: unknown, part: string | number): unknown {
  const def = (
    schema as {
      def?: {
        type?: string;
        shape?: Record<string, unknown>;
        valueType?: unknown;
        element?: unknown;
        options?: unknown[];
      };
    }
  ).def;
  if (def?.shape) return def.shape[part];
  return def?.valueType ?? def?.element;
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, part) => (at as Record<string | number, unknown> | undefined)?.[part], root);
}

/** Where a path's value starts; for a key that is missing, where its nearest existing parent's key stands. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true) ?? document.contents;
    const key = path[length - 1];
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isPair(item) && String((item.key as { value?: unknown })?.value ?? item.key) === String(key),
      );
      const node =
        length === path.length && isNode(pair?.value) && pair.value.range && !isMap(pair.value)
          ? pair.value
          : pair?.key;
      if (isNode(node) && node.range) return node.range[0];
    } else {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return node.range[0];
    }
  }
  return 0;
}
