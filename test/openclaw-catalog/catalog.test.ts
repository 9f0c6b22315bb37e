import { expect, test } from "vitest";
import { knownVersions, loadCatalog } from "../../scripts/openclaw/catalog.ts";

test("three versions are known, oldest first", () => {
  expect(knownVersions).toEqual(["2026.6.11", "2026.7.33", "2026.9.6"]);
});

test.each([
  ["2026.9.6", "2026.9.6", true],
  ["v2026.7.33", "2026.7.33", true],
  ["openclaw 2026.6.11 (abc)", "2026.6.11", true],
  ["2026.9.7", "2026.9.6", false],
  ["2026.8.1", "2026.7.33", false],
  ["2027.1.1", "2026.9.6", false],
  ["2026.3.31", "2026.6.11", false],
  ["latest", "2026.9.6", false],
])("%s is held to %s", (asked, version, verified) => {
  expect(loadCatalog(asked)).toMatchObject({ version, verified });
});

test("a catalog has every part, and each is read once", () => {
  const catalog = loadCatalog("2026.9.6");
  expect(catalog.commands["cron add"]?.flags["--webhook"]).toMatchObject({ value: "required" });
  expect(catalog.config).toHaveProperty("properties.hooks.properties.mappings");
  expect(catalog.cron.add).toHaveProperty("properties.delivery");
  expect(catalog.cron.update).toBeTypeOf("object");
  expect(catalog.hooks.values["cron add --wake"]?.values).toEqual(["now", "next-heartbeat"]);
  expect(catalog.refusals["hooks/token-required"]).toBeDefined();
  expect(catalog.commands).toBe(catalog.commands);
});
