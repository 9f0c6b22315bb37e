import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gather, type Saved } from "../../scripts/openclaw/environment/gather.ts";
import { saved } from "./saved.ts";

const letters = (alphabet: string, minLength: number, maxLength = minLength) =>
  fc.array(fc.constantFrom(...alphabet), { minLength, maxLength }).map((chars) => chars.join(""));
const hex = "0123456789abcdef";
const lower = "abcdefghijklmnopqrstuvwxyz";
const alphanumeric = `${lower}${lower.toUpperCase()}0123456789`;

/** Credentials as services and generators make them. */
const secret = fc.oneof(
  letters(hex, 32),
  letters(hex, 64),
  fc.uuid(),
  letters(`${alphanumeric}-_`, 43),
  letters(`${alphanumeric}+/`, 43).map((text) => `${text}=`),
  letters(alphanumeric, 24, 40),
  letters("0123456789", 16, 20),
  letters(lower, 24, 32),
  letters(alphanumeric, 40).map((text) => `sk-proj-${text}`),
  letters(alphanumeric, 36).map((text) => `ghp_${text}`),
  letters(alphanumeric, 24).map((text) => `xoxb-1234567890-${text}`),
  letters(alphanumeric.toUpperCase(), 16).map((text) => `AKIA${text}`),
  letters(`${alphanumeric}_-`, 35).map((text) => `1234567890:${text}`),
  fc
    .tuple(letters(alphanumeric, 20), letters(alphanumeric, 40), letters(alphanumeric, 30))
    .map((parts) => `eyJ${parts.join(".")}`),
  letters(`${alphanumeric}!$%&*#`, 18).map((text) => `${text}#a1`),
  letters(alphanumeric, 16).map((text) => `https://user:${text}@hooks.example.com/x`),
  letters(alphanumeric, 20).map((text) => `https://hooks.example.com/in?token=${text}`),
  letters(`${alphanumeric}+/`, 120).map((text) => `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----`),
);

/** Every place in a JSON value where a string stands. */
function* strings(value: unknown, path: (string | number)[] = []): Generator<(string | number)[]> {
  if (typeof value === "string") yield path;
  else if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value))
      yield* strings(inner, [...path, Array.isArray(value) ? Number(key) : key]);
}

function put(value: unknown, path: (string | number)[], text: string): unknown {
  const copy = structuredClone(value);
  const parent = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string | number, unknown>)[key], copy);
  (parent as Record<string | number, unknown>)[path.at(-1) as string] = text;
  return copy;
}

/** Names that a configuration may hold beyond those of the saved outputs: every list and field of the record is filled. */
const full = {
  gateway: {
    mode: "local",
    bind: "tailnet",
    customBindHost: "10.0.0.1",
    port: 18789,
    auth: { mode: "token", token: "t" },
    tailscale: { mode: "serve" },
    trustedProxies: ["192.0.2.10"],
  },
  agents: { entries: { main: { name: "Main" } }, list: [{ id: "old" }] },
  channels: {
    telegram: { enabled: true, botToken: "t", accounts: { work: { botToken: "t" } } },
    a2a: { peers: { peer: { token: "t", outboundToken: "t" } } },
  },
  hooks: {
    enabled: true,
    path: "/hooks",
    token: "t",
    transformsDir: "team",
    defaultSessionKey: "hook:x",
    mappings: [
      {
        id: "ci",
        match: { path: "ci", source: "github" },
        action: "agent",
        messageTemplate: "m",
        sessionKey: "hook:ci",
      },
    ],
    allowedAgentIds: ["main"],
    allowedSessionKeyPrefixes: ["hook:"],
  },
  cron: {
    webhookToken: { source: "env", provider: "default", id: "A_TOKEN" },
    webhookSsrfPolicy: { allowedHostnames: ["metrics.example.net"] },
  },
};

/** The outputs with one file replaced. */
const cases: [string, Saved, keyof Saved & string, unknown][] = [
  ...(["2026.9.6-running", "2026.9.6-stopped", "2026.6.11-stopped"] as const).flatMap((name) => {
    const outputs = saved(name);
    return Object.entries(outputs).flatMap(([file, text]): [string, Saved, keyof Saved & string, unknown][] =>
      file.endsWith(".json") && text
        ? [[`${name} ${file}`, outputs, file as keyof Saved & string, JSON.parse(text)]]
        : [],
    );
  }),
  ["a full configuration", { "version.txt": "2026.9.6" }, "config.json", { parsed: full, raw: JSON.stringify(full) }],
];

describe("no secret survives", () => {
  it.each(cases)("wherever it stands in %s", (_name, outputs, file, value) => {
    const places = [...strings(value)];
    fc.assert(
      fc.property(secret, fc.nat(), (text, at) => {
        const path = places[at % places.length] as (string | number)[];
        const record = JSON.stringify(gather({ ...outputs, [file]: JSON.stringify(put(value, path, text)) }, "laptop"));
        expect(record).not.toContain(text);
        expect(record.toLowerCase()).not.toContain(text.toLowerCase());
      }),
      { numRuns: 300 },
    );
  });

  it("as a key: an agent's, a channel's or a peer's name", () => {
    fc.assert(
      fc.property(secret, (text) => {
        const parsed = {
          agents: { entries: { [text]: {} } },
          channels: { [text]: {}, a2a: { peers: { [text]: {} } } },
        };
        expect(JSON.stringify(gather({ "config.json": JSON.stringify({ parsed }) }, null))).not.toContain(text);
      }),
    );
  });

  it("in a file that is no JSON at all", () => {
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom("version.txt", "timezone.txt", "comments.txt", "tokens.txt", "status.json", "config-hooks.err"),
        (text, file) => {
          expect(JSON.stringify(gather({ ...saved("2026.9.6-running"), [file]: text }, null))).not.toContain(text);
        },
      ),
    );
  });

  it("and any text at all is safe where a token stands", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 8, unit: "binary" }), (text) => {
        const parsed = { hooks: { token: text }, cron: { webhookToken: text }, gateway: { auth: { token: text } } };
        expect(JSON.stringify(gather({ "config.json": JSON.stringify({ parsed }) }, null))).not.toContain(
          JSON.stringify(text).slice(1, -1),
        );
      }),
    );
  });

  it("while the names that people use are kept", () => {
    const names = ["ci", "daily-audit-report", "github/push", "build_42", "hook:", "bridge-reader", "web2"];
    const hosts = [
      "metrics.example.net",
      "laptop.tail9f3c1b.ts.net",
      "10.0.0.12",
      "nas.local",
      "vps-eu1.internal",
      "db01.prod.example.org",
    ];
    const parsed = {
      hooks: { mappings: names.map((id) => ({ id, match: { path: id } })) },
      cron: { webhookSsrfPolicy: { allowedHostnames: hosts } },
    };
    const record = gather({ "config.json": JSON.stringify({ parsed }) }, null);
    expect(record.hooks?.mappings?.map(({ id }) => id)).toEqual(names);
    expect(record.cron?.allowedHostnames).toEqual(hosts);
  });
});
