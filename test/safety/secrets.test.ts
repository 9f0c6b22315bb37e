import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseDocument } from "yaml";
import { emptied, events, loadGlue, now } from "../../scripts/maintain/fuzz/spool.ts";
import { inProcess } from "../cli/in-process.ts";
import { specText } from "../plan/example.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "secrets-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const matching = (pattern: RegExp) => fc.stringMatching(pattern);

/** Credentials in every format that is known by its looks. */
const secret = fc
  .oneof(
    matching(/^sk-[A-Za-z0-9]{24,40}$/),
    matching(/^AIza[A-Za-z0-9_]{35}$/),
    matching(/^(?:ghp|gho|npm|glpat|hf)_[A-Za-z0-9]{36}$/),
    matching(/^xoxb-[0-9]{12}-[0-9]{12}-[A-Za-z0-9]{24}$/),
    matching(/^[1-9][0-9]{8}:[A-Za-z0-9]{35}$/),
    matching(/^AKIA[A-Z0-9]{16}$/),
    matching(/^eyJ[A-Za-z0-9]{20}\.eyJ[A-Za-z0-9]{40}\.[A-Za-z0-9]{43}$/),
  )
  // A row of the same letters, or one of these words, is what people write in a credential's place.
  .filter((value) => !/(.)\1{4}|x{3}|your|example/i.test(value));

/** Everything below a folder, as one text, but for the file that a user wrote. */
function written(place: string, own: string): string {
  return readdirSync(place, { recursive: true, encoding: "utf8" })
    .filter((name) => name !== own && statSync(join(place, name)).isFile())
    .map((name) => `${name}\n${readFileSync(join(place, name), "utf8")}`)
    .join("\n");
}

describe("a credential in a spec", () => {
  /** Where it is put: the path of a text, or of a key. */
  const places: (string | number)[][] = [
    ["objective", "statement"],
    ["objective", "success"],
    ["instances", "operator", "target"],
    ["instances", "desktop", "timezone"],
    ["flows", "report", "produce", "command", 0],
    ["contract", "report", "payload", "result", "enum", 0],
    ["contract", "report", "event"],
    ["trust", "credentials", "report", "storedAs"],
    ["bridge"],
    [],
  ];

  it("is in no output, no message and no file of status, fill and render, wherever it stands", async () => {
    await fc.assert(
      fc.asyncProperty(
        secret,
        fc.constantFrom(...places),
        fc.constantFrom("en", "zh-CN"),
        async (value, place, locale) => {
          rmSync(folder, { recursive: true, force: true });
          mkdirSync(folder);
          const spec = parseDocument(specText());
          spec.set("locale", locale);
          if (place.length > 0) spec.setIn(place, value);
          else spec.set(value, "a key");
          const file = join(folder, "bridge.yaml");
          writeFileSync(file, String(spec));
          for (const args of [
            ["status", file],
            ["render", file, "--format", "html"],
            ["status", file, "--json"],
            ["lint", file],
          ]) {
            const { stdout, stderr, code } = await inProcess(args);
            expect(stdout + stderr).not.toContain(value);
            expect(code).not.toBe(0);
          }
          expect(existsSync(join(folder, "rendered"))).toBe(false);
          expect(written(folder, "bridge.yaml")).toBe("");
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("a credential in a document", () => {
  it("is in no report, in no format", async () => {
    await fc.assert(
      fc.asyncProperty(secret, fc.constantFrom("text", "json", "sarif"), async (value, format) => {
        const file = join(folder, "memo.md");
        writeFileSync(
          file,
          `---\nkind: memo\nnote: ${value}\n---\n# A bridge with ${value}\n\nThe token is ${value}; send \`${value}\` along.\n\n\`\`\`json\n{ "hooks": { "token": "${value}" }, "${value}": 1 }\n\`\`\`\n\n\`\`\`bash\nopenclaw nope --token ${value} ${value}\n\`\`\`\n`,
        );
        const { stdout, stderr, code } = await inProcess(["lint", file, "--format", format, "--all"]);
        expect(code).toBe(1);
        expect(stdout + stderr).not.toContain(value);
      }),
      { numRuns: 60 },
    );
  });
});

describe("a credential in an event", () => {
  it("is kept by no log, whatever is wrong with the event", async () => {
    await loadGlue();
    const { inbox, outbox, settings, spool } = emptied();
    const [event = { data: {} }] = events;
    const broken: ((value: string) => object)[] = [
      (value) => ({ ...event, data: { number: value } }),
      (value) => ({ ...event, data: { number: 1, other: value } }),
      (value) => ({ ...event, data: { number: 1, [value]: 1 } }),
      (value) => ({ ...event, source: value }),
      (value) => ({ ...event, id: value }),
      (value) => ({ ...event, id: "shop/closing/", hops: value }),
      (value) => ({ ...event, type: value }),
      (value) => ({ ...event, time: value }),
      (value) => ({ ...event, [value]: value }),
    ];
    fc.assert(
      fc.property(secret, fc.constantFrom(...broken), (value, make) => {
        expect(inbox.accept(settings, make(value), now).answer).toBe(400);
        const refused = outbox.add(settings, JSON.stringify((make(value) as { data: object }).data), new Date(now));
        expect(JSON.stringify("fault" in refused ? refused : {})).not.toContain(value);
        expect(readFileSync(join(spool, "audit.jsonl"), "utf8")).not.toContain(value);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a credential that a library would quote", () => {
  const value = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";
  const bridge = fileURLToPath(new URL("../../scripts/bridge.mjs", import.meta.url));
  const said = (args: string[], input = "") => {
    const { stdout, stderr } = spawnSync(process.execPath, [bridge, ...args], { input, encoding: "utf8" });
    return stdout + stderr;
  };

  it.each([
    ["a key that is no text", `? {token: ${value}}\n: b\n`],
    ["a fault on its line", `trust: { a: ${value}\nb: [`],
    ["a tag", `a: !${value} b\n`],
    ["an alias", `a: *${value}\n`],
    ["a key that is there twice", `${value}: 1\n${value}: 2\n`],
  ])("is said by none of the commands: %s", (_, yaml) => {
    const [file, fragment, front] = ["a.yaml", "b.yaml", "c.md"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(file, `bridge: a\n${yaml}`);
    writeFileSync(fragment, specText());
    writeFileSync(front, `---\n${yaml}---\n# a\n`);
    const all = [
      said(["status", file]),
      said(["lint", file, front]),
      said(["fill", fragment, "-"], yaml),
      said(["fill", file, "-"], "locale: en\n"),
    ].join("\n");
    expect(all).not.toMatch(/^ {4}at /m);
    expect(all).not.toContain(value.slice(0, 12));
  });
});
