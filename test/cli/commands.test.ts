import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { specText } from "../plan/example.ts";

const bridgeMjs = join(import.meta.dirname, "../../scripts/bridge.mjs");
const folder = mkdtempSync(join(tmpdir(), "bridge-"));
const file = join(folder, "bridge.yaml");

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  writeFileSync(file, specText());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bridge(args: string[], input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bridgeMjs, ...args], {
    cwd: folder,
    input,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr, next: stdout.trimEnd().split("\n").at(-1) };
}

describe("every command", () => {
  it.each([
    ["--help"],
    ["new", "--help"],
    ["fill", "--help"],
    ["status", "--help"],
    ["render", "--help"],
    ["status", file],
    ["new", "event-push"],
  ])("%s %s stays within 60 lines and 3,000 characters, and ends with the next command", (...args) => {
    const { stdout, next } = bridge(args);
    expect(stdout.split("\n").length).toBeLessThanOrEqual(61);
    expect([...stdout].length).toBeLessThanOrEqual(3000);
    expect(next).toMatch(/^Next: /);
  });

  it.each([
    [["peer"]],
    [["status"]],
    [["status", "nowhere.yaml"]],
    [["new", "federation"]],
    [["render", file, "--deliverable", "poem"]],
    [["status", file, "--shout"]],
    [["new", "event-push", "--id", "../x"]],
  ])("%j ends with 2, and prints nothing on standard output", (args) => {
    const { code, stdout, stderr } = bridge(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/^bridge: .*\nNext: /s);
  });

  it("gives one JSON object with --json", () => {
    expect(JSON.parse(bridge(["status", file, "--json"]).stdout)).toMatchObject({
      problems: [],
      next: expect.stringContaining("render"),
    });
  });

  it("refuses files that are too large, or are no text", () => {
    writeFileSync(file, "x".repeat(300_000));
    expect(bridge(["status", file]).stderr).toMatch(/300000 bytes, expected at most/);
    writeFileSync(file, Buffer.from([0x62, 0xff, 0xfe]));
    expect(bridge(["status", file]).stderr).toMatch(/not UTF-8/);
  });
});

describe("new and status", () => {
  it("asks everything that is open, in one block, by step, and ends with 1", () => {
    bridge(["new", "scheduled-relay"]);
    const { code, stdout } = bridge(["status", "bridges/scheduled-relay/bridge.yaml", "--all"]);
    expect(code).toBe(1);
    for (const key of [
      "objective.statement",
      "instances.receiver.url",
      "flows.report.schedule",
      "contract.report.payload",
      "trust.authority",
      "approve publish-endpoint on receiver",
    ])
      expect(stdout).toContain(`ASK  ${key}`);
    expect(stdout).toContain("FIND instances.sender.version");
    expect(stdout.match(/^Step \d/gm)).toEqual(["Step 1", "Step 2", "Step 3", "Step 4"]);
  });

  it("overwrites no spec", () => {
    bridge(["new", "scheduled-relay"]);
    expect(bridge(["new", "scheduled-relay"]).code).toBe(2);
  });
});

describe("fill", () => {
  it("takes a newcomer from the starter to rendered deliverables", () => {
    bridge(["new", "scheduled-relay", "--id", "mine"]);
    const spec = "bridges/mine/bridge.yaml";
    const { code } = bridge(
      ["fill", spec, "-"],
      `objective: { outcome: alerting, statement: We hear of trouble, success: One message a day }
instances:
  sender: { version: 2026.9.6, timezone: Asia/Shanghai }
  receiver: { version: 2026.9.6, url: https://desk.example.com, reachableFrom: [sender], sleeps: false }
  operator: { channel: telegram, target: "1" }
flows: { report: { schedule: { cron: "0 9 * * *" }, produce: { command: [/bin/report] } } }
contract: { report: { event: server.day.reported, payload: { result: { type: string } } } }
trust: { authority: { everything: operator } }
`,
    );
    expect(code).toBe(1);
    const rendered = bridge(["render", spec]);
    expect(rendered.code).toBe(0);
    expect(rendered.stdout).toContain("NOT APPROVED");
    expect(readFileSync(join(folder, "bridges/mine/rendered/memo.md"), "utf8")).toContain("We hear of trouble");
  });

  it("takes a flow of the starter away that is not wanted", () => {
    bridge(["new", "local-to-remote", "--id", "both"]);
    const spec = "bridges/both/bridge.yaml";
    const text = () => readFileSync(join(folder, spec), "utf8");
    const flows = [...text().matchAll(/^ {2}([\w-]+):$/gm)].map(([, name]) => name);
    expect(flows).toContain("request");
    bridge(["fill", spec, "-"], "flows: { request: null }\ncontract: { request: null }\n");
    expect(text()).not.toMatch(/^ {2}request:$/m);
    expect(text()).toMatch(/^flows:$/m);
  });

  it("leaves the file as it was when the fragment would break it", () => {
    for (const fragment of ["flows: { report: { transport: teleport } }", "- a", "a: [", "nonsense: 1"]) {
      expect(bridge(["fill", file, "-"], fragment).code).toBe(2);
      expect(readFileSync(file, "utf8")).toBe(specText());
    }
    expect(readdirSync(folder)).toEqual(["bridge.yaml"]);
  });
});

describe("render", () => {
  it("writes what applies of a half-filled spec, and says why not the rest", () => {
    writeFileSync(file, specText().replace(/^objective:\n( .*\n)+/m, ""));
    const { code, stdout } = bridge(["render", file, "--all"]);
    expect(code).toBe(0);
    expect(stdout).toContain("Not memo: still open: objective.outcome, objective.statement, objective.success");
    expect(stdout).toContain("troubleshooting.md");
  });

  it("writes nothing for a spec with a problem", () => {
    writeFileSync(file, specText().replace("sleeps: false", "sleeps: true"));
    expect(bridge(["render", file]).code).toBe(1);
    expect(readdirSync(folder)).toEqual(["bridge.yaml"]);
  });

  it("overwrites what it wrote, and nothing that somebody else wrote or edited", () => {
    expect(bridge(["render", file]).code).toBe(0);
    expect(bridge(["render", file]).code).toBe(0);
    const memo = join(folder, "rendered/memo.md");
    writeFileSync(memo, "mine");
    const { code, stderr } = bridge(["render", file]);
    expect({ code, said: stderr.includes("would overwrite memo.md") }).toEqual({ code: 2, said: true });
    expect(readFileSync(memo, "utf8")).toBe("mine");
    expect(bridge(["render", file, "--force"]).code).toBe(0);
  });

  it("takes away what it wrote earlier and no longer writes, unless somebody edited it", () => {
    bridge(["render", file]);
    const sides = join(folder, "rendered/sides");
    const [first = ""] = readdirSync(sides);
    const [kept = ""] = readdirSync(join(sides, first));
    writeFileSync(join(sides, first, kept), "mine");
    writeFileSync(join(folder, "outside.md"), "theirs");
    const manifest = join(folder, "rendered/manifest.json");
    const names = JSON.parse(readFileSync(manifest, "utf8"));
    const outside = createHash("sha256").update("theirs").digest("hex");
    writeFileSync(manifest, JSON.stringify({ ...names, "../outside.md": outside }));
    writeFileSync(file, specText().replaceAll(new RegExp(`\\b${first}\\b`, "g"), "renamed"));
    expect(bridge(["render", file, "--deliverable", "memo"]).code).toBe(0);
    expect(readdirSync(join(sides, first)).length).toBeGreaterThan(1);
    expect(bridge(["render", file]).code).toBe(0);
    expect(readdirSync(sides)).toContain("renamed");
    expect(readdirSync(join(sides, first))).toEqual([kept]);
    expect(readdirSync(folder)).toContain("outside.md");
  });

  it("writes through no link", () => {
    mkdirSync(join(folder, "elsewhere"));
    mkdirSync(join(folder, "rendered"));
    symlinkSync(join(folder, "elsewhere"), join(folder, "rendered/sides"));
    expect(bridge(["render", file]).code).toBe(2);
    expect(readdirSync(join(folder, "elsewhere"))).toEqual([]);
  });
});
