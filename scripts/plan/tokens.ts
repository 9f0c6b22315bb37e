import { type Environment, type Environments, environmentOf } from "../openclaw/environment/record.ts";
import { type Answered, isResent } from "../spec/answers.ts";
import type { Problem } from "../spec/problem.ts";

/**
 * The one token of a bridge on one side: made here or taken over (`new`), held by the outbox in a file of its own (`file`), or there
 * already under the bridge's variable, as text `${VARIABLE}` or as a SecretRef. A gateway takes one `hooks.token` and sends one `cron.webhookToken`
 * (docs/gateway/config-hooks.md), so what is there is reused or the rollout stops.
 */
export type SideToken = "new" | "file" | "variable" | "secretref";

type Side = {
  name: string;
  key: "hooks.token" | "cron.webhookToken";
  form: string | undefined;
  variable: string | null;
};

const sideOf = (name: string, key: Side["key"], record: Environment | null): Side => {
  const [form, variable] =
    key === "hooks.token"
      ? [record?.hooks?.token, record?.hooks?.tokenVariable]
      : [record?.cron?.webhookToken, record?.cron?.tokenVariable];
  return { name, key, form: form ?? undefined, variable: variable ?? null };
};

/** How the token is there on one side; `new` where no record says otherwise. */
export function sideToken(name: string, key: Side["key"], variable: string, environments: Environments): SideToken {
  const side = sideOf(name, key, environmentOf(environments, name));
  return side.variable === variable && (side.form === "variable" || side.form === "secretref") ? side.form : "new";
}

/** Tokens that are in the way, and those that the bridge would share. */
export function tokenProblems({ flows, openclaws, credentials }: Answered, environments: Environments): Problem[] {
  const lanes = flows.filter(
    ({ transport, to }, at) =>
      transport === "webhook" && flows.findIndex((other) => other.transport === "webhook" && other.to === to) === at,
  );
  return lanes.flatMap((flow) => {
    const sides = (
      [[flow.to, "hooks.token"], ...(isResent(flow) ? [] : [[flow.from, "cron.webhookToken"] as const])] as const
    ).flatMap(([name, key]) => (openclaws[name] ? [sideOf(name, key, environmentOf(environments, name))] : []));
    const names = new Set(sides.flatMap(({ variable }) => variable ?? []));
    return sides.flatMap((side): Problem[] => {
      const problem = inTheWay(side, credentials[flow.to]?.variable ?? "", names.size > 1);
      return problem ? [{ ...problem, path: ["instances", side.name] }] : [];
    });
  });
}

const uses = {
  "hooks.token": "whoever has its value can call this bridge's hook as well",
  "cron.webhookToken": "every webhook of this gateway sends it, so every other receiver can call this bridge's hook",
};

/** `split`: the two sides' tokens are there under different names. */
function inTheWay(
  { name, key, form, variable }: Side,
  wanted: string,
  split: boolean,
): Omit<Problem, "path"> | undefined {
  const problem = (found: string, expected: string, mend: string) => ({
    code: "environment/token",
    severity: "error" as const,
    found,
    expected,
    mend,
  });
  const one = `no ${key} on ${name}, or one that names its variable: there is only one, and replacing it breaks what uses it`;
  if (form === "literal")
    return problem(
      `${key}, written out in openclaw.json on ${name}`,
      one,
      `ask its owner: move the value to ~/.openclaw/.env, restart, set ${key} to \${ITS_NAME}, and record ${name} again; or let another instance take part`,
    );
  if (form === "redacted" || (form === "secretref" && variable === null))
    return problem(
      `${key} on ${name}, and its variable does not show`,
      one,
      `record ${name} again while its gateway runs; if it still does not show, ask its owner`,
    );
  if ((form !== "variable" && form !== "secretref") || variable === null) return undefined;
  if (variable !== wanted)
    return problem(
      `${key} on ${name}, through ${variable}`,
      split
        ? "one variable for both sides: the two are there under different names, and nobody can see whether their values are the same"
        : `${wanted}: there is only one ${key}, and replacing it breaks what uses it`,
      split
        ? "ask their owners; if the values are the same, rename one, and name it under trust.credentials"
        : `to share it, name ${variable} under trust.credentials instead of ${wanted}; ${uses[key]}`,
    );
  return {
    ...problem(
      `${key} on ${name}, through ${variable}, is shared`,
      `that its owner agrees: ${uses[key]}`,
      `if not, let another instance take part; the way back leaves ${variable} on ${name}`,
    ),
    severity: "warning",
  };
}
