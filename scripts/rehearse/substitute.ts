import { basename, join } from "node:path";
import type { Plan } from "../plan/plan.ts";
import type { Facts } from "./raw.ts";

/**
 * What a rehearsal must say differently from the document, because it stays on this machine: the receiver's address, and
 * the sender's own program. Everything else is executed as it stands.
 * @param receiverUrl where the stage's proxy listens
 * @param programs the folder of the programs that stand in
 */
export function substitutionsFor(plan: Plan, receiverUrl: string, programs: string): Facts["substitutions"] {
  const address = plan.receiver?.url
    ? [
        {
          said: plan.receiver.url.replace(/\/$/, ""),
          rehearsed: receiverUrl,
          why: "a loopback proxy without TLS stands for the receiver's address",
        },
        {
          said: new URL(plan.receiver.url).hostname,
          rehearsed: new URL(receiverUrl).hostname,
          why: "the same, where only the host is named",
        },
      ]
    : [];
  const commands = plan.flows.flatMap(({ produce }) =>
    "command" in produce
      ? [
          {
            said: produce.command[0] as string,
            rehearsed: join(programs, basename(produce.command[0] as string)),
            why: "a program that prints the contract's example stands for the sender's own",
          },
        ]
      : [],
  );
  return [...address, ...commands].filter(
    ({ said }, at, all) => said.length > 2 && all.findIndex((other) => other.said === said) === at,
  );
}

/** The text with every substitution made, longest first in the order given. */
export const substitute = (text: string, substitutions: Facts["substitutions"]): string =>
  substitutions.reduce((changed, { said, rehearsed }) => changed.replaceAll(said, rehearsed), text);
