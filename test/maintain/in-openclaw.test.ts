import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pack } from "../../scripts/maintain/pack.ts";
import { quote } from "../../scripts/plan/shell.ts";
import { createGateway, type Gateway } from "../../scripts/rehearse/gateway.ts";
import { ensureOpenClaw } from "../../scripts/rehearse/install.ts";
import { receiverConfig } from "../../scripts/rehearse/lived-in.ts";
import { freePort, type Loopback } from "../../scripts/rehearse/loopback.ts";
import { type ModelRequest, type Reply, startModel } from "../../scripts/rehearse/model.ts";
import { removeTraces } from "../../scripts/rehearse/traces.ts";

/**
 * The packed skill in a real gateway: its agent, for whom a scripted model stands, finds the skill, reads it, and takes one request through
 * the six steps with nothing but the commands that SKILL.md names.
 */
const out = join(import.meta.dirname, "../../out");
mkdirSync(out, { recursive: true });
const folder = mkdtempSync(join(out, "skill-test-"));
const minutes = 60_000;

const requests = {
  en: "My server's OpenClaw should send my laptop's OpenClaw a daily audit.",
  "zh-CN": "我服务器上的 OpenClaw 每天要把审计结果发给我笔记本上的 OpenClaw。",
};
type Language = keyof typeof requests;

const answers = (language: Language) => `
objective:
  outcome: periodic-reporting
  statement: ${language === "en" ? "Every morning I know whether the server needs attention" : "每天早上都知道服务器需不需要处理"}
  success: ${language === "en" ? "one summary in my chat by 07:45, also when nothing is wrong" : "每天 07:45 之前聊天里有一份摘要，没有问题也有"}
instances:
  sender: { version: 2026.9.6, timezone: Europe/Berlin }
  receiver: { version: 2026.9.6, url: https://laptop.tail1234.ts.net, reachableFrom: [sender], sleeps: true, agent: bridge-reader, proxy: 127.0.0.1 }
  operator: { channel: telegram, target: "4242" }
flows: { report: { guarantee: acknowledged, schedule: { cron: "30 7 * * *" }, produce: { command: [/usr/local/bin/audit] } } }
contract: { report: { event: server.audit.completed, payload: { result: { type: string, enum: [ok, warn] } } } }
trust: { authority: { server state: sender } }
`;

/** The agent's way: the skill's text, then its commands in their order. */
function agentOf(language: Language): (request: ModelRequest) => Reply {
  return ({ text, results }) => {
    const [, location = ""] = /<location>([^<]*openclaw-peer-bridge[^<]*SKILL\.md)<\/location>/.exec(text) ?? [];
    // The shell of OpenClaw's tool sets a PATH of its own, whose Node may be an old one.
    const bridge = `${process.execPath} ${location.replace(/^~/, "$HOME").replace(/SKILL\.md$/, "scripts/bridge.mjs")}`;
    const file = `bridges/${language.toLowerCase()}/bridge.yaml`;
    const run = (command: string): Reply => ({ tool: "exec", arguments: { command } });
    const way: Reply[] = [
      { tool: "read", arguments: { path: location } },
      run(`${bridge} new scheduled-relay --id ${language.toLowerCase()} --locale ${language}`),
      run(`${bridge} fill ${file} - <<'YAML'\n${answers(language)}YAML`),
      run(`${bridge} status ${file}`),
      run(`${bridge} render ${file}`),
      run(`${bridge} lint bridges/${language.toLowerCase()}/rendered`),
    ];
    return way[results.length] ?? (language === "en" ? "The memo is written." : "备忘录写好了。");
  };
}

let gateway: Gateway;
let model: Pick<Loopback, "close">;
const asked: ModelRequest[] = [];

beforeAll(async () => {
  const { bin } = await ensureOpenClaw();
  const packed = join(folder, "openclaw-peer-bridge");
  await pack(packed);
  const port = await freePort();
  const started = await startModel({
    record: join(folder, "asked.jsonl"),
    reply: (request) => {
      asked.push(request);
      return agentOf(request.userText.includes(requests.en) ? "en" : "zh-CN")(request);
    },
  });
  model = started;
  const surroundings = { port, modelUrl: started.url, telegramUrl: started.url, logFile: join(folder, "openclaw.log") };
  gateway = await createGateway({
    name: "office",
    dir: join(folder, "office"),
    config: receiverConfig({ ...surroundings, hooks: "none" }).replace(/channels: \{[\s\S]*?\n {2}\},\n/, ""),
    port,
    openclawBin: bin,
    nodeBin: process.execPath,
  });
  const installed = await gateway.shell(`openclaw skills install '${packed}'`);
  expect(`${installed.code} ${installed.stderr}`).toMatch(/^0/);
  await gateway.start();
}, 3 * minutes);

afterAll(async () => {
  await gateway?.stop();
  await model?.close();
  removeTraces(folder);
  rmSync(folder, { recursive: true, force: true });
}, minutes);

const named = (directory: string, name: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(name))
    .map((path) => join(directory, path));

const json = async (command: string) => {
  const { code, stdout, stderr } = await gateway.shell(command);
  expect(`${code} ${stderr}`).toMatch(/^0/);
  return JSON.parse(stdout);
};

describe("the skill in a real gateway", () => {
  it("is eligible, and visible to the model", async () => {
    expect(await json("openclaw skills info openclaw-peer-bridge --json")).toMatchObject({
      eligible: true,
      modelVisible: true,
    });
  });

  it("is nothing that OpenClaw's own audit reports", async () => {
    const { findings } = await json("openclaw security audit --deep --json");
    expect(findings.length).toBeGreaterThan(0);
    expect(JSON.stringify(findings)).not.toMatch(/openclaw-peer-bridge|"skills\./);
  });

  it.each(Object.keys(requests) as Language[])(
    "takes a request in %s to a linted memo",
    async (language) => {
      asked.length = 0;
      const { code, stderr } = await gateway.shell(
        `openclaw agent --agent main --message ${quote(requests[language])} --json`,
      );
      expect(`${code} ${stderr}`).toMatch(/^0/);
      const results = asked.at(-1)?.results ?? [];
      expect(results).toHaveLength(6);
      expect(results[0]).toContain("# OpenClaw peer bridge");
      expect(results[4]).toContain("memo.md");
      expect(results[5]).toMatch(/nothing found|未发现问题/);
      const [memo = ""] = named(join(gateway.home, ".openclaw"), `${language.toLowerCase()}/rendered/memo.md`);
      expect(existsSync(memo)).toBe(true);
      expect(/\p{Script=Han}/u.test(readFileSync(memo, "utf8"))).toBe(language === "zh-CN");
    },
    3 * minutes,
  );
});
