import type { Heading, RootContent } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import type { Plan } from "../plan/plan.ts";
import { notApproved } from "../render/view.ts";

/** One shell block of a rollout plan, as it stands in the document. */
export type DocumentBlock = {
  part: "rollout" | "rollback" | "runbook";
  stage: string;
  side: string;
  shell: string;
  approved: boolean;
};

/**
 * Takes the shell blocks out of a rendered rollout plan. The document itself is executed, not the plan behind it, so that
 * a document that says something else fails.
 * @param markdown the text of rollout-plan.md
 * @param plan where the document is not in English: what its stages are called there
 * @returns the blocks in their order, each with the heading of its stage and the side named in its fence
 */
export function blocksOf(markdown: string, plan?: Stages): DocumentBlock[] {
  const english = englishTitles(plan);
  const blocks: DocumentBlock[] = [];
  let part: DocumentBlock["part"] | undefined;
  let stage = "";
  for (const node of fromMarkdown(markdown).children) {
    if (node.type === "heading" && node.depth === 2) part = partOf(textOf(node));
    if (node.type === "heading" && node.depth === 3)
      stage = textOf(node).replace(/(?<=^[A-Z]\d+\. ).*/, (title) => english.get(title) ?? title);
    if (node.type === "code" && node.lang === "bash" && part && node.meta)
      blocks.push({
        part,
        stage,
        side: node.meta,
        shell: node.value.replaceAll(new RegExp(`^${notApproved}`, "gm"), ""),
        approved: !node.value.startsWith(notApproved),
      });
  }
  return blocks;
}

type Stages = Pick<Plan, "rollout" | "rollback" | "runbooks">;

const englishTitles = (plan?: Stages): Map<string, string> =>
  new Map(
    [plan?.rollout, plan?.rollback, plan?.runbooks]
      .flatMap((stages) => stages ?? [])
      .map(({ title: { words } }) => [words["zh-CN"], words.en]),
  );

/** Blocks of one stage stand together: those on different sides do not wait for each other. */
export function stagesOf(blocks: DocumentBlock[]): DocumentBlock[][] {
  return [...Map.groupBy(blocks, ({ part, stage }) => `${part} ${stage}`).values()];
}

const parts: Record<string, DocumentBlock["part"]> = {
  Rollout: "rollout",
  Runbooks: "runbook",
  "Way back": "rollback",
  部署: "rollout",
  操作手册: "runbook",
  回滚: "rollback",
};

const partOf = (heading: string): DocumentBlock["part"] | undefined => parts[heading];

const textOf = (node: Heading): string =>
  node.children.map((child: RootContent) => ("value" in child ? child.value : "")).join("");
