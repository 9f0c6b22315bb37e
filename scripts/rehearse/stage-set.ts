import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Plan } from "../plan/plan.ts";
import type { OpenclawSide } from "../spec/answers.ts";
import { hostKind } from "../spec/hosts.ts";
import { createGateway, type Gateway } from "./gateway.ts";
import { ensureOpenClaw } from "./install.ts";
import { receiverConfig, senderConfig } from "./lived-in.ts";
import { freePort } from "./loopback.ts";
import { type ModelRequest, type Reply, startModel } from "./model.ts";
import { type RehearsalProxy, startProxy } from "./proxy.ts";
import { rawFile } from "./raw.ts";
import { type Mood, receiverReply, senderReply } from "./scripted.ts";
import { startService } from "./service.ts";
import { startTelegram } from "./telegram.ts";

/** Two gateways and what stands in for the world around them. */
export type StageSet = {
  openclaw: string;
  gateways: Record<string, Gateway>;
  /** Where each machine that takes webhooks is reached, by its name: a reverse proxy as the user has one. */
  fronts: Record<string, RehearsalProxy>;
  /** Under which number each machine's bot is known. */
  bots: Record<string, string>;
  /** The service's token, which its operator would tell out of band; empty where there is no service. */
  serviceToken: string;
  /** Folder of the programs that stand in for the sender's own. */
  programs: string;
  /** How the receiving agent behaves, and the chat service: to be changed while it runs. */
  mood: { now: Mood };
  telegram: Awaited<ReturnType<typeof startTelegram>>;
  close: () => Promise<void>;
};

/**
 * Starts the gateways that a plan needs, lived-in, with a scripted model each, a scripted Telegram and a reverse proxy.
 * @param folder the rendered folder
 * @param work an empty folder of its own; everything lives below it
 * @param raw where the scripted services record what they saw
 */
export async function buildStage(
  plan: Plan,
  folder: string,
  work: string,
  raw: string,
  say: (text: string) => void,
): Promise<StageSet> {
  const { bin, version } = await ensureOpenClaw();
  const telegram = await startTelegram({ record: join(raw, rawFile.sent) });
  const closers = [telegram.close];
  const gateways: StageSet["gateways"] = {};
  const fronts: StageSet["fronts"] = {};
  const mood: StageSet["mood"] = { now: "obedient" };
  const programs = join(work, "programs");
  const front = async (name: string, target: string) => {
    const proxy = await startProxy({ record: join(raw, rawFile.posted), target });
    fronts[name] = proxy;
    closers.push(proxy.close);
  };
  for (const { instance, sendsFirst } of machinesOf(plan)) {
    const { name } = instance;
    const model = await startModel({ record: join(raw, rawFile.asked(name)), reply: replyOf(plan, programs, mood) });
    const port = await freePort();
    const dir = join(work, name);
    const surroundings = {
      port,
      modelUrl: model.url,
      telegramUrl: telegram.url,
      logFile: join(dir, "openclaw.log"),
      chats: plan.people.map(({ target }) => target),
    };
    closers.push(model.close);
    gateways[name] = await createGateway({
      name,
      dir,
      config: sendsFirst
        ? senderConfig({ ...surroundings, exemptLoopback: isPublic(plan) })
        : receiverConfig({ ...surroundings, hooks: "mappings-only" }),
      port,
      openclawBin: bin,
      nodeBin: process.execPath,
      ...(sendsFirst ? {} : shared(plan, work)),
    });
    if (plan.flows.some(({ to, transport }) => to === name && transport === "webhook"))
      await front(name, `http://127.0.0.1:${port}`);
  }
  mkdirSync(programs, { recursive: true });
  let serviceToken = "";
  for (const lane of plan.lanes) {
    if (!lane.service) continue;
    const service = await startService(lane, folder, join(work, lane.service.name));
    serviceToken = service.token;
    closers.push(service.close);
    await front(lane.service.name, service.url);
  }
  const count = Object.keys(gateways).length;
  say(`starting ${count} gateway${count === 1 ? "" : "s"} of OpenClaw ${version} …`);
  await Promise.all(Object.values(gateways).map((gateway) => gateway.start()));
  return {
    openclaw: version,
    gateways,
    fronts,
    bots: Object.fromEntries(
      machinesOf(plan).map(({ instance, sendsFirst }) => [instance.name, sendsFirst ? "111111" : "222222"]),
    ),
    serviceToken,
    programs,
    mood,
    telegram,
    async close() {
      await Promise.all(Object.values(gateways).map((gateway) => gateway.stop()));
      await Promise.all(closers.map((close) => close()));
    },
  };
}

/** The machines of a bridge, those that send in the first lane first. */
function machinesOf({ lanes }: Plan): { instance: OpenclawSide; sendsFirst: boolean }[] {
  const all = lanes.flatMap(({ sender, receiver }) => [sender, ...(receiver ? [receiver] : [])]);
  const first = lanes[0]?.sender.name;
  return [...new Map(all.map((instance) => [instance.name, instance])).values()].map((instance) => ({
    instance,
    sendsFirst: instance.name === first,
  }));
}

/** Two instances of one user on one machine share a home. */
const shared = ({ lanes }: Plan, work: string) =>
  lanes.some(({ sharesMachine }) => sharesMachine)
    ? { sharedHome: join(work, lanes[0]?.sender.name ?? "", "home") }
    : {};

/** The bridge's own agents do what their instructions say; any other one makes the events that jobs ask it for. */
function replyOf(
  plan: Plan,
  programs: string,
  mood: StageSet["mood"],
): (request: ModelRequest) => Reply | Promise<Reply> {
  const [receiver, sender] = [receiverReply(plan, mood), senderReply(plan, programs)];
  return (request) => (request.text.includes(`# Bridge ${plan.bridge}`) ? receiver(request) : sender(request));
}

/** A public address needs no exemption from the SSRF guard, the loopback address that stands for it does. */
const isPublic = ({ lanes }: Plan): boolean =>
  lanes.some(({ receiver, service }) => {
    const url = service?.url ?? receiver?.url ?? "";
    return url !== "" && hostKind(new URL(url).hostname) === "public";
  });

/** Writes an executable file of the stage. */
export function writeProgram(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text, { mode: 0o755 });
}
