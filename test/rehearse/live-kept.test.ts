import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rehearseFolder } from "../../scripts/rehearse/main.ts";
import { failed, judged, liveFolder, minutes } from "./live.ts";

const { render, remove } = liveFolder();
afterAll(remove);

/** What is sent again until its work is done: outbox, inbox, claim and done, on two real gateways. */
describe("the daily audit, acknowledged, on two real gateways", () => {
  const target = render("acknowledged", "references/examples/daily-audit/bridge.yaml");
  beforeAll(() => rehearseFolder(target, { edit: false, approve: false, keep: false }), 6 * minutes);

  it("passes every check", () => {
    expect(judged(target).filter(({ passed }) => !passed)).toEqual([]);
  });

  const edits: [what: string, file: string, change: (text: string) => string, caughtBy: string][] = [
    [
      "a body that the inbox did not refuse",
      "wire.jsonl",
      (text) => text.replace('"status":400', '"status":200'),
      "strangers-refused",
    ],
    [
      "an agent with another tool",
      "model-desktop.jsonl",
      (text) => text.replace('"tools":["exec"', '"tools":["write","exec"'),
      "agent-instructed",
    ],
    [
      "an event that a person was told twice",
      "telegram.jsonl",
      (text) => `${text + text.split("\n").find((line) => line.includes("daily-audit/report/"))}\n`,
      "duplicate-safe",
    ],
    [
      "a drain that is not the plan's",
      "blocks.jsonl",
      (text) => text.replaceAll('\\"everyMs\\": 60000', '\\"everyMs\\": 1'),
      "job-as-designed",
    ],
    [
      "work that the agent never finished",
      "verify/report.inbox.jsonl",
      (text) => text.replace('"did":"done"', '"did":"look"'),
      "delivery-succeeded",
    ],
  ];
  it.each(edits)("judging catches %s", (_what, file, change, caughtBy) => {
    const copy = `${target}-${caughtBy}`;
    cpSync(target, copy, { recursive: true });
    const text = readFileSync(join(copy, "raw", file), "utf8");
    expect(change(text)).not.toBe(text);
    writeFileSync(join(copy, "raw", file), change(text));
    expect(failed(judged(copy))).toContain(caughtBy);
  });
});

describe("tasks handed over with files, between two gateways of one user", () => {
  it(
    "pass every check, and an empty inbox costs no model run",
    async () => {
      const target = render("files", "references/examples/task-inbox/bridge.yaml");
      expect(await rehearseFolder(target, { edit: false, approve: false, keep: false, idle: 0.6 })).toBe(true);
    },
    6 * minutes,
  );
});
