import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { specText } from "../plan/example.ts";
import { inProcess } from "./in-process.ts";

const folder = mkdtempSync(join(tmpdir(), "render-lint-"));
const file = join(folder, "bridge.yaml");
const out = join(folder, "rendered");
const original = "Every morning the operator knows whether the server needs attention";
const claim = "The memory of both gateways stays in sync by itself, natively";

beforeEach(() => rmSync(out, { recursive: true, force: true }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const render = (spec: string, ...more: string[]) => {
  writeFileSync(file, spec);
  return inProcess(["render", file, "--out", out, ...more]);
};
const withClaim = () => specText().replace(original, claim);
const accepting = (rule: string) =>
  withClaim().replace(
    "allow: []",
    `allow: [{ rule: ${rule}, reason: "quoted from the flyer, which we do not believe" }]`,
  );

describe("render", () => {
  it("writes nothing that its own lint rejects, and points at the text in the spec", async () => {
    const { code, stdout } = await render(withClaim());
    expect(code).toBe(1);
    expect(stdout).toMatch(/bridge\.yaml:7 objective\.statement claims\/native-federation/);
    expect(stdout).toContain("Next: bridge.mjs explain claims/native-federation");
    expect(existsSync(out)).toBe(false);
  });

  it("rejects it as well where only one deliverable is asked for", async () => {
    expect((await render(withClaim(), "--deliverable", "memo")).code).toBe(1);
    expect(existsSync(out)).toBe(false);
  });

  it("writes what the spec accepts with a reason, tells it, and lint of the folder knows it", async () => {
    const { code, stdout } = await render(accepting("claims/native-federation"), "--all");
    expect(code).toBe(0);
    expect(stdout).toMatch(/Accepted memo\.md:\d+ claims\/native-federation: quoted from the flyer/);
    expect(readFileSync(join(out, "memo.md"), "utf8")).toContain(claim);
    expect((await inProcess(["lint", out])).code).toBe(0);
  });

  it("accepts no other rule", async () => {
    expect((await render(accepting("secrets/literal"))).code).toBe(1);
  });

  it("accepts nothing in text that is not the writer's: edited documents stay rejected", async () => {
    await render(accepting("claims/native-federation"));
    const memo = readFileSync(join(out, "memo.md"), "utf8");
    writeFileSync(join(out, "memo.md"), `${memo}\nBoth gateways share one session store natively.\n`);
    expect((await inProcess(["lint", out])).code).toBe(1);
  });

  it("holds each side's files to what that side runs", async () => {
    const old = specText().replace(
      "vps: { kind: openclaw, version: 2026.9.6",
      "vps: { kind: openclaw, version: 2026.7.33",
    );
    const { code, stdout } = await render(old, "--all");
    expect(code).toBe(1);
    expect(stdout).toContain("sides/vps/config.set.json:11 config/unknown-key: cron.webhookSsrfPolicy");
    expect(stdout).not.toContain("sides/desktop/");
  });

  it("accepts nothing that is wrong in a command or a key of the template", async () => {
    const old = specText()
      .replace("vps: { kind: openclaw, version: 2026.9.6", "vps: { kind: openclaw, version: 2026.7.33")
      .replace(
        "allow: []",
        "allow: [{ rule: config/unknown-key, reason: no }, { rule: commands/unknown-flag, reason: no }]",
      );
    expect((await render(old)).code).toBe(1);
  });
});
