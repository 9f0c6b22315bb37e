import { addressFault, hostKind } from "../hosts.ts";
import type { Path, Problem } from "../problem.ts";
import { type Check, error } from "./check.ts";

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

/** Addresses that carry credentials, travel in the clear, lead to the sender itself, or are private without anybody's word. */
export const addresses: Check = (spec) =>
  Object.entries(spec.instances ?? {}).flatMap(([name, instance]) => {
    if (instance.kind === "human" || !instance.url) return [];
    const path: Path = ["instances", name, "url"];
    const fault = addressFault(instance.url);
    // An operator's own endpoint has a path of its own.
    if (fault && !(fault === "path" && instance.kind === "service"))
      return [error(`address/${fault}`, path, instance.url, ...addressMends[fault])];
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
      // The outbox makes its own request; OpenClaw's SSRF guard has no part in it.
      const resent = flow.guarantee === "delivered" || flow.guarantee === "acknowledged";
      if (kind === "public" || asked || resent) return [];
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
