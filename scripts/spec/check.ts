import { Cron } from "croner";
import { addressFault, hostKind } from "./hosts.ts";
import type { Instance, Spec } from "./model.ts";
import { nearest, type Path, type Problem, show } from "./problem.ts";
import { findSecret, isCredentialName } from "./secrets.ts";
import { clockKeys } from "./words.ts";

type Check = (spec: Spec) => Problem[];

/**
 * Finds what the shape of a spec cannot show: names that lead nowhere, times that do not parse, addresses and payloads
 * that carry credentials. Works on half-filled specs: what is missing is a question, not a problem.
 */
export function checkSpec(spec: Spec): Problem[] {
  return [literalSecrets, names, addresses, times, credentialFields, keyFields, tokens, approvals].flatMap((check) =>
    check(spec),
  );
}

const error = (code: string, path: Path, found: unknown, expected: string, mend: string): Problem => ({
  code,
  severity: "error",
  path,
  found: show(found),
  expected,
  mend,
});

const literalSecrets: Check = (spec) => {
  const problems: Problem[] = [];
  const look = (value: unknown, path: Path) => {
    if (typeof value === "string") {
      const secret = findSecret(value);
      if (secret)
        problems.push({
          ...error(
            "secrets/literal",
            path,
            "",
            "no credential's value anywhere in a spec",
            "name the variable that holds it under trust.credentials, and change the credential: it has been written down",
          ),
          found: `${secret.kind}, ${secret.length} characters`,
        });
    } else if (value && typeof value === "object") {
      for (const [key, inner] of Object.entries(value))
        look(inner, [...path, Array.isArray(value) ? Number(key) : key]);
    }
  };
  look(spec, []);
  return problems;
};

/** Which kinds of instance a key may name. */
const roles: [key: (name: string) => Path, kinds: Instance["kind"][], what: string][] = [
  [(flow) => ["flows", flow, "from"], ["openclaw"], "an OpenClaw instance that sends"],
  [(flow) => ["flows", flow, "to"], ["openclaw", "service", "human"], "an instance that receives"],
  [(flow) => ["flows", flow, "handOff"], ["human"], "a human with a channel"],
  [(flow) => ["flows", flow, "failure", "to"], ["human"], "a human with a channel"],
];

const names: Check = (spec) => {
  const instances = spec.instances ?? {};
  const problems: Problem[] = [];
  const refer = (path: Path, name: unknown, kinds: Instance["kind"][], what: string) => {
    if (typeof name !== "string") return;
    const kind = instances[name]?.kind;
    if (kind && kinds.includes(kind)) return;
    const fitting = Object.keys(instances).filter((key) => kinds.includes((instances[key] as Instance).kind));
    const guess = nearest(name, fitting);
    problems.push(
      error(
        "spec/unknown-instance",
        path,
        name,
        `${what}: ${fitting.join(", ") || "none is described yet"}`,
        guess ? `write ${guess}` : `describe ${name} under instances, or name one of those`,
      ),
    );
  };
  for (const [flowName, flow] of Object.entries(spec.flows ?? {})) {
    for (const [key, kinds, what] of roles) {
      const path = key(flowName);
      refer(
        path,
        path.slice(2).reduce<unknown>((at, part) => (at as Record<string, unknown> | null)?.[part], flow),
        kinds,
        what,
      );
    }
    if (flow.from && flow.from === flow.to)
      problems.push(
        error(
          "flow/to-itself",
          ["flows", flowName, "to"],
          flow.to,
          "two different instances",
          "name the other instance; inside one gateway OpenClaw has its own session tools",
        ),
      );
  }
  for (const name of Object.keys(spec.contract ?? {})) {
    const flows = Object.keys(spec.flows ?? {});
    if (flows.length > 0 && !flows.includes(name))
      problems.push(
        error(
          "contract/unknown-flow",
          ["contract", name],
          name,
          `a flow: ${flows.join(", ")}`,
          `write ${nearest(name, flows) ?? flows[0]}, or add the flow`,
        ),
      );
  }
  for (const [name, credential] of Object.entries(spec.trust?.credentials ?? {})) {
    refer(
      ["trust", "credentials", name, "owner"],
      credential.owner,
      ["openclaw", "service"],
      "the instance that checks this credential",
    );
    for (const [at, user] of (credential.usedBy ?? []).entries())
      refer(["trust", "credentials", name, "usedBy", at], user, ["openclaw"], "an OpenClaw instance that sends it");
  }
  for (const [subject, name] of Object.entries(spec.trust?.authority ?? {}))
    refer(["trust", "authority", subject], name, ["openclaw", "service", "human"], "the instance that decides");
  return problems;
};

const addressMends: Record<NonNullable<ReturnType<typeof addressFault>>, [expected: string, mend: string]> = {
  "not-a-url": [
    "an address such as https://desktop.tail1234.ts.net",
    "write the scheme, the host and, where it is not 443, the port",
  ],
  "not-http": ["https://", "write the https address at which the gateway is reached"],
  credentials: [
    "an address without user or password: OpenClaw refuses --webhook URLs that carry them",
    "delete user and password; the hook token is sent in a header",
  ],
  query: [
    "an address without ? or #: OpenClaw answers 400 to a token in the query",
    "delete everything from the ? or # on",
  ],
  path: ["the base address only: the bridge adds /hooks/<name>", "delete the path"],
  cleartext: [
    "https://, because http would send the hook token over the network in the clear",
    "put TLS in front of the gateway (Tailscale Serve, Caddy, nginx) and write its https address",
  ],
};

const addresses: Check = (spec) =>
  Object.entries(spec.instances ?? {}).flatMap(([name, instance]) => {
    if (instance.kind === "human" || !instance.url) return [];
    const path: Path = ["instances", name, "url"];
    const fault = addressFault(instance.url);
    if (fault) return [error(`address/${fault}`, path, instance.url, ...addressMends[fault])];
    const { hostname, host } = new URL(instance.url);
    const senders = Object.values(spec.flows ?? {}).filter((flow) => flow.to === name && flow.transport === "webhook");
    return senders.flatMap((flow): Problem[] => {
      const kind = hostKind(hostname);
      const sender = spec.instances?.[flow.from ?? ""];
      const sameMachine =
        sender?.kind === "openclaw" &&
        instance.kind === "openclaw" &&
        sender.machine &&
        sender.machine === instance.machine;
      if (kind === "loopback" && !sameMachine)
        return [
          error(
            "address/loopback",
            path,
            host,
            "an address that the sender can reach: loopback leads the sender to itself",
            `write the address of ${name} as ${flow.from} sees it, or give both the same machine:`,
          ),
        ];
      const asked = spec.trust?.approvals?.some(
        (approval) => approval.action === "exempt-private-host" && approval.on === flow.from,
      );
      if (kind === "public" || asked) return [];
      return [
        error(
          "address/private",
          path,
          host,
          `a public host, or a human's word that ${flow.from} may send webhooks to this private one: OpenClaw's SSRF guard refuses it otherwise`,
          `add { action: exempt-private-host, on: ${flow.from}, approvedBy: null } under trust.approvals, and ask`,
        ),
      ];
    });
  });

const times: Check = (spec) => {
  const problems: Problem[] = [];
  for (const [name, instance] of Object.entries(spec.instances ?? {}))
    if (instance.kind === "openclaw" && instance.timezone && !isTimeZone(instance.timezone))
      problems.push(
        error(
          "time/unknown-zone",
          ["instances", name, "timezone"],
          instance.timezone,
          "an IANA time zone such as Europe/Berlin",
          "write the region and city; abbreviations such as CET do not follow summer time",
        ),
      );
  for (const [name, flow] of Object.entries(spec.flows ?? {})) {
    const path: Path = ["flows", name, "schedule"];
    if (flow.schedule?.cron && flow.schedule.every)
      problems.push(error("time/two-schedules", path, flow.schedule, "either cron or every", "delete one of the two"));
    if (flow.schedule && flow.trigger)
      problems.push(
        error(
          "time/two-causes",
          ["flows", name, "trigger"],
          flow.trigger,
          "either a schedule or a trigger",
          "delete one; two causes are two flows",
        ),
      );
    const fault = flow.schedule?.cron ? cronFault(flow.schedule.cron) : undefined;
    if (fault)
      problems.push(
        error(
          "time/cron",
          [...path, "cron"],
          flow.schedule?.cron,
          'five fields: minute hour day month weekday, such as "30 7 * * *"',
          fault,
        ),
      );
  }
  return problems;
};

function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return zone === "UTC" || zone.includes("/");
  } catch {
    return false;
  }
}

/** The same parser as OpenClaw's own, at the version that OpenClaw 2026.9.6 ships. */
function cronFault(expression: string): string | undefined {
  if (expression.trim().split(/\s+/).length !== 5) return "write five fields, separated by spaces";
  try {
    return new Cron(expression).nextRun() ? undefined : "choose a date that exists: this one never comes";
  } catch (cause) {
    return (cause as Error).message.replace(/^CronPattern: /, "");
  }
}

const credentialFields: Check = (spec) =>
  Object.entries(spec.contract ?? {}).flatMap(([flow, contract]) =>
    Object.keys(contract.payload ?? {})
      .filter(isCredentialName)
      .map((field) =>
        error(
          "secrets/credential-field",
          ["contract", flow, "payload", field],
          field,
          "a payload that carries no credentials",
          "leave it out; each side keeps its own credentials, and to rotate one, send a message that names it",
        ),
      ),
  );

const keyFields: Check = (spec) =>
  Object.entries(spec.contract ?? {}).flatMap(([flow, contract]) => {
    const known = [...clockKeys, ...Object.keys(contract.payload ?? {})];
    return (contract.idempotencyKey ?? []).flatMap((field, at) =>
      known.includes(field)
        ? []
        : [
            error(
              "contract/key-field",
              ["contract", flow, "idempotencyKey", at],
              field,
              `a payload field or one of ${clockKeys.join(", ")}`,
              `write ${nearest(field, known) ?? clockKeys[0]}`,
            ),
          ],
    );
  });

/** One gateway sends one `cron.webhookToken` to every webhook, and takes one `hooks.token` (docs/gateway/config-hooks.md). */
const tokens: Check = (spec) => {
  const problems: Problem[] = [];
  const owners = new Map<string, string>();
  for (const [name, credential] of Object.entries(spec.trust?.credentials ?? {})) {
    const path: Path = ["trust", "credentials", name];
    if (/^OPENCLAW_GATEWAY_(TOKEN|PASSWORD)$/.test(name))
      problems.push(
        error(
          "secrets/shared-token",
          path,
          name,
          "a token of its own for hooks: whoever holds the gateway's token holds the gateway",
          "rename it, for example BRIDGE_HOOK_TOKEN, and make a new value",
        ),
      );
    if (!credential.owner) continue;
    const other = owners.get(credential.owner);
    if (other)
      problems.push(
        error(
          "secrets/two-tokens",
          path,
          name,
          `one hook token for ${credential.owner}: hooks.token is one string, and ${other} is already it`,
          `delete ${name} or ${other}`,
        ),
      );
    owners.set(credential.owner, name);
  }
  const receivers = new Map<string, string>();
  for (const [name, flow] of Object.entries(spec.flows ?? {})) {
    if (flow.transport !== "webhook" || !flow.from || !flow.to) continue;
    const other = receivers.get(flow.from);
    if (other && other !== flow.to)
      problems.push(
        error(
          "secrets/shared-token",
          ["flows", name, "to"],
          flow.to,
          `one webhook receiver per sender: ${flow.from} sends the same cron.webhookToken to ${other} and to ${flow.to}`,
          "make it two bridges with two senders, or let one receiver pass the event on",
        ),
      );
    receivers.set(flow.from, flow.to);
  }
  return problems;
};

const approvals: Check = (spec) =>
  (spec.trust?.approvals ?? []).flatMap((approval, at): Problem[] => {
    const path: Path = ["trust", "approvals", at];
    if (spec.instances && !spec.instances[approval.on])
      return [
        error(
          "spec/unknown-instance",
          [...path, "on"],
          approval.on,
          `an instance: ${Object.keys(spec.instances).join(", ")}`,
          "name the instance on which this is done",
        ),
      ];
    const approver = spec.instances?.[approval.approvedBy ?? ""];
    if (approver && approver.kind !== "human")
      return [
        error(
          "trust/not-a-human",
          [...path, "approvedBy"],
          approval.approvedBy,
          "a human who said yes: an agent cannot approve",
          "ask, and write who answered; null until then",
        ),
      ];
    return [];
  });
