import type { Path } from "../../scripts/openclaw/config/path.ts";

/**
 * A fragment of openclaw.json. `says`: kind and path of the one problem that 2026.9.6 must give, or null for none. `apart`: why our verdict
 * differs from that of `config validate` in a fresh home on some version; then it must differ on one.
 */
export type ConfigCase = {
  value: unknown;
  at?: Path;
  says: [kind: string, path: string] | null;
  complete?: true;
  apart?: string;
};

const env = { source: "env", provider: "default", id: "BRIDGE_TOKEN" };
const mapping = { id: "bridge", match: { path: "bridge" }, action: "agent", messageTemplate: "{{summary}}" };
const model = {
  id: "m",
  name: "M",
  reasoning: false,
  input: ["text"],
  contextWindow: 1000,
  maxTokens: 100,
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
};
const provider = { baseUrl: "http://127.0.0.1:1/v1", apiKey: "none", api: "openai-completions", models: [model] };
const peer = { token: "${PEER_TOKEN}", url: "https://b.example/a2a/v1" };

/** Named by the sentence that must be true. */
export const configCases: Record<string, ConfigCase> = {
  "an empty file is fine": { value: {}, says: null },
  "an invented root key is unknown": { value: { federation: {} }, says: ["unknown-key", "federation"] },
  "a comment key is unknown": { value: { "//": "x" }, says: ["unknown-key", "//"] },
  "$schema is fine": { value: { $schema: "x" }, says: null },
  "hooks are fine": {
    value: {
      hooks: { enabled: true, token: "${HOOK_TOKEN}", path: "/hooks", allowedAgentIds: ["main"], mappings: [mapping] },
    },
    says: null,
  },
  "an invented hooks key is unknown": { value: { hooks: { federate: true } }, says: ["unknown-key", "hooks.federate"] },
  "a removed hooks key is unknown where it is gone": {
    value: { hooks: { maxBodyBytes: 1000 } },
    says: ["unknown-key", "hooks.maxBodyBytes"],
  },
  "null is no object": { value: { hooks: null }, says: ["invalid-value", "hooks"] },
  "a mapping appended by index is fine": { at: ["hooks", "mappings", 0], value: mapping, says: null },
  "a mapping's invented action is told at the action": {
    at: ["hooks", "mappings", 0],
    value: { ...mapping, action: "forward" },
    says: ["invalid-value", "hooks.mappings.0.action"],
  },
  "a mapping has no token of its own": {
    value: { hooks: { mappings: [{ id: "a", token: "x" }] } },
    says: ["unknown-key", "hooks.mappings.0.token"],
  },
  "a mapping's match takes more keys": {
    value: { hooks: { mappings: [{ match: { path: "x", method: "POST" } }] } },
    says: null,
  },
  "a transform by an absolute path is refused": {
    value: { hooks: { mappings: [{ transform: { module: "/x.mjs" } }] } },
    says: ["invalid-value", "hooks.mappings.0.transform.module"],
  },
  "a transform that climbs out is refused": {
    value: { hooks: { mappings: [{ transform: { module: "../x.mjs" } }] } },
    says: ["invalid-value", "hooks.mappings.0.transform.module"],
  },
  "a transform beside the others is fine": {
    value: { hooks: { mappings: [{ transform: { module: "bridge/x.mjs" } }] } },
    says: null,
  },
  "a transform without module is incomplete": {
    value: { hooks: { mappings: [{ transform: { export: "x" } }] } },
    complete: true,
    says: ["missing-required", "hooks.mappings.0.transform.module"],
  },
  "a persistent mapping needs a key": {
    value: { hooks: { mappings: [{ sessionMode: "persistent" }] } },
    complete: true,
    says: ["missing-required", "hooks.mappings.0.sessionKey"],
  },
  "a persistent mapping with the default key is fine": {
    value: { hooks: { defaultSessionKey: "hook:x", mappings: [{ sessionMode: "persistent" }] } },
    complete: true,
    says: null,
  },
  "the hook token is no secret reference": { value: { hooks: { token: env } }, says: ["invalid-value", "hooks.token"] },
  "a variable is a text": { at: ["hooks", "token"], value: "${HOOK_TOKEN}", says: null },
  "a variable is no boolean": { at: ["hooks", "enabled"], value: "${X}", says: ["invalid-value", "hooks.enabled"] },
  "a variable is no number": { at: ["gateway", "port"], value: "${PORT}", says: ["invalid-value", "gateway.port"] },
  "a placeholder for a number is the reader's": {
    at: ["gateway", "port"],
    value: "<port>",
    says: null,
    apart: "a document's placeholder is not a value yet",
  },
  "a variable may hold one of the words": {
    at: ["gateway", "mode"],
    value: "${GATEWAY_MODE}",
    says: null,
    apart: "the word is known only where the variable is set",
  },
  "a port beyond the last is told with its range": {
    at: ["gateway", "port"],
    value: 70000,
    says: ["invalid-value", "gateway.port"],
  },
  "a number in quotes is no number": {
    at: ["gateway", "port"],
    value: "18789",
    says: ["invalid-value", "gateway.port"],
  },
  "an address is no bind mode": { at: ["gateway", "bind"], value: "0.0.0.0", says: ["invalid-value", "gateway.bind"] },
  "trusted proxies are fine": { at: ["gateway", "trustedProxies"], value: ["192.0.2.1"], says: null },
  "Tailscale's serve wants loopback": {
    value: { gateway: { bind: "lan", tailscale: { mode: "serve" } } },
    says: ["invalid-value", "gateway.bind"],
  },
  "Tailscale's funnel wants authentication": {
    value: { gateway: { auth: { mode: "none" }, tailscale: { mode: "funnel" } } },
    says: ["invalid-value", "gateway.auth.mode"],
  },
  "Tailscale's serve on loopback is fine": {
    value: { gateway: { bind: "loopback", tailscale: { mode: "serve" } } },
    says: null,
  },
  "the webhook token may be a secret reference": { at: ["cron", "webhookToken"], value: env, says: null },
  "a reference from an invented source is told at the source": {
    at: ["cron", "webhookToken"],
    value: { ...env, source: "vault" },
    says: ["invalid-value", "cron.webhookToken.source"],
  },
  "a reference with another key is told at the key": {
    at: ["cron", "webhookToken"],
    value: { ...env, key: "x" },
    says: ["unknown-key", "cron.webhookToken.key"],
  },
  "an environment reference is upper case": {
    at: ["cron", "webhookToken"],
    value: { ...env, id: "bridge_token" },
    says: ["invalid-value", "cron.webhookToken.id"],
  },
  "a file reference is a pointer": {
    at: ["cron", "webhookToken"],
    value: { source: "file", provider: "default", id: "token" },
    says: ["invalid-value", "cron.webhookToken.id"],
  },
  "a file reference by pointer is fine": {
    at: ["cron", "webhookToken"],
    value: { source: "file", provider: "default", id: "/peer/token" },
    says: null,
  },
  "a reference without id is incomplete": {
    at: ["cron", "webhookToken"],
    value: { source: "env", provider: "default" },
    complete: true,
    says: ["missing-required", "cron.webhookToken.id"],
  },
  "retention takes a duration": { at: ["cron", "sessionRetention"], value: "1h30m", says: null },
  "retention takes a number in its own unit": { at: ["cron", "sessionRetention"], value: "48", says: null },
  "retention takes false": { at: ["cron", "sessionRetention"], value: false, says: null },
  "retention takes no words": {
    at: ["cron", "sessionRetention"],
    value: "forever",
    says: ["invalid-value", "cron.sessionRetention"],
  },
  "retention takes no true": {
    at: ["cron", "sessionRetention"],
    value: true,
    says: ["invalid-value", "cron.sessionRetention"],
  },
  "invented peers of cron are unknown": { value: { cron: { peers: [] } }, says: ["unknown-key", "cron.peers"] },
  "cron.retry is unknown where it is gone": {
    value: { cron: { retry: { maxAttempts: 3 } } },
    says: ["unknown-key", "cron.retry"],
  },
  "cron.webhook is unknown where it is gone": {
    value: { cron: { webhook: "https://x.example" } },
    says: ["unknown-key", "cron.webhook"],
  },
  "the failure alert's mode is one of two": {
    at: ["cron", "failureAlert"],
    value: { mode: "email" },
    says: ["invalid-value", "cron.failureAlert.mode"],
  },
  "the exception of the SSRF guard is by name": {
    at: ["cron", "webhookSsrfPolicy"],
    value: { allowedHostnames: ["laptop.internal"] },
    says: null,
  },
  "the exception takes texts": {
    at: ["cron", "webhookSsrfPolicy"],
    value: { allowedHostnames: [5] },
    says: ["invalid-value", "cron.webhookSsrfPolicy.allowedHostnames.0"],
  },
  "an invented channel is unknown": {
    value: { channels: { fooverse: { enabled: true } } },
    says: ["unknown-key", "channels.fooverse"],
  },
  "a channel in another case is unknown": {
    value: { channels: { Telegram: { enabled: true } } },
    says: ["unknown-key", "channels.Telegram"],
  },
  "a channel whose plugin is named only warns": {
    value: { channels: { fooverse: {} }, plugins: { entries: { fooverse: { enabled: true } } } },
    says: null,
  },
  "a documented plugin's channel is fine": {
    value: { channels: { wecom: { enabled: true } } },
    says: null,
    apart: "the plugin may be installed",
  },
  "what a channel requires with a default may be missing": {
    value: { channels: { telegram: { enabled: true } } },
    complete: true,
    says: null,
  },
  "an invented key of a channel is unknown": {
    value: { channels: { telegram: { webhookPeers: [] } } },
    says: ["unknown-key", "channels.telegram.webhookPeers"],
  },
  "an invented key of a channel that is not installed is unknown": {
    value: { channels: { matrix: { fooo: 1 } } },
    says: ["unknown-key", "channels.matrix.fooo"],
  },
  "a peer of the a2a channel is fine": {
    value: { channels: { a2a: { enabled: true, peers: { "gw-b": peer } } } },
    says: null,
  },
  "a peer's token is no secret reference": {
    value: { channels: { a2a: { peers: { "gw-b": { ...peer, token: env } } } } },
    says: ["invalid-value", "channels.a2a.peers.gw-b.token"],
  },
  "a peer's address is http": {
    value: { channels: { a2a: { peers: { "gw-b": { ...peer, url: "ws://b.example" } } } } },
    says: ["invalid-value", "channels.a2a.peers.gw-b.url"],
  },
  "a peer without token is incomplete": {
    value: { channels: { a2a: { peers: { "gw-b": { url: peer.url } } } } },
    complete: true,
    says: ["missing-required", "channels.a2a.peers.gw-b.token"],
  },
  "a peer's name is lower case": {
    value: { channels: { a2a: { peers: { "GW B": peer } } } },
    says: ["unknown-key", "channels.a2a.peers.GW B"],
  },
  "an unknown plugin only warns": {
    value: { plugins: { entries: { fooplug: { enabled: true, config: { a: 1 } } } } },
    says: null,
  },
  "an invented key of a plugin's entry is unknown": {
    value: { plugins: { entries: { fooplug: { peers: true } } } },
    says: ["unknown-key", "plugins.entries.fooplug.peers"],
  },
  "an invented key of a known plugin's settings is unknown": {
    value: { plugins: { entries: { webhooks: { enabled: true, config: { a: 1 } } } } },
    says: ["unknown-key", "plugins.entries.webhooks.config.a"],
  },
  "agents by entries are fine": { value: { agents: { entries: { main: {} } } }, says: null },
  "agents.list alone is migrated": {
    value: { agents: { list: [{ id: "main" }] } },
    says: ["legacy-key", "agents.list"],
  },
  "agents.list beside agents.entries is refused": {
    value: { agents: { list: [{ id: "main" }], entries: { main: {} } } },
    says: ["legacy-key", "agents.list"],
  },
  "contextTokens of the defaults is migrated": {
    value: { agents: { defaults: { contextTokens: 1000 } } },
    says: ["legacy-key", "agents.defaults.contextTokens"],
  },
  "contextWindow of a provider is migrated": {
    value: { models: { providers: { x: { ...provider, contextWindow: 1000 } } } },
    says: ["legacy-key", "models.providers.x.contextWindow"],
  },
  "a provider is fine": { value: { models: { providers: { x: provider } } }, complete: true, says: null },
  "a provider without models is told by OpenClaw alone": {
    value: { models: { providers: { x: { baseUrl: "http://x.example" } } } },
    complete: true,
    says: null,
    apart: "bundled providers may leave models out",
  },
  "a heartbeat's interval is a duration": {
    at: ["agents", "defaults", "heartbeat"],
    value: { every: "often" },
    says: ["invalid-value", "agents.defaults.heartbeat.every"],
  },
  "a heartbeat may be off": { at: ["agents", "defaults", "heartbeat"], value: { every: "0m" }, says: null },
  "active hours are times": {
    at: ["agents", "defaults", "heartbeat"],
    value: { activeHours: { start: "7 am", end: "22:00" } },
    says: ["invalid-value", "agents.defaults.heartbeat.activeHours.start"],
    apart: "2026.6.11 and 2026.7.33 take any text",
  },
  "allow and alsoAllow exclude each other": {
    value: { tools: { allow: ["read"], alsoAllow: ["exec"] } },
    says: ["invalid-value", "tools.alsoAllow"],
  },
  "a tool's switch is a boolean": {
    value: { tools: { agentToAgent: { enabled: "yes" } } },
    says: ["invalid-value", "tools.agentToAgent.enabled"],
  },
  "variables of the environment have a key of their own": {
    value: { env: { PEER_URL: "https://x.example" } },
    says: ["unknown-key", "env.PEER_URL"],
  },
  "a binding's channel is inside match": {
    value: { bindings: [{ agentId: "main", channel: "telegram" }] },
    says: ["unknown-key", "bindings.0.channel"],
  },
  "the logging level is one of a few": {
    at: ["logging", "level"],
    value: "loud",
    says: ["invalid-value", "logging.level"],
  },
};

/** The fragment in its place: openclaw.json as a whole. */
export const wholeOf = ({ at = [], value }: ConfigCase): unknown =>
  at.reduceRight<unknown>((inner, step) => (typeof step === "number" ? [inner] : { [step]: inner }), value);
