import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One executed block with what it printed: the raw output that judging starts from. */
export type RanBlock = {
  number: number;
  part: "rollout" | "look-up" | "runbook" | "scene" | "rollback" | "again";
  stage: string;
  side: string;
  shell: string;
  code: number;
  stdout: string;
  stderr: string;
  at: string;
  ms: number;
};

/** Facts that only the rehearsal itself can know, beside the raw outputs. */
export type Facts = {
  bridge: string;
  openclaw: string;
  startedAt: string;
  substitutions: { said: string; rehearsed: string; why: string }[];
  edited: string[];
  /** sha256 of each openclaw.json: before the rollout, before the way back, after it, and after it was taken again. */
  configs: Record<string, { before: string; edited: string; after: string; again: string }>;
  /** Only where something unrelated was edited meanwhile: the file without secrets and `meta`, as it is and as it must be. */
  foreign: Record<string, { expected: unknown; after: unknown }>;
  leftovers: Record<string, string[]>;
  secrets: { known: boolean; looked: number; found: string[] };
  /** Whether the rollout was executed to its end. */
  complete: boolean;
};

export type Sent = { at: string; bot: string; chat: string; text: string };
export type Asked = { at: string; model: string; tools: string[]; messages: { role: string; content: unknown }[] };
export type Posted = {
  at: string;
  method: string;
  path: string;
  authorization: string;
  body: string;
  status: number;
  answer: string;
};

/** Everything that a rehearsal kept, read back from its folder. */
export type Raw = {
  /** The folder that all of it was read from. */
  folder: string;
  facts: Facts;
  blocks: RanBlock[];
  sent: Sent[];
  asked: Record<string, Asked[]>;
  posted: Posted[];
};

/** The names of the raw files below `raw/`. */
export const rawFile = {
  facts: "facts.json",
  blocks: "blocks.jsonl",
  sent: "telegram.jsonl",
  posted: "wire.jsonl",
  idle: "idle.json",
  counted: "counted.json",
  /** The folder with what the rollout's last stage saved. */
  saved: "verify",
  asked: (side: string) => `model-${side}.jsonl`,
  log: (side: string) => `gateway-${side}.log`,
};

/** Empties and makes the folder for raw outputs. */
export function newRaw(folder: string): string {
  const raw = join(folder, "raw");
  rmSync(raw, { recursive: true, force: true });
  mkdirSync(raw, { recursive: true });
  return raw;
}

/**
 * Reads the raw outputs of a rehearsal.
 * @param folder the rendered folder that holds `raw/`
 * @throws where facts.json is missing: nothing was rehearsed there
 */
export function readRaw(folder: string): Raw {
  const raw = join(folder, "raw");
  const facts = JSON.parse(readFileSync(join(raw, rawFile.facts), "utf8")) as Facts;
  const lines = <T>(name: string): T[] => readLines<T>(join(raw, name));
  const sides = Object.keys(facts.leftovers);
  return {
    folder: raw,
    facts,
    blocks: lines<RanBlock>(rawFile.blocks),
    sent: lines<Sent>(rawFile.sent),
    posted: lines<Posted>(rawFile.posted),
    asked: Object.fromEntries(sides.map((side) => [side, lines<Asked>(rawFile.asked(side))])),
  };
}

/** The blocks that ran so far, in their order. @param raw the folder itself */
export const readBlocks = (raw: string): RanBlock[] => readLines<RanBlock>(join(raw, rawFile.blocks));

/** The lines of a .jsonl file; none where there is no such file. */
export const readLines = <T>(file: string): T[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter(Boolean)
        .map((line) => JSON.parse(line) as T)
    : [];

export const writeFacts = (raw: string, facts: Facts): void =>
  writeFileSync(join(raw, rawFile.facts), `${JSON.stringify(facts, null, 2)}\n`);
