import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { parse } from "acorn";
import { describe, expect, it } from "vitest";
import { inspect } from "../../scripts/plan/inspect.ts";
import { chineseProblems, inChinese } from "../../scripts/spec/problems-in-chinese.ts";
import { starter } from "../../scripts/spec/starter.ts";
import { patterns } from "../../scripts/spec/words.ts";

const scripts = join(import.meta.dirname, "../../scripts");
const sources = [
  ...readdirSync(join(scripts, "spec/checks")).map((name) => `spec/checks/${name}`),
  "spec/read.ts",
  "spec/model.ts",
  "plan/support.ts",
  "plan/environment.ts",
  "plan/tokens.ts",
];

type Node = { type: string; [key: string]: unknown };

/** Every text that an expression can give, with a letter for each value. */
function variants(node: Node): string[] {
  if (node.type === "Literal" && typeof node.value === "string") return [node.value];
  if (node.type === "ConditionalExpression")
    return [...variants(node.consequent as Node), ...variants(node.alternate as Node)];
  if (node.type === "LogicalExpression") return [...variants(node.left as Node), ...variants(node.right as Node)];
  if (node.type !== "TemplateLiteral") return ["X"];
  const quasis = node.quasis as { value: { cooked: string } }[];
  return (node.expressions as Node[]).reduce(
    (texts, expression, at) =>
      texts.flatMap((text) => variants(expression).map((value) => text + value + quasis[at + 1]?.value.cooked)),
    [quasis[0]?.value.cooked ?? ""],
  );
}

/** The messages in a source: texts of several words, apart from those of errors that nobody should ever see. */
function messagesIn(source: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown) => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (node === null || typeof node !== "object" || !("type" in node)) return;
    const one = node as Node;
    if (one.type === "ImportDeclaration" || one.type === "ThrowStatement") return;
    if (one.type === "TemplateLiteral" || (one.type === "Literal" && typeof one.value === "string")) {
      found.push(...variants(one));
      return;
    }
    for (const [key, inner] of Object.entries(one)) if (key !== "key") visit(inner);
  };
  visit(parse(stripTypeScriptTypes(source), { ecmaVersion: "latest", sourceType: "module" }));
  return [...new Set(found.filter((text) => /[a-z]+ [a-z(]/i.test(text.replaceAll("X", ""))))];
}

/** Texts of which only a part is a message, or that never leave the program. */
const parts = [
  "No matching discriminator",
  "an OpenClaw instance that sends",
  "an instance that receives",
  "a human with a channel",
  "the instance that checks this credential",
  "an OpenClaw instance that sends it",
  "the instance that decides",
  "one of these",
  "the spec",
  "X: none is described yet",
  ": its plugin is not installed",
];

describe("what is wrong with a spec, in Chinese", () => {
  it.each(sources)("every message of %s has its Chinese", (source) => {
    const missing = messagesIn(readFileSync(join(scripts, source), "utf8"))
      .filter((text) => !parts.includes(text))
      .filter((text) => !/\p{Script=Han}/u.test(inChinese(text)));
    expect(missing).toEqual([]);
  });

  it("uses every value of the English text, each where it stands", () => {
    const wrong = chineseProblems.filter(([english, chinese]) => {
      const count = english.split("{}").length - 1;
      const used = new Set(chinese.match(/\{\d\}/g) ?? []);
      return used.size !== count;
    });
    expect(wrong).toEqual([]);
  });

  it("is what a reader of a Chinese spec sees", () => {
    const { problems } = inspect(
      "bridge: b\nlocale: zh-CN\nflows: { report: { from: vps, to: vps, transport: pigeon } }\n",
      "bridge.yaml",
    );
    expect(problems.map(({ expected }) => expected)).toEqual(
      ["files、webhook、chat 之一"].map((text) => text.replaceAll("、", ", ")),
    );
  });
});

describe.each(patterns)("a Chinese starter of %s", (pattern) => {
  const comments = (text: string) => [...text.matchAll(/(?:^ *| )# (.+)$/gm)].map(([, comment = ""]) => comment);
  it("has no English comment", () => {
    const english = comments(starter("b", pattern, "zh-CN")).filter(
      (comment) => !/\p{Script=Han}/u.test(comment) && /[a-z]+ [a-z]+ [a-z]+/.test(comment.replaceAll(/\{.*?\}/g, "")),
    );
    expect(english).toEqual([]);
  });
  it("is the same spec as the English one", () => {
    const plain = (text: string) => text.replaceAll(/ *# .*$/gm, "").replace("locale: zh-CN\n", "");
    expect(plain(starter("b", pattern, "zh-CN"))).toBe(plain(starter("b", pattern)));
  });
});
