import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bench, glue, inbox, outbox } from "./bench.ts";

let own: ReturnType<typeof bench>;
beforeEach(() => {
  own = bench();
});
afterEach(() => own.end());

const act = { on: "approve", timeoutSeconds: 30 };
const relay = { ...outbox, relay: true, answers: ["approve", "reject"], act };
const asked = { ...inbox, relay: true, question: "May it be deployed?", answers: ["approve", "reject"] };
/** A sender and a receiver who are connected by nothing but a chat. */
const chat = (change: { out?: object; in?: object } = {}) => {
  own.write("out.json", { ...relay, ...change.out });
  own.write("in.json", { ...asked, ...change.in });
};
const add = (number = 1, more = {}) => own.run("outbox.mjs", ["add", "out.json"], JSON.stringify({ number, ...more }));
const drain = () => own.run("outbox.mjs", ["drain", "out.json"]);
const read = (text: string) => own.run("inbox.mjs", ["read", "in.json", text]);
const codeIn = (text: string) => /• code: (\S+)/.exec(text)?.[1] ?? "";
const answer = (code: string, choice: string, by = "dana") =>
  own.run("inbox.mjs", ["answer", "in.json", code, choice, "--by", by]);
const receipt = (text: string) => own.run("outbox.mjs", ["receipt", "out.json", text]);
const listed = () => own.run("outbox.mjs", ["list", "out.json"]).stdout.split(" ")[0];

/** An event, asked, answered at the receiver, and the text that goes back. */
function answeredWith(choice: string, by = "dana") {
  const { stdout } = add();
  read(stdout);
  return answer(codeIn(stdout), choice, by).stdout;
}

describe("a question through a chat", () => {
  it("is printed once, is asked, is answered, and comes back as a receipt", () => {
    chat();
    const message = add(1, { note: "version 7, all green" }).stdout;
    expect(message).toMatch(/^\[bridge\] deploy\.asked, till to office\n• id: shop\/deploy\/1\n/);
    expect(add(1, { note: "version 7, all green" })).toMatchObject({ status: 0, stdout: "" });
    const code = codeIn(message);
    expect(read(`Forwarded from Dana\n${message.replaceAll(/^/gm, "> ")}`).stdout).toMatch(
      /^From till: deploy\.asked shop\/deploy\/1, until \S+\n• number: 1\n• note: version 7, all green\nAsk: May it be deployed\?\nAnswer with: answer [0-9A-F-]{14} approve\|reject --by NAME\n$/,
    );
    expect(read(message)).toMatchObject({ status: 0, stdout: expect.stringMatching(/^still waits for an answer\n/) });
    expect(own.run("inbox.mjs", ["open", "in.json"]).stdout).toBe(`${code} shop/deploy/1 approve|reject\n`);
    const back = answer(code, "approve");
    expect(back).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^Send this back word for word:\n\[bridge\]/),
    });
    expect(answer(code.toLowerCase(), "approve", "eve")).toEqual(back);
    expect(read(message)).toEqual(back);
    expect(own.run("inbox.mjs", ["open", "in.json"]).stdout).toBe("");
    expect(own.states("in")).toEqual({ done: 1 });
    expect(own.states("out")).toEqual({ pending: 1 });
    expect(receipt(back.stdout)).toEqual({ status: 0, stdout: "taken: approve by dana\n", stderr: "" });
    expect(own.states("out")).toEqual({ approved: 1 });
    expect(receipt(back.stdout)).toEqual({ status: 0, stdout: "known: approve by dana\n", stderr: "" });
    expect(add(1)).toMatchObject({ status: 0, stdout: "" });
  });

  it("carries no sequence, because a message has none", () => {
    chat();
    add();
    expect(own.read(join("out/pending", own.there("out/pending")[0] ?? ""))).not.toHaveProperty("sequence");
  });

  it("that a chat would change is not asked at all", () => {
    chat();
    expect(add(1, { note: "*all* green" })).toMatchObject({
      status: 1,
      stdout: "",
      stderr: "outbox: field note holds the character U+002A, which a chat may change\n",
    });
    expect(own.states("out")).toEqual({});
  });

  it("an answer that asks for nothing to be done settles it", () => {
    chat();
    expect(receipt(answeredWith("reject")).stdout).toBe("taken: reject by dana\n");
    expect(own.states("out")).toEqual({ done: 1 });
  });

  it("the first answer counts, at the receiver and at the sender", () => {
    chat();
    const message = add().stdout;
    read(message);
    const first = answer(codeIn(message), "reject").stdout;
    expect(answer(codeIn(message), "approve")).toMatchObject({
      status: 4,
      stdout: expect.stringMatching(/^too late: answered before with reject by dana at /),
    });
    // Another receiver, or another agent, with another answer.
    rmSync(join(own.folder, "in"), { recursive: true });
    read(message);
    const second = answer(codeIn(message), "approve", "eve").stdout;
    expect(receipt(first).stdout).toBe("taken: reject by dana\n");
    expect(receipt(second)).toMatchObject({
      status: 4,
      stdout: expect.stringMatching(/^too late: answered before with reject by dana at /),
    });
    expect(own.states("out")).toEqual({ done: 1 });
  });

  it("nobody answered in time: the drain cancels it, tells it, and a late receipt changes nothing", () => {
    chat();
    const back = answeredWith("approve");
    own.age("out", "pending", 3601);
    expect(drain()).toEqual({
      status: 0,
      stdout: "Cancelled, nobody answered in time: deploy.asked shop/deploy/1\n",
      stderr: "",
    });
    expect(drain().stdout).toBe("");
    expect([own.states("out"), listed()]).toEqual([{ dead: 1 }, "cancelled"]);
    expect(receipt(back)).toEqual({ status: 4, stdout: "too late: cancelled, nobody answered in time\n", stderr: "" });
    expect(own.states("out")).toEqual({ dead: 1 });
    expect(own.run("outbox.mjs", ["resend", "out.json", own.there("out/dead")[0]?.slice(0, 64) ?? ""]).status).toBe(2);
  });

  it("a receipt past the time cancels as well, where no drain came before it, and the drain tells it", () => {
    chat();
    const back = answeredWith("approve");
    own.age("out", "pending", 3601);
    expect(receipt(back)).toMatchObject({ status: 4, stdout: "too late: cancelled, nobody answered in time\n" });
    expect(own.states("out")).toEqual({ dead: 1 });
    expect(drain().stdout).toBe("Cancelled, nobody answered in time: deploy.asked shop/deploy/1\n");
  });

  it("what was cancelled long ago is still told before it is forgotten", () => {
    chat();
    add();
    own.age("out", "pending", 200_000);
    expect(drain().stdout).toMatch(/^Cancelled/);
    expect(own.states("out")).toEqual({ dead: 1 });
    drain();
    expect([own.states("out"), own.there("out/answers").length]).toEqual([{}, 1]);
  });

  it.each<[string, number, string, (receipt: string) => string]>([
    ["edited", 1, "was changed on its way", (text) => text.replace("approve", "reject")],
    ["cut", 1, "a part is missing", (text) => text.slice(0, -20)],
    ["something else", 1, "found no message that begins with", () => "yes, please do"],
    ["of an unknown event", 3, "", () => ""],
  ])("a receipt that is %s decides nothing", (_, status, reason, change) => {
    chat();
    const back = answeredWith("approve");
    if (status === 3) rmSync(join(own.folder, "out/pending"), { recursive: true });
    const outcome = receipt(change(back) || back);
    expect(outcome).toMatchObject({ status, stderr: expect.stringContaining(reason) });
    expect([own.there("out/answers"), own.there("out/done"), own.there("out/approved")]).toEqual([[], [], []]);
  });

  it("at the receiver past its time it is refused, and closed by the watch", () => {
    chat();
    const message = add().stdout;
    read(message);
    own.age("in", "new", 3601);
    const key = own.there("in/new")[0]?.slice(0, 64) ?? "";
    expect(answer(key, "approve")).toMatchObject({
      status: 4,
      stdout: expect.stringMatching(/^too late: it was to be/),
    });
    expect(own.there("in/answers")).toEqual([]);
    expect(own.run("inbox.mjs", ["watch", "in.json"]).stdout).toBe(
      "Still waits for an answer: deploy.asked shop/deploy/1\n",
    );
    own.age("in", "new", 601);
    expect(own.run("inbox.mjs", ["watch", "in.json"]).stdout).toBe(
      "Closed, nobody answered in time: deploy.asked shop/deploy/1\n",
    );
    expect(own.states("in")).toEqual({ parked: 1 });
  });

  it.each<[string, string[], number]>([
    ["a code that nobody has", ["0000-0000-0000", "approve", "--by", "dana"], 3],
    ["no code", ["../x", "approve", "--by", "dana"], 2],
    ["another choice", ["CODE", "maybe", "--by", "dana"], 2],
    ["no name", ["CODE", "approve", "--by", ""], 2],
    ["a name that a chat would change", ["CODE", "approve", "--by", "*dana*"], 2],
    ["no flag", ["CODE", "approve", "dana"], 2],
  ])("an answer with %s decides nothing", (_, args, status) => {
    chat();
    const message = add().stdout;
    read(message);
    const given = args.map((part) => (part === "CODE" ? codeIn(message) : part));
    expect(own.run("inbox.mjs", ["answer", "in.json", ...given]).status).toBe(status);
    expect(own.there("in/answers")).toEqual([]);
  });

  it("is refused by a receiver for whom it is not, or whom it reaches too late", () => {
    chat({ in: { receiver: "cellar" } });
    const message = add().stdout;
    expect(read(message)).toMatchObject({ status: 3, stdout: expect.stringMatching(/^refused: found no message/) });
    own.write("in.json", { ...asked, skewSeconds: -3601 });
    expect(read(message)).toMatchObject({ status: 3, stdout: "refused: expired before it arrived\n" });
    expect(own.states("in")).toEqual({});
  });
});

describe("a message without a question", () => {
  const silent = (change: object = {}) => {
    const { act: _, answers: _a, ...out } = relay;
    const { question: _q, answers: _b, ...plain } = asked;
    own.write("out.json", out);
    own.write("in.json", { ...plain, ...change });
  };

  it("is settled when it is read, and its receipt is always the same", () => {
    silent();
    const message = add().stdout;
    const first = read(message);
    expect(first.stdout).toMatch(
      /^From till: .*\n• number: 1\nSend this back word for word:\n\[bridge\] receipt for deploy\.asked, office to till\n• id: shop\/deploy\/1\n• answer: received\n• by: office\n/,
    );
    const again = read(message);
    expect(again.stdout).toBe(first.stdout.slice(first.stdout.indexOf("Send this")));
    expect(own.states("in")).toEqual({ done: 1 });
    expect(receipt(first.stdout).stdout).toBe("taken: received by office\n");
    expect(own.states("out")).toEqual({ done: 1 });
  });

  it("can be left to a program as well", () => {
    silent({ work: { timeoutSeconds: 30 } });
    const message = add().stdout;
    const first = read(message).stdout;
    expect(own.states("in")).toEqual({ new: 1 });
    expect(own.work("event", "in.json", ["true"])).toMatchObject({ status: 0 });
    expect(own.states("in")).toEqual({ done: 1 });
    expect(first).toContain(read(message).stdout);
  });
});

describe("what waits for too long", () => {
  it("is asked again elsewhere, once and once more, and the drain is silent about it", () => {
    chat({ out: { escalateSeconds: 1800, tellAgainSeconds: 1 } });
    const message = add().stdout;
    const escalate = () => own.run("outbox.mjs", ["escalate", "out.json"]);
    expect(escalate()).toMatchObject({ status: 0, stdout: "" });
    own.age("out", "pending", 1860);
    const first = escalate().stdout;
    expect(first).toMatch(/^Not answered for 31 min, please decide:\n\[bridge\] deploy\.asked, till to office\n/);
    expect(drain().stdout).toBe("");
    expect(escalate().stdout).toBe("");
    spawnSync("sleep", ["1.1"]);
    expect(escalate().stdout).toMatch(/^Again: not answered for 31 min/);
    expect(escalate().stdout).toBe("");
    expect(message).not.toBe("");
  });

  it("without escalation the drain says that it still waits", () => {
    chat();
    add();
    own.age("out", "pending", 1860);
    expect(drain().stdout).toBe("Still waiting after 31 min: deploy.asked shop/deploy/1\n");
    expect(drain().stdout).toBe("");
    expect(own.run("outbox.mjs", ["escalate", "out.json"]).status).toBe(2);
  });

  it("show prints the message again, as long as nobody has answered", () => {
    chat();
    const message = add().stdout;
    const key = own.there("out/pending")[0]?.slice(0, 64) ?? "";
    expect(own.run("outbox.mjs", ["show", "out.json", key]).stdout).toBe(message);
    expect(own.run("outbox.mjs", ["show", "out.json", codeIn(message)]).stdout).toBe(message);
    read(message);
    receipt(answer(codeIn(message), "reject").stdout);
    expect(own.run("outbox.mjs", ["show", "out.json", key]).status).toBe(2);
  });
});

describe("a question through a connection, answered by another flow", () => {
  const back = {
    ...{ source: "office", receiver: "till", type: "deploy.answered", subject: "shop/answer" },
    idempotencyKey: ["request"],
    payload: { request: { type: "string" }, answer: { type: "string" }, by: { type: "string", maxLength: 60 } },
  };
  const answerCommand = [process.execPath, join(glue, "outbox.mjs"), "answer", "out.json"];
  beforeEach(() => {
    own.write("out.json", { ...outbox, inbox: "in.json", answers: ["approve", "reject"], act, poll: [0, 0] });
    own.write("in.json", { ...inbox, answers: ["approve", "reject"], answerTo: "back-out.json" });
    own.write("back-out.json", { ...outbox, ...back, spool: "back-out", inbox: "back-in.json" });
    const work = { timeoutSeconds: 60 };
    own.write("back-in.json", { ...inbox, ...back, spool: "back-in", guarantee: "delivered", quiet: true, work });
  });
  const key = () => own.there("out/pending")[0]?.slice(0, 64) ?? own.there("out/open")[0]?.slice(0, 64) ?? "";
  const claimed = () => own.run("inbox.mjs", ["claim", "in.json", key()]).stdout.slice(4, 20);
  const settled = () => own.run("inbox.mjs", ["done", "in.json", key(), "--tag", claimed()]);
  /** The answer on its way to whoever asked. */
  const home = () => {
    own.run("outbox.mjs", ["drain", "back-out.json"]);
    return own.work("event", "back-in.json", answerCommand);
  };

  it("is open when the receiver is done with it, and decided when the answer is here", () => {
    add();
    drain();
    settled();
    drain();
    expect([own.states("out"), listed()]).toEqual([{ open: 1 }, "open"]);
    const [code = ""] = own.run("inbox.mjs", ["open", "in.json"]).stdout.split(" ");
    expect(answer(code, "approve")).toMatchObject({ status: 0, stdout: "sent: approve\n" });
    expect(answer(code, "approve", "eve")).toMatchObject({ status: 0, stdout: "sent: approve\n" });
    expect(own.states("back-out")).toEqual({ pending: 1 });
    expect(home()).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^Done: deploy\.answered shop\/answer\/\w+: taken: approve by dana\n$/),
      stderr: "",
    });
    expect([own.states("out"), own.states("back-in")]).toEqual([{ approved: 1 }, { done: 1 }]);
  });

  it.each(["new", "claimed", "done"])("can be answered while the event is %s", (state) => {
    add();
    drain();
    if (state === "claimed") claimed();
    if (state === "done") settled();
    expect(own.states("in")).toEqual({ [state]: 1 });
    expect(answer(key(), "reject")).toMatchObject({ status: 0, stdout: "sent: reject\n" });
    home();
    expect(own.states("out")).toEqual({ done: 1 });
    expect(own.states("in")).toEqual({ [state]: 1 });
  });

  it("that nobody answers in time is cancelled, told, and cannot be answered any more", () => {
    add();
    drain();
    settled();
    drain();
    answer(key(), "approve");
    own.age("out", "open", 3601);
    expect(drain().stdout).toBe("Cancelled, nobody answered in time: deploy.asked shop/deploy/1\n");
    expect(home()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining("parked, please decide: deploy.answered"),
    });
    expect([own.states("out"), own.states("back-in")]).toEqual([{ dead: 1 }, { parked: 1 }]);
  });

  it("that was given up without an answer cannot be answered any more", () => {
    own.write("in.json", { ...inbox, receiver: "somebody else" });
    add();
    expect(drain().stdout).toMatch(/^Refused for good/);
    const event = { data: { request: "shop/deploy/1", answer: "approve", by: "dana" }, time: "2026-01-31T00:00:00Z" };
    expect(own.run("outbox.mjs", ["answer", "out.json"], JSON.stringify(event))).toMatchObject({
      status: 4,
      stdout: "too late: cancelled, answer 400\n",
    });
    expect(own.states("out")).toEqual({ dead: 1 });
  });

  it.each<[string, number]>([
    ["no JSON", 1],
    ['{"data":{}}', 1],
    ['{"time":"2026-01-31T00:00:00Z","data":{"request":"shop/deploy/1","answer":"maybe","by":"dana"}}', 1],
    ['{"time":"2026-01-31T00:00:00Z","data":{"request":"shop/deploy/1","answer":"approve","by":"*"}}', 1],
    ['{"time":"x","data":{"request":"shop/deploy/1","answer":"approve","by":"dana"}}', 1],
    ['{"time":"2026-01-31T00:00:00Z","data":{"request":"another","answer":"approve","by":"dana"}}', 3],
  ])("%s answers nothing", (text, status) => {
    add();
    expect(own.run("outbox.mjs", ["answer", "out.json"], text).status).toBe(status);
    expect(own.states("out")).toEqual({ pending: 1 });
  });

  it("is escalated with its fields", () => {
    own.write("out.json", { ...own.read("out.json"), escalateSeconds: 60 });
    add(1, { note: "all *green*" });
    own.age("out", "pending", 90);
    expect(own.run("outbox.mjs", ["escalate", "out.json"]).stdout).toBe(
      "Not answered for 1 min, please decide:\ndeploy.asked\n• id: shop/deploy/1\n• number: 1\n• note: all *green*\n",
    );
  });

  it("is not decided where the other flow could not carry the answer, or could carry it twice", () => {
    add();
    drain();
    own.write("back-out.json", { ...own.read("back-out.json"), idempotencyKey: ["runTime"] });
    expect(answer(key(), "reject")).toMatchObject({ status: 2, stderr: expect.stringContaining("sent twice") });
    own.write("back-out.json", { ...outbox, ...back, spool: "back-out", payload: { request: { type: "string" } } });
    expect(answer(key(), "reject")).toMatchObject({ status: 2, stderr: expect.stringContaining("cannot carry") });
    expect(own.there("in/answers")).toEqual([]);
  });
});

describe("the agents' programs", () => {
  it("take and answer messages, take receipts, and do nothing else", () => {
    chat();
    const names = ["contract", "protocol", "spool", "inbox", "relay", "reply", "decision", "words"];
    const sending = ["outbox", "answers", "escalate", "send", "settings"];
    for (const name of [...names, ...sending]) cpSync(join(glue, `${name}.mjs`), join(own.folder, `${name}.mjs`));
    cpSync(join(glue, "inbox.sh"), join(own.folder, "deploy.inbox"));
    cpSync(join(glue, "receipt.sh"), join(own.folder, "deploy.receipt"));
    for (const name of ["deploy.inbox", "deploy.receipt"]) chmodSync(join(own.folder, name), 0o700);
    symlinkSync(process.execPath, join(own.folder, "node"));
    own.write("deploy.json", asked);
    own.write("deploy.outbox.json", relay);
    const agent = (name: string, ...args: string[]) =>
      spawnSync(join(own.folder, name), args, { encoding: "utf8", cwd: "/" });
    const message = add().stdout;
    expect(agent("deploy.inbox", "read", message).status).toBe(0);
    expect(agent("deploy.inbox", "open").stdout).toContain(codeIn(message));
    const back = agent("deploy.inbox", "answer", codeIn(message), "approve", "--by", "dana").stdout;
    expect(agent("deploy.inbox", "claim", "a".repeat(64)).status).toBe(2);
    expect(agent("deploy.inbox", "watch").status).toBe(2);
    expect(agent("deploy.receipt").status).toBe(2);
    expect(agent("deploy.receipt", ...back.split(" "))).toMatchObject({
      status: 0,
      stdout: "taken: approve by dana\n",
    });
    expect(agent("deploy.receipt", "drain").status).toBe(1);
  });
});

describe("settings", () => {
  it.each([
    ["cancelled is no answer", { answers: ["cancelled"] }],
    ["an answer that a chat would change", { answers: ["*yes*"] }],
    ["questions that travel inside one another", { backlog: "digest" }],
    ["what is acted on is none of the answers", { act: { ...act, on: "yes" } }],
  ])("%s: refused", (_, change) => {
    chat({ out: change });
    expect(add()).toMatchObject({ status: 2 });
  });

  it("a flow without answers has none of their folders and commands", () => {
    own.write("out.json", { ...outbox, inbox: "in.json" });
    own.write("in.json", inbox);
    add();
    expect(own.there("out").sort()).toEqual(["audit.jsonl", "carried", "dead", "done", "pending", "tmp"]);
    for (const command of ["receipt", "show"]) expect(own.run("outbox.mjs", [command, "out.json", "x"]).status).toBe(2);
    for (const command of ["open", "read"])
      expect(own.run("inbox.mjs", [command, "in.json", ...(command === "read" ? ["x"] : [])]).status).toBe(2);
  });
});

describe("whatever dies, and whoever is at it at the same time", () => {
  const places = ["pending", "open", "approved", "acting", "acted", "parked", "done", "dead"];
  const one = () => places.flatMap((place) => own.there(`out/${place}`).map(() => place));

  it("a receipt that dies anywhere has decided once or not at all, and the event stands in one place", {
    timeout: 120_000,
  }, () => {
    let before = 0;
    for (let died = true; died; before++) {
      own.end();
      own = bench();
      chat();
      const back = answeredWith("approve");
      died = own.runDying(before, "outbox.mjs", ["receipt", "out.json", back]);
      const decided = own.there("out/answers").length;
      expect(one()).toHaveLength(1);
      expect(drain()).toMatchObject({ status: 0, stdout: "" });
      expect(one()).toEqual([decided ? "approved" : "pending"]);
      expect(receipt(back).stdout).toBe(`${decided ? "known" : "taken"}: approve by dana\n`);
      expect([one(), own.there("out/answers").length]).toEqual([["approved"], 1]);
    }
    expect(before).toBeGreaterThan(4);
  });

  it("a drain that dies while it cancels has cancelled, or not yet, and it is told", { timeout: 120_000 }, () => {
    let before = 0;
    for (let died = true; died; before++) {
      own.end();
      own = bench();
      chat();
      const back = answeredWith("approve");
      own.age("out", "pending", 3601);
      died = own.runDying(before, "outbox.mjs", ["drain", "out.json"]);
      expect(one()).toHaveLength(1);
      expect(receipt(back)).toMatchObject({ status: 4, stdout: "too late: cancelled, nobody answered in time\n" });
      // Words that a drain has remembered are on their way; what was lost with it is said a second time after tellAgainSeconds.
      const told = own.there("out").includes("memory.json") && own.read("out/memory.json").said;
      expect(drain().stdout).toMatch(told ? /^$/ : /^Cancelled, nobody answered in time/);
      expect([one(), own.there("out/answers").length]).toEqual([["dead"], 1]);
    }
    expect(before).toBeGreaterThan(4);
  });

  it("an answer that dies anywhere at the receiver gives one receipt in the end", { timeout: 120_000 }, () => {
    let before = 0;
    for (let died = true; died; before++) {
      own.end();
      own = bench();
      chat();
      const message = add().stdout;
      read(message);
      died = own.runDying(before, "inbox.mjs", ["answer", "in.json", codeIn(message), "approve", "--by", "dana"]);
      const decided = own.there("in/answers").length === 1;
      const other = answer(codeIn(message), "reject", "eve");
      expect(other.status).toBe(decided ? 4 : 0);
      own.run("inbox.mjs", ["watch", "in.json"]);
      expect(own.states("in")).toEqual({ done: 1 });
      expect(receipt(read(message).stdout).stdout).toBe(`taken: ${decided ? "approve by dana" : "reject by eve"}\n`);
    }
    expect(before).toBeGreaterThan(4);
  });

  it("a message that is read by one that dies is taken in once", { timeout: 120_000 }, () => {
    let before = 0;
    for (let died = true; died; before++) {
      own.end();
      own = bench();
      own.write("out.json", { ...outbox, relay: true });
      own.write("in.json", { ...inbox, relay: true });
      const message = add().stdout;
      died = own.runDying(before, "inbox.mjs", ["read", "in.json", message]);
      const first = read(message).stdout;
      expect(read(message).stdout).toBe(first.slice(first.indexOf("Send this")));
      expect(own.states("in")).toEqual({ done: 1 });
      expect(receipt(first).stdout).toBe("taken: received by office\n");
    }
    expect(before).toBeGreaterThan(4);
  });

  it("an answer that dies before the other flow has it is handed over by the watch", { timeout: 120_000 }, () => {
    let before = 0;
    for (let died = true; died; before++) {
      own.end();
      own = bench();
      own.write("out.json", { ...outbox, inbox: "in.json", answers: ["approve", "reject"] });
      own.write("in.json", { ...inbox, answers: ["approve", "reject"], answerTo: "back.json" });
      const payload = Object.fromEntries(["request", "answer", "by"].map((name) => [name, { type: "string" }]));
      own.write("back.json", { ...outbox, spool: "back", idempotencyKey: ["request"], payload, inbox: "x" });
      add();
      drain();
      const key = own.there("in/new")[0]?.slice(0, 64) ?? "";
      died = own.runDying(before, "inbox.mjs", ["answer", "in.json", key, "approve", "--by", "dana"]);
      const decided = own.there("in/answers").length;
      expect(own.run("inbox.mjs", ["watch", "in.json"]).status).toBe(0);
      expect([own.there("back/pending").length, own.there("in/sent").length]).toEqual([decided, decided]);
      answer(key, "approve");
      own.run("inbox.mjs", ["watch", "in.json"]);
      expect([own.there("back/pending").length, own.there("in/sent").length]).toEqual([1, 1]);
    }
    expect(before).toBeGreaterThan(4);
  });

  it("one message read by many at once is one event with one receipt", { timeout: 60_000 }, async () => {
    own.write("out.json", { ...outbox, relay: true });
    own.write("in.json", { ...inbox, relay: true });
    const message = add().stdout;
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => own.start("inbox.mjs", ["read", "in.json", message])));
    const receipts = all.map(({ stdout }) => stdout.slice(stdout.indexOf("Send this")));
    expect([new Set(receipts).size, own.states("in")]).toEqual([1, { done: 1 }]);
    expect(receipt(receipts[0] ?? "").status).toBe(0);
  });

  it("of many who answer at once at the receiver exactly one decides", { timeout: 60_000 }, async () => {
    chat();
    const message = add().stdout;
    read(message);
    const all = await Promise.all(
      ["approve", "reject", "approve", "reject"].map((choice) =>
        own.start("inbox.mjs", ["answer", "in.json", codeIn(message), choice, "--by", choice]),
      ),
    );
    expect(all.filter(({ status }) => status === 4)).toHaveLength(2);
    expect(new Set(all.filter(({ status }) => status === 0).map(({ stdout }) => stdout)).size).toBe(1);
  });

  it("of many answers at once exactly one is taken", { timeout: 60_000 }, async () => {
    chat({ in: { answers: ["approve", "reject"] } });
    const message = add().stdout;
    const receipts = ["approve", "reject"].map((choice) => {
      rmSync(join(own.folder, "in"), { recursive: true, force: true });
      read(message);
      return answer(codeIn(message), choice).stdout;
    });
    const all = await Promise.all(
      [...receipts, ...receipts, ...receipts].map((text) => own.start("outbox.mjs", ["receipt", "out.json", text])),
    );
    const taken = all.filter(({ stdout }) => stdout.startsWith("taken:"));
    expect(taken).toHaveLength(1);
    const [, choice = ""] = /taken: (\w+)/.exec(taken[0]?.stdout ?? "") ?? [];
    expect(all.filter(({ stdout }) => stdout.startsWith(`known: ${choice}`))).toHaveLength(2);
    expect(all.filter(({ status }) => status === 4)).toHaveLength(3);
    expect(one()).toEqual([choice === "approve" ? "approved" : "done"]);
  });
});
