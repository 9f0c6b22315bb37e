import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pack } from "../../scripts/maintain/pack.ts";
import { packFaults } from "../../scripts/maintain/pack-check.ts";
import { ensureOpenClaw } from "../../scripts/rehearse/install.ts";
import { removeTraces } from "../../scripts/rehearse/traces.ts";

const root = join(import.meta.dirname, "../..");
mkdirSync(join(root, "out"), { recursive: true });
const folder = mkdtempSync(join(root, "out", "pack-test-"));
const packed = join(folder, "openclaw-peer-bridge");
const home = join(folder, "home");
afterAll(() => {
  removeTraces(folder);
  rmSync(folder, { recursive: true, force: true });
});

beforeAll(async () => {
  await pack(packed);
  mkdirSync(join(home, ".openclaw"), { recursive: true });
  // The default log is one file in /tmp for all of the machine's gateways.
  writeFileSync(
    join(home, ".openclaw", "openclaw.json"),
    JSON.stringify({ logging: { file: join(home, "openclaw.log") } }),
  );
});

const run = (args: string[], cwd = folder) => {
  const env = { HOME: home, TMPDIR: home, PATH: process.env.PATH, NO_COLOR: "1", OPENCLAW_NO_RESPAWN: "1" };
  return spawnSync(process.execPath, args, { cwd, env, encoding: "utf8" });
};

describe("the packed skill", () => {
  it("renders, without node_modules, what the repository renders", () => {
    const out = join(folder, "rendered");
    const example = "references/examples/daily-audit";
    const { status, stderr } = run([
      join(packed, "scripts/bridge.mjs"),
      "render",
      join(packed, example, "bridge.yaml"),
      "--out",
      out,
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const name of readdirSync(join(root, example, "rendered"), { recursive: true, encoding: "utf8" }).filter(
      (file) => file.endsWith(".md"),
    ))
      expect(readFileSync(join(out, name), "utf8")).toBe(readFileSync(join(root, example, "rendered", name), "utf8"));
  });

  it("asks the same questions", () => {
    const { stdout } = run([join(packed, "scripts/bridge.mjs"), "new", "scheduled-relay"]);
    expect(stdout).toContain("ASK  objective.statement");
  });

  it("lints with the catalogs that it carries, and explains", () => {
    const bridge = join(packed, "scripts/bridge.mjs");
    writeFileSync(join(folder, "note.md"), "Run `openclaw automations list` first.\n");
    const lint = (version: string) => run([bridge, "lint", "note.md", "--openclaw", version, "--format", "json"]);
    expect(lint("2026.9.6").status).toBe(0);
    expect(JSON.parse(lint("2026.6.11").stdout).results[0].findings).toMatchObject([
      { ruleId: "commands/undocumented" },
    ]);
    expect(run([bridge, "explain", "commands/undocumented"]).stdout).toContain("openclaw");
  });

  it("keeps every limit, has no dead link, and holds nothing that scanners flag", () => {
    expect(packFaults(packed)).toEqual([]);
  });

  it("is the same, byte for byte, when it is packed again", async () => {
    const again = join(folder, "again", "openclaw-peer-bridge");
    await pack(again);
    const names = (where: string) => readdirSync(where, { recursive: true, encoding: "utf8" }).sort();
    expect(names(again)).toEqual(names(packed));
    const differs = names(packed).filter(
      (name) =>
        statSync(join(packed, name)).isFile() &&
        !readFileSync(join(packed, name)).equals(readFileSync(join(again, name))),
    );
    expect(differs).toEqual([]);
  });

  it("holds no compiler, no child process, no dot file", () => {
    const files = readdirSync(packed, { recursive: true, encoding: "utf8" });
    expect(files.filter((name) => /(^|\/)\./.test(name) || name.includes("node_modules"))).toEqual([]);
    for (const name of files.filter((file) => file.endsWith(".mjs")))
      expect(readFileSync(join(packed, name), "utf8")).not.toMatch(/\beval\(|child_process/);
  });

  it("is installed, eligible and visible to the model in a real OpenClaw", async () => {
    const { bin } = await ensureOpenClaw();
    const installed = run([bin, "skills", "install", packed]);
    expect(`${installed.status} ${installed.stderr}`).toMatch(/^0/);
    const info = run([bin, "skills", "info", "openclaw-peer-bridge", "--json"]);
    expect(JSON.parse(info.stdout)).toMatchObject({ eligible: true, modelVisible: true });
    const [installedAt] = readdirSync(home, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith("skills/openclaw-peer-bridge/scripts/bridge.mjs"),
    );
    expect(existsSync(join(home, installedAt ?? "nowhere"))).toBe(true);
    expect(run([join(home, installedAt ?? ""), "--help"]).status).toBe(0);
  }, 120_000);
});
