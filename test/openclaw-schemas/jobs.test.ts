import { describe, expect, test } from "vitest";
import { knownVersions, loadCatalog } from "../../scripts/openclaw/catalog.ts";
import { resolveCommand } from "../../scripts/openclaw/commands.ts";
import { checkCronJob, checkCronLine } from "../../scripts/openclaw/cron/check.ts";
import { jobCases } from "./job-cases.ts";
import { lineCases, refusedByGateway } from "./line-cases.ts";
import { verdicts } from "./verdicts.ts";

describe.each(knownVersions)("OpenClaw %s and the checker agree on a job", (version) => {
  test.each(Object.entries(jobCases))("with %s", (name, { job }) => {
    const recorded = verdicts[version]?.jobs[name];
    const problems = checkCronJob(loadCatalog(version), job, { stored: false, defaultAgent: "main" });
    const refused = problems.some(({ effect }) => effect === "refused");
    expect(refused ? "refused" : "ok", recorded).toBe(recorded === "ok" ? "ok" : "refused");
  });
});

test.each(Object.entries(jobCases))("in 2026.9.6 the place is told: %s", (_, { job, says, ignored }) => {
  const [first] = checkCronJob(loadCatalog("2026.9.6"), job, { stored: false, defaultAgent: "main" });
  expect(first?.path.join(".") ?? null).toBe(says);
  if (first) expect(first.effect).toBe(ignored ? "ignored" : "refused");
  if (first) expect(first.source).not.toBe("");
});

test("a job as the gateway stores it is fine", () => {
  const { job } = jobCases["a plain job"] as { job: object };
  const stored = { ...job, id: "x", createdAtMs: 1, updatedAtMs: 2, state: { nextRunAtMs: 3 } };
  expect(checkCronJob(loadCatalog("2026.9.6"), stored)).toEqual([]);
  expect(checkCronJob(loadCatalog("2026.9.6"), { ...job, id: "x" })).toHaveLength(1);
});

test("of a partial job only what is there is judged, and what is filled in later is fine", () => {
  const partial = {
    schedule: { kind: "cron", expr: "<expression>", tz: "${TZ}" },
    delivery: { mode: "webhook", to: "https://<host>/hooks/bridge" },
    sessionTarget: "<session>",
  };
  expect(checkCronJob(loadCatalog("2026.9.6"), partial, { partial: true })).toEqual([]);
  expect(
    checkCronJob(loadCatalog("2026.9.6"), { ...partial, delivery: { mode: "push" } }, { partial: true }),
  ).toHaveLength(1);
});

const lineOf = (version: string, words: string[]) => {
  const catalog = loadCatalog(version);
  return { resolved: resolveCommand(catalog, ["cron", ...words]), catalog };
};

describe.each(knownVersions)("OpenClaw %s and the checker agree on a line", (version) => {
  test.each(Object.entries(lineCases))("%s", (line, { words }) => {
    const recorded = verdicts[version]?.lines[line];
    const { resolved, catalog } = lineOf(version, words);
    if (resolved.problems.some(({ kind }) => kind === "unknown-flag")) return expect(recorded).not.toBe("ok");
    const accepted = recorded === "ok" && !(refusedByGateway.has(line) && version !== "2026.9.6");
    expect(checkCronLine(catalog, resolved).length > 0 ? "refused" : "ok", recorded).toBe(accepted ? "ok" : "refused");
  });
});

test.each(Object.entries(lineCases))("in 2026.9.6 the flag is told: %s", (_, { words, says }) => {
  const { resolved, catalog } = lineOf("2026.9.6", words);
  expect(checkCronLine(catalog, resolved)[0]?.flag ?? null).toBe(says);
});

test("a cron expression and a zone on the line are those that the gateway takes", () => {
  const told = (...words: string[]) => {
    const { resolved, catalog } = lineOf("2026.9.6", ["add", "--name", "a", "--message", "x", ...words]);
    return checkCronLine(catalog, resolved).map(({ flag }) => flag);
  };
  expect(told("--cron", "61 7 * * *")).toEqual(["--cron"]);
  expect(told("--cron", "0 7 * * *", "--tz", "Berlin")).toEqual(["--tz"]);
  expect(told("--cron", "$EXPRESSION", "--tz", "<zone>")).toEqual([]);
});
