import { spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accept, claim, done, readSettings, saw, watch } from "../../scripts/glue/inbox.mjs";
import { drain, handOver } from "../../scripts/glue/outbox.mjs";

const glue = join(import.meta.dirname, "../../scripts/glue");
const contract = {
  source: "till",
  receiver: "office",
  type: "till.closed",
  subject: "shop/closing",
  timezone: "Europe/Berlin",
  idempotencyKey: ["till", "number"],
  expiresSeconds: 3600,
  payload: { till: { type: "string", maxLength: 20 }, number: { type: "integer" } },
};
const outbox = {
  ...contract,
  spool: "out",
  guarantee: "acknowledged",
  whenEmpty: "fail",
  inbox: "inbox.json",
  backlog: "latest",
  freshSeconds: 900,
  sends: 5,
  runSeconds: 45,
  poll: [120, 900],
  backoff: [10, 900],
  probeSeconds: 300,
  answerSeconds: 15,
  stuckSeconds: 1800,
  keepSeconds: 86_400,
};
const inbox = {
  ...contract,
  spool: "in",
  guarantee: "acknowledged",
  policy: "ask",
  leaseSeconds: 600,
  skewSeconds: 600,
  mostHops: 3,
  budgetPerHour: 12,
  unclaimedSeconds: 900,
  keepSeconds: 86_400,
};

let folder: string;
let server: Server | undefined;
const write = (name: string, value: unknown, mode = 0o600) => {
  writeFileSync(join(folder, name), typeof value === "string" ? value : JSON.stringify(value));
  chmodSync(join(folder, name), mode);
};
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "spool-"));
  write("outbox.json", outbox);
  write("inbox.json", inbox);
});
afterEach(() => {
  server?.close();
  server = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const run = (program: string, args: string[], input = "") => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(glue, program), ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOOK_TOKEN: "from-the-environment-0123" },
  });
  return { status, stdout, stderr };
};
const add = (number: number) => run("outbox.mjs", ["add", "outbox.json"], JSON.stringify({ till: "3", number }));
const drainOnce = () => run("outbox.mjs", ["drain", "outbox.json"]);
const there = (place: string) => (existsSync(join(folder, place)) ? readdirSync(join(folder, place)) : []);
const keyIn = (place: string) => there(place)[0]?.slice(0, 64) ?? "";
/** Makes the next drain due at once. */
const forgetWaiting = () => rmSync(join(folder, "out/memory.json"), { force: true });

const eventFor = (number: number) => ({
  specversion: "1.0",
  id: `shop/closing/3/${number}`,
  source: "till",
  type: "till.closed",
  subject: "shop/closing",
  time: new Date().toISOString(),
  datacontenttype: "application/json",
  receiver: "office",
  hops: 0,
  expirytime: new Date(Date.now() + 3_600_000).toISOString(),
  data: { till: "3", number },
});

describe("from file to file, on one machine", () => {
  it("an event is handed over, claimed once, done, and then settled at the sender", () => {
    expect(add(1)).toMatchObject({ status: 0, stdout: "" });
    expect(drainOnce()).toMatchObject({ status: 0, stdout: "" });
    expect(there("out/pending")).toHaveLength(1);
    const key = keyIn("in/new");
    const taken = run("inbox.mjs", ["claim", "inbox.json", key]);
    const [, tag = ""] = /^tag ([0-9a-f]{16})$/m.exec(taken.stdout) ?? [];
    expect(JSON.parse(taken.stdout.split("\n")[1] ?? "")).toMatchObject({ type: "till.closed", data: { number: 1 } });
    expect(run("inbox.mjs", ["claim", "inbox.json", key])).toMatchObject({ status: 3 });
    expect(run("inbox.mjs", ["done", "inbox.json", key, "--tag", "0123456789abcdef"]).status).toBe(4);
    expect(run("inbox.mjs", ["done", "inbox.json", key, "--tag", tag]).status).toBe(0);
    expect(run("inbox.mjs", ["done", "inbox.json", key, "--tag", tag]).status).toBe(4);
    forgetWaiting();
    expect(drainOnce().stdout).toBe("");
    expect([there("out/pending"), there("out/done").length, there("in/done").length]).toEqual([[], 1, 1]);
  });

  it("flush sends without the waits between, until nothing waits", () => {
    add(1);
    drainOnce();
    const key = keyIn("in/new");
    expect(drainOnce().stdout).toBe("");
    expect(there("in/new")).toHaveLength(1);
    const [, tag = ""] = /^tag (\w+)$/m.exec(run("inbox.mjs", ["claim", "inbox.json", key]).stdout) ?? [];
    run("inbox.mjs", ["done", "inbox.json", key, "--tag", tag]);
    expect(run("outbox.mjs", ["flush", "outbox.json"])).toMatchObject({ status: 0, stdout: "" });
    expect(run("outbox.mjs", ["list", "outbox.json"]).stdout).toBe(`done     ${key} shop/closing/3/1\n`);
  });

  it("resend lets a settled event be sent once more, and the receiver knows it", () => {
    add(1);
    drainOnce();
    const key = keyIn("in/new");
    const [, tag = ""] = /^tag (\w+)$/m.exec(run("inbox.mjs", ["claim", "inbox.json", key]).stdout) ?? [];
    expect(run("inbox.mjs", ["done", "inbox.json", key, "--tag", tag]).stdout).toBe("done\n");
    run("outbox.mjs", ["flush", "outbox.json"]);
    expect(run("outbox.mjs", ["resend", "outbox.json", "b".repeat(64)])).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("found no settled or dead event"),
    });
    expect(run("outbox.mjs", ["resend", "outbox.json", key]).status).toBe(0);
    expect(there("out/pending")).toEqual([`${key}.json`]);
    expect(run("outbox.mjs", ["flush", "outbox.json"]).status).toBe(0);
    expect([there("out/done"), there("in/done").length]).toEqual([[`${key}.json`], 1]);
  });

  it("the agent's program takes and settles, and does nothing else", () => {
    for (const name of ["contract.mjs", "inbox.mjs", "protocol.mjs", "spool.mjs", "words.mjs"])
      cpSync(join(glue, name), join(folder, name));
    cpSync(join(glue, "inbox.sh"), join(folder, "closing.inbox"));
    chmodSync(join(folder, "closing.inbox"), 0o700);
    symlinkSync(process.execPath, join(folder, "node"));
    write("closing.json", inbox);
    const agent = (...args: string[]) => spawnSync(join(folder, "closing.inbox"), args, { encoding: "utf8", cwd: "/" });
    add(1);
    drainOnce();
    const key = keyIn("in/new");
    for (const command of ["list", "watch", "--help", ""]) expect(agent(command, "outbox.json").status).toBe(2);
    const taken = agent("claim", key);
    expect(taken.status).toBe(0);
    expect(agent("claim", key)).toMatchObject({ status: 3, stdout: "not yours: claimed. Stop here.\n" });
    expect(agent("done", key, "--tag", "0".repeat(16)).stdout).toMatch(/^refused/);
    expect(agent("done", key, "--tag", taken.stdout.slice(4, 20)).status).toBe(0);
    expect(agent("claim", "../../etc/passwd").status).toBe(2);
  });

  it("what a human must hear is said a second time where the settings say so, and not a third", async () => {
    write("outbox.json", { ...outbox, tellAgainSeconds: 60 });
    write("inbox.json", { ...inbox, receiver: "somebody else" });
    add(1);
    const settings = { ...outbox, spool: join(folder, "out"), tellAgainSeconds: 60 } as never;
    const at = async (seconds: number) =>
      drain(settings, handOver(join(folder, "inbox.json")), () => Date.now() + seconds * 1000);
    const said = [await at(0), await at(30), await at(70), await at(140)].map((lines) => lines.join());
    expect(said[0]).toMatch(/^Refused for good \(400 receiver is not somebody else\)/);
    expect(said.slice(1)).toEqual(["", `Again: ${said[0]}`, ""]);
  });

  it("what cannot be read any more is put aside and told, and stops nothing else", () => {
    drainOnce();
    write(`out/pending/${"b".repeat(64)}.json`, '{"specversion":"1.');
    add(1);
    expect(drainOnce().stdout).toMatch(/^Cannot be read any more, and is not sent: b{64}\.json\n$/);
    expect([there("out/dead").length, there("in/new").length]).toEqual([1, 1]);
    expect(drainOnce()).toMatchObject({ status: 0, stdout: "" });
  });

  it("the lock of a drain that died holds up nobody", () => {
    add(1);
    write("out/drain.lock", "999999999");
    drainOnce();
    expect(there("in/new")).toHaveLength(1);
  });

  it("older events inside a digest are held to the contract as well", () => {
    const whole = {
      ...eventFor(7),
      earlier: [{ id: "x", time: "2026-01-31T00:00:00Z", data: { till: "3", more: 1 } }],
    };
    const settings = readSettings(join(folder, "inbox.json"));
    expect(accept(settings, whole, Date.now())).toMatchObject({ answer: 400, reason: 'unknown field "more"' });
    expect(accept(settings, { ...eventFor(8), cc: "x" }, Date.now())).toMatchObject({
      answer: 400,
      reason: 'unknown attribute "cc"',
    });
  });

  it("the same cause is one event, however often it is added", () => {
    for (const _ of [1, 2, 3]) add(7);
    expect(there("out/pending")).toHaveLength(1);
    drainOnce();
    add(7);
    expect(there("in/new")).toHaveLength(1);
  });

  it("the audit log has a line for each transition, and is never shortened", () => {
    add(1);
    const first = readFileSync(join(folder, "out/audit.jsonl"), "utf8");
    drainOnce();
    const second = readFileSync(join(folder, "out/audit.jsonl"), "utf8");
    expect(second.startsWith(first)).toBe(true);
    expect(
      second
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).did),
    ).toEqual(["add", "send"]);
  });

  it("data that breaks the contract is refused where it arises", () => {
    expect(run("outbox.mjs", ["add", "outbox.json"], '{"till":"3"}')).toMatchObject({
      status: 1,
      stderr: "outbox: field number is missing\n",
    });
    expect(there("out/pending")).toEqual([]);
  });

  it("archive moves what waits aside, and lists it", () => {
    add(1);
    const { stdout } = run("outbox.mjs", ["archive", "outbox.json", "aside"]);
    expect(stdout.trim()).toBe(`waiting  ${there("aside")[0]?.slice(0, 64)} shop/closing/3/1`);
    expect(there("out/pending")).toEqual([]);
  });
});

describe("the receiver", () => {
  const event = (change: object = {}) => ({
    specversion: "1.0",
    id: "shop/closing/3/1",
    source: "till",
    type: "till.closed",
    subject: "shop/closing",
    time: "2026-01-31T06:30:00Z",
    datacontenttype: "application/json",
    receiver: "office",
    hops: 0,
    expirytime: "2026-01-31T07:30:00Z",
    data: { till: "3", number: 1 },
    ...change,
  });
  const at = (time: string) => Date.parse(`2026-01-31T${time}Z`);
  const settings = (change: object = {}) => {
    write("inbox.json", { ...inbox, ...change });
    return readSettings(join(folder, "inbox.json"));
  };

  it.each<[string, object, string]>([
    ["another receiver", { receiver: "other" }, "receiver is not office"],
    ["another type", { type: "x.y" }, "type is not till.closed"],
    ["too many hops", { hops: 4 }, "hops is above 3"],
    ["a field too many", { data: { till: "3", number: 1, todo: "rm" } }, 'unknown field "todo"'],
    ["no time", { expirytime: "soon" }, "expirytime is no time such as 2026-01-31T07:30:00Z"],
    ["expired before it came", { expirytime: "2026-01-31T06:00:00Z" }, "expired before it arrived"],
  ])("refuses for good: %s", (_, change, reason) => {
    expect(accept(settings(), event(change), at("06:31:00"))).toMatchObject({ answer: 400, reason });
    expect(there("in/new")).toEqual([]);
  });

  it("refuses another content under a known id", () => {
    const own = settings();
    expect(accept(own, event(), at("06:31:00")).answer).toBe(200);
    expect(accept(own, event({ data: { till: "3", number: 2 } }), at("06:32:00"))).toMatchObject({ answer: 400 });
  });

  it("takes in no more than its budget", () => {
    const own = settings({ budgetPerHour: 2 });
    const now = Date.now();
    const expirytime = new Date(now + 3_600_000).toISOString();
    const answers = [1, 2, 3].map(
      (number) => accept(own, event({ id: `shop/closing/n${number}`, expirytime }), now).answer,
    );
    expect(answers).toEqual([200, 200, 500]);
    expect(accept(own, event({ id: "shop/closing/n1", expirytime }), now).answer).toBe(200);
    const anHourLater = { id: "shop/closing/n3", expirytime: new Date(now + 7_200_000).toISOString() };
    expect(accept(own, event(anHourLater), now + 3_700_000).answer).toBe(200);
  });

  it("answers the same again while nobody has claimed it, 500 while somebody works, 204 when it is done", () => {
    const own = settings();
    const { key } = accept(own, event(), at("06:31:00"));
    expect(accept(own, event(), at("06:32:00")).answer).toBe(200);
    const { tag } = claim(own, key, at("06:33:00"));
    expect(accept(own, event(), at("06:34:00")).answer).toBe(500);
    expect(done(own, key, tag, at("06:35:00"))).toBe(0);
    expect(accept(own, event(), at("06:36:00")).answer).toBe(204);
  });

  it("parks an overdue claim under ask, and gives it out again under rerun, three times at most", () => {
    const asking = settings({ policy: "ask" });
    const { key } = accept(asking, event(), at("06:31:00"));
    claim(asking, key, at("06:31:00"));
    expect(accept(asking, event(), at("06:45:00")).answer).toBe(204);
    expect(there("in/parked")).toHaveLength(1);

    rmSync(join(folder, "in"), { recursive: true });
    const own = settings({ policy: "rerun", leaseSeconds: 60 });
    const answers = ["31", "33", "35", "37"].map((minute) => {
      const { answer } = accept(own, event(), at(`06:${minute}:00`));
      if (answer === 200) claim(own, key, at(`06:${minute}:01`));
      return answer;
    });
    expect(answers).toEqual([200, 200, 200, 204]);
  });

  it("counts the time without a claim anew for an event that is given out again", () => {
    const settings = { ...readSettings(join(folder, "inbox.json")), policy: "rerun" as const };
    const now = Date.now();
    const { key } = accept(settings, eventFor(1), now);
    expect(claim(settings, key, now).exit).toBe(0);
    const later = now + 2_000_000;
    expect(accept(settings, eventFor(1), later).answer).toBe(400);
    const again = { ...readSettings(join(folder, "inbox.json")), policy: "rerun" as const };
    const same = JSON.parse(readFileSync(join(folder, "in/claimed", there("in/claimed")[0] ?? ""), "utf8"));
    expect(accept(again, same, later).answer).toBe(200);
    expect(watch(again, later + 1000)).toEqual([]);
    expect(watch(again, later + 901_000)).toEqual([`unclaimed ${key}`]);
  });

  it("tells a human once what is parked and what nobody has taken", () => {
    const own = settings();
    const now = Date.now();
    const { key } = accept(own, event({ expirytime: new Date(now + 3_600_000).toISOString() }), now);
    expect(watch(own, now)).toEqual([]);
    const lines = watch(own, now + 1_000_000);
    expect(lines).toEqual([`unclaimed ${key}`]);
    expect(watch(own, now + 1_000_000)).toEqual(lines);
    saw(own, lines);
    expect(watch(own, now + 1_000_000)).toEqual([]);
    expect(watch(own, now + 5_000_000)).toEqual([`parked ${key}`]);
  });

  it("forgets a settled event only when no copy can come any more", () => {
    const own = settings();
    const { key } = accept(own, event(), at("06:31:00"));
    const { tag } = claim(own, key, at("06:31:00"));
    done(own, key, tag, at("06:32:00"));
    watch(own, at("07:49:59"));
    expect(there("in/done")).toHaveLength(1);
    watch(own, at("07:50:01") + inbox.keepSeconds * 1000);
    expect(there("in/done")).toHaveLength(0);
  });
});

describe("over HTTP", () => {
  /** A receiver that gives these answers, one after the other, and the last for ever. */
  async function answering(...answers: [status: number, headers?: Record<string, string>][]) {
    const seen: { authorization: string | undefined; key: string | undefined; body: string }[] = [];
    const own = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => {
        body += part;
      });
      request.on("end", () => {
        const { authorization, "idempotency-key": key } = request.headers;
        const [status, headers = {}] = answers[Math.min(seen.length, answers.length - 1)] as [number];
        seen.push({ authorization, key: String(key), body });
        response.writeHead(status, headers).end();
      });
    });
    await new Promise<void>((resolve) => own.listen(0, "127.0.0.1", resolve));
    server = own;
    const { inbox: _, ...rest } = outbox;
    const url = `http://127.0.0.1:${(own.address() as AddressInfo).port}/hooks/shop`;
    write("outbox.json", { ...rest, url, tokenFile: "token" });
    write("token", "current-token-0123456789");
    return seen;
  }
  /** The child would wait for a server of this process, so the drain runs here. */
  async function drainHere() {
    const { sender } = await import("../../scripts/glue/send.mjs");
    const settings = JSON.parse(readFileSync(join(folder, "outbox.json"), "utf8"));
    for (const name of ["spool", "tokenFile", "nextTokenFile"])
      if (settings[name]) settings[name] = join(folder, settings[name]);
    return drain(settings, sender(settings), Date.now);
  }

  it.each<[number, string, string]>([
    [204, "done", ""],
    [200, "pending", ""],
    [500, "pending", ""],
    [503, "pending", ""],
    [409, "pending", ""],
    [400, "dead", "Refused for good (400"],
    [413, "dead", "Refused for good (413"],
    [401, "pending", "Nothing is sent for now, the answer is 401"],
    [404, "pending", "Nothing is sent for now, the answer is 404"],
    [302, "pending", "Nothing is sent for now, the answer is 302"],
  ])("after %i the event is %s", async (status, state, said) => {
    const seen = await answering([status, status === 302 ? { location: "/elsewhere" } : {}]);
    add(1);
    const lines = await drainHere();
    expect(there(`out/${state}`)).toHaveLength(1);
    expect(lines.join("\n")).toContain(said);
    expect(lines).toHaveLength(said === "" ? 0 : 1);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({ authorization: "Bearer current-token-0123456789", key: keyIn(`out/${state}`) });
  });

  it("waits as long as it is told to, and not at all for what is due", async () => {
    const seen = await answering([429, { "retry-after": "3000" }]);
    add(1);
    await drainHere();
    await drainHere();
    expect(seen).toHaveLength(1);
    const { retry } = JSON.parse(readFileSync(join(folder, "out/memory.json"), "utf8"));
    expect(Object.values<{ next: number }>(retry)[0]?.next).toBeGreaterThan(Date.now() + 2_900_000);
  });

  it("tries the next token once when the current one is refused", async () => {
    const seen = await answering([401], [200]);
    write("token.next", "next-token-0123456789abc");
    write("outbox.json", {
      ...JSON.parse(readFileSync(join(folder, "outbox.json"), "utf8")),
      nextTokenFile: "token.next",
    });
    add(1);
    expect(await drainHere()).toEqual([]);
    expect(seen.map(({ authorization }) => authorization)).toEqual([
      "Bearer current-token-0123456789",
      "Bearer next-token-0123456789abc",
    ]);
  });

  it("exits 0 while nobody answers, and says nothing yet", () => {
    const { inbox: _, ...rest } = outbox;
    write("outbox.json", { ...rest, url: "http://127.0.0.1:9/hooks/shop", tokenFile: "token" });
    write("token", "current-token-0123456789");
    add(1);
    expect(drainOnce()).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(there("out/pending")).toHaveLength(1);
  });

  it("refuses a token file that others can read, and takes no token from the environment", () => {
    const { inbox: _, ...rest } = outbox;
    write("outbox.json", { ...rest, url: "http://127.0.0.1:9/hooks/shop", tokenFile: "token" });
    add(1);
    expect(drainOnce()).toMatchObject({ status: 2, stderr: expect.stringContaining("no such file") });
    write("token", "current-token-0123456789", 0o640);
    expect(drainOnce()).toMatchObject({ status: 2, stderr: expect.stringContaining("mode 640, expected 600") });
  });
});

describe("several that wait", () => {
  const offline = (backlog: string, freshSeconds = 900) => {
    const { inbox: _, ...rest } = outbox;
    write("outbox.json", { ...rest, backlog, freshSeconds, url: "http://127.0.0.1:9/hooks/shop", tokenFile: "token" });
    write("token", "current-token-0123456789");
    for (const number of [1, 2, 3]) add(number);
    return drainOnce().stdout;
  };
  const numbers = (place: string) =>
    there(place)
      .map((name) => JSON.parse(readFileSync(join(folder, place, name), "utf8")).data.number)
      .sort();

  it("latest: only the newest goes, and the others are named", () => {
    expect(offline("latest")).toMatch(/^(Not sent, a later one stands for it: till.closed .*3\/[12]\n){2}$/);
    expect([numbers("out/pending"), numbers("out/dead")]).toEqual([[3], [1, 2]]);
  });

  it("none: what had to wait is not sent", () => {
    expect(offline("none", -1)).toContain("Not sent, it waited too long");
    expect([numbers("out/pending"), numbers("out/dead")]).toEqual([[], [1, 2, 3]]);
  });

  it("digest: all of them in one event", () => {
    expect(offline("digest")).toBe("");
    const [name = ""] = there("out/pending");
    const whole = JSON.parse(readFileSync(join(folder, "out/pending", name), "utf8"));
    expect(whole.data.number).toBe(3);
    expect(whole.earlier.map(({ data }: { data: { number: number } }) => data.number)).toEqual([1, 2]);
    expect(numbers("out/carried")).toEqual([1, 2, 3]);
    drainOnce();
    expect(there("out/pending")).toEqual([name]);
  });

  it("latest: an event whose sending was cut off is not taken for one that was never sent", async () => {
    add(1);
    const settings = { ...outbox, spool: join(folder, "out") } as never;
    const cut = () => Promise.reject(new Error("killed"));
    await expect(drain(settings, cut, Date.now)).rejects.toThrow("killed");
    add(2);
    const send = handOver(join(folder, "inbox.json"));
    const later = () => Date.now() + 1_000_000;
    expect(await drain(settings, send, later)).toEqual([]);
    expect([numbers("out/dead"), there("in/new").length]).toEqual([[], 2]);
  });

  it("digest: one that waits is not carried again", async () => {
    offline("digest");
    const settings = { ...outbox, backlog: "digest", spool: join(folder, "out") } as never;
    const held = async () => ({ status: 401, reason: "", retryAfter: null, clock: null });
    for (const number of [4, 5]) {
      add(number);
      await drain(settings, held, Date.now);
    }
    add(6);
    write("inbox.json", { ...inbox, budgetPerHour: 99 });
    await drain(settings, handOver(join(folder, "inbox.json")), () => Date.now() + 900_000);
    await drain(settings, handOver(join(folder, "inbox.json")), () => Date.now() + 1_800_000);
    const read = (place: string) =>
      there(place).map((name) => JSON.parse(readFileSync(join(folder, place, name), "utf8")));
    expect(read("out/carried").filter(({ earlier }) => earlier)).toEqual([]);
    const all = read("in/new").flatMap(({ data, earlier = [] }) => [
      data,
      ...earlier.map((one: { data: object }) => one.data),
    ]);
    expect(all.map(({ number }) => number).sort()).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("digest: after a crash half way every event is still in exactly one place", () => {
    offline("latest");
    rmSync(join(folder, "out"), { recursive: true });
    write("outbox.json", { ...JSON.parse(readFileSync(join(folder, "outbox.json"), "utf8")), backlog: "digest" });
    for (const number of [1, 2, 3]) add(number);
    const [first = ""] = there("out/pending");
    mkdirSync(join(folder, "out/carried"), { recursive: true });
    const group = "a".repeat(64);
    writeFileSync(join(folder, "out/carried", `${group}.3.${first}`), readFileSync(join(folder, "out/pending", first)));
    rmSync(join(folder, "out/pending", first));
    drainOnce();
    expect(there("out/pending")).toHaveLength(1);
    expect(numbers("out/carried")).toEqual([1, 2, 3]);
  });
});

describe("both programs", () => {
  it.each(["outbox.mjs", "inbox.mjs"])("%s explains itself, and refuses what it does not know", (program) => {
    expect(run(program, ["--help"])).toMatchObject({ status: 0, stdout: expect.stringContaining("usage:") });
    expect(run(program, ["flood", "outbox.json"]).status).toBe(2);
    expect(run(program, ["list", "nowhere.json"]).status).toBe(2);
  });
});
