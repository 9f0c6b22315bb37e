import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { inboxStates } from "../../scripts/glue/inbox.mjs";
import { silence } from "../../scripts/glue/silence.mjs";

const minute = 60_000;
const start = Date.parse("2026-01-31T06:00:00Z");
let folder: string;
let now: number;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "silence-"));
  for (const state of ["tmp", ...inboxStates]) mkdirSync(join(folder, state));
  now = start;
});
afterEach(() => rmSync(folder, { recursive: true }));

const settings = () =>
  ({ spool: folder, source: "till", type: "till.alive", silenceSeconds: 1800, tellAgainSeconds: 3600 }) as never;
/** Runs the watch every five minutes for so long. @returns what it said, with the minute in which it did */
function watched(minutes: number): string[] {
  const said: string[] = [];
  for (const end = now + minutes * minute; now < end; ) {
    now += 5 * minute;
    const { lines, keep } = silence(settings(), inboxStates, now);
    said.push(...lines.map((line) => `${(now - start) / minute}: ${line}`));
    keep();
  }
  return said;
}
function arrives(name = `${"a".repeat(64)}~0.json`, state = "done") {
  writeFileSync(join(folder, state, name), "{}");
  utimesSync(join(folder, state, name), now / 1000, now / 1000);
}

it("what was never heard is counted from the first watch", () => {
  expect(watched(35)).toEqual([]);
  expect(watched(5)).toEqual(["40: Silent: no till.alive from till for 35 min."]);
});

it("is said once, once more later, and then no more", () => {
  arrives();
  expect(watched(600)).toEqual([
    "40: Silent: no till.alive from till for 35 min.",
    "100: Again: silent: no till.alive from till for 95 min.",
  ]);
});

it("what comes often enough is not spoken of", () => {
  for (let times = 0; times < 10; times++) {
    arrives(`${String(times).repeat(64)}~0.json`);
    expect(watched(25)).toEqual([]);
  }
});

it("what comes again after it was missed is said once", () => {
  watched(60);
  arrives();
  expect(watched(25)).toEqual(["65: Back: till.alive from till"]);
  expect(watched(10)).toEqual(["95: Silent: no till.alive from till for 35 min."]);
});

it("while the watch itself did not run nobody is blamed", () => {
  arrives();
  watched(10);
  now += 8 * 60 * minute;
  expect(watched(30)).toEqual([]);
  expect(watched(10)).toHaveLength(1);
});

it("a watch that runs a little late is no gap", () => {
  arrives();
  watched(10);
  now += 4 * minute;
  expect(watched(30)).toHaveLength(1);
});

it("what was not said is said by the next watch", () => {
  watched(35);
  now += 5 * minute;
  expect(silence(settings(), inboxStates, now).lines).toHaveLength(1);
  expect(watched(5)).toHaveLength(1);
});

it("an event that is forgotten was still heard", () => {
  watched(10);
  arrives();
  watched(5);
  rmSync(join(folder, "done", `${"a".repeat(64)}~0.json`));
  expect(watched(25)).toEqual([]);
  expect(watched(5)).toEqual(["45: Silent: no till.alive from till for 35 min."]);
});

it("an event that is given out again is none that came in", () => {
  watched(10);
  arrives();
  watched(30);
  arrives(`${"b".repeat(64)}~1.json`, "new");
  expect(watched(5)).toHaveLength(1);
});

it("a clock that is set back alarms nobody", () => {
  arrives();
  watched(30);
  now -= 300 * minute;
  expect(watched(30)).toEqual([]);
});
