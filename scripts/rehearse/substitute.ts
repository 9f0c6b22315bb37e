import { basename, join } from "node:path";
import type { Plan } from "../plan/plan.ts";
import type { Facts } from "./raw.ts";

/**
 * What a rehearsal must say differently from the document, because it stays on this machine: the receiver's address, and
 * the sender's own program. Everything else is executed as it stands.
 * @param fronts where the stage's proxies listen, by the machine before which they stand
 * @param programs the folder of the programs that stand in
 */
export function substitutionsFor(
  plan: Plan,
  fronts: Record<string, { url: string }>,
  programs: string,
): Facts["substitutions"] {
  const address = plan.lanes.flatMap(({ receiver, service }) => {
    const { name = "", url = "" } = service ?? receiver ?? {};
    const there = fronts[name]?.url;
    if (!there || url === "") return [];
    // A service has a path of its own; its sample answers there too.
    const base = new URL(url).origin;
    return [
      { said: base, rehearsed: there, why: "a loopback proxy without TLS stands for the receiver's address" },
      {
        said: new URL(url).hostname,
        rehearsed: new URL(there).hostname,
        why: "the same, where only the host is named",
      },
    ];
  });
  const commands = plan.flows.flatMap(({ produce, work, act }) => {
    const stands = (program: string | undefined, why: string) =>
      program === undefined ? [] : [{ said: program, rehearsed: join(programs, basename(program)), why }];
    return [
      ...stands(
        "command" in produce ? produce.command[0] : undefined,
        "a program that prints the contract's example stands for the sender's own",
      ),
      ...stands(work?.command[0], "a program that counts its runs stands for the one that does the work"),
      ...stands(act?.command[0], "a program that counts its runs stands for the one that acts"),
    ];
  });
  return [...address, ...commands].filter(
    ({ said }, at, all) => said.length > 2 && all.findIndex((other) => other.said === said) === at,
  );
}

/** The text with every substitution made, longest first in the order given. */
export const substitute = (text: string, substitutions: Facts["substitutions"]): string =>
  substitutions.reduce((changed, { said, rehearsed }) => changed.replaceAll(said, rehearsed), text);
