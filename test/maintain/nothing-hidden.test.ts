import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pack } from "../../scripts/maintain/pack.ts";

/**
 * The packed command line works with everything taken away that it says it does not use: other programs and the rest of the disk by Node's
 * permission model, the network by a namespace without one. A preloaded module notes each environment variable that the scripts read
 * (Node itself reads some of its own).
 */
const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "nothing-hidden-"));
const [skill, work, watch] = ["openclaw-peer-bridge", "work", "watch.mjs"].map((name) => join(folder, name)) as [
  string,
  string,
  string,
];
const seen = join(work, "env.log");

/** How a terminal is, and in which language. */
const display =
  /^(NO_COLOR|FORCE_COLOR|NODE_DISABLE_COLORS|TERM|COLORTERM|TERM_PROGRAM(_VERSION)?|TMUX|CI|TEAMCITY_VERSION|LANG|LC_ALL|LC_MESSAGES)$/;

/** Whether this machine lets a process have a network of its own: none. */
const alone = spawnSync("unshare", ["-rn", "true"]).status === 0;

beforeAll(async () => {
  await pack(skill);
  mkdirSync(work);
  cpSync(join(root, "references/examples/daily-audit/bridge.yaml"), join(work, "bridge.yaml"));
  cpSync(join(root, "test/verify/saved"), join(work, "saved"), { recursive: true });
  mkdirSync(join(work, "many"));
  const memo = join(root, "references/examples/daily-audit/rendered/memo.md");
  for (let number = 0; number < 100; number++) cpSync(memo, join(work, "many", `${number}.md`));
  cpSync(join(root, "test/openclaw-environment/saved/2026.9.6-running"), join(work, "outputs"), { recursive: true });
  writeFileSync(
    watch,
    `import { appendFileSync } from "node:fs";
const real = process.env;
process.env = new Proxy(real, { get(target, name) {
  const caller = (new Error().stack ?? "").split("\\n")[2] ?? "";
  if (typeof name === "string" && !caller.includes("node:internal")) appendFileSync(${JSON.stringify(seen)}, name + "\\n");
  return target[name];
} });
`,
  );
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function without(args: string[], input = "") {
  writeFileSync(seen, "");
  const node = [
    ...["--permission", `--allow-fs-read=${folder}/*`, `--allow-fs-write=${work}/*`, "--import", watch],
    ...[join(skill, "scripts/bridge.mjs"), ...args],
  ];
  const [program = "", ...rest] = [...(alone ? ["unshare", "-rn"] : []), process.execPath, ...node];
  const { status, stdout, stderr } = spawnSync(program, rest, { cwd: work, input, encoding: "utf8" });
  return { status, stdout, stderr, variables: readFileSync(seen, "utf8").split("\n").filter(Boolean) };
}

describe("the packed command line, with nothing but its own folder and the one it works in", () => {
  it.each<[string, number, string[], string?]>([
    ["--help", 0, ["--help"]],
    ["new", 0, ["new", "scheduled-relay"]],
    ["fill", 0, ["fill", "bridge.yaml", "-"], "objective: { statement: Every morning I know }"],
    ["status", 0, ["status", "bridge.yaml"]],
    ["render", 0, ["render", "bridge.yaml"]],
    [
      "render as a page, in Chinese",
      0,
      ["render", "bridge.yaml", "--format", "html", "--locale", "zh-CN", "--out", "zh"],
    ],
    ["lint", 0, ["lint", "rendered"]],
    ["lint of more documents than one thread takes", 0, ["lint", "many"]],
    ["environment", 0, ["environment"]],
    ["environment --from", 0, ["environment", "--from", "outputs"]],
    ["verify", 0, ["verify", "bridge.yaml", "--from", "saved"]],
    ["explain", 0, ["explain", "cron/timezone-missing"]],
  ])("%s", (_, code, args, input) => {
    const { status, stdout, stderr, variables } = without(args, input);
    expect({ status, stderr }).toEqual({ status: code, stderr: "" });
    expect(stdout).not.toBe("");
    expect(variables.filter((name) => !display.test(name))).toEqual([]);
  });

  it("would be stopped where it did", () => {
    const node = (code: string) =>
      spawnSync(process.execPath, ["--permission", `--allow-fs-read=${folder}/*`, "--input-type=module", "-e", code], {
        encoding: "utf8",
      }).stderr;
    expect(node('import { spawnSync } from "node:child_process"; spawnSync("true")')).toContain("ERR_ACCESS_DENIED");
    expect(node('import { readFileSync } from "node:fs"; readFileSync("/etc/hostname")')).toContain(
      "ERR_ACCESS_DENIED",
    );
  });

  it.runIf(alone)("has no network there", () => {
    const ask = 'await fetch("http://127.0.0.1:65000").catch((e) => console.log(e.cause.code))';
    const { stdout } = spawnSync("unshare", ["-rn", process.execPath, "--input-type=module", "-e", ask], {
      encoding: "utf8",
    });
    expect(stdout.trim()).toMatch(/ENETUNREACH|ECONNREFUSED|EADDRNOTAVAIL/);
  });
});
