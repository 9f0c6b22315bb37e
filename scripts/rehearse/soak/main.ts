import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { main as bridge } from "../../cli/main.ts";
import { rehearsedVersion } from "../../plan/support.ts";
import { blocksOf } from "../document.ts";
import { shortened } from "../faults/pair.ts";
import { planOf } from "../folder.ts";
import { endAll, onInterrupt } from "../processes.ts";
import { openScene } from "../scene.ts";
import { removeTraces } from "../traces.ts";
import { soakGateways } from "./gateways.ts";
import { type Counts, soakProtocol } from "./protocol.ts";
import { isSound, type Soaked, soakReport } from "./report.ts";

const help = `usage: npm run bench:soak [-- --seeds 1,2,3] [--events N] [--protocol N]

Sends events through a real pair of gateways, and many more through the protocol on a model of the
hook, with faults drawn from each seed; writes references/soak.md and its Chinese twin.

  --seeds     printed with each row; a seed draws the same faults again (default: three at random)
  --events    through the gateways, per seed (default 300; 0: none)
  --protocol  through the protocol, per seed (default 100000; 0: none)

Exit codes: 0 nothing lost, nothing settled twice, everything reported · 1 otherwise · 2 wrong usage
`;

const say = (text: string) => process.stderr.write(`${text}\n`);
const root = join(import.meta.dirname, "../../..");

/** The rendered daily audit on a pair of gateways of its own, which is gone afterwards. */
async function throughGateways(events: number, seed: number): Promise<Soaked> {
  const folder = join(root, "out/soak");
  rmSync(folder, { recursive: true, force: true });
  if ((await bridge(["render", join(root, "references/examples/daily-audit/bridge.yaml"), "--out", folder])) !== 0)
    throw new Error("the daily audit could not be rendered");
  const { plan } = planOf(folder);
  const flow = plan.flows.find(({ resend }) => resend);
  if (!flow) throw new Error("the daily audit has no flow that is sent again");
  const work = mkdtempSync(join(resolve(root, "out"), ".soak-"));
  const raw = join(folder, "raw");
  mkdirSync(raw, { recursive: true });
  const cleanUp = async () => {
    await endAll();
    removeTraces(work);
    rmSync(work, { recursive: true, force: true });
  };
  const forget = onInterrupt(cleanUp);
  const started = Date.now();
  const scene = await openScene(folder, plan, { work, raw, say, more: shortened });
  try {
    const blocks = blocksOf(readFileSync(join(folder, "rollout-plan.md"), "utf8"));
    const { troubles, ...counts } = await soakGateways(scene, flow, blocks, { events, seed });
    say(`${troubles} faults were drawn`);
    return { through: "gateways", seed, seconds: (Date.now() - started) / 1000, counts };
  } finally {
    await scene.close();
    await cleanUp();
    forget();
  }
}

/** In a thread of its own: it never waits, and the scripted services beside the gateways must answer. */
function throughProtocol(events: number, seed: number): Promise<Soaked> {
  const started = Date.now();
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: { events, seed } });
    worker.once("error", reject).once("message", (counts: Counts) => {
      resolve({ through: "protocol", seed, seconds: (Date.now() - started) / 1000, counts });
    });
  });
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string" },
      events: { type: "string", default: "300" },
      protocol: { type: "string", default: "100000" },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const seeds = values.seeds?.split(",").map(Number) ?? [1, 2, 3].map(() => Math.floor(Math.random() * 1_000_000));
  const [events, protocol] = [Number(values.events), Number(values.protocol)];
  if (![...seeds, events, protocol].every((number) => Number.isSafeInteger(number) && number >= 0)) {
    say(`soak: expected whole numbers\n${help}`);
    return 2;
  }
  const soaked: Soaked[] = [];
  for (const seed of seeds) {
    say(`seed ${seed}`);
    const both = await Promise.all([
      ...(events > 0 ? [throughGateways(events, seed)] : []),
      ...(protocol > 0 ? [throughProtocol(protocol, seed)] : []),
    ]);
    soaked.push(...both);
    for (const one of both) say(JSON.stringify(one));
  }
  const date = new Date().toISOString().slice(0, 10);
  writeFileSync(join(root, "references/soak.md"), soakReport("en", rehearsedVersion, date, soaked));
  writeFileSync(join(root, "references/zh-CN/soak.md"), soakReport("zh-CN", rehearsedVersion, date, soaked));
  process.stdout.write(soakReport("en", rehearsedVersion, date, soaked));
  return soaked.every(isSound) ? 0 : 1;
}

if (isMainThread) process.exitCode = await main();
else parentPort?.postMessage(await soakProtocol({ ...workerData, say }));
