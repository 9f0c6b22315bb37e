import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { build } from "rolldown";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { lintText } from "../../scripts/lint/lint.ts";
import { inProcess } from "./in-process.ts";

let folder: string;
let out: string;
let err: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lint-"));
  [out, err] = ["", ""];
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, content: string | Uint8Array) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const wrong = "```bash\nopenclaw peer add laptop\n```\n";
const lint = async (...args: string[]) => {
  const { code, stdout, stderr } = await inProcess(["lint", ...args], wrong);
  out += stdout;
  err += stderr;
  return code;
};

describe("lint", () => {
  it("says place, severity, rule, what, mend and the next command", async () => {
    expect(await lint(write("note.md", wrong))).toBe(1);
    expect(out).toMatch(/note\.md\n {2}2:10 {2}error {2}/);
    expect(out).toContain("commands/undocumented");
    expect(out).toContain("has no command `openclaw peer`");
    expect(out).toMatch(/→ .*\n/);
    expect(out.trimEnd().split("\n").at(-1)).toMatch(/^Next: bridge\.mjs explain /);
  });

  it("is silent about a clean document and exits 0", async () => {
    expect(
      await lint(write("note.md", "OpenClaw has no federation. `openclaw cron list --all` lists the jobs.\n")),
    ).toBe(0);
    expect(out).toContain("1 document, nothing found");
  });

  it("reads standard input", async () => {
    expect(await lint("-")).toBe(1);
    expect(out).toContain("commands/undocumented");
  });

  it("searches folders, but not through links, dot folders and dependencies", async () => {
    for (const name of ["a", ".b", "node_modules"]) {
      mkdirSync(join(folder, name));
      write(join(name, "x.md"), wrong);
    }
    write("program.ts", wrong);
    symlinkSync(join(folder, "a"), join(folder, "link"));
    expect(await lint(folder, "--format", "json")).toBe(1);
    expect(JSON.parse(out).summary.files).toBe(1);
  });

  it("prints the public JSON shape exactly", async () => {
    expect(await lint(write("note.md", wrong), "--format", "json")).toBe(1);
    const report = JSON.parse(out);
    expect(Object.keys(report)).toEqual(["openclaw", "results", "summary"]);
    expect(Object.keys(report.results[0])).toEqual(["path", "kind", "locale", "findings"]);
    expect(Object.keys(report.results[0].findings[0])).toEqual(
      "ruleId severity line column endLine endColumn message evidence fix source subject".split(" "),
    );
    expect(Object.keys(report.summary)).toEqual(["files", "errors", "warnings", "allowed"]);
    expect(report.openclaw).toBe("2026.9.6");
  });

  it("takes --json for --format json", async () => {
    await lint(write("note.md", wrong), "--json");
    expect(JSON.parse(out).summary.errors).toBeGreaterThan(0);
  });

  it("reports an accepted finding as allowed, with its reason, and exits 0", async () => {
    const allow =
      "lint: { allow: [{ rule: commands/undocumented, reason: quoted from the old plan }, { rule: claims/native-federation, reason: the same }] }";
    expect(await lint(write("note.md", `---\n${allow}\n---\n${wrong}`))).toBe(0);
    expect(out).toContain("2 accepted with a reason");
    expect(out).toContain("quoted from the old plan");
  });

  it("accepts nothing without a reason", async () => {
    expect(
      await lint(
        write("note.md", `---\nlint: { allow: [{ rule: commands/undocumented, reason: "" }] }\n---\n${wrong}`),
      ),
    ).toBe(1);
  });

  it("says loudly that a version without a catalog is not verified", async () => {
    await lint(write("note.md", wrong), "--openclaw", "2026.12.1");
    expect(out).toContain("NOT VERIFIED on OpenClaw 2026.12.1");
  });

  it.each([
    ["--kind", "poem"],
    ["--format", "xml"],
    ["--locale", "de"],
  ])("refuses %s %s, naming what it takes", async (option, value) => {
    expect(await lint(write("note.md", wrong), option, value)).toBe(2);
    expect(err).toMatch(new RegExp(`found ${option} ${value}, expected one of `));
  });

  it("shows twenty findings, then how many more", async () => {
    const file = write(
      "many.md",
      Array.from({ length: 30 }, (_, index) => `\`\`\`bash\nopenclaw ghost${index} run\n\`\`\`\n`).join("\n"),
    );
    await lint(file);
    expect(out).toMatch(/more/);
    expect(out.split("\n").length).toBeLessThanOrEqual(61);
    expect(out.length).toBeLessThanOrEqual(3000);
  });
});

describe("what cannot be read", () => {
  it.each([
    ["a missing file", "gone.md", undefined, "no such file"],
    ["a binary file", "a.md", new Uint8Array([80, 75, 3, 4, 0, 0, 0, 255]), "expected a text file"],
    ["broken UTF-8", "b.md", new Uint8Array([72, 105, 255, 254, 46]), "not UTF-8"],
    ["null bytes", "c.md", "a\0b", "null bytes"],
    ["a file of 50 MB", "d.md", "x".repeat(50 * 1024 * 1024), "expected at most"],
  ])("%s ends with a clear message and exit code 2", async (_, name, content, message) => {
    if (content !== undefined) write(name, content);
    expect(await lint(join(folder, name))).toBe(2);
    expect(err).toContain(message);
    expect(err).toContain(name);
  });

  it("keeps the findings of the other documents", async () => {
    expect(await lint(write("note.md", wrong), join(folder, "gone.md"))).toBe(2);
    expect(out).toContain("commands/undocumented");
    expect(err).toContain("gone.md");
  });

  it.each([
    ["an unclosed fence", "a.md", "# Note\n\n```bash\nopenclaw cron list\n", "document/unreadable", 3],
    ["JSON with a fault", "b.json", '{\n  "a": 1\n  "b": 2\n}\n', "document/unreadable", 3],
    ["YAML with a fault", "c.yaml", "a: [1\nb: 2\n", "document/unreadable", 2],
    ["nesting without end", "d.json", "[".repeat(100_000), "document/unreadable", 1],
  ])("%s is a finding at its line", async (_, name, content, ruleId, line) => {
    expect(await lint(write(name, content), "--format", "json")).toBe(1);
    expect(JSON.parse(out).results[0].findings).toContainEqual(expect.objectContaining({ ruleId, line }));
  });
});

describe("what never happens", () => {
  it("starts no program and opens no connection", async () => {
    const forbidden = [
      "node:child_process",
      "node:net",
      "node:http",
      "node:https",
      "node:tls",
      "node:dns",
      "node:dgram",
    ];
    const { output } = await build({
      input: join(import.meta.dirname, "../../scripts/cli/main.ts"),
      platform: "node",
      write: false,
      logLevel: "silent",
    });
    const imported = new Set(
      output.flatMap((chunk) =>
        chunk.type === "chunk" ? chunk.imports.map((name) => (name.startsWith("node:") ? name : `node:${name}`)) : [],
      ),
    );
    expect(forbidden.filter((name) => imported.has(name))).toEqual([]);
    expect(imported).toContain("node:fs");
  });

  const secret = fc.oneof(
    fc.stringMatching(/^[A-Za-z0-9]{24,40}$/).map((body) => `sk-${body}`),
    fc.stringMatching(/^[A-Za-z0-9]{36}$/).map((body) => `ghp_${body}`),
    fc.stringMatching(/^[0-9]{9}:[A-Za-z0-9_-]{35}$/),
    fc.stringMatching(/^[a-z]{3}[A-Z]{3}[0-9]{4}[a-zA-Z0-9]{14}$/),
  );
  const settings: ((value: string) => string)[] = [
    (value) => `\`\`\`json\n{ "hooks": { "token": "${value}", "federate": true } }\n\`\`\`\n`,
    (value) => `\`\`\`bash\nopenclaw config set hooks.token '${value}' --nope ${value}\n\`\`\`\n`,
    (value) => `Send it to https://peer.example.com/hooks/a?token=${value} every 2 seconds and poll the service.\n`,
    (value) =>
      `\`\`\`bash\ncurl -H 'Authorization: Bearer ${value}' https://x.example.com/hooks/agent -d '{"apiKey":"${value}"}'\n\`\`\`\n`,
    (value) => `The password is ${value} and both gateways share one memory, ${value}.\n`,
    (value) => `\`\`\`bash\nHOOK_TOKEN=${value} openclaw ghost --token ${value}\n\`\`\`\n`,
  ];

  it("never shows a credential, whatever format it has and wherever it stands", () => {
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom(...settings),
        fc.constantFrom("en" as const, "zh-CN" as const),
        (value, setting, locale) => {
          expect(JSON.stringify(lintText("x.md", setting(value), { locale }))).not.toContain(value);
        },
      ),
      { numRuns: 150 },
    );
  });
});
