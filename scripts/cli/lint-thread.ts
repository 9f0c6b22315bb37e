/** One of several threads that lint: it takes files as long as some are left, and says what it found. */
import { parentPort, workerData } from "node:worker_threads";
import { lintShare } from "./lint-share.ts";
import { nextOf, type Share } from "./lint-threads.ts";

const { files, options, taken } = workerData as Share;
parentPort?.postMessage(lintShare(files, options, nextOf(taken), () => ""));
