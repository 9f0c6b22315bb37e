import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { accept, claim, readSettings, watch } from "../../scripts/glue/inbox.mjs";
import { bench, contract, inbox, outbox } from "./bench.ts";

let own: ReturnType<typeof bench>;
beforeEach(() => {
  own = bench();
  // Keeps what it gets, says so in two lines, and does as the file `how` says.
  own.write("do.sh", '#!/bin/sh\ncat >> did\necho "kept $#"\necho more\n. ./how\n', 0o700);
  own.write("how", "exit 0");
  own.write("in.json", working());
});
afterEach(() => own.end());

const command = ["./do.sh", "a b", "$HOME"];
const working = (change: object = {}) => ({
  ...inbox,
  ...{ guarantee: "delivered", quiet: true, work: { timeoutSeconds: 30 } },
  ...change,
});
const settings = () => readSettings(join(own.folder, "in.json"));
/** Copies of one event are the same to the byte. */
const began = Date.now();
const eventWith = (number: number, minutesAgo = 0) => ({
  specversion: "1.0",
  id: `shop/deploy/${number}`,
  ...{ source: "till", type: "deploy.asked", subject: "shop/deploy", receiver: "office", hops: 0 },
  time: new Date(began - minutesAgo * 60_000).toISOString(),
  datacontenttype: "application/json",
  expirytime: new Date(began + 3_600_000).toISOString(),
  data: { number },
});
const comes = (number: number, minutesAgo = 0) => accept(settings(), eventWith(number, minutesAgo), Date.now());
const work = (what = "event", file = "in.json", program = command) => own.work(what, file, program);
/** What the command was given, a line for each start. */
const did = () => {
  const file = join(own.folder, "did");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
};
const watched = () => own.run("inbox.mjs", ["watch", "in.json"]).stdout;

describe("a quiet inbox", () => {
  it("settles an event for its sender when it is on disk, and starts no agent", () => {
    expect([comes(1).answer, comes(1).answer]).toEqual([204, 204]);
    expect(own.states("in")).toEqual({ new: 1 });
    expect(comes(2).reason).toBe("absent");
    expect(accept(settings(), { ...eventWith(1), data: { number: 9 } }, Date.now()).answer).toBe(400);
    const { work: _, ...plain } = working({ spool: "kept" });
    own.write("kept.json", plain);
    const other = readSettings(join(own.folder, "kept.json"));
    expect([1, 1].map(() => accept(other, eventWith(1), Date.now()).answer)).toEqual([204, 204]);
    expect(own.states("kept")).toEqual({ done: 1 });
  });

  it("answers 204 whatever its program is at", () => {
    const { key } = comes(1);
    claim(settings(), key, Date.now() - 10_000_000);
    expect(comes(1).answer).toBe(204);
    expect(own.states("in")).toEqual({ claimed: 1 });
  });
});

describe("work on what came in", () => {
  it("runs the command once for each event, oldest first, and says what it said", () => {
    comes(1, 1);
    comes(2, 3);
    comes(3, 2);
    expect(work()).toEqual({
      status: 0,
      stdout: [2, 3, 1].map((number) => `Done: deploy.asked shop/deploy/${number}: kept 2\n`).join(""),
      stderr: "",
    });
    expect(did().map((line) => JSON.parse(line).data.number)).toEqual([2, 3, 1]);
    expect(work()).toEqual({ status: 0, stdout: "", stderr: "" });
    expect([own.states("in"), did().length]).toEqual([{ done: 3 }, 3]);
    comes(1);
    work();
    expect(did()).toHaveLength(3);
  });

  it("starts at most five in one run", () => {
    for (let number = 0; number < 7; number++) comes(number);
    work();
    expect([did().length, own.states("in")]).toEqual([5, { new: 2, done: 5 }]);
    work();
    expect(did()).toHaveLength(7);
  });

  it("shows one short line of the output, without what could steer a terminal or a chat", () => {
    own.write("do.sh", `#!/bin/sh\nprintf '\\033[31m%s\\r\\n' ${"x".repeat(300)}\n`, 0o700);
    comes(1);
    const { stdout } = work();
    expect(stdout).toBe(`Done: deploy.asked shop/deploy/1: [31m${"x".repeat(196)}\n`);
  });

  it("knows no shell, hands over the settings' arguments as they are, and keeps its own secrets", () => {
    own.write("do.sh", '#!/bin/sh\ncat > /dev/null\nprintf "%s|" "$@" "$TOKEN" "$HOME"', 0o700);
    comes(1);
    process.env.TOKEN = "secret";
    const { stdout } = work();
    delete process.env.TOKEN;
    expect(stdout).toBe(`Done: deploy.asked shop/deploy/1: a b|$HOME||${own.folder}|\n`);
  });

  it("a command that does not read what it is given is done as well", () => {
    own.write("do.sh", "#!/bin/sh\nexit 0\n", 0o700);
    comes(1);
    expect(work()).toMatchObject({ status: 0, stdout: "Done: deploy.asked shop/deploy/1: \n" });
  });

  it.each<[string, string, RegExp]>([
    ["that fails", "exit 3", /exit code 3$/m],
    ["that is killed", "kill -9 $$", /ended by signal 9$/m],
  ])("a command %s leaves its event to a human, and is not run again for it", (_, how, reason) => {
    own.write("how", how);
    comes(1);
    const { status, stdout, stderr } = work();
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^work: parked, please decide: deploy\.asked shop\/deploy\/1: /);
    expect(stderr).toMatch(reason);
    expect(work()).toEqual({ status: 0, stdout: "", stderr: "" });
    comes(1);
    expect([own.states("in"), did().length, work().status]).toEqual([{ parked: 1 }, 1, 0]);
    expect(watched()).toMatch(/^Parked, please decide: deploy\.asked shop\/deploy\/1 \(its command failed/);
    expect(watched()).toBe("");
  });

  it("one that fails does not hold up the others", () => {
    own.write("how", "grep -q '\"number\":1' did && rm did && exit 1; exit 0");
    comes(1, 2);
    comes(2, 1);
    expect(work()).toMatchObject({ status: 1, stdout: expect.stringContaining("shop/deploy/2") });
    expect(own.states("in")).toEqual({ parked: 1, done: 1 });
  });

  it("a program that is not there: the event is left to a human", () => {
    comes(1);
    expect(work("event", "in.json", ["./nothing"])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("is the program there?"),
    });
    expect(own.states("in")).toEqual({ parked: 1 });
  });

  it("what has expired is not begun, and told", () => {
    comes(1);
    own.age("in", "new", 3600 + 601);
    expect(work()).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(watched()).toBe(
      "Parked, please decide: deploy.asked shop/deploy/1 (its time was over before its command ran)\n",
    );
    expect([own.states("in"), did()]).toEqual([{ parked: 1 }, []]);
  });

  it("what lies there because no job works on it is told", () => {
    comes(1);
    own.age("in", "new", 901);
    expect(watched()).toBe("Nobody has taken it: deploy.asked shop/deploy/1\n");
  });

  it.each<[string, string[]]>([
    ["ask", ["parked"]],
    ["rerun", ["new", "new", "parked"]],
  ])("a run that is gone: under %s its event becomes %s", (policy, states) => {
    own.write("in.json", working({ policy }));
    const { key } = comes(1);
    const became = states.map(() => {
      claim(settings(), key, Date.now() - 700_000);
      watched();
      return Object.keys(own.states("in"))[0];
    });
    expect(became).toEqual(states);
  });

  it.each<[string, object]>([
    ["no time limit", { work: {} }],
    ["a time limit beyond the claim", { work: { timeoutSeconds: 600 } }],
    ["nothing to do", { work: undefined }],
  ])("settings with %s are refused", (_, change) => {
    own.write("in.json", working(change));
    expect(work().status).toBe(2);
  });

  it("explains itself, and refuses what it does not know", () => {
    expect(own.run("work.mjs", ["--help"]).stdout).toContain("usage:");
    expect([own.run("work.mjs", ["drain", "in.json"]).status, work("event", "nowhere.json").status]).toEqual([2, 2]);
    expect([own.work("event", "in.json", []).status, work("drain").status]).toEqual([2, 2]);
  });

  it("a copy that was written while the first one had moved on is not worked on", () => {
    const { key } = comes(1);
    work();
    own.write(`in/new/${key}~0.json`, eventWith(1));
    expect(claim(settings(), key, Date.now()).exit).toBe(3);
    own.write(`in/new/${key}~0.json`, eventWith(1));
    expect([watched(), own.states("in"), work().stdout]).toEqual(["", { done: 1 }, ""]);
  });

  it("several runs at once work on each event once", { timeout: 60_000 }, async () => {
    for (let number = 0; number < 8; number++) comes(number);
    const all = await Promise.all([1, 2, 3, 4].map(() => own.startWork("event", "in.json", command)));
    expect(all.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    expect(new Set(did()).size).toBe(8);
    expect([did().length, own.states("in")]).toEqual([8, { done: 8 }]);
  });

  it.each(["take", "settle"] as const)(
    "a run whose %s dies anywhere has done it once or not at all, and never does it twice",
    { timeout: 120_000 },
    (part) => {
      let before = 0;
      for (let died = true; died; before++) {
        own.end();
        own = bench();
        own.write("do.sh", "#!/bin/sh\ncat >> did\n", 0o700);
        own.write("in.json", working({ leaseSeconds: 31 }));
        comes(1);
        died = own.workDying(before, part, "event", "in.json", ["./do.sh"]);
        const begun = own.states("in").new === undefined;
        const done = did().length;
        work();
        expect(did()).toHaveLength(begun ? done : 1);
        expect(Object.values(own.states("in"))).toEqual([1]);
        const left = own.states("in").claimed === 1;
        expect(watch(settings(), Date.now() + 700_000)).toHaveLength(left ? 1 : 0);
        expect(own.states("in")).toEqual({ [left ? "parked" : "done"]: 1 });
        expect([work().stdout, did().length]).toEqual(["", begun ? done : 1]);
      }
      expect(before).toBeGreaterThan(1);
    },
  );
});

describe("work on what was approved", () => {
  const id = "shop/deploy/1";
  const asking = (change: object = {}) =>
    own.write("out.json", {
      ...outbox,
      ...{ relay: true, answers: ["approve", "reject"], act: { on: "approve", timeoutSeconds: 30 } },
      ...change,
    });
  const approve = (request = id) =>
    own.run(
      "outbox.mjs",
      ["answer", "out.json"],
      JSON.stringify({ time: "2026-01-31T06:40:00.000Z", data: { request, answer: "approve", by: "dana" } }),
    );
  const add = (number = 1) => own.run("outbox.mjs", ["add", "out.json"], JSON.stringify({ number }));
  const drain = () => own.run("outbox.mjs", ["drain", "out.json"]).stdout;
  const approved = (change: object = {}) => {
    asking(change);
    add();
    approve();
    expect(own.states("out")).toEqual({ approved: 1 });
  };

  it("the command gets the event and the answer, and is run once", () => {
    approved();
    expect(work("answer", "out.json")).toEqual({ status: 0, stdout: `Done: deploy.asked ${id}: kept 2\n`, stderr: "" });
    expect(JSON.parse(did()[0] ?? "")).toMatchObject({
      event: { id, type: contract.type, data: { number: 1 } },
      answer: { answer: "approve", by: "dana", at: "2026-01-31T06:40:00.000Z" },
    });
    expect(work("answer", "out.json")).toEqual({ status: 0, stdout: "", stderr: "" });
    expect([own.states("out"), did().length, drain()]).toEqual([{ acted: 1 }, 1, ""]);
    expect(own.run("outbox.mjs", ["list", "out.json"]).stdout).toMatch(/^acted {4}[0-9a-f]{64} shop\/deploy\/1\n$/);
    expect(approve().stdout).toBe("known: approve by dana\n");
    add();
    work("answer", "out.json");
    expect(did()).toHaveLength(1);
  });

  it("another answer starts nothing", () => {
    asking();
    add();
    own.run(
      "outbox.mjs",
      ["answer", "out.json"],
      JSON.stringify({ time: "2026-01-31T06:40:00Z", data: { request: id, answer: "reject", by: "dana" } }),
    );
    expect([work("answer", "out.json").stdout, own.states("out"), did()]).toEqual(["", { done: 1 }, []]);
  });

  it("a command that fails is not run again, and a human hears of it, twice at most", () => {
    approved();
    own.write("how", "exit 1");
    expect(work("answer", "out.json")).toEqual({
      status: 1,
      stdout: "",
      stderr: `work: parked, please decide: deploy.asked ${id}: exit code 1\n`,
    });
    expect(work("answer", "out.json").status).toBe(0);
    expect(drain()).toBe(
      `Parked, please decide: deploy.asked ${id} (its command failed; whether it did something, nobody knows)\n`,
    );
    expect([drain(), did().length, own.states("out")]).toEqual(["", 1, { parked: 1 }]);
  });

  it("approved, but too late to act: nothing is run, and a human hears of it", () => {
    approved();
    own.age("out", "approved", 3601);
    expect(work("answer", "out.json")).toMatchObject({
      status: 1,
      stderr: `work: parked, please decide: deploy.asked ${id}: approved, but too late to act\n`,
    });
    expect(drain()).toBe(`Parked, please decide: deploy.asked ${id} (approved, but too late to act)\n`);
    expect([own.states("out"), did()]).toEqual([{ parked: 1 }, []]);
  });

  it("approved, and no job acts on it: a human hears of it", () => {
    approved({ stuckSeconds: 0 });
    expect(drain()).toMatch(/^Approved, and not begun after \d+ min: deploy\.asked shop\/deploy\/1\n$/);
  });

  it("a run that is killed while its command works: nobody knows, nothing is run again", async () => {
    approved();
    own.write("how", "touch begun; sleep 2");
    const running = own.startWork("answer", "out.json", command);
    while (!existsSync(join(own.folder, "begun"))) await new Promise((resolve) => setTimeout(resolve, 20));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(work("answer", "out.json")).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(drain()).toBe("");
    expect(own.states("out")).toEqual({ acting: 1 });
    process.kill(Number(own.there("out/acting")[0]?.split("~")[1]), "SIGKILL");
    await running;
    expect(work("answer", "out.json")).toMatchObject({
      status: 1,
      stderr: `work: parked, please decide: deploy.asked ${id}: its run died; nobody knows whether it was done\n`,
    });
    expect([own.states("out"), did().length]).toEqual([{ parked: 1 }, 1]);
  });

  it("several runs at once act once", { timeout: 60_000 }, async () => {
    asking();
    for (const number of [1, 2, 3]) {
      add(number);
      approve(`shop/deploy/${number}`);
    }
    const all = await Promise.all([1, 2, 3, 4].map(() => own.startWork("answer", "out.json", command)));
    expect(all.map(({ status }) => status)).toEqual([0, 0, 0, 0]);
    expect([did().length, new Set(did()).size, own.states("out")]).toEqual([3, 3, { acted: 3 }]);
  });

  it.each(["take", "settle"] as const)(
    "a run whose %s dies anywhere has acted once or not at all, and its event stands in one place",
    {
      timeout: 120_000,
    },
    (part) => {
      let before = 0;
      for (let died = true; died; before++) {
        own.end();
        own = bench();
        own.write("do.sh", "#!/bin/sh\ncat >> did\n", 0o700);
        approved();
        died = own.workDying(before, part, "answer", "out.json", ["./do.sh"]);
        expect(Object.values(own.states("out"))).toEqual([1]);
        const begun = own.states("out").approved === undefined;
        const acted = did().length;
        work("answer", "out.json");
        expect(did().length).toBe(begun ? acted : 1);
        const [state] = Object.keys(own.states("out"));
        expect(["acted", "parked"]).toContain(state);
        if (state === "acted") expect(did()).toHaveLength(1);
        if (state === "parked") expect(drain()).toMatch(/its run died; nobody knows whether it was done/);
        rmSync(join(own.folder, "did"), { force: true });
        work("answer", "out.json");
        expect(did()).toEqual([]);
      }
      expect(before).toBeGreaterThan(1);
    },
  );
});
