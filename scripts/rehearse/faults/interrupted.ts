import { type DocumentBlock, stagesOf } from "../document.ts";
import type { Gateway } from "../gateway.ts";
import { readBlocks } from "../raw.ts";
import { runBlock, runStages, type Scene } from "../scene.ts";
import { laneOf } from "./pair.ts";
import type { Row } from "./run-on-hook.ts";
import { digestsOf, wayBack } from "./way-back.ts";

/** A rollout that ends too early: which stages are run, and what is left out of one of them. */
type Interruption = {
  id: string;
  fault: string;
  until: string;
  change?: (block: DocumentBlock) => DocumentBlock;
  /** How many events wait by then. */
  waiting?: number;
};

const without =
  (line: RegExp) =>
  (block: DocumentBlock): DocumentBlock => ({
    ...block,
    shell: block.shell
      .split("\n")
      .filter((text) => !line.test(text))
      .join("\n"),
  });

/** The block ends after the line, as if its shell had been closed. */
const after =
  (line: RegExp) =>
  (block: DocumentBlock): DocumentBlock => {
    const lines = block.shell.split("\n");
    const at = lines.findIndex((text) => line.test(text));
    return at < 0 ? block : { ...block, shell: [...lines.slice(0, at + 1), "exit 0", ")"].join("\n") };
  };

const interruptions: Interruption[] = [
  { id: "interrupted-after-look", fault: "the rollout ends after the first look", until: "Look, and keep a copy" },
  { id: "interrupted-after-token", fault: "the rollout ends after the token was made", until: "Make the hook token" },
  {
    id: "interrupted-in-write",
    fault: "the rollout ends within a block, right after it wrote the configuration",
    until: "Give ",
    change: after(/config set --batch-file "\$b"\/config\.now\.json$/),
  },
  { id: "interrupted-after-hook", fault: "the rollout ends after the hook was opened and probed", until: "Probe" },
  { id: "interrupted-after-jobs", fault: "the rollout ends after the jobs were created", until: "Create the jobs" },
  {
    id: "interrupted-in-test",
    fault: "the rollout ends within the test: an event is kept, and not sent",
    until: "Send a test message",
    change: after(/^openclaw cron run /),
    waiting: 1,
  },
  {
    id: "interrupted-in-failure",
    fault: "the rollout ends within the failure made on purpose: the job is wrong, the token is aside",
    until: "Make it fail on purpose",
    change: after(/^mv .*token\.aside$/),
  },
];

/** The scenarios of this kind. */
export const interruptionIds = ["unset-variable", ...interruptions.map(({ id }) => id)];

/**
 * Rollouts that end at each stage, on one pair of gateways, each followed by the way back; first the one whose variable is not in the
 * gateway's process, which the probe must see.
 * @param options `without`: the probe of the literal variable is left out
 */
export async function runInterrupted(
  scene: Scene,
  blocks: DocumentBlock[],
  options: { without: boolean; only: string[] },
): Promise<Row[]> {
  const receiver = scene.stage.gateways[laneOf(scene).receiver?.name ?? ""] as Gateway;
  const rows: Row[] = [];
  const wanted = (id: string) => options.only.length === 0 || options.only.includes(id);
  const said = (row: Row) => {
    rows.push(row);
    scene.say(`${row.passed ? "ok    " : "failed"} ${row.id}`);
  };
  if (wanted("unset-variable")) {
    said(await unsetVariable(scene, blocks, options.without));
    // The process has its variable until it is stopped and started, as the documents say.
    await restart(receiver);
  }
  if (options.without) return rows;
  for (const { id, fault, until, change, waiting } of interruptions.filter((one) => wanted(one.id))) {
    const before = digestsOf(scene);
    await runUntil(scene, blocks, until, change);
    const judged = await wayBack(scene, blocks, before, waiting);
    said({ id, fault, on: "two gateways", protection: "the way back works from every stage", ...judged });
    await restart(receiver);
  }
  return rows;
}

async function restart(gateway: Gateway): Promise<void> {
  await gateway.stop();
  await gateway.start();
}

async function runUntil(
  scene: Scene,
  blocks: DocumentBlock[],
  until: string,
  change: (block: DocumentBlock) => DocumentBlock = (block) => block,
): Promise<void> {
  const stages = stagesOf(blocks.filter(({ part }) => part === "rollout"));
  const last = stages.findIndex(([block]) => block?.stage.replace(/^A\d+\. /, "").startsWith(until));
  const cut = stages.slice(0, last + 1).map((stage, at) => (at === last ? stage.map(change) : stage));
  await runStages(scene, cut, "rollout");
}

/** The variable is written, the restart is forgotten: the gateway takes the literal text for the token. */
async function unsetVariable(scene: Scene, blocks: DocumentBlock[], unprobed: boolean): Promise<Row> {
  const before = digestsOf(scene);
  const rollout = blocks.filter(({ part }) => part === "rollout");
  const forgetful = rollout.map(without(/^openclaw gateway restart$/));
  await runUntil(scene, forgetful, "Give ");
  const probe = rollout.find(({ stage }) => stage.includes("Probe")) as DocumentBlock;
  const code = await runBlock(scene, unprobed ? without(/literal variable|right token/)(probe) : probe, "rollout");
  const printed = readBlocks(scene.raw).at(-1)?.stdout ?? "";
  const seen = /^the literal variable: (\d+), expected 401$/m.exec(printed)?.[1];
  const back = await wayBack(scene, blocks, before);
  const caught = code !== 0 && seen !== undefined && seen !== "401";
  return {
    id: "unset-variable",
    fault: "the variable behind hooks.token is not set in the gateway's process",
    on: "two gateways",
    protection: "the probe of the literal variable",
    passed: caught && back.passed,
    evidence: caught
      ? `the probe stopped: the literal variable was answered ${seen}; ${back.evidence}`
      : `the probe ended with ${code}; ${back.evidence}`,
  };
}
