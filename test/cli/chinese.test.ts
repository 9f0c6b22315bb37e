import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inProcess } from "./in-process.ts";

/** Whoever works in Chinese is answered in Chinese: also where a command was asked wrongly. */
const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "bridge-zh-"));
const at = (name: string) => join(folder, name);
const here = process.cwd();

beforeAll(() => {
  const spec = readFileSync(join(root, "references/examples/daily-audit/bridge.yaml"), "utf8");
  writeFileSync(at("bridge.yaml"), spec.replace(/^locale: .*$/m, "locale: zh-CN"));
  writeFileSync(at("bytes.yaml"), Buffer.from([0xff, 0xfe, 0xfd]));
  writeFileSync(at("null.md"), "a\0b");
  writeFileSync(at("large.yaml"), "x".repeat(300_000));
  writeFileSync(at("facts.json"), "oops");
  writeFileSync(at("odd.json"), '{"openclaw": 7}');
  mkdirSync(at("empty"));
  mkdirSync(at("written"));
  writeFileSync(at("written/memo.md"), "somebody's own");
  symlinkSync(at("empty"), at("link"));
  mkdirSync(at("linked"));
  symlinkSync(at("bridge.yaml"), at("linked/memo.md"));
  cpSync(join(root, "test/verify/saved"), at("saved"), { recursive: true });
  cpSync(join(root, "test/verify/saved"), at("broken"), { recursive: true });
  writeFileSync(at("broken/report.runs.json"), "oops");
  mkdirSync(at("bridges/taken"), { recursive: true });
  writeFileSync(at("bridges/taken/bridge.yaml"), "");
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(here);
  rmSync(folder, { recursive: true, force: true });
});

/** Code, names and OpenClaw's own words stay as they are. */
const prose = (text: string) =>
  text
    .replace(/^Next: .*$/m, "")
    .replaceAll(/`[^`]*`|bridge\.mjs .*|'[^']*'|--[a-z-]+( [A-Z]+)?|(?<=错误的选项：).*?(?=，应该是)/g, "")
    .replaceAll(folder, "");
const english = /[a-z]{2,} [a-z]{2,}/i;

describe("usage errors in Chinese", () => {
  it.each<[string, string[]]>([
    ["no such command", ["peer"]],
    ["no argument", ["status"]],
    ["no such option", ["status", "bridge.yaml", "--shout"]],
    ["no such file", ["status", "nowhere.yaml"]],
    ["bytes that are no text", ["status", "bytes.yaml"]],
    ["too large", ["status", "large.yaml"]],
    ["no such pattern", ["new", "federation"]],
    ["a bad id", ["new", "event-push", "--id", "../x"]],
    ["an id that is taken", ["new", "event-push", "--id", "taken"]],
    ["no such deliverable", ["render", "bridge.yaml", "--deliverable", "poem"]],
    ["no such format", ["render", "bridge.yaml", "--format", "pdf"]],
    ["a file in the way", ["render", "bridge.yaml", "--out", "written"]],
    ["a link in the way", ["render", "bridge.yaml", "--out", "linked"]],
    ["a fragment from elsewhere", ["fill", "bridge.yaml", "more.yaml"]],
    ["no document", ["lint", "empty"]],
    ["null bytes", ["lint", "null.md"]],
    ["a missing document", ["lint", "nowhere.md"]],
    ["no such kind", ["lint", "bridge.yaml", "--kind", "poem"]],
    ["no such rule", ["explain", "guardrail/nothing-like-it"]],
    ["an environment that is no JSON", ["status", "bridge.yaml", "--environment", "facts.json"]],
    ["an environment of another shape", ["status", "bridge.yaml", "--environment", "odd.json"]],
    ["an instance with a bad name", ["environment", "--instance", "A B"]],
    ["--out alone", ["environment", "--out", "x.json"]],
    ["no such folder", ["environment", "--from", "nowhere"]],
    ["an empty folder", ["environment", "--from", "empty"]],
    ["nothing saved", ["verify", "bridge.yaml", "--from", "empty"]],
    ["saved wrongly", ["verify", "bridge.yaml", "--from", "broken"]],
    ["verify without a folder", ["verify", "bridge.yaml"]],
  ])("%s", async (_, args) => {
    const { code, stdout, stderr } = await inProcess([...args, "--locale", "zh-CN"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/\p{Script=Han}/u);
    expect(prose(stderr)).not.toMatch(english);
  });

  it.each<[string, string[]]>([
    ["environment", ["environment", "--instance", "vps"]],
    ["verify", ["verify", "bridge.yaml", "--from", "saved"]],
    ["status", ["status", "bridge.yaml"]],
  ])("what %s prints", async (_, args) => {
    const { stdout } = await inProcess([...args, "--locale", "zh-CN"]);
    const words = prose(stdout.replace(/^\( umask[\s\S]*?(?=^Next)/m, ""));
    expect(words).toMatch(/\p{Script=Han}/u);
    expect(words.split("\n").filter((line) => /\p{Script=Han}/u.test(line) === false && english.test(line))).toEqual(
      [],
    );
  });
});
