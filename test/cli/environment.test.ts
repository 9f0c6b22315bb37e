import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { readEnvironment } from "../../scripts/openclaw/environment/schema.ts";
import { specText } from "../plan/example.ts";

const bridgeMjs = join(import.meta.dirname, "../../scripts/bridge.mjs");
const outputs = join(import.meta.dirname, "../openclaw-environment/saved/2026.9.6-running");
const folder = mkdtempSync(join(tmpdir(), "environment-"));

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  cpSync(outputs, join(folder, "env-desktop"), { recursive: true });
  writeFileSync(join(folder, "bridge.yaml"), specText());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function bridge(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bridgeMjs, ...args], {
    cwd: folder,
    encoding: "utf8",
  });
  return { code: status, stdout, stderr, next: stdout.trimEnd().split("\n").at(-1) };
}
const there = (file: string) => readFileSync(join(folder, file), "utf8");
const put = (file: string, value: unknown) => writeFileSync(join(folder, file), JSON.stringify(value));

describe("environment", () => {
  it("prints one block of read-only commands within the budget, and what to run next", () => {
    const { code, stdout, next } = bridge("environment", "--instance", "desktop");
    expect(code).toBe(0);
    expect([...stdout].length).toBeLessThanOrEqual(3000);
    const called = [...stdout.matchAll(/openclaw ([a-z]+(?: [a-z]+)?)/g)].map(([, command]) => command);
    expect([...new Set(called)].sort()).toEqual([
      "agents list",
      "channels list",
      "config file",
      "config get",
      "gateway call",
      "gateway status",
      "plugins list",
    ]);
    expect(stdout).toContain("openclaw --version");
    expect(stdout).toContain("gateway call config.get --json");
    expect(next).toBe("Next: bridge.mjs environment --instance desktop --from env-desktop --out environment.json");
  });

  it("turns the folder into a record on standard output, and nothing else", () => {
    const { code, stdout } = bridge("environment", "--from", "env-desktop", "--instance", "desktop");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ format: 1, instance: "desktop", openclaw: "2026.9.6", unknown: [] });
  });

  it("keeps several instances in one file, and says what it does not know", () => {
    bridge("environment", "--from", "env-desktop", "--instance", "desktop", "--out", "environment.json");
    expect(Object.keys(readEnvironment(there("environment.json"), "x"))).toEqual(["desktop"]);
    rmSync(join(folder, "env-desktop/timezone.txt"));
    const { stdout } = bridge("environment", "--from", "env-desktop", "--instance", "vps", "--out", "environment.json");
    expect(stdout).toContain("unknown  timezone");
    expect(Object.keys(readEnvironment(there("environment.json"), "x"))).toEqual(["desktop", "vps"]);
  });

  it("overwrites nothing but an environment file", () => {
    const { code, stderr } = bridge("environment", "--from", "env-desktop", "--out", "bridge.yaml");
    expect({ code, said: stderr.includes("left alone") }).toEqual({ code: 2, said: true });
    expect(there("bridge.yaml")).toBe(specText());
  });

  it.each([
    [["environment", "--from", "nowhere"], /no such folder/],
    [["environment", "--from", "."], /found none of version.txt/],
    [["environment", "--instance", "$(id)"], /expected the instance's name/],
    [["environment", "--out", "x.json"], /expected --from/],
  ])("%j ends with 2", (args, said) => {
    const { code, stdout, stderr } = bridge(...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(said);
  });
});

describe("an environment file", () => {
  it.each([
    ["no JSON", "token: sk-proj-abcdefghijklmnop1234", /file: is no JSON/],
    ["another version of it", '{"format":2}', /file: format: /],
    ["a version that is none", '{"openclaw":"newest"}', /file: openclaw: an OpenClaw version such as/],
    ["a token's value", '{"hooks":{"token":"sk-proj-abcdefghijklmnop1234"}}', /file: hooks\.token: /],
    [
      "a record in the wrong place",
      '{"instances":{"vps":{"cron":{"allowedHostnames":"x"}}}}',
      /file: instances\.vps\.cron\.allowedHostnames: /,
    ],
  ])("that is %s is refused, with the place and without showing what stands there", (_what, text, said) => {
    expect(() => readEnvironment(text, "file")).toThrow(said);
    expect(() => readEnvironment(text, "file")).not.toThrow(/abcdefghijklmnop/);
  });

  it("may be a part of a record, without anything but what its writer knows", () => {
    const partial = { openclaw: "2026.9.6", channels: { a2a: { configured: true } } };
    expect(readEnvironment(JSON.stringify(partial), "file")).toEqual({ "*": partial });
  });
});

describe("--environment", () => {
  const telegram = { telegram: { configured: true } };

  it("makes status name what the instances contradict, and repeats itself in the next command", () => {
    put("vps.json", { instance: "vps", openclaw: "2026.7.33" });
    put("desktop.json", { instance: "desktop", channels: { telegram: { configured: false } } });
    const { code, stdout } = bridge(
      "status",
      "bridge.yaml",
      "--environment",
      "vps.json",
      "--environment",
      "desktop.json",
    );
    expect(code).toBe(1);
    expect(stdout).toMatch(/wrong: instances\.vps\.version\n {2}found {4}2026\.9\.6\n {2}expected 2026\.7\.33/);
    expect(stdout).toContain("telegram, which is not configured on desktop");
    put("vps.json", { instance: "vps", openclaw: "2026.9.6", channels: telegram });
    expect(bridge("status", "bridge.yaml", "--environment", "vps.json").next).toBe(
      "Next: bridge.mjs render bridge.yaml --environment vps.json",
    );
  });

  it("makes render write the indices, and the record beside the documents", () => {
    put("environment.json", { openclaw: "2026.9.6", channels: telegram, lengths: { "hooks.mappings": 4 } });
    expect(bridge("render", "bridge.yaml", "--environment", "environment.json").code).toBe(0);
    expect(there("rendered/sides/desktop/config.set.json")).toContain('"hooks.mappings[4]"');
    expect(JSON.parse(there("rendered/environment.json")).instances["*"].lengths).toEqual({ "hooks.mappings": 4 });
  });

  it("is loud about a version on which nothing was rehearsed", () => {
    writeFileSync(join(folder, "bridge.yaml"), specText().replaceAll("version: 2026.9.6, ", ""));
    put("vps.json", { instance: "vps", openclaw: "2026.9.9", channels: telegram });
    const { stdout } = bridge("render", "bridge.yaml", "--environment", "vps.json");
    expect(stdout).toContain("NOT VERIFIED on your version: vps runs 2026.9.9, rehearsed is 2026.9.6");
    expect(there("rendered/rollout-plan.md")).toContain("A1. Check the commands on your version");
  });

  it("ends with 2 for a file that is none", () => {
    for (const command of ["status", "render"])
      expect(bridge(command, "bridge.yaml", "--environment", "bridge.yaml").code).toBe(2);
  });
});
