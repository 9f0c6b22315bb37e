import type { Instance } from "../model.ts";
import { nearest, type Path, type Problem } from "../problem.ts";
import { clockKeys } from "../words.ts";
import { type Check, error } from "./check.ts";

/** Which kinds of instance a key may name. */
const roles: [key: (name: string) => Path, kinds: Instance["kind"][], what: string][] = [
  [(flow) => ["flows", flow, "from"], ["openclaw"], "an OpenClaw instance that sends"],
  [(flow) => ["flows", flow, "to"], ["openclaw", "service", "human"], "an instance that receives"],
  [(flow) => ["flows", flow, "via"], ["human"], "a human with a channel"],
  [(flow) => ["flows", flow, "handOff"], ["human"], "a human with a channel"],
  [(flow) => ["flows", flow, "escalate", "to"], ["human"], "a human with a channel"],
  [(flow) => ["flows", flow, "failure", "to"], ["human"], "a human with a channel"],
  [(flow) => ["flows", flow, "failure", "there"], ["human"], "a human with a channel"],
];

/** Names that lead nowhere: instances, flows, contracts, owners. */
export const names: Check = (spec) => {
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
  const events = new Map<string, string>();
  for (const [name, { event }] of Object.entries(spec.contract ?? {})) {
    const other = event ? events.get(event) : undefined;
    if (other)
      problems.push(
        error(
          "contract/event-twice",
          ["contract", name, "event"],
          event,
          `an event of its own: ${other} has this one, and a schema is a file by this name`,
          `write ${event}.${name}, or another name`,
        ),
      );
    if (event) events.set(event, name);
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

/** Parts of an idempotency key that are neither a payload field nor the clock. */
export const keyFields: Check = (spec) =>
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
