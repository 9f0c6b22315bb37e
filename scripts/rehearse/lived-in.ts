/** `modelUrl`, `telegramUrl`: base URLs of the scripted services; `logFile`: a path; `chats`: where people may write to the bot. */
type Surroundings = { port: number; modelUrl: string; telegramUrl: string; logFile: string; chats?: string[] };

/**
 * Writes the configuration of a sender that somebody has lived with: two agents, comments, a webhook host of another
 * project, habits of its own for scheduled jobs.
 * @param surroundings `exemptLoopback`: for a receiver with a public address, for which loopback only stands in
 * @returns JSON5 text of openclaw.json
 */
export function senderConfig(surroundings: Surroundings & { exemptLoopback: boolean }): string {
  return `// The server in the cellar. Written by hand, comments and all.
{
  ${gateway(surroundings.port, "sender")}
  agents: {
    // Two agents, so ownership has to be said.
    ownership: "explicit",
    defaults: {
      ${agentDefaults}
      systemAgent: { agentId: "main" },
      heartbeat: { agentId: "main", every: "0m" },
    },
    entries: {
      main: { name: "Cellar" },
      ops: { name: "Operations" }, // looks after the machine
    },
  },
  bindings: [{ agentId: "main", match: { channel: "telegram" } }],
  talk: { agentId: "main" },
  ${services(surroundings, "111111:bot-token-of-the-sender")}
  cron: {
    skipMissedJobs: true,
    sessionRetention: "48h",
    webhookSsrfPolicy: {
      allowedHostnames: ["metrics.example.net"${surroundings.exemptLoopback ? ', "127.0.0.1"' : ""}], // the dashboard, not ours to touch
    },
  },
}
`;
}

/**
 * Writes the configuration of a receiver that somebody has lived with: one agent, an office proxy that it trusts, and hooks
 * either not there yet or in use by somebody else.
 * @returns JSON5 text of openclaw.json
 */
export function receiverConfig(surroundings: Surroundings & { hooks: keyof typeof foreignHooks }): string {
  return `/* The laptop. */
{
  ${gateway(surroundings.port, "receiver", `trustedProxies: ["192.0.2.10"], // the proxy at the office`)}
  agents: {
    defaults: {
      ${agentDefaults}
      heartbeat: { every: "0m" },
    },
    entries: {
      main: { name: "Laptop" },
    },
  },
  ${services(surroundings, "222222:bot-token-of-the-receiver")}${foreignHooks[surroundings.hooks]}
}
`;
}

const foreignMappings = `mappings: [
      // Tells me when a build breaks.
      { id: "ci", match: { path: "ci" }, action: "agent", agentId: "main", deliver: false, messageTemplate: "Build: {{status}}" },
    ],`;

/** `mappings-only`: prepared, but never switched on. */
const foreignHooks = {
  none: "",
  "mappings-only": `
  hooks: {
    ${foreignMappings}
  },`,
  "in-use": `
  hooks: {
    enabled: true,
    token: "hook-token-of-the-build-server",
    allowedAgentIds: ["main"],
    ${foreignMappings}
  },`,
};

/** No first conversation with a new agent: the only model runs are those that the bridge causes. */
const agentDefaults = `skipBootstrap: true,
      model: { primary: "scripted/echo" },`;

function gateway(port: number, side: string, more = ""): string {
  return `gateway: {
    mode: "local",
    bind: "loopback",
    port: ${port},
    auth: { mode: "token", token: "gateway-token-of-the-${side}" },
    ${more}
  },`;
}

/**
 * The surroundings, closed off: scripted services on loopback, and none of the requests that OpenClaw makes by itself
 * (docs/gateway/telemetry.md, docs/gateway/config-runtime.md). Only the plugin that is used is loaded.
 */
function services({ modelUrl, telegramUrl, logFile, chats = [] }: Surroundings, botToken: string): string {
  const people = chats.filter((chat) => !chat.startsWith("-"));
  const groups = Object.fromEntries(
    chats.filter((chat) => chat.startsWith("-")).map((chat) => [chat, { requireMention: false }]),
  );
  return `models: {
    mode: "merge",
    catalogRefresh: { enabled: false },
    providers: {
      scripted: {
        baseUrl: ${JSON.stringify(`${modelUrl}/v1`)},
        apiKey: "none-needed",
        api: "openai-completions",
        models: [{
          id: "echo", name: "Echo", reasoning: false, input: ["text"], contextWindow: 128000, maxTokens: 4096,
          cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
        }],
      },
    },
  },
  channels: {
    telegram: {
      enabled: true,
      botToken: ${JSON.stringify(botToken)},
      apiRoot: ${JSON.stringify(telegramUrl)},
      network: { dangerouslyAllowPrivateNetwork: true },
      dmPolicy: "allowlist",
      allowFrom: ${JSON.stringify([...new Set(["4242", ...people])])},${
        Object.keys(groups).length > 0
          ? `
      groups: ${JSON.stringify(groups)},`
          : ""
      }
    },
  },
  plugins: { allow: ["telegram"], slots: { memory: "none" } },
  discovery: { mdns: { mode: "off" } },
  update: { checkOnStart: false },
  logging: { file: ${JSON.stringify(logFile)} },`;
}
