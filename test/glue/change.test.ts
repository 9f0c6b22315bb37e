import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { example } from "../plan/example.ts";

const folder = mkdtempSync(join(tmpdir(), "change-"));
const change = join(folder, "change.mjs");
const look = join(folder, "look.json");
const { lane } = example();
const wishes = lane.sides[0]?.wishes ?? [];

/** Writes what `openclaw gateway call config.get` printed of the configuration as written. */
const see = (parsed: unknown, includedPaths: string[] = []) =>
  writeFileSync(look, JSON.stringify({ parsed, includedPaths }));

beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, "../../scripts/glue/change.mjs"), change);
  writeFileSync(join(folder, "config.set.json"), JSON.stringify(wishes));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = () => spawnSync(process.execPath, [change, "place", look], { encoding: "utf8" });

describe("change.mjs place", () => {
  it("starts lists that are not there yet", () => {
    see({ agents: { entries: { main: {} } } });
    const paths = JSON.parse(place().stdout).map(({ path }: { path: string }) => path);
    expect(paths).toContain("hooks.mappings[0]");
    expect(paths).toContain("gateway.trustedProxies[0]");
  });

  it("appends to lists that are there, and repeats nothing that is so already", () => {
    see({
      hooks: {
        path: "/hooks",
        mappings: [
          { id: "a", match: { path: "a" } },
          { id: "b", match: { path: "b" } },
        ],
      },
      gateway: { trustedProxies: ["127.0.0.1"] },
    });
    const paths = JSON.parse(place().stdout).map(({ path }: { path: string }) => path);
    expect(paths).toContain("hooks.mappings[2]");
    expect(paths).not.toContain("hooks.path");
    expect(paths.some((path: string) => path.startsWith("gateway."))).toBe(false);
  });

  it.each([
    [
      "a token of somebody else's",
      { hooks: { enabled: true, token: "__OPENCLAW_REDACTED__", allowedAgentIds: ["main"] } },
      /hooks\.token is already set/,
    ],
    ["another hook path", { hooks: { path: "/in" } }, /hooks\.path is already set/],
    ["a mapping that takes everything", { hooks: { mappings: [{ id: "all", action: "wake" }] } }, /matches every path/],
    ["hooks that reach every agent", { hooks: { enabled: true } }, /shut the others out/],
    [
      "an agent of the same name",
      { agents: { entries: { "bridge-reader": { tools: {} } } } },
      /agents\.entries\.bridge-reader is already set/,
    ],
    ["the legacy list of agents", { agents: { list: [] } }, /legacy/],
  ])("stops before %s, and prints no change", (_name, sections, reason) => {
    see(sections);
    const { status, stdout, stderr } = place();
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(reason);
  });

  it.each([
    ["as the record foresaw it", 2, ""],
    ["longer than the record foresaw it", 3, "note: hooks.mappings has changed since the record: [3] instead of [2]\n"],
    [
      "shorter than the record foresaw it",
      1,
      "note: hooks.mappings has changed since the record: [1] instead of [2]\n",
    ],
  ])("appends at the end of a list that is %s", (_how, length, note) => {
    const mapping = { id: "daily-audit-report", match: { path: "daily-audit-report" } };
    writeFileSync(join(folder, "config.set.json"), JSON.stringify([{ path: "hooks.mappings[2]", value: mapping }]));
    see({
      hooks: {
        enabled: true,
        mappings: Array.from({ length }, (_, at) => ({ id: `m${at}`, match: { path: `m${at}` } })),
      },
    });
    const { stdout, stderr } = place();
    expect(JSON.parse(stdout)).toEqual([{ path: `hooks.mappings[${length}]`, value: mapping }]);
    expect(stderr).toBe(note);
  });

  it("finds a mapping that takes everything also where the record foresaw the index", () => {
    writeFileSync(join(folder, "config.set.json"), JSON.stringify([{ path: "hooks.mappings[1]", value: { id: "x" } }]));
    see({ hooks: { mappings: [{ id: "all", action: "wake" }] } });
    expect(place().stderr).toMatch(/matches every path/);
  });

  const reference = { source: "env", id: "CI_TOKEN" };
  it.each([
    ["the variable that the record showed", "hooks.token", "${CI_TOKEN}", "${CI_TOKEN}", 0],
    [
      "a SecretRef, of which OpenClaw redacts the name",
      "cron.webhookToken",
      { ...reference, provider: "default", id: "__OPENCLAW_REDACTED__" },
      reference,
      0,
    ],
    ["another variable", "hooks.token", "${OTHER}", "${CI_TOKEN}", 1],
    ["a value written out since", "hooks.token", "__OPENCLAW_REDACTED__", "${CI_TOKEN}", 1],
    ["a SecretRef of another source", "cron.webhookToken", { ...reference, source: "exec" }, reference, 1],
    ["nothing any more", "hooks.token", undefined, "${CI_TOKEN}", 1],
  ])(
    "takes a token that is to be there for there only as the record showed it: %s",
    (_what, path, there, value, code) => {
      const [section = "", key = ""] = path.split(".");
      writeFileSync(join(folder, "config.set.json"), JSON.stringify([{ path, value, existing: true }]));
      see({ [section]: { enabled: true, [key]: there } });
      const { status, stdout, stderr } = place();
      expect(status).toBe(code);
      if (code === 0) expect(JSON.parse(stdout)).toEqual([]);
      else expect(stderr).toContain(`${path} is no longer what the record showed`);
    },
  );

  it("says that switching hooks on wakes mappings that slept", () => {
    see({ hooks: { mappings: [{ id: "ci", match: { path: "ci" } }] } });
    expect(place().stderr).toMatch(/^note: .* wakes 1 mapping/);
  });

  it("stops before a configuration that is spread over several files", () => {
    see({}, ["openclaw.json", "hooks.json5"]);
    expect(place().status).toBe(1);
  });

  it("ends with 2 for a look that failed", () => {
    see(null);
    expect(place().status).toBe(2);
  });
});

describe("change.mjs undo", () => {
  const before = { hooks: { mappings: [{ id: "ci", match: { path: "ci" } }] }, agents: { entries: { main: {} } } };
  const ours = { id: "daily-audit-report", match: { path: "daily-audit-report" } };
  const after = {
    agents: { entries: { main: {}, "bridge-reader": { tools: { deny: ["*"] } } }, ownership: "explicit" },
    talk: { agentId: "main" },
    hooks: { mappings: [...before.hooks.mappings, ours], enabled: true, token: "${BRIDGE_HOOK_TOKEN}" },
  };
  const undo = (now: object) => {
    see(before);
    writeFileSync(join(folder, "after.json"), JSON.stringify(after));
    writeFileSync(join(folder, "now.json"), JSON.stringify(now));
    return JSON.parse(
      execFileSync(process.execPath, [change, "undo", look, join(folder, "after.json"), join(folder, "now.json")], {
        encoding: "utf8",
        stdio: "pipe",
      }),
    );
  };

  it("takes away what the rollout added, OpenClaw's own additions included", () => {
    expect(undo(after)).toEqual(before);
  });

  it("keeps what somebody else added or changed since", () => {
    const foreign = { id: "new", match: { path: "new" } };
    const now = {
      ...after,
      messages: { responsePrefix: "x" },
      talk: { agentId: "other" },
      hooks: { ...after.hooks, mappings: [foreign, ...after.hooks.mappings] },
    };
    expect(undo(now)).toEqual({
      ...before,
      messages: { responsePrefix: "x" },
      talk: { agentId: "other" },
      hooks: { mappings: [foreign, ...before.hooks.mappings] },
    });
  });

  it("finds nothing to do a second time", () => {
    expect(undo(undo(after))).toEqual(before);
  });
});

describe("change.mjs after a rollout that was interrupted while it wrote", () => {
  const before = { agents: { entries: { main: {} } }, gateway: { auth: { token: "__OPENCLAW_REDACTED__" } } };
  const run = (...args: string[]) => spawnSync(process.execPath, [change, ...args], { encoding: "utf8" });

  it("takes the batch itself away, and knows that nothing else is left", () => {
    see(before);
    const batch = join(folder, "config.now.json");
    writeFileSync(batch, place().stdout);
    const now = structuredClone({ ...before, gateway: { auth: { token: "the real one" } } }) as Record<string, unknown>;
    for (const { path, value } of JSON.parse(place().stdout)) {
      const keys = path.replaceAll(/\[(\d+)\]/g, ".$1").split(".");
      const last = keys.pop();
      let node = now as Record<string, Record<string, unknown>>;
      for (const [at, key] of keys.entries()) {
        node[key] ??= (/^\d+$/.test(keys[at + 1] ?? last) ? [] : {}) as never;
        node = node[key] as never;
      }
      node[last] = value;
    }
    writeFileSync(join(folder, "now.json"), JSON.stringify({ ...now, meta: { touched: true } }));
    const undone = run("undo", look, batch, join(folder, "now.json"));
    expect(undone.status).toBe(0);
    writeFileSync(join(folder, "undone.json"), undone.stdout);
    expect(JSON.parse(undone.stdout)).toMatchObject({ gateway: { auth: { token: "the real one" } } });
    expect(run("same", look, join(folder, "undone.json")).status).toBe(0);
  });

  it.each([
    ["a key more", { ...before, messages: {} }],
    ["a key less", { agents: before.agents }],
    ["another value", { ...before, agents: { entries: { main: { name: "x" } } } }],
  ])("sees %s", (_, other) => {
    see(before);
    writeFileSync(join(folder, "other.json"), JSON.stringify(other));
    expect(run("same", look, join(folder, "other.json")).status).toBe(1);
  });
});
