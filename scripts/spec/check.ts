import { addresses } from "./checks/addresses.ts";
import { approvals } from "./checks/approvals.ts";
import { asks } from "./checks/ask.ts";
import type { Check } from "./checks/check.ts";
import { credentialFields, literalSecrets, tokens } from "./checks/credentials.ts";
import { keyFields, names } from "./checks/names.ts";
import { relays } from "./checks/relays.ts";
import { steps } from "./checks/steps.ts";
import { times } from "./checks/times.ts";
import { wishes } from "./checks/wishes.ts";
import type { Spec } from "./model.ts";
import type { Problem } from "./problem.ts";

const checks: Check[] = [
  steps,
  literalSecrets,
  names,
  addresses,
  times,
  credentialFields,
  keyFields,
  asks,
  relays,
  tokens,
  approvals,
  wishes,
];

/** Finds what the shape of a spec cannot show; works on half-filled specs. */
export const checkSpec = (spec: Spec): Problem[] => checks.flatMap((check) => check(spec));
