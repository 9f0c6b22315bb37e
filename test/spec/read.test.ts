import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inspect } from "../../scripts/plan/inspect.ts";
import { fill } from "../../scripts/spec/fill.ts";
import { readSpec } from "../../scripts/spec/read.ts";
import { findSecret, isCredentialName, maskSecrets } from "../../scripts/spec/secrets.ts";
import { starter } from "../../scripts/spec/starter.ts";

describe("reading a spec", () => {
  it("takes a half-filled spec without a problem", () => {
    expect(readSpec("bridge: x\nobjective:\n  outcome:\n", "x").problems).toEqual([]);
  });

  it("takes a byte order mark and Windows line ends", () => {
    expect(readSpec("\uFEFFbridge: x\r\nlocale: en\r\n", "x").spec).toEqual({ bridge: "x", locale: "en" });
  });

  it("places a problem at the line of the value", () => {
    const { problems } = readSpec("bridge: x\nflows:\n  a:\n    pattern: nope\n", "x");
    expect(problems.map(({ line, column }) => [line, column])).toEqual([[4, 14]]);
  });

  it("never fails on any text", () => {
    fc.assert(fc.property(fc.string({ maxLength: 300 }), (text) => Array.isArray(inspect(text, "x").problems)));
  });

  it("never fails on any value anywhere in the shape", () => {
    const value = fc.jsonValue({ maxDepth: 3 });
    fc.assert(
      fc.property(fc.constantFrom("instances", "flows", "contract", "trust", "objective"), value, (key, inner) => {
        inspect(`bridge: x\n${key}: ${JSON.stringify(inner)}\n`, "x");
      }),
    );
  });
});

describe("filling a spec", () => {
  const filled = (text: string, fragment: string) => {
    const { document } = readSpec(text, "x");
    fill(document, fragment);
    return document.toString({ lineWidth: 0 });
  };

  it("keeps comments and everything that is not named", () => {
    const text = filled(
      starter("x", "scheduled-relay"),
      "objective: { outcome: alerting }\ntrust: { onTimeout: ask }\n",
    );
    expect(text).toContain("# step 1: say what should become true");
    expect(text).toContain("outcome: alerting");
    expect(text).toContain("handOff: operator");
    expect(readSpec(text, "x").problems).toEqual([]);
  });

  it("merges approvals by action and instance", () => {
    const text = filled(
      "bridge: x\ntrust: { approvals: [{ action: change-config, on: a, approvedBy: null }] }\n",
      "trust: { approvals: [{ action: change-config, on: a, approvedBy: me }, { action: publish-endpoint, on: b }] }",
    );
    expect(readSpec(text, "x").spec?.trust?.approvals).toEqual([
      { action: "change-config", on: "a", approvedBy: "me" },
      { action: "publish-endpoint", on: "b" },
    ]);
  });

  it("refuses a fragment that is not keys and values", () => {
    expect(() => filled("bridge: x\n", "- a\n")).toThrow(/keys and values/);
  });
});

describe("secrets", () => {
  const secrets = fc.stringMatching(/^[A-Za-z0-9]{24,40}$/).map((body) => `sk-${body}`);

  it("finds a key in any text and never shows it", () => {
    fc.assert(
      fc.property(fc.string(), secrets, fc.string(), (before, secret, after) => {
        const text = `${before} ${secret} ${after}`;
        expect(findSecret(text)).toBeDefined();
        expect(maskSecrets(text)).not.toContain(secret);
      }),
    );
  });

  it("shows no secret in any problem", () => {
    fc.assert(
      fc.property(secrets, fc.constantFrom("statement", "outcome", "nonsense"), (secret, key) => {
        const { problems } = inspect(`bridge: x\nobjective: { ${key}: ${secret} }\n`, "x");
        expect(problems.length).toBeGreaterThan(0);
        expect(JSON.stringify(problems)).not.toContain(secret);
      }),
    );
  });

  it("takes names of variables, digests and placeholders for what they are", () => {
    for (const text of ["BRIDGE_HOOK_TOKEN", "token: <the token>", "sha256 of the file", "${BRIDGE_HOOK_TOKEN}"])
      expect(findSecret(text)).toBeUndefined();
  });

  it("knows payload fields that carry credentials", () => {
    expect(["password", "apiKey", "hookToken", "dotEnv"].filter(isCredentialName)).toEqual([
      "password",
      "apiKey",
      "hookToken",
      "dotEnv",
    ]);
    expect(["result", "findings", "keyboard", "environment"].filter(isCredentialName)).toEqual([]);
  });
});
