import { inRecord } from "./channels.ts";
import type { OutputName } from "./outputs.ts";
import { type Data, hasComments, isData, listAt, parseOutput, sectionsOf } from "./read.ts";
import type { Environment } from "./record.ts";
import { safeHost, safeName, safeWord, safeZone } from "./safe.ts";
import { tokenOf, writtenTokens } from "./token.ts";

/** The saved outputs: file name → text. `hooks.err` and its like may be among them. */
export type Saved = Partial<Record<OutputName | `${string}.err`, string>>;

/** Lists whose lengths a rollout needs, to append at the right index. */
const counted = [
  "hooks.mappings",
  "hooks.allowedAgentIds",
  "hooks.allowedSessionKeyPrefixes",
  "cron.webhookSsrfPolicy.allowedHostnames",
  "gateway.trustedProxies",
];

/**
 * Turns the saved outputs of an instance into its record. Only what is named here gets into the record, and every name
 * in it passes `safeName` or `safeHost`: so nothing depends on OpenClaw having redacted anything.
 * @param instance the instance's name in the spec, or null where the record is for all
 */
export function gather(saved: Saved, instance: string | null): Environment {
  const unknown: string[] = [];
  const sections = sectionsOf(saved);
  const written = writtenTokens(saved["tokens.txt"] ?? "");
  const status = parseOutput(saved["status.json"]);
  const missing = (fact: string, file: string) => {
    unknown.push(`${fact}: ${file}`);
    return null;
  };
  const version = /\b(\d{4}\.\d{1,2}\.\d{1,3})\b/.exec(saved["version.txt"] ?? "")?.[1];
  const { hooks, cron, gateway, channels } = sections;
  for (const [name, section] of Object.entries(sections))
    if (section === undefined) missing(`config.${name}`, `neither config.json nor config-${name}.json has it`);
  const zone = safeZone(saved["timezone.txt"]?.trim());
  const agents = agentsOf(saved, sections.agents);
  const record: Environment = {
    format: 1,
    instance: instance === null ? null : safeName(instance),
    ...(version ? { openclaw: version } : { openclaw: missing("openclaw", "version.txt has no version") }),
    timezone: zone ?? missing("timezone", "timezone.txt has no time zone"),
    config: { comments: hasComments(saved) ?? missing("config.comments", "neither config.json nor comments.txt says") },
    ...(gateway ? { gateway: gatewayOf(gateway, isData(status) ? status : {}) } : {}),
    ...(channels ? { channels: inRecord(channels, saved) } : {}),
    ...(agents ? { agents } : {}),
    ...(sections.agents ? { agentsList: Array.isArray(sections.agents.list) } : {}),
    ...(hooks ? { hooks: hooksOf(hooks, written.hooks) } : {}),
    ...(cron ? { cron: cronOf(cron, written.cron) } : {}),
    lengths: Object.fromEntries(
      counted.flatMap((path) => {
        const [top = "", ...rest] = path.split(".");
        const section = sections[top as keyof typeof sections];
        return section ? [[path, listAt(section, rest).length]] : [];
      }),
    ),
  };
  if (!agents) missing("agents", "agents.json has no list, and the configuration none");
  if (record.hooks?.token === "redacted")
    missing("hooks.tokenVariable", "neither config.json nor tokens.txt shows whether it is a variable's");
  if (
    record.cron?.webhookToken === "redacted" ||
    (record.cron?.webhookToken === "secretref" && !record.cron.tokenVariable)
  )
    missing("cron.tokenVariable", "neither config.json nor tokens.txt shows the variable's name");
  return { ...record, unknown };
}

type Written = ReturnType<typeof writtenTokens>["hooks"];

const boolean = (value: unknown) => (typeof value === "boolean" ? value : null);
const names = (list: unknown) => (Array.isArray(list) ? list.map(safeName).filter((name) => name !== null) : null);

function gatewayOf(gateway: Data, status: Data): NonNullable<Environment["gateway"]> {
  const effective = isData(status.gateway) ? status.gateway : {};
  const port = gateway.port ?? effective.port;
  const { auth, tailscale } = gateway;
  return {
    mode: safeWord(gateway.mode, ["local", "remote"]),
    bind: safeWord(gateway.bind ?? effective.bindMode, ["auto", "lan", "loopback", "custom", "tailnet"]),
    port: typeof port === "number" && Number.isInteger(port) && port >= 0 && port <= 65_535 ? port : null,
    tailscale: safeWord(isData(tailscale) ? (tailscale.mode ?? "off") : "off", ["off", "serve", "funnel"]),
    trustedProxies: listAt(gateway, ["trustedProxies"]).length,
    authMode: safeWord(isData(auth) ? auth.mode : null, ["none", "token", "password", "trusted-proxy"]),
  };
}

function hooksOf(hooks: Data, written: Written): NonNullable<Environment["hooks"]> {
  const { form, variable } = tokenOf(hooks.token, written);
  return {
    enabled: hooks.enabled === true,
    path: safeName(hooks.path),
    token: form,
    ...(variable ? { tokenVariable: variable } : {}),
    transformsDir: transforms(hooks.transformsDir),
    mappings: listAt(hooks, ["mappings"]).map((entry) => {
      const { id, match, action } = isData(entry) ? entry : {};
      const { path, source } = isData(match) ? match : {};
      return {
        id: safeName(id),
        path: safeName(path),
        action: safeWord(action ?? "agent", ["agent", "wake"]),
        catchAll: !path && !source,
      };
    }),
    allowedAgentIds: names(hooks.allowedAgentIds),
    allowedSessionKeyPrefixes: names(hooks.allowedSessionKeyPrefixes),
    allowRequestSessionKey: hooks.allowRequestSessionKey === true,
    defaultSessionKey: typeof hooks.defaultSessionKey === "string" && hooks.defaultSessionKey !== "",
  };
}

/** Transforms must lie in `<config-dir>/hooks/transforms` (docs/gateway/config-hooks.md); a relative folder lies below it. */
function transforms(value: unknown): "default" | "own" | "foreign" {
  if (typeof value !== "string" || value.trim() === "") return "default";
  const path = value.replaceAll("\\", "/");
  if (path.split("/").includes("..")) return "foreign";
  return /^[~/]|^[A-Za-z]:/.test(path) && !/\/hooks\/transforms(?:\/|$)/.test(path) ? "foreign" : "own";
}

function cronOf(cron: Data, written: Written): NonNullable<Environment["cron"]> {
  const { form, variable } = tokenOf(cron.webhookToken, written);
  const policy = isData(cron.webhookSsrfPolicy) ? cron.webhookSsrfPolicy : {};
  return {
    webhookToken: form,
    ...(variable ? { tokenVariable: variable } : {}),
    allowedHostnames: listAt(policy, ["allowedHostnames"])
      .map(safeHost)
      .filter((host) => host !== null),
    allowPrivateNetwork: policy.dangerouslyAllowPrivateNetwork === true,
    skipMissedJobs: boolean(cron.skipMissedJobs) ?? false,
  };
}

/** The list that the command gave, or else the ids in the configuration, in its new form or its old one. */
function agentsOf(saved: Saved, section: Data | undefined): Environment["agents"] {
  const listed = parseOutput(saved["agents.json"]);
  const rows = Array.isArray(listed)
    ? listed
    : isData(section?.entries)
      ? Object.entries(section.entries).map(([id, entry]) => ({
          id,
          isDefault: isData(entry) && entry.default === true,
        }))
      : listAt(section ?? {}, ["list"]);
  const agents = rows.flatMap((row) => {
    if (!isData(row)) return [];
    const id = safeName(row.id);
    return id === null ? [] : [{ id, default: row.isDefault === true || row.default === true }];
  });
  return agents.length > 0 ? agents : undefined;
}
