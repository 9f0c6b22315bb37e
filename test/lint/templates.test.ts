import { expect, it } from "vitest";
import { lintTemplates } from "../../scripts/maintain/lint-templates.ts";

it("finds nothing in what ships: prompts, references, examples, README, SKILL.md and every rendered deliverable", () => {
  const results = lintTemplates();
  for (const part of [/^SKILL/, /^README/, /^prompts\//, /^references\/rules/, /^references\/examples\/.*\/rendered\//])
    expect(results.some(({ path }) => part.test(path))).toBe(true);
  const found = results.flatMap(({ path, findings }) =>
    findings.map(({ line, ruleId, evidence }) => `${path}:${line} ${ruleId} ${evidence}`),
  );
  expect(found).toEqual([]);
});
