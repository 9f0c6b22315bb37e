import { availableParallelism } from "node:os";
import type { LintOptions } from "../lint/lint.ts";
import { text } from "../spec/text.ts";
import { kept, type Linted, lintShare } from "./lint-share.ts";

/** What a thread is told. `taken` counts the files that some thread has begun. */
export type Share = { files: string[]; options: LintOptions; taken: Int32Array };

/** With fewer for each, beginning a thread takes longer than it saves. */
const filesPerThread = 40;

/**
 * Twice what the largest document takes; with more room, a thread holds on to more of what is already gone, and is no faster. The main thread,
 * which cannot be limited so, only waits.
 */
const resourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 24 };

/** The number of the next file that nobody has taken yet. */
export const nextOf = (taken: Int32Array) => (): number => Atomics.add(taken, 0, 1);

/**
 * Lints files; where they are many, in as many threads as the machine has processors.
 * @param stdin what `-` stands for
 * @returns one for each file, in their order
 */
export async function lintFiles(files: string[], options: LintOptions, stdin: () => string): Promise<Linted[]> {
  const taken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const threads = files.includes("-") ? [] : await startThreads({ files, options, taken });
  if (threads.length === 0) return lintShare(files, options, nextOf(taken), stdin);
  const linted = await Promise.all(threads.map((thread) => thread.linted));
  return linted.flat().sort((a, b) => a.number - b.number);
}

/** As many as the machine has processors, and none for few files. Their work is wrapped, since a promise of promises would be waited for. */
async function startThreads(share: Share): Promise<{ linted: Promise<Linted[]> }[]> {
  const wanted = Math.min(availableParallelism(), Math.floor(share.files.length / filesPerThread));
  if (wanted < 2) return [];
  const { Worker } = await import("node:worker_threads");
  const start = () => {
    const thread = new Worker(new URL("./lint-thread.ts", import.meta.url), { workerData: share, resourceLimits });
    return new Promise<Linted[]>((resolve, reject) => {
      thread.once("error", reject);
      thread.once("message", (linted: Linted[]) => resolve(linted.map(spoken)));
    });
  };
  try {
    return Array.from({ length: wanted }, () => ({ linted: start() }));
  } catch (cause) {
    // Node's permission model may allow none: then this thread does it all.
    if ((cause as NodeJS.ErrnoException).code === "ERR_ACCESS_DENIED") return [];
    throw cause;
  }
}

/** What comes out of a thread is plain data. */
const spoken = ({ number, result, unread }: Linted): Linted => ({
  number,
  ...(result ? { result: kept(result) } : {}),
  ...(unread ? { unread: text(unread.words.en, unread.words["zh-CN"]) } : {}),
});
