import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv } from "ajv";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import { lintText } from "../../scripts/lint/lint.ts";
import { sarifReport } from "../../scripts/lint/report/sarif.ts";

// The schema is draft-04, of which it uses nothing that later drafts read differently, but for its own name.
const published = createRequire(import.meta.url).resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json");
const { $schema: _draft, id: _name, ...schema } = JSON.parse(readFileSync(published, "utf8"));
const ajv = new Ajv({ strict: false, unicodeRegExp: false });
formats.default(ajv);
const valid = ajv.compile(schema);

const document = `---
lint: { allow: [{ rule: commands/undocumented, reason: "an old note" }] }
---
Run \`openclaw peer add laptop\` on 192.168.1.20.

\`\`\`bash
openclaw cron add --name x --cron "0 7 * * *" --message hi --webhook http://192.168.1.20/hooks/x
`;

describe("the SARIF log", () => {
  it.each(["en", "zh-CN"] as const)("keeps to the schema of SARIF 2.1.0, in %s", (locale) => {
    const results = [
      lintText("notes/a b.md", document, { locale }),
      lintText("/tmp/absolute.md", "---\nkind: memo\n---\n# Nothing\n", { locale }),
      lintText("clean.md", "Nothing here.\n", { locale }),
    ];
    const log = sarifReport("2026.9.6", results, locale, "0.1.0") as { runs: { results: object[] }[] };
    expect(log.runs[0]?.results.length).toBeGreaterThan(8);
    expect(valid(log), JSON.stringify(valid.errors, null, 2)).toBe(true);
  });

  it("is refused by that schema where a line is 0", () => {
    const log = sarifReport("2026.9.6", [lintText("a.md", document)], "en", "0.1.0");
    const text = JSON.stringify(log).replace(/"startLine":\d+/, '"startLine":0');
    expect(valid(JSON.parse(text))).toBe(false);
  });
});
