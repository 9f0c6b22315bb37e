import type { Spec } from "../model.ts";
import type { Problem } from "../problem.ts";
import type { Check } from "./check.ts";

/** The sections in their order. The others have defaults for everything in them. */
const sections = ["objective", "instances", "flows", "contract", "trust"] as const satisfies (keyof Spec)[];

/** A step that was left out although a later one is there: half-filled is normal, a gap is worth a word. */
export const steps: Check = (spec) =>
  sections.flatMap((section, at): Problem[] => {
    const later = sections.slice(at + 1).find((name) => name in spec);
    const before = sections.slice(0, at).findLast((name) => name in spec);
    if (section in spec || !later) return [];
    return [
      {
        code: "spec/missing-step",
        severity: "warning",
        path: [before ?? later],
        found: `no section ${section}:`,
        expected: `${section}: ${before ? `after ${before}:` : `before ${later}:`}`,
        mend: "add the section; the questions below say what it needs",
      },
    ];
  });
