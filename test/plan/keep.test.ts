import { describe, expect, it } from "vitest";
import { budgetOf, pace } from "../../scripts/plan/keep.ts";
import { jobsOf } from "../../scripts/plan/plan.ts";
import { planFrom, specText } from "./example.ts";

const webhook = planFrom(specText("references/examples/daily-audit/bridge.yaml")).plan;
const files = planFrom(specText("references/examples/task-inbox/bridge.yaml")).plan;
const [report] = webhook.flows;

describe("the pace", () => {
  it("keeps what is settled longer than any copy can come: expiry plus twice the skew", () => {
    expect(pace.keep).toBeGreaterThan(2 * pace.skew);
  });
  it("lets no run outlive its claim, and no claim be over while the gateway still knows its first copy", () => {
    expect(pace.lease).toBeGreaterThan(Number(report?.hook?.mapping?.timeoutSeconds));
    expect(pace.lease).toBeGreaterThan(5 * 60);
  });
  it("ends a run of the drain before the next one begins", () => {
    expect(pace.run).toBeLessThan(pace.drain);
  });
  it.each([
    [null, 12],
    [1, 12],
    [288, 24],
    [1440, 120],
  ])("budgets %s runs a day with %i events an hour", (runs, budget) => {
    expect(budgetOf(runs)).toBe(budget);
  });
});

describe("a flow that is sent again", () => {
  it("has three jobs over a webhook, four on one machine, all created disabled", () => {
    const names = ({ flows }: typeof webhook) => flows.flatMap(jobsOf);
    expect(names(webhook).map(({ purpose, side }) => `${purpose} ${side}`)).toEqual([
      "produce vps",
      "drain vps",
      "watch desktop",
    ]);
    expect(names(files).map(({ purpose }) => purpose)).toEqual(["produce", "take", "drain", "watch"]);
    for (const { create } of [...names(webhook), ...names(files)]) expect(create).toContain(" --disabled ");
  });

  it("asks nothing of the sender's configuration, and keeps the token out of every job", () => {
    expect(webhook.lanes[0]?.sides.find(({ role }) => role === "sender")?.wishes).toEqual([]);
    expect(JSON.stringify(webhook.flows.flatMap(({ upkeep }) => upkeep))).not.toMatch(/BRIDGE_HOOK_TOKEN|Bearer/);
  });

  it("gives the receiving agent one tool, for one program", () => {
    const agent = webhook.lanes[0]?.sides.find(({ role }) => role === "receiver")?.wishes[0]?.value;
    expect(agent).toMatchObject({ tools: { allow: ["exec"], exec: { host: "gateway", mode: "allowlist" } } });
    const shells = webhook.rollout.flatMap(({ blocks }) => blocks.map(({ shell }) => shell)).join("\n");
    expect(shells).toContain(
      "openclaw approvals allowlist add --agent bridge-reader '~/.openclaw/hooks/transforms/daily-audit/report.inbox'",
    );
  });

  it("names everything that only a person may allow", () => {
    const allowed = ({ approvals }: typeof webhook) => approvals.map(({ action, on }) => `${action} ${on}`).sort();
    expect(allowed(webhook)).toEqual([
      "allow-inbox-program desktop",
      "change-config desktop",
      "install-drain-job vps",
      "install-inbox desktop",
      "install-job-code vps",
      "message-people desktop",
      "message-people vps",
      "publish-endpoint desktop",
    ]);
    expect(allowed(files)).toEqual([
      "allow-inbox-program workshop",
      "change-config workshop",
      "install-agent-job workshop",
      "install-drain-job front",
      "install-inbox workshop",
      "install-job-code front",
      "message-people front",
      "message-people workshop",
    ]);
  });

  it("is commented out where an approval is missing", () => {
    const text = specText("references/examples/daily-audit/bridge.yaml").replace(
      "install-inbox, on: desktop, approvedBy: operator",
      "install-inbox, on: desktop, approvedBy: null",
    );
    const needs = planFrom(text).plan.rollout.flatMap(({ blocks }) =>
      blocks.filter((block) => block.needs.some(({ approvedBy }) => approvedBy === null)).map(({ side }) => side),
    );
    expect(new Set(needs)).toEqual(new Set(["desktop"]));
    expect(needs.length).toBeGreaterThan(1);
  });

  it("without a claim needs no tool at all", () => {
    const text = specText("references/examples/daily-audit/bridge.yaml")
      .replace("guarantee: acknowledged", "guarantee: delivered")
      .replace(/ {4}- \{ action: allow-inbox-program.*\n/, "");
    const { plan } = planFrom(text);
    expect(plan.lanes[0]?.sides[0]?.wishes[0]?.value).toMatchObject({ tools: { deny: ["*"] } });
    expect(plan.approvals.map(({ action }) => action)).not.toContain("allow-inbox-program");
  });

  it("has runbooks, and a bridge that sends once has none", () => {
    expect(webhook.runbooks.map(({ title }) => title.words.en)).toEqual([
      "Pause",
      "Resume",
      "Rotate the token: make the next one",
      "Rotate the token: hand it over",
      "Rotate the token: switch the receiver",
      "Rotate the token: retire the old one",
      "Upgrade OpenClaw",
      "Retire it",
    ]);
    expect(files.runbooks.map(({ title }) => title.words.en)).toEqual([
      "Pause",
      "Resume",
      "Upgrade OpenClaw",
      "Retire it",
    ]);
    expect(planFrom(specText()).plan.runbooks).toEqual([]);
  });
});
