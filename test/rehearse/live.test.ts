import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeEvidence } from "../../scripts/rehearse/evidence.ts";
import { rehearseFolder } from "../../scripts/rehearse/main.ts";
import { base, failed, judged, liveFolder, minutes } from "./live.ts";

const { render, remove } = liveFolder();
afterAll(remove);

/** Two flows (an agent's turn by the clock, a command by a trigger) over one pair of real gateways, edited meanwhile. */
describe("two flows on two real gateways", () => {
  const target = render("two-flows", "test/rehearse/two-flows.yaml");
  beforeAll(() => rehearseFolder(target, { edit: true, approve: false, keep: false }), 6 * minutes);

  it("pass every check, and only the bridge's own paths are gone although both files were edited", () => {
    expect(judged(target).filter(({ passed }) => !passed)).toEqual([]);
  });

  it("leave no gateway and no work folder behind", () => {
    const works = readdirSync(base).filter((name) => name.startsWith(".rehearsal-"));
    // Another rehearsal may run at the same time, with sides of other names.
    expect(works.filter((name) => existsSync(join(base, name, "desk")))).toEqual([]);
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
