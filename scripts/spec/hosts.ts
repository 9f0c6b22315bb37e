import ipaddr from "ipaddr.js";

/**
 * Where a webhook address leads, as OpenClaw's SSRF guard and a careful human see it.
 * `loopback`, `private`, `tailnet` and `internal` hosts are refused by the guard unless exempted by name
 * (docs/automation/cron-jobs/delivery.md); `tailnet` is 100.64.0.0/10, to which every *.ts.net name resolves.
 */
export type HostKind = "public" | "tailnet" | "private" | "internal" | "loopback";

/** Names that never lead to the public internet. */
const internalName = /(^|\.)(internal|local|lan|home|corp|intranet|localdomain|home\.arpa)$/;

/**
 * Classifies the host part of a URL.
 * @param hostname as `new URL(…).hostname` gives it, IPv6 in brackets
 */
export function hostKind(hostname: string): HostKind {
  const name = hostname.toLowerCase().replace(/\.$/, "");
  const literal = name.replace(/^\[|\]$/g, "");
  if (ipaddr.isValid(literal)) {
    const range = ipaddr.process(literal).range();
    if (range === "loopback") return "loopback";
    if (range === "carrierGradeNat") return "tailnet";
    return range === "unicast" ? "public" : "private";
  }
  if (name === "localhost" || name.endsWith(".localhost")) return "loopback";
  if (name.endsWith(".ts.net")) return "tailnet";
  return internalName.test(name) || !name.includes(".") ? "internal" : "public";
}

/** What is wrong with a receiver's base address, or undefined where nothing is. */
export function addressFault(
  text: string,
): "not-a-url" | "not-http" | "credentials" | "query" | "path" | "cleartext" | undefined {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return "not-a-url";
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") return "not-http";
  if (url.username || url.password) return "credentials";
  if (url.search || url.hash) return "query";
  if (url.pathname !== "/" && url.pathname !== "") return "path";
  if (url.protocol === "http:" && !["loopback", "tailnet"].includes(hostKind(url.hostname))) return "cleartext";
  return undefined;
}
