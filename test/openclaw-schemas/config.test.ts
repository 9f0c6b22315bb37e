import { describe, expect, test } from "vitest";
import { knownVersions, loadCatalog } from "../../scripts/openclaw/catalog.ts";
import { type ConfigProblem, checkConfig } from "../../scripts/openclaw/config/check.ts";
import type { Schema } from "../../scripts/openclaw/config/schema.ts";
import { configCases } from "./config-cases.ts";
import { verdicts } from "./verdicts.ts";

const check = (version: string, name: string): ConfigProblem[] => {
  const { value, at = [], complete = false } = configCases[name] as (typeof configCases)[string];
  return checkConfig(loadCatalog(version).config as Schema, value, at, { complete });
};

/** A migrated key alone is accepted, with a warning. */
const refuses = (problems: ConfigProblem[]) => problems.some(({ kind, note }) => kind !== "legacy-key" || note);

describe.each(knownVersions)("OpenClaw %s and the checker agree", (version) => {
  test.each(Object.entries(configCases).filter(([, { apart }]) => !apart))("%s", (name) => {
    const recorded = verdicts[version]?.config[name];
    expect(refuses(check(version, name)) ? "refused" : "ok", recorded).toBe(recorded === "ok" ? "ok" : "refused");
  });
});

test.each(Object.entries(configCases))("in 2026.9.6: %s", (name, { says }) => {
  const told = check("2026.9.6", name).map(({ kind, path }) => [kind, path.join(".")]);
  expect(told).toEqual(says ? [says] : []);
});

test.each(Object.entries(configCases).filter(([, { apart }]) => apart))(
  "the checker still differs from some version: %s",
  (name) => {
    const differing = knownVersions.filter(
      (version) => refuses(check(version, name)) === (verdicts[version]?.config[name] === "ok"),
    );
    expect(differing).not.toEqual([]);
  },
);

test("a removed key is unknown in the version that lacks it, and fine in those that have it", () => {
  const told = (version: string, value: unknown) =>
    checkConfig(loadCatalog(version).config as Schema, value).map(({ path }) => path.join("."));
  expect(told("2026.7.33", { cron: { retry: { maxAttempts: 3 } }, hooks: { maxBodyBytes: 1 } })).toEqual([]);
  expect(told("2026.9.6", { cron: { retry: { maxAttempts: 3 } }, hooks: { maxBodyBytes: 1 } })).toEqual([
    "cron.retry",
    "hooks.maxBodyBytes",
  ]);
  expect(told("2026.7.33", { agents: { entries: { main: {} } } })).toEqual(["agents.entries"]);
});

test("a mistyped key has its nearest neighbour, an invented one has none", () => {
  const near = (value: unknown) =>
    checkConfig(loadCatalog("2026.9.6").config as Schema, value).map(({ nearest }) => nearest);
  expect(near({ hooks: { mapping: [] } })).toEqual(["mappings"]);
  expect(near({ cron: { webhooktoken: "x" } })).toEqual(["webhookToken"]);
  expect(near({ federation: {} })).toEqual([undefined]);
});

test("in a patch null removes a key, whatever the key takes", () => {
  const schema = loadCatalog("2026.9.6").config as Schema;
  const patch = { hooks: { token: null, mappings: null }, cron: { retry: null }, agents: { list: null } };
  expect(checkConfig(schema, patch, [], { patch: true })).toEqual([]);
  expect(checkConfig(schema, { hooks: { federate: true } }, [], { patch: true })).toHaveLength(1);
});

test("what the reader fills in is taken as good, keys included", () => {
  const value = {
    hooks: { token: "<token>", path: "...", enabled: "<true|false>", "<key>": 1 },
    agents: { entries: { "<agent>": { workspace: "~/<folder>" } } },
    channels: { telegram: { botToken: "YOUR_BOT_TOKEN" } },
  };
  expect(checkConfig(loadCatalog("2026.9.6").config as Schema, value)).toEqual([]);
});

test("a channel of the reader's own environment is fine", () => {
  const schema = loadCatalog("2026.9.6").config as Schema;
  expect(checkConfig(schema, { channels: { acme: { x: 1 } } }, [], { channels: ["acme"] })).toEqual([]);
  expect(checkConfig(schema, { x: 1 }, ["channels", "acme"], { channels: ["acme"] })).toEqual([]);
});
