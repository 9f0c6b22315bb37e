import type { Result } from "../lint.ts";

/** What `lint --format json` prints; the shape is public and stays. */
export type Report = {
  openclaw: string;
  results: Pick<Result, "path" | "kind" | "locale" | "findings">[];
  summary: { files: number; errors: number; warnings: number; allowed: number };
};

/** The results of one run as the public report. */
export function reportOf(openclaw: string, results: Result[]): Report {
  const findings = results.flatMap((result) => result.findings);
  const errors = findings.filter(({ severity }) => severity === "error").length;
  return {
    openclaw,
    results: results.map(({ path, kind, locale, findings: own }) => ({ path, kind, locale, findings: own })),
    summary: {
      files: results.length,
      errors,
      warnings: findings.length - errors,
      allowed: results.reduce((sum, { allowed }) => sum + allowed.length, 0),
    },
  };
}
