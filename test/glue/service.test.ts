import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drain } from "../../scripts/glue/outbox.mjs";
import { sender } from "../../scripts/glue/send.mjs";

const program = join(import.meta.dirname, "../../scripts/glue/service.mjs");
const folder = mkdtempSync(join(tmpdir(), "service-"));
const contract = {
  source: "till",
  receiver: "office",
  type: "till.closed",
  subject: "shop/closing",
  timezone: "Europe/Berlin",
  idempotencyKey: ["number"],
  expiresSeconds: 3600,
  payload: { number: { type: "integer" } },
};
const settings = {
  ...contract,
  ...{ spool: "in", guarantee: "delivered", policy: "ask", leaseSeconds: 600, skewSeconds: 600, mostHops: 3 },
  ...{ budgetPerHour: 100, unclaimedSeconds: 900, keepSeconds: 86_400, quiet: true },
  ...{ port: 0, path: "/events", tokenFile: "token" },
};
const token = "service-token-0123456789";
const eventWith = (number: number) => ({
  specversion: "1.0",
  id: `shop/closing/${number}`,
  ...{ source: "till", type: "till.closed", subject: "shop/closing", receiver: "office", hops: 0 },
  time: new Date().toISOString(),
  datacontenttype: "application/json",
  expirytime: new Date(Date.now() + 3_600_000).toISOString(),
  data: { number },
});

let child: ChildProcess;
let address: string;
let said = "";
beforeAll(async () => {
  writeFileSync(join(folder, "settings.json"), JSON.stringify(settings));
  writeFileSync(join(folder, "token"), `${token}\n`, { mode: 0o600 });
  child = spawn(process.execPath, [program, "settings.json"], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  address = await new Promise<string>((resolve) => {
    const hear = (part: Buffer) => {
      said += part;
      const [, found] = /listening on (\S+)/.exec(said) ?? [];
      if (found) resolve(found);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
  });
});
afterAll(() => {
  child.kill();
  rmSync(folder, { recursive: true });
});

const post = async (body: string, options: { method?: string; path?: string; authorization?: string } = {}) => {
  const { method = "POST", path = "", authorization = `Bearer ${token}` } = options;
  const response = await fetch(`${address}${path}`, { method, headers: { authorization }, ...(body && { body }) });
  return response.status;
};
const kept = () => (existsSync(join(folder, "in/done")) ? readdirSync(join(folder, "in/done")) : []);

describe("a service with the bridge's inbox", () => {
  it("listens on this machine only", () => {
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/events$/);
  });

  it("answers 204 when the event is on disk, and 204 again without a second one", async () => {
    const before = kept().length;
    const body = JSON.stringify(eventWith(1));
    expect([await post(body), kept().length]).toEqual([204, before + 1]);
    expect([await post(body), kept().length]).toEqual([204, before + 1]);
  });

  it.each<[number, string, string, Parameters<typeof post>[1]]>([
    [401, "a wrong token", "{}", { authorization: "Bearer wrong" }],
    [401, "no token", "{}", { authorization: "" }],
    [401, "the name of a variable", "{}", { authorization: "Bearer ${BRIDGE_HOOK_TOKEN}" }],
    [404, "another path", "{}", { path: "/more" }],
    [405, "another method", "", { method: "GET" }],
    [400, "no JSON", "{", {}],
    [400, "what is not the contract's", JSON.stringify({ ...eventWith(2), data: { secret: "hidden-value" } }), {}],
    [400, "somebody else's event", JSON.stringify({ ...eventWith(3), source: "stranger" }), {}],
    [413, "a body of more than 64 KiB", " ".repeat(64 * 1024 + 1), {}],
    [401, "a large body without a token", " ".repeat(300_000), { authorization: "" }],
  ])("answers %i to %s, and keeps nothing", async (status, _, body, options) => {
    const before = kept().length;
    expect([await post(body, options), kept().length]).toEqual([status, before]);
  });

  it("takes a new token at once", async () => {
    writeFileSync(join(folder, "token"), "another-token-0123456789\n");
    expect(await post(JSON.stringify(eventWith(4)))).toBe(401);
    writeFileSync(join(folder, "token"), `${token}\n`);
    expect(await post(JSON.stringify(eventWith(4)))).toBe(204);
  });

  it("answers 500 while it cannot keep anything, so that the sender comes again", async () => {
    chmodSync(join(folder, "token"), 0o644);
    expect(await post(JSON.stringify(eventWith(5)))).toBe(500);
    chmodSync(join(folder, "token"), 0o600);
    expect(await post(JSON.stringify(eventWith(5)))).toBe(204);
  });

  it("an outbox's event is settled by it", async () => {
    const outbox = {
      ...contract,
      ...{ spool: join(folder, "out"), guarantee: "acknowledged", backlog: "latest", freshSeconds: 900, sends: 5 },
      ...{ runSeconds: 45, poll: [120, 900], backoff: [10, 900], probeSeconds: 300, answerSeconds: 15 },
      ...{ stuckSeconds: 1800, keepSeconds: 86_400, url: address, tokenFile: join(folder, "token") },
    };
    writeFileSync(join(folder, "outbox.json"), JSON.stringify({ ...outbox, whenEmpty: "fail" }));
    const outboxProgram = join(import.meta.dirname, "../../scripts/glue/outbox.mjs");
    spawnSync(process.execPath, [outboxProgram, "add", join(folder, "outbox.json")], { input: '{"number":6}' });
    expect(await drain(outbox as never, sender(outbox as never), Date.now)).toEqual([]);
    expect(readdirSync(join(folder, "out/done"))).toHaveLength(1);
  });

  it("logs neither a body nor a token", async () => {
    const audit = readFileSync(join(folder, "in/audit.jsonl"), "utf8");
    expect(`${said}${audit}`).not.toMatch(/service-token|hidden-value|"number"|another-token/);
    expect(said).toContain("service: SettingsError");
  });

  it("does not begin without settings or with a token that others can read", () => {
    const start = (...args: string[]) =>
      spawnSync(process.execPath, [program, ...args], { cwd: folder, encoding: "utf8" });
    expect(start("nowhere.json").status).toBe(2);
    writeFileSync(join(folder, "open"), token, { mode: 0o644 });
    writeFileSync(join(folder, "other.json"), JSON.stringify({ ...settings, tokenFile: "open" }));
    expect(start("other.json")).toMatchObject({ status: 2, stderr: expect.stringContaining("expected 600") });
    expect(start("--help").stdout).toContain("usage:");
  });
});
