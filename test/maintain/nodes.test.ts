import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pack } from "../../scripts/maintain/pack.ts";
import { ensurePackages } from "../../scripts/rehearse/install.ts";

/** The packed scripts on the oldest Node that runs them and on the newest; what the tests themselves run on is between the two. */
const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "nodes-"));
const skill = join(folder, "openclaw-peer-bridge");
const nodes = join(root, "test/nodes");
const node = (name: string) => join(nodes, "node_modules", name, "bin/node");
const versions = ["oldest", "newest"].map((name) => [name, node(name)] as const);

/** The binaries are those of one platform; on others this is for its own CI to say. */
const here = process.platform === "linux" && process.arch === "x64";

beforeAll(async () => {
  if (here) await ensurePackages(nodes);
  await pack(skill);
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A folder to work in, the same for each. */
function workFolder(name: string): string {
  const work = join(folder, "work", name);
  mkdirSync(work, { recursive: true });
  cpSync(join(root, "references/examples/daily-audit/bridge.yaml"), join(work, "bridge.yaml"));
  cpSync(join(root, "test/verify/saved"), join(work, "saved"), { recursive: true });
  cpSync(join(root, "test/openclaw-environment/saved/2026.9.6-running"), join(work, "outputs"), { recursive: true });
  mkdirSync(join(work, "many"), { recursive: true });
  // More than one thread takes.
  for (let number = 0; number < 100; number++)
    writeFileSync(join(work, "many", `${number}.md`), `# Note ${number}\n\nRun \`openclaw peer add laptop\` first.\n`);
  return work;
}

const commands: [args: string[], input?: string][] = [
  [["--help"]],
  [["new", "event-push", "--id", "mine"]],
  [["fill", "bridge.yaml", "-"], "objective: { statement: Every morning I know }"],
  [["status", "bridge.yaml"]],
  [["status", "bridge.yaml", "--json"]],
  [["render", "bridge.yaml", "--format", "html"]],
  [["render", "bridge.yaml", "--locale", "zh-CN", "--out", "zh"]],
  [["lint", "rendered", "zh", "saved", "--format", "json"]],
  [["lint", "many", "--format", "json"]],
  [["environment", "--from", "outputs"]],
  [["verify", "bridge.yaml", "--from", "saved"]],
  [["explain", "cron/timezone-missing"]],
  [["nope"]],
];

/** What every command printed, how it ended, and the files that are there afterwards. */
function everything(program: string, work: string) {
  const runs = commands.map(([args, input = ""]) => {
    const { status, stdout, stderr } = spawnSync(program, [join(skill, "scripts/bridge.mjs"), ...args], {
      cwd: work,
      input,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return { args: args.join(" "), status, stdout, stderr };
  });
  const files = readdirSync(work, { recursive: true, encoding: "utf8" })
    .sort()
    .filter((name) => statSync(join(work, name)).isFile())
    .map(
      (name) =>
        `${name} ${createHash("sha256")
          .update(readFileSync(join(work, name)))
          .digest("hex")}`,
    );
  return { runs, files };
}

describe.runIf(here)("on another Node", () => {
  const expected = () => everything(process.execPath, workFolder("own"));
  let own: ReturnType<typeof expected>;
  beforeAll(() => {
    own = expected();
  }, 60_000);

  it.each(versions)(
    "the %s prints the same and writes the same files",
    (name, program) => {
      expect(everything(program, workFolder(name))).toEqual(own);
    },
    60_000,
  );

  it.each(versions)("the %s runs what is installed on the instances", (name, program) => {
    const glue = join(skill, "scripts/glue");
    for (const file of readdirSync(glue).filter((one) => one.endsWith(".mjs")))
      expect(spawnSync(program, ["--check", join(glue, file)], { encoding: "utf8" }).stderr).toBe("");
    const spool = mkdtempSync(join(folder, `${name}-`));
    for (const file of readdirSync(glue)) cpSync(join(glue, file), join(spool, file));
    const settings = join(folder, "work", name, "rendered/sides/vps/report.outbox.json");
    const text = readFileSync(settings, "utf8").replaceAll("~/", `${spool}/`);
    writeFileSync(join(spool, "report.json"), JSON.stringify({ ...JSON.parse(text), spool: "spool" }));
    const outbox = (args: string[], input = "") =>
      spawnSync(program, ["outbox.mjs", ...args], { cwd: spool, input, encoding: "utf8" });
    const added = outbox(["add", "report.json"], '{"result":"ok","findings":[]}');
    expect(added.stderr).toBe("");
    expect(added.status).toBe(0);
    expect(outbox(["list", "report.json"]).stdout).toMatch(/^pending/m);
  });

  it("one that is too old is told so, and nothing runs", () => {
    const { status, stdout, stderr } = spawnSync(node("too-old"), [join(skill, "scripts/bridge.mjs"), "--help"], {
      encoding: "utf8",
    });
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/^bridge: found Node 20\.\d+\.\d+, expected 22\.18 or newer/);
  });
});

describe("whoever reads the output", () => {
  const bridge = () => join(skill, "scripts/bridge.mjs");

  it.each([
    ["stops at once", "| true"],
    ["reads one line", "| head -1"],
    ["has closed standard output", ">&-"],
    ["has closed standard error", "2>&-"],
  ])("%s: no stack trace, and every file is whole", (_, behind) => {
    const work = workFolder(`pipe ${behind.replace(/\W/g, "")}`);
    for (const args of [
      `render bridge.yaml --out out`,
      `lint saved outputs --all`,
      `explain cron/timezone-missing`,
      `--help`,
    ]) {
      const script = `"$NODE" "$BRIDGE" ${args} ${behind}`;
      const env = { ...process.env, NODE: process.execPath, BRIDGE: bridge() };
      const { stderr } = spawnSync("bash", ["-c", script], { cwd: work, env, encoding: "utf8" });
      expect(stderr).not.toMatch(/EPIPE|EBADF|at .*\.mjs/);
    }
    const manifest = JSON.parse(readFileSync(join(work, "out/manifest.json"), "utf8"));
    for (const [name, digest] of Object.entries(manifest))
      expect(
        createHash("sha256")
          .update(readFileSync(join(work, "out", name)))
          .digest("hex"),
      ).toBe(digest);
  });

  it("reads slowly, and gets all of it", async () => {
    const args = [bridge(), "lint", join(root, "test/corpus"), "--format", "json"];
    const whole = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 }).stdout;
    expect(whole.length).toBeGreaterThan(128 * 1024);
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    let slowly = "";
    // A character may be cut in two between chunks.
    for await (const chunk of child.stdout.setEncoding("utf8")) {
      slowly += chunk;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(slowly).toBe(whole);
  });

  it("finds no escape sequence, with colours wished for or not", () => {
    const work = workFolder("colours");
    for (const env of [{ NO_COLOR: "1" }, { FORCE_COLOR: "3", TERM: "xterm-256color" }])
      for (const args of [["--help"], ["status", "bridge.yaml"], ["lint", "saved"], ["nope"]]) {
        const { stdout, stderr } = spawnSync(process.execPath, [bridge(), ...args], {
          cwd: work,
          env: { ...process.env, ...env },
          encoding: "utf8",
        });
        expect(stdout + stderr).not.toContain("\u001B");
      }
  });

  it.each([
    ["fill", "bridge.yaml", "-"],
    ["lint", "-"],
  ])("%s says what it wants where standard input is closed or empty", (...args) => {
    const work = workFolder("no-input");
    const script = `"$NODE" "$BRIDGE" ${args.join(" ")} <&-`;
    const env = { ...process.env, NODE: process.execPath, BRIDGE: bridge() };
    const closed = spawnSync("bash", ["-c", script], { cwd: work, env, encoding: "utf8" });
    expect(closed.stderr + closed.stdout).not.toMatch(/at .*\.mjs/);
    const empty = spawnSync(process.execPath, [bridge(), ...args], { cwd: work, input: "", encoding: "utf8" });
    expect(empty.stderr).not.toMatch(/at .*\.mjs/);
  });
});

describe("a place that cannot be written", () => {
  /** What may be done to the disk, taken away by Node itself, which holds for root as well. */
  const readOnly = (work: string, args: string[], input = "") =>
    spawnSync(process.execPath, ["--permission", "--allow-fs-read=*", join(skill, "scripts/bridge.mjs"), ...args], {
      cwd: work,
      input,
      encoding: "utf8",
    });

  it.each([
    [["new", "event-push", "--id", "mine"]],
    [["fill", "bridge.yaml", "-"]],
    [["render", "bridge.yaml"]],
    [["environment", "--from", "outputs", "--out", "environment.json"]],
  ])("%j says so, ends with 2, and leaves everything as it was", (args) => {
    const work = workFolder(`read-only-${args[0]}`);
    const before = everythingIn(work);
    const { status, stdout, stderr } = readOnly(work, args, "objective: { statement: Every morning I know }");
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/cannot be written \(\w+\)/);
    expect(stderr).not.toMatch(/at .*\.mjs/);
    expect(everythingIn(work)).toEqual(before);
  });

  it("a full disk leaves no half-written file", () => {
    if (!existsSync("/dev/full")) return;
    const work = workFolder("full");
    const full = openSync("/dev/full", "w");
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(skill, "scripts/bridge.mjs"), "status", "bridge.yaml"],
      {
        cwd: work,
        stdio: ["ignore", full, "pipe"],
        encoding: "utf8",
      },
    );
    closeSync(full);
    expect(stderr).not.toMatch(/at .*\.mjs/);
    expect(status).not.toBe(null);
  });

  const everythingIn = (work: string) =>
    readdirSync(work, { recursive: true, encoding: "utf8" })
      .sort()
      .map((name) => [name, statSync(join(work, name)).isFile() ? readFileSync(join(work, name), "utf8") : ""]);
});
