import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { lintDesign } from "../../scripts/lint/design.ts";
import { compile } from "../../scripts/plan/compile.ts";
import { blocking, inspect } from "../../scripts/plan/inspect.ts";
import { rehearsedVersion } from "../../scripts/plan/support.ts";
import { renderAll } from "../../scripts/render/deliverables.ts";
import { guarantees, outcomes, patterns, transports } from "../../scripts/spec/words.ts";

/**
 * Every combination that a spec can express is either rendered, with nothing that lint finds (which holds every command and every
 * configuration value to the pinned version), or refused with the reason and what to do instead.
 */
type Choice = {
  pattern: (typeof patterns)[number];
  transport: (typeof transports)[number];
  guarantee: (typeof guarantees)[number];
  outcome: (typeof outcomes)[number];
  receiver: (typeof receivers)[number];
  cause: (typeof causes)[number];
  extra: (typeof extras)[number];
};
const receivers = ["openclaw", "service", "human"] as const;
const causes = ["schedule", "trigger"] as const;
const extras = ["none", "question", "answer", "work", "silence"] as const;

/** A spec of one combination, as a user would write it, all approvals given. */
function specOf({ pattern, transport, guarantee, outcome, receiver, cause, extra }: Choice): string {
  const to = { openclaw: "desk", service: "endpoint", human: "reader" }[receiver];
  const shared = transport === "files" ? { machine: "one" } : {};
  const carried = transport === "chat" && receiver === "openclaw";
  const ask = { question: "Shall it be done?", choices: ["approve", "deny"] };
  const flow = {
    from: "vps",
    to,
    pattern,
    transport,
    guarantee,
    ...(cause === "schedule" ? { schedule: { every: "5m" } } : { trigger: "something-happened" }),
    produce: { command: ["/usr/local/bin/report"] },
    ...(receiver === "openclaw" && extra !== "work" && extra !== "silence" ? { handOff: "reader" } : {}),
    ...(carried ? { via: "reader" } : {}),
    ...(extra === "question" || extra === "answer" ? { ask } : {}),
    ...(extra === "answer"
      ? { escalate: { after: "30m", to: "deputy" }, act: { on: "approve", command: ["/usr/local/bin/act"] } }
      : {}),
    ...(extra === "work" ? { work: { command: ["/usr/local/bin/work"] } } : {}),
    ...(extra === "silence" ? { silence: { after: "12m" } } : {}),
    failure: { to: "operator" },
  };
  const back = {
    from: to,
    to: "vps",
    pattern: "local-to-remote",
    transport,
    guarantee: "delivered",
    answers: "report",
    failure: { to: "operator" },
  };
  const spec = {
    bridge: "matrix",
    locale: "en",
    objective: { outcome, statement: "The desk knows of it", success: "one message within a quarter of an hour" },
    instances: {
      vps: {
        kind: "openclaw",
        version: rehearsedVersion,
        agent: "main",
        reader: "reader-there",
        timezone: "Europe/Berlin",
        reachableFrom: ["desk"],
        url: "https://vps.example.com",
        sleeps: false,
        ...shared,
      },
      desk: {
        kind: "openclaw",
        version: rehearsedVersion,
        agent: "main",
        reader: "reader-here",
        reachableFrom: ["vps"],
        url: "https://desk.example.com",
        sleeps: false,
        ...shared,
      },
      endpoint: { kind: "service", url: "https://record.example.com/events", reachableFrom: ["vps"] },
      reader: { kind: "human", channel: "telegram", target: "4242" },
      deputy: { kind: "human", channel: "telegram", target: "4343" },
      operator: { kind: "human", channel: "telegram", target: "4444" },
    },
    flows: { report: flow, ...(extra === "answer" && !carried && receiver === "openclaw" ? { decision: back } : {}) },
    contract: {
      report: {
        event: "report.made",
        payload: { number: { type: "integer" }, result: { type: "string", enum: ["ok", "warn"] } },
        idempotencyKey: ["number"],
        expires: "2h",
        backlog: "latest",
      },
    },
    trust: { authority: { "what is done": "operator" }, onTimeout: "ask", approvals: [] as object[] },
    rollout: { backupTo: "~/bridge-backups" },
    verification: { within: "15m" },
    lint: { allow: [] },
  };
  const { answered } = inspect(stringify(spec), "bridge.yaml");
  spec.trust.approvals = (answered?.approvals ?? []).map(({ action, on }) => ({ action, on, approvedBy: "operator" }));
  return stringify(spec);
}

type Outcome = { rendered: boolean; reasons: string[]; findings: string[] };

function tried(choice: Choice): Outcome {
  const text = specOf(choice);
  const { answered, questions, problems } = inspect(text, "bridge.yaml");
  const wrong = blocking(problems);
  if (!answered || wrong.length > 0)
    return { rendered: false, reasons: wrong.map(({ expected, mend }) => `${expected}: ${mend}`), findings: [] };
  const plan = compile(answered, questions);
  const { files, whole } = renderAll(plan, questions, "en", [], text);
  const sides = ["vps", "desk"].map((name) => ({ name, version: rehearsedVersion }));
  const findings = lintDesign({ files, whole, spec: text, sides }).flatMap(({ path, findings: found }) =>
    found.map(({ line, ruleId, evidence }) => `${path}:${line} ${ruleId} ${evidence}`),
  );
  return { rendered: files.has("memo.md") && files.has("rollout-plan.md"), reasons: [], findings };
}

const combine = <T extends object, K extends string, V>(all: T[], key: K, values: readonly V[]) =>
  all.flatMap((one) => values.map((value) => ({ ...one, [key]: value }) as T & Record<K, V>));

const everyShape = combine(
  combine(combine(combine([{}], "pattern", patterns), "transport", transports), "guarantee", guarantees),
  "outcome",
  outcomes,
);

/** What a spec can say beside that changes what is planned; the outcome does not. */
const everyVariant = combine(
  combine(
    combine(
      combine(combine(combine([{}], "pattern", patterns), "transport", transports), "guarantee", guarantees),
      "receiver",
      receivers,
    ),
    "cause",
    causes,
  ),
  "extra",
  extras,
).map((one, at) => ({
  ...one,
  outcome: outcomes[at % outcomes.length] as (typeof outcomes)[number],
}));

const check = (choices: Choice[]) => {
  const results = choices.map((choice) => ({ choice, ...tried(choice) }));
  expect(results.filter(({ findings }) => findings.length > 0)).toEqual([]);
  expect(results.filter(({ rendered, reasons }) => !rendered && reasons.length === 0)).toEqual([]);
  expect(results.filter(({ rendered, reasons }) => !rendered && reasons.some((reason) => reason.length < 20))).toEqual(
    [],
  );
  return results.filter(({ rendered }) => rendered).map(({ choice }) => choice);
};

describe.each(patterns)("%s", { timeout: 300_000 }, (pattern) => {
  it("with every transport, guarantee and outcome is rendered and lint clean, or refused with the reason", () => {
    const shapes = everyShape.filter((one) => one.pattern === pattern);
    const rendered = shapes.flatMap((shape) => {
      const choices = receivers.map((receiver): Choice => ({ ...shape, receiver, cause: "schedule", extra: "none" }));
      return check(choices);
    });
    for (const outcome of outcomes) expect(rendered.map((one) => one.outcome)).toContain(outcome);
  });

  it("with every receiver, cause, question, answer, work and silence is rendered and lint clean, or refused", () => {
    expect(check(everyVariant.filter((one) => one.pattern === pattern)).length).toBeGreaterThan(0);
  });
});

/** What the four patterns are for. */
const uses: Record<
  string,
  Pick<Choice, "pattern" | "transport" | "guarantee" | "outcome" | "cause"> & Partial<Choice>
> = {
  "health checks": shape("event-push", "webhook", "best-effort", "alerting", "schedule"),
  "deployment notifications": shape("event-push", "webhook", "best-effort", "result-return"),
  "audit summaries": shape("event-push", "webhook", "best-effort", "periodic-reporting"),
  "workflow completion callbacks": shape("event-push", "webhook", "delivered", "result-return"),
  approvals: { ...shape("human-routed-relay", "chat", "best-effort", "approval-request"), extra: "answer" },
  "escalation paths": { ...shape("human-routed-relay", "chat", "best-effort", "alerting"), extra: "answer" },
  "low-frequency handoffs": shape("human-routed-relay", "chat", "best-effort", "task-dispatch"),
  "cross-org workflows without network trust": shape("human-routed-relay", "chat", "best-effort", "approval-request"),
  "daily summaries": {
    ...shape("scheduled-relay", "chat", "best-effort", "periodic-reporting", "schedule"),
    receiver: "human",
  },
  "recurring audits": shape("scheduled-relay", "webhook", "acknowledged", "periodic-reporting", "schedule"),
  "scheduled sync checks": {
    ...shape("scheduled-relay", "webhook", "delivered", "result-return", "schedule"),
    extra: "work",
  },
  "heartbeat-style supervision": {
    ...shape("scheduled-relay", "webhook", "delivered", "alerting", "schedule"),
    extra: "silence",
  },
};

function shape(
  pattern: Choice["pattern"],
  transport: Choice["transport"],
  guarantee: Choice["guarantee"],
  outcome: Choice["outcome"],
  cause: Choice["cause"] = "trigger",
) {
  return { pattern, transport, guarantee, outcome, cause };
}

describe("what the patterns are for", () => {
  it.each(Object.entries(uses))("%s is rendered and lint clean", (_use, choice) => {
    expect(check([{ receiver: "openclaw", extra: "none", ...choice }])).toHaveLength(1);
  });

  it("is what the reference page says, and reaches every outcome", () => {
    const page = readFileSync("references/patterns.md", "utf8");
    const names = {
      "event push": "event-push",
      "human-routed messaging bridge": "human-routed-relay",
      "scheduled relay": "scheduled-relay",
    };
    const rows = page
      .slice(page.indexOf("| use | pattern |"))
      .split("\n")
      .slice(2)
      .filter((line) => line.startsWith("| "))
      .map((line) => line.split(" | "));
    const said = Object.fromEntries(
      rows
        .slice(0, Object.keys(uses).length)
        .map(([use = "", pattern = "", transport, guarantee = ""]) => [
          use.slice(2),
          [
            names[(pattern.split(",")[0] ?? "") as keyof typeof names],
            transport,
            guarantee.replace("receipt", "best-effort").replaceAll("`", ""),
          ],
        ]),
    );
    expect(said).toEqual(
      Object.fromEntries(
        Object.entries(uses).map(([use, { pattern, transport, guarantee }]) => [use, [pattern, transport, guarantee]]),
      ),
    );
    expect(new Set(Object.values(uses).map(({ outcome }) => outcome))).toEqual(new Set(outcomes));
  });
});
