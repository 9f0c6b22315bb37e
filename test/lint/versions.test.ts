import { describe, expect, it } from "vitest";
import { lintText } from "../../scripts/lint/lint.ts";
import { knownVersions } from "../../scripts/openclaw/catalog.ts";

const shell = (line: string) => `\`\`\`bash\n${line}\n\`\`\`\n`;
const json = (value: unknown) => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\`\n`;

/** A text, and the rule that each version, the oldest first, must report about what it accepts or not; null for none. */
const cases: [what: string, text: string, expected: [string | null, string | null, string | null]][] = [
  [
    "openclaw automations create",
    shell('openclaw automations create --name a --every 1h --message "say hi" --session isolated --no-deliver'),
    ["commands/undocumented", "commands/undocumented", null],
  ],
  [
    "cron.webhookSsrfPolicy",
    json({ cron: { webhookSsrfPolicy: { allowedHostnames: ["nas.lan"] } } }),
    ["config/unknown-key", "config/unknown-key", null],
  ],
  [
    "config set cron.webhookSsrfPolicy",
    shell("openclaw config set cron.webhookSsrfPolicy.allowedHostnames[0] nas.lan"),
    ["config/unknown-key", "config/unknown-key", null],
  ],
  ["agents.list", json({ agents: { list: [{ id: "reader" }] } }), [null, null, "config/legacy-key"]],
  [
    "agents.list beside agents.entries",
    json({ agents: { list: [{ id: "reader" }], entries: { reader: {} } } }),
    ["config/unknown-key", "config/unknown-key", "config/legacy-key"],
  ],
  ["agents.entries", json({ agents: { entries: { reader: {} } } }), ["config/unknown-key", "config/unknown-key", null]],
  [
    "cron add --webhook",
    shell("openclaw cron add --name a --every 1h --session isolated --message hi --webhook https://x.example/hooks/a"),
    [null, null, null],
  ],
  ["cron runs --id", shell("openclaw cron runs --id 4e2f --limit 5"), [null, null, null]],
  [
    "cron runs <job>",
    shell("openclaw cron runs 4e2f --limit 5"),
    ["commands/unknown-flag", "commands/unknown-flag", null],
  ],
];

const groups = /^(?:commands|config|cron\/invalid)/;

describe.each(knownVersions.map((version, index) => [version, index] as const))("OpenClaw %s", (version, index) => {
  it.each(cases)("%s", (_, text, expected) => {
    const found = lintText("note.md", text, { openclaw: version }).findings.filter(({ ruleId }) => groups.test(ruleId));
    const rule = expected[index];
    if (rule === null) expect(found).toEqual([]);
    else expect(found.map(({ ruleId }) => ruleId)).toContain(rule);
  });
});
