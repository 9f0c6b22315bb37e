import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inLanguage } from "../../scripts/spec/text.ts";
import { example } from "../plan/example.ts";

const emit = join(import.meta.dirname, "../../scripts/glue/emit.mjs");
const folder = mkdtempSync(join(tmpdir(), "emit-"));
const { plan } = example();
const [flow] = plan.flows;

beforeAll(() => {
  writeFileSync(join(folder, "report.json"), JSON.stringify(flow?.settings));
  writeFileSync(join(folder, "silent.json"), JSON.stringify({ ...flow?.settings, whenEmpty: "silent" }));
  writeFileSync(join(folder, "bullets.json"), JSON.stringify({ ...flow?.settings, format: "bullets" }));
  writeFileSync(join(folder, "url.json"), JSON.stringify({ ...flow?.settings, payload: { log: { type: "url" } } }));
  writeFileSync(join(folder, "key.json"), JSON.stringify({ ...flow?.settings, idempotencyKey: ["findings"] }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs emit.mjs as the job does. */
const run = (input: string, settings = "report.json") =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, [emit, join(folder, settings)], (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
    child.stdin?.end(input);
  });

describe("emit.mjs", () => {
  const good = JSON.stringify({ result: "ok", findings: ["disk at 91 %"] });

  it("prints one line that keeps the message schema", async () => {
    const { code, stdout } = await run(good);
    const ajv = new Ajv2020();
    addFormats.default(ajv);
    expect(code).toBe(0);
    expect(stdout.trim()).not.toContain("\n");
    expect(ajv.validate(inLanguage(flow?.envelope.schema ?? {}, "en"), JSON.parse(stdout))).toBe(true);
  });

  it("gives the same cause the same id, and another another", async () => {
    const id = async (input: string, settings?: string) => JSON.parse((await run(input, settings)).stdout).id;
    expect(await id(good)).toBe(await id(JSON.stringify({ result: "warn", findings: [] })));
    const hostile = JSON.stringify({ result: "ok", findings: ["../../$(id)\n"] });
    expect(await id(good, "key.json")).not.toBe(await id(hostile, "key.json"));
    expect(await id(hostile, "key.json")).toMatch(/^daily-audit\/report\/[0-9a-f]{32}$/);
  });

  it.each([
    ["nothing at all", "", /printed nothing/],
    ["no JSON", "all fine", /did not print JSON/],
    ["a list", "[]", /not print a JSON object/],
    ["an unknown field", '{"result":"ok","findings":[],"token":"x"}', /unknown field "token"/],
    ["a missing field", '{"result":"ok"}', /findings is missing/],
    ["a word that is not allowed", '{"result":"fine","findings":[]}', /not one of ok, warn, critical/],
    ["too many items", JSON.stringify({ result: "ok", findings: Array(21).fill("x") }), /more than 20 items/],
    ["an item that is too long", JSON.stringify({ result: "ok", findings: ["x".repeat(201)] }), /longer than 200/],
    ["more than 64 KiB", `{"result":"ok","findings":["${"x".repeat(70_000)}"]}`, /more than 65536/],
    ["a prototype's name", '{"__proto__":{},"result":"ok","findings":[]}', /unknown field/],
  ])("refuses %s, and prints nothing", async (_name, input, reason) => {
    const { code, stdout, stderr } = await run(input);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(reason);
  });

  it.each([
    ["https://ci.example.com/runs/118/log.txt", 0],
    ["https://ci.example.com:8443", 0],
    ["http://ci.example.com/118", 1],
    ["https://user:word@ci.example.com/118", 1],
    ["https://ci.example.com/118?private_token=x", 1],
    ["https://ci.example.com/118#access_token=x", 1],
    [`https://ci.example.com/${"x".repeat(300)}`, 1],
    ["https://ci.example.com/a b", 1],
  ])("takes an address only without the places where credentials stand: %s", async (log, code) => {
    expect((await run(JSON.stringify({ log }), "url.json")).code).toBe(code);
  });

  it("is silent about no event where the settings allow it", async () => {
    expect(await run("", "silent.json")).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  it("writes bullets for people", async () => {
    const { stdout } = await run(good, "bullets.json");
    expect(stdout.split("\n").slice(1)).toEqual(["- result: ok", "- findings: disk at 91 %", ""]);
  });

  it("ends with 2 for settings that are not there", async () => {
    expect((await run(good, "nowhere.json")).code).toBe(2);
  });
});
