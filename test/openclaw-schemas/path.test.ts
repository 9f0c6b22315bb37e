import { describe, expect, test } from "vitest";
import { loadCatalog } from "../../scripts/openclaw/catalog.ts";
import { checkConfigPath } from "../../scripts/openclaw/config/check.ts";
import { parseConfigPath } from "../../scripts/openclaw/config/path.ts";
import type { Schema } from "../../scripts/openclaw/config/schema.ts";

describe("a path of `openclaw config set` is read as OpenClaw reads it", () => {
  test.each([
    ["hooks.enabled", ["hooks", "enabled"]],
    [" hooks . enabled ", ["hooks", "enabled"]],
    ["hooks.mappings[1]", ["hooks", "mappings", 1]],
    ["hooks.mappings.1.action", ["hooks", "mappings", 1, "action"]],
    ["hooks.mappings[ 1 ].action", ["hooks", "mappings", 1, "action"]],
    ['agents.entries["bridge-reader"].tools', ["agents", "entries", "bridge-reader", "tools"]],
    ["agents.entries['a.b'].tools", ["agents", "entries", "a.b", "tools"]],
    ['plugins.entries["a]b"]', ["plugins", "entries", "a]b"]],
    ["plugins.entries.a\\.b", ["plugins", "entries", "a.b"]],
    ["channels.telegram.groups[-100123]", ["channels", "telegram", "groups", "-100123"]],
    ["hooks.mappings[007]", ["hooks", "mappings", "007"]],
    ["hooks.mappings[+]", ["hooks", "mappings", 0]],
    ["hooks.mappings[N].action", ["hooks", "mappings", 0, "action"]],
    ["hooks.mappings[<index>]", ["hooks", "mappings", 0]],
    ["agents.entries.<agent>.tools", ["agents", "entries", "<agent>", "tools"]],
  ])("%s", (text, path) => expect(parseConfigPath(text)).toEqual(path));

  test.each([
    "",
    " ",
    "hooks..enabled",
    ".hooks",
    "hooks.",
    "hooks.mappings[]",
    "hooks.mappings[1",
    "hooks.mappings[1]x",
    'hooks[""]',
    "hooks['x]",
    "hooks.__proto__.x",
    "hooks\\",
  ])("refused: %s", (text) => expect(() => parseConfigPath(text)).toThrow("Invalid path"));
});

describe("a path exists, or the first step that does not is told", () => {
  const told = (text: string) =>
    checkConfigPath(loadCatalog("2026.9.6").config as Schema, parseConfigPath(text)).map(({ kind, path }) => [
      kind,
      path.join("."),
    ]);

  test.each([
    "hooks",
    "hooks.mappings[3].transform.module",
    "hooks.mappings[N].match.method",
    "cron.webhookToken.source",
    "cron.webhookSsrfPolicy.allowedHostnames[+]",
    "agents.entries.bridge-reader.tools.deny[0]",
    "channels.a2a.peers.gw-b.token",
    "channels.wecom.token",
    "plugins.entries.x.config.anything",
    "models.providers.<id>.models[0].id",
    "channels.telegram.groups[-100123].requireMention",
  ])("%s exists", (text) => expect(told(text)).toEqual([]));

  test.each([
    ["federation.peers", "unknown-key", "federation"],
    ["hooks.federate", "unknown-key", "hooks.federate"],
    ["hooks.mappings.first.action", "unknown-key", "hooks.mappings.first"],
    ["hooks.mappings[0].token", "unknown-key", "hooks.mappings.0.token"],
    ["hooks.token.source", "unknown-key", "hooks.token.source"],
    ["cron.retry.maxAttempts", "unknown-key", "cron.retry"],
    ["channels.fooverse.enabled", "unknown-key", "channels.fooverse"],
    ["agents.list[0].id", "legacy-key", "agents.list"],
  ])("%s does not", (text, kind, at) => expect(told(text)).toEqual([[kind, at]]));
});
