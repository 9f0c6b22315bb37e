import type { Path, Problem } from "../problem.ts";
import { findSecret, isCredentialName } from "../secrets.ts";
import { type Check, error } from "./check.ts";

/** A credential's value, anywhere. */
export const literalSecrets: Check = (spec) => {
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

/** Payload fields made to carry credentials. */
export const credentialFields: Check = (spec) =>
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

/** One gateway sends one `cron.webhookToken` to every webhook, and takes one `hooks.token` (docs/gateway/config-hooks.md). */
export const tokens: Check = (spec) => {
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
