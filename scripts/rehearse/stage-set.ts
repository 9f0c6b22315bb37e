import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plan } from "../plan/plan.ts";
import { hostKind } from "../spec/hosts.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { ensureOpenClaw } from "./install.ts";
import { receiverConfig, senderConfig } from "./lived-in.ts";
import { freePort } from "./loopback.ts";
import { startModel } from "./model.ts";
import { type RehearsalProxy, startProxy } from "./proxy.ts";
import { rawFile } from "./raw.ts";
import { type Mood, receiverReply, senderReply } from "./scripted.ts";
import { startTelegram } from "./telegram.ts";

/** Two gateways and what stands in for the world around them. */
export type StageSet = {
  openclaw: string;
  gateways: Record<string, Gateway>;
  /** Address at which the receiver is reached, a reverse proxy as the user has one. */
  receiverUrl: string;
  /** Folder of the programs that stand in for the sender's own. */
  programs: string;
  /** How the receiving agent behaves, the chat service, and the proxy before the receiver: to be changed while it runs. */
  mood: { now: Mood };
  telegram: Awaited<ReturnType<typeof startTelegram>>;
  proxy: RehearsalProxy | undefined;
  close: () => Promise<void>;
};

/**
 * Starts the gateways that a plan needs, lived-in, with a scripted model each, a scripted Telegram and a reverse proxy.
 * @param work an empty folder of its own; everything lives below it
 * @param raw where the scripted services record what they saw
 */
export async function buildStage(
  plan: Plan,
  work: string,
  raw: string,
  say: (text: string) => void,
): Promise<StageSet> {
  const { bin, version } = await ensureOpenClaw();
  const telegram = await startTelegram({ record: join(raw, rawFile.sent) });
  const closers = [telegram.close];
  const gateways: StageSet["gateways"] = {};
  let proxy: RehearsalProxy | undefined;
  const mood: StageSet["mood"] = { now: "obedient" };
  const programs = join(work, "programs");
  const shares = plan.flows.some(({ transport }) => transport === "files");
  for (const side of [...plan.sides].sort((a) => (a.role === "sender" ? -1 : 1))) {
    const reply = side.role === "sender" ? senderReply(plan, programs) : receiverReply(plan, mood);
    const model = await startModel({ record: join(raw, rawFile.asked(side.name)), reply });
    const port = await freePort();
    const dir = join(work, side.name);
    const surroundings = { port, modelUrl: model.url, telegramUrl: telegram.url, logFile: join(dir, "openclaw.log") };
    const config =
      side.role === "sender"
        ? senderConfig({ ...surroundings, exemptLoopback: isPublic(plan) })
        : receiverConfig({ ...surroundings, hooks: "mappings-only" });
    closers.push(model.close);
    gateways[side.name] = await createGateway({
      name: side.name,
      dir,
      config,
      port,
      openclawBin: bin,
      nodeBin: process.execPath,
      ...(shares && side.role === "receiver" ? { sharedHome: join(work, plan.sender.name, "home") } : {}),
    });
    if (side.role === "receiver") {
      proxy = await startProxy({ record: join(raw, rawFile.posted), target: `http://127.0.0.1:${port}` });
      closers.push(proxy.close);
    }
  }
  mkdirSync(programs, { recursive: true });
  say(`starting ${plan.sides.length} gateways of OpenClaw ${version} …`);
  await Promise.all(Object.values(gateways).map((gateway) => gateway.start()));
  return {
    openclaw: version,
    gateways,
    receiverUrl: proxy?.url ?? "",
    programs,
    mood,
    telegram,
    proxy,
    async close() {
      await Promise.all(Object.values(gateways).map((gateway) => gateway.stop()));
      await Promise.all(closers.map((close) => close()));
    },
  };
}

/** A public address needs no exemption from the SSRF guard, the loopback address that stands for it does. */
const isPublic = ({ receiver }: Plan): boolean =>
  receiver !== null && receiver.url !== "" && hostKind(new URL(receiver.url).hostname) === "public";

/** Writes an executable file of the stage. */
export function writeProgram(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o755 });
}
