import { readFileSync } from "node:fs";
import { type Command, forEachChild, parse, type SyntaxNode } from "unbash";
import { describe, expect, it } from "vitest";
import { exampleSpecs } from "../../scripts/rehearse/all.ts";
import { planFrom } from "./example.ts";

/** What a machine with OpenClaw, git, bash and curl has; and what a shell brings along. */
const there = new Set(
  [
    "openclaw node curl sh git",
    "awk cat chmod cmp cp date grep ln mkdir mv rm rmdir sed sleep tail tee tr head wc",
    "cd command echo exit printf read set test trap umask : export true",
  ].flatMap((names) => names.split(" ")),
);

/** The programs that a script starts, and the functions that it defines, also inside substitutions. */
function named(shell: string): { called: string[]; defined: string[] } {
  const [called, defined]: [string[], string[]] = [[], []];
  const visit = (node: SyntaxNode) => {
    if (node.type === "Command") called.push((node as Command).name?.value ?? "");
    if (node.type === "Function") defined.push((node as unknown as { name: { text: string } }).name.text);
    forEachChild(node, visit);
  };
  visit(parse(shell) as unknown as SyntaxNode);
  return { called: called.filter(Boolean), defined };
}

describe.each(exampleSpecs())("the blocks of %s", (file) => {
  const { plan } = planFrom(readFileSync(file, "utf8"));
  const blocks = [...plan.rollout, ...plan.rollback, ...plan.runbooks].flatMap((stage) =>
    stage.blocks.map((block) => ({ title: stage.title.words.en, ...block })),
  );

  it("start nothing but what is there, what the bridge installs, and what they define themselves", () => {
    const unknown = blocks.flatMap(({ title, shell }) => {
      const { called, defined } = named(shell);
      return called
        .filter((name) => !there.has(name) && !defined.includes(name) && !name.includes("/.openclaw/"))
        .map((name) => `${title}: ${name}`);
    });
    expect([...new Set(unknown)]).toEqual([]);
  });
});
