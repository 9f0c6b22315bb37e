import { describe, expect, it } from "vitest";
import { lintDesign } from "../../scripts/lint/design.ts";
import { compile } from "../../scripts/plan/compile.ts";
import { blocking, inspect } from "../../scripts/plan/inspect.ts";
import { rehearsedVersion } from "../../scripts/plan/support.ts";
import { renderAll } from "../../scripts/render/deliverables.ts";
import { fill } from "../../scripts/spec/fill.ts";
import { readSpec } from "../../scripts/spec/read.ts";
import { starter } from "../../scripts/spec/starter.ts";
import type { Pattern } from "../../scripts/spec/words.ts";

/** What a newcomer gets who fills in a starter: documents that lint clean, in the shape of a rehearsed example, or a refusal. */
const filled = (pattern: Pattern, ...fragments: string[]) => {
  const { document } = readSpec(starter("mine", pattern), "bridge.yaml");
  for (const fragment of fragments) fill(document, fragment);
  const text = document.toString({ lineWidth: 0 });
  return { text, ...inspect(text, "bridge.yaml") };
};
const version = `version: ${rehearsedVersion}`;

const requests: [request: string, pattern: Pattern, ...fragments: string[]][] = [
  [
    "approve maintenance windows across two companies",
    "human-routed-relay",
    `objective: { outcome: approval-request, statement: They agree before we work on the line, success: an answer within a day }
instances:
  sender: { ${version} }
  receiver: { ${version} }
  room: { channel: telegram, target: "-100123" }
  lead: { channel: telegram, target: "77" }
flows: { request: { trigger: window-planned, produce: { command: [/usr/local/bin/window] }, ask: { question: "May we?", choices: [approve, deny] }, act: { on: approve, command: [/usr/local/bin/begin] } } }
contract: { request: { event: window.requested, payload: { ticket: { type: string, maxLength: 20 } }, idempotencyKey: [ticket], expires: 24h } }
trust: { authority: { the line: lead } }`,
  ],
  [
    "tell me within ten minutes that B is dead",
    "scheduled-relay",
    `objective: { outcome: alerting, statement: I know that B is dead, success: a message within ten minutes }
instances:
  sender: { ${version} }
  receiver: { ${version}, url: https://a.example.com, reachableFrom: [sender], sleeps: false }
  operator: { channel: telegram, target: "42" }
flows: { report: { schedule: { every: 2m }, guarantee: delivered, silence: { after: 7m }, handOff: null, produce: { command: [/usr/local/bin/alive] } } }
contract: { report: { event: b.alive, payload: { uptime: { type: integer } }, idempotencyKey: [runTime], expires: 10m } }
trust: { authority: { everything: operator } }`,
  ],
  [
    "hand files from my personal to my work gateway",
    "event-push",
    `objective: { outcome: task-dispatch, statement: What I put aside at home is worked on at work, success: each has an answer }
instances:
  sender: { ${version}, machine: mine }
  receiver: { ${version}, machine: mine, agent: bridge-reader }
  operator: { channel: telegram, target: "42" }
flows: { report: { transport: files, guarantee: acknowledged, trigger: file-put-aside, produce: { command: [/usr/local/bin/aside] } } }
contract: { report: { event: file.aside, payload: { name: { type: string, maxLength: 80 } }, idempotencyKey: [name] } }
trust: { authority: { everything: operator } }`,
  ],
  [
    "restart the database only after I approved it on my laptop; escalate after 30 minutes, cancel after 60",
    "local-to-remote",
    `objective: { outcome: approval-request, statement: The database restarts only after my approval, success: it restarted once or not at all }
instances:
  remote: { ${version}, url: https://db.example.com, reachableFrom: [local] }
  local: { ${version}, url: https://laptop.example.com, reachableFrom: [remote], sleeps: true }
  operator: { channel: telegram, target: "42" }
  oncall: { channel: telegram, target: "43" }
flows: { request: { trigger: restart-wanted, produce: { command: [/usr/local/bin/reason] }, ask: { question: "Restart now?", choices: [approve, deny] }, escalate: { after: 30m, to: oncall }, act: { on: approve, command: [/usr/local/bin/restart] } } }
contract: { request: { event: restart.wanted, payload: { incident: { type: integer } }, idempotencyKey: [incident], expires: 60m } }
trust: { authority: { the database: operator } }`,
  ],
];

describe("a newcomer's request", () => {
  it.each(requests)(
    "%s: ends in documents that lint clean, with what is not approved commented out",
    (_request, pattern, ...fragments) => {
      const { text, answered, questions, problems } = filled(pattern, ...fragments);
      expect(blocking(problems)).toEqual([]);
      if (!answered) throw new Error("no answers");
      expect(
        questions.filter(({ state, pattern: key }) => state !== "default" && !key.startsWith("trust.approvals")),
      ).toEqual([]);
      const plan = compile(answered, questions);
      const { files, whole, skipped } = renderAll(plan, questions, "en", [], text);
      expect(skipped.filter(({ reason }) => reason.startsWith("still open"))).toEqual([]);
      const sides = plan.lanes.flatMap((lane) => lane.sides.map(({ name }) => ({ name, version: rehearsedVersion })));
      const errors = lintDesign({ files, whole, spec: text, sides }).flatMap(({ path, findings }) =>
        findings.filter(({ severity }) => severity === "error").map(({ line, ruleId }) => `${path}:${line} ${ruleId}`),
      );
      expect(errors).toEqual([]);
      expect(files.get("rollout-plan.md")).toContain("# NOT APPROVED: ");
    },
  );

  it("make both gateways one agent: is refused, with what to do instead", () => {
    const { problems } = filled("event-push", "objective: { statement: Make both gateways one agent }");
    const [problem] = blocking(problems);
    expect(problem).toMatchObject({ code: "claims/native-federation" });
    expect(problem?.mend).toContain("a message with a contract");
  });
});
