import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { lineByLine } from "../../scripts/maintain/catalog/format.ts";
import { hooksOf } from "../../scripts/maintain/catalog/hooks.ts";
import { catalogOf } from "../../scripts/maintain/catalog/main.ts";

const schemas = fileURLToPath(new URL("../../schemas/openclaw/", import.meta.url));
const pinned = fileURLToPath(new URL("../openclaw/node_modules/openclaw/", import.meta.url));
const files = readdirSync(schemas).flatMap((version) =>
  readdirSync(join(schemas, version)).map((name) => join(version, name)),
);

test("the shipped catalog is, byte for byte, what the pinned install gives", () => {
  const { version, files: extracted } = catalogOf(pinned);
  expect([...extracted.keys()].sort()).toEqual(readdirSync(join(schemas, version)).sort());
  for (const [name, text] of extracted)
    expect(text === readFileSync(join(schemas, version, name), "utf8"), name).toBe(true);
}, 240_000);

describe("every shipped catalog", () => {
  test("is small enough for a packed skill: no file of 1 MiB, 4 MiB in all", () => {
    const sizes = files.map((file) => statSync(join(schemas, file)).size);
    expect(Math.max(...sizes)).toBeLessThan(1024 * 1024);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(4 * 1024 * 1024);
  });

  test("names no machine and no date, and has no prose", () => {
    for (const file of files) {
      const text = readFileSync(join(schemas, file), "utf8");
      expect(text, file).not.toMatch(/\/(?:tmp|home|Users|work)\/|\d{4}-\d\d-\d\dT\d\d/);
      if (file.endsWith("schema.json"))
        expect(text, file).not.toMatch(/"(?:description|title|\$comment)":"[^"]* [^"]* /);
    }
  });

  test.each(readdirSync(schemas))("%s has job schemas that compile, and no reference that leads nowhere", (version) => {
    const read = (name: string) => JSON.parse(readFileSync(join(schemas, version, name), "utf8"));
    const { add, update } = read("cron.schema.json");
    for (const schema of [add, update])
      expect(() => new Ajv({ strict: false, logger: false, validateFormats: false }).compile(schema)).not.toThrow();
    const config = read("config.schema.json");
    for (const [, pointer = ""] of JSON.stringify(config).matchAll(/"\$ref":"#\/([^"]*)"/g)) {
      const steps = pointer.split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
      const target = steps.reduce((here, step) => here?.[step], config);
      expect(target, pointer).toBeTypeOf("object");
    }
  });
});

test("a fact that an install no longer states ends the extraction", () => {
  const empty = mkdtempSync(join(tmpdir(), "catalog-"));
  mkdirSync(join(empty, "dist"));
  const install = { root: empty, version: "2026.9.6", node: "" };
  expect(() => hooksOf(install, () => [])).toThrow(/no longer says "hooks.enabled/);
  rmSync(empty, { recursive: true });
});

test("one entry stands on one line", () => {
  expect(lineByLine({ a: { b: [1], c: {} }, d: 1 }, 1)).toBe('{\n "a": {"b":[1],"c":{}},\n "d": 1\n}');
  expect(lineByLine({ a: { b: [1] } }, 2)).toBe('{\n "a": {\n  "b": [1]\n }\n}');
});
