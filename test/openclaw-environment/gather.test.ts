import { describe, expect, it } from "vitest";
import { gather, type Saved } from "../../scripts/openclaw/environment/gather.ts";
import { environmentSchema } from "../../scripts/openclaw/environment/schema.ts";
import { saved, savedNames } from "./saved.ts";

/** Outputs of a running gateway with this configuration. */
const running = (parsed: object, more: Saved = {}): Saved => ({
  "version.txt": "OpenClaw 2026.9.6 (eb377ac)\n",
  "config.json": JSON.stringify({ parsed, raw: JSON.stringify(parsed) }),
  ...more,
});

describe("the record of real outputs", () => {
  it.each(savedNames)("of %s is valid, complete and names both tokens' variables", (name) => {
    const record = gather(saved(name), "laptop");
    expect(environmentSchema.parse(record)).toEqual(record);
    expect(record.unknown).toEqual([]);
    expect(record).toMatchObject({
      format: 1,
      instance: "laptop",
      openclaw: name.replace(/-.*/, ""),
      timezone: "UTC",
      config: { comments: true },
      gateway: { mode: "local", bind: "loopback", tailscale: "off", trustedProxies: 1, authMode: "token" },
      channels: { telegram: { configured: true, accounts: 1 }, reef: { configured: false } },
      hooks: {
        enabled: true,
        token: "variable",
        tokenVariable: "MY_HOOK_TOKEN",
        mappings: [{ id: "ci", path: "ci", action: "agent", catchAll: false }],
        allowedAgentIds: ["main"],
        allowedSessionKeyPrefixes: null,
      },
      cron: { tokenVariable: "MY_CRON_TOKEN" },
      lengths: { "hooks.mappings": 1, "hooks.allowedAgentIds": 1, "gateway.trustedProxies": 1 },
    });
    expect(record.agents?.map(({ id }) => id)).toEqual(["main", "ops"]);
  });

  it("of 2026.9.6 shows the a2a channel with its peer, and the exempted host", () => {
    for (const name of ["2026.9.6-running", "2026.9.6-stopped"])
      expect(gather(saved(name), null)).toMatchObject({
        channels: { a2a: { configured: true, enabled: true, peers: 1 } },
        cron: { webhookToken: "secretref", allowedHostnames: ["metrics.example.net"] },
      });
  });
});

describe("what could not be read", () => {
  it("is named, and everything else is there", () => {
    const { unknown, openclaw, hooks } = gather({ "version.txt": "OpenClaw 2026.7.33 (b60a4e9)" }, null);
    expect({ openclaw, hooks }).toEqual({ openclaw: "2026.7.33", hooks: undefined });
    for (const fact of ["config.hooks", "config.cron", "config.channels", "timezone", "config.comments", "agents"])
      expect(unknown?.some((line) => line.startsWith(`${fact}: `))).toBe(true);
  });

  it("is not a section that is unset, on any version", () => {
    const answers = [
      { "config-hooks.json": '{"ok":false,"error":{"message":"Config path is valid but unset: hooks."}}' },
      { "config-hooks.err": "Config path not found: hooks. Run openclaw config validate to inspect config shape.\n" },
    ];
    for (const answer of answers)
      expect(gather(answer, null)).toMatchObject({
        hooks: { enabled: false, token: "absent" },
        lengths: { "hooks.mappings": 0 },
      });
    expect(gather({ "config-hooks.err": "openclaw: not found\n" }, null).hooks).toBeUndefined();
  });

  it("is a token that OpenClaw shows redacted, unless the file was seen to name a variable", () => {
    const redacted = {
      hooks: { token: "__OPENCLAW_REDACTED__" },
      cron: { webhookToken: { source: "env", id: "__OPENCLAW_REDACTED__" } },
    };
    const { hooks, cron, unknown } = gather(running(redacted), null);
    expect([hooks?.token, cron?.webhookToken]).toEqual(["redacted", "secretref"]);
    expect(unknown?.filter((line) => line.includes("tokenVariable"))).toHaveLength(2);
    const seen = {
      "tokens.txt":
        'hooks":{"enabled":true,"token":"${A_TOKEN}"\nwebhookToken":{"id":"B_TOKEN","source":"env","provider":"default"}\n',
    };
    expect(gather(running(redacted, seen), null)).toMatchObject({
      hooks: { token: "variable", tokenVariable: "A_TOKEN" },
      cron: { webhookToken: "secretref", tokenVariable: "B_TOKEN" },
    });
  });
});

describe("what a rollout would stumble over", () => {
  const hooks = (settings: object) => gather(running({ hooks: settings }), null).hooks;

  it("is in the record: a literal token, a mapping for every path, a foreign folder of transforms", () => {
    expect(hooks({ token: "spelled-out" })?.token).toBe("literal");
    expect(
      hooks({
        mappings: [
          { id: "all", match: {} },
          { id: "b", match: { source: "github" } },
        ],
      })?.mappings?.map(({ catchAll }) => catchAll),
    ).toEqual([true, false]);
    expect(hooks({ path: "/" })?.path).toBe("/");
  });

  it.each([
    [undefined, "default"],
    ["~/.openclaw/hooks/transforms", "own"],
    ["/home/op/.openclaw/hooks/transforms/team", "own"],
    ["team", "own"],
    ["/opt/transforms", "foreign"],
    ["../elsewhere", "foreign"],
    ["/home/op/.openclaw/hooks/transforms/../../x", "foreign"],
  ])("%s is %s to the gateway", (folder, expected) => {
    expect(hooks({ transformsDir: folder })?.transformsDir).toBe(expected);
  });

  it("is a channel whose plugin is off or missing, or whose section is switched off", () => {
    const channels = { telegram: { enabled: true }, slack: { enabled: false }, reef: { enabled: true }, matrix: {} };
    const record = gather(
      running(
        { channels },
        {
          "plugins.json": JSON.stringify({ plugins: [{ id: "reef", enabled: false, channelIds: ["reef"] }] }),
          "channel-list.json": JSON.stringify({ chat: { matrix: { accounts: ["default"], installed: false } } }),
        },
      ),
      null,
    );
    expect(
      Object.entries(record.channels ?? {})
        .filter(([, { configured }]) => configured)
        .map(([id]) => id),
    ).toEqual(["telegram"]);
  });

  it("is a comment, wherever it stands, but not a // in an address", () => {
    const comments = (raw: string) =>
      gather({ "config.json": JSON.stringify({ parsed: {}, raw }) }, null).config?.comments;
    expect([comments('{ a: "http://x" }'), comments("{ a: 1 } // mine"), comments("{ /* b */ }")]).toEqual([
      false,
      true,
      true,
    ]);
    expect(gather({ "comments.txt": "0\n" }, null).config?.comments).toBe(false);
  });
});
