import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeEvidence } from "../../scripts/rehearse/evidence.ts";
import { planOf } from "../../scripts/rehearse/folder.ts";
import { judge, type Verdict } from "../../scripts/rehearse/judge.ts";
import { rehearseFolder } from "../../scripts/rehearse/main.ts";
import { readRaw } from "../../scripts/rehearse/raw.ts";
import { renderAll } from "../../scripts/render/deliverables.ts";
import { planFrom, specText } from "../plan/example.ts";

const base = join(import.meta.dirname, "../../out");
mkdirSync(base, { recursive: true });
const folder = mkdtempSync(join(base, "live-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Renders a spec into a folder of its own. */
function render(name: string, spec: string): string {
  const target = join(folder, name);
  const { plan, questions, text } = planFrom(specText(spec));
  for (const [file, content] of renderAll(plan, questions, "en", [], text).files) {
    mkdirSync(join(target, file, ".."), { recursive: true });
    writeFileSync(join(target, file), content);
  }
  return target;
}

const judged = (target: string): Verdict[] => judge(planOf(target).plan, readRaw(target));
const failed = (verdicts: Verdict[]) => verdicts.filter(({ passed }) => !passed).map(({ id }) => id);
const minutes = 60_000;

/** Two flows (an agent's turn by the clock, a command by a trigger) over one pair of real gateways, edited meanwhile. */
describe("two flows on two real gateways", () => {
  const target = render("two-flows", "test/rehearse/two-flows.yaml");
  beforeAll(() => rehearseFolder(target, { edit: true, approve: false, keep: false }), 6 * minutes);

  it("pass every check, and only the bridge's own paths are gone although both files were edited", () => {
    expect(judged(target).filter(({ passed }) => !passed)).toEqual([]);
  });

  it("leave no gateway and no work folder behind", () => {
    expect(readdirSync(base).filter((name) => name.startsWith(".rehearsal-"))).toEqual([]);
  });

  /** Judging a copy whose raw outputs say something else: each edit is caught by its own check. */
  const edits: [what: string, file: string, from: RegExp, to: string, caughtBy: string][] = [
    [
      "a run that was not delivered",
      "blocks.jsonl",
      /\\"deliveryStatus\\": \\"delivered\\"/g,
      '\\"deliveryStatus\\": \\"unknown\\"',
      "delivery-succeeded",
    ],
    ["a command that failed", "blocks.jsonl", /"code":0/, '"code":1', "commands-accepted"],
    ["an alert that never came", "telegram.jsonl", /delivery failed/g, "went well", "failure-visible"],
    ["a question that nobody was asked", "telegram.jsonl", /What next\?/g, "All well.", "question-asked"],
    ["a second cause that was lost", "blocks.jsonl", /another run has not ended/g, "all well", "two-at-once"],
    ["a second message with another id", "telegram.jsonl", /evening\/\d{4}/, "evening/1999", "duplicate-safe"],
    ["a literal token that was taken", "wire.jsonl", /"status":401/, '"status":200', "strangers-refused"],
    [
      "an event that breaks the contract",
      "wire.jsonl",
      /\\\\\\"type\\\\\\":\\\\\\"deploy.finished/,
      '\\\\\\"type\\\\\\":\\\\\\"deploy.begun',
      "contract-kept",
    ],
    ["an agent with a tool", "model-desk.jsonl", /"tools":\[\]/, '"tools":["exec"]', "agent-instructed"],
    ["a configuration that was not put back", "facts.json", /("after": )\{/, '$1{ "left": 1,', "rolled-back"],
    ["a job that was left", "facts.json", /("build": )\[\]/, '$1["job"]', "nothing-left"],
    ["a secret that leaked", "facts.json", /"found": \[\]/, '"found": ["chat.log"]', "no-secrets"],
    ["a document edited by hand", "facts.json", /"edited": \[\]/, '"edited": ["memo.md"]', "documents-unedited"],
  ];
  it.each(edits)("judging catches %s", (_what, file, from, to, caughtBy) => {
    const copy = `${target}-${caughtBy}`;
    cpSync(target, copy, { recursive: true });
    const text = readFileSync(join(copy, "raw", file), "utf8");
    expect(text).toMatch(from);
    writeFileSync(join(copy, "raw", file), text.replace(from, to));
    expect(failed(judged(copy))).toContain(caughtBy);
  });

  it("judging again says the same, and notices evidence that was edited by hand", () => {
    expect(writeEvidence(target, { compare: true })).toBe(true);
    const file = join(target, "evidence.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"passed": true', '"passed":  true'));
    expect(writeEvidence(target, { compare: true })).toBe(false);
  });
});

describe("the audit announced into a channel, on a real gateway", () => {
  it(
    "passes every check",
    async () => {
      const target = render("announce", "references/examples/daily-audit/announce.yaml");
      expect(await rehearseFolder(target, { edit: false, approve: false, keep: false })).toBe(true);
    },
    4 * 60_000,
  );
});

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
