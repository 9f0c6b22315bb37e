import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { inspect } from "../../scripts/plan/inspect.ts";
import { recommend } from "../../scripts/plan/recommend.ts";
import type { Answered } from "../../scripts/spec/answers.ts";
import { specText } from "./example.ts";

const of = (path: string, change: (spec: ReturnType<typeof parse>) => void = () => {}) => {
  const spec = parse(specText(path));
  change(spec);
  const answered = inspect(stringify(spec), "bridge.yaml").answered as Answered;
  const [flow] = answered.flows as [Answered["flows"][number]];
  return recommend(flow, answered);
};
const audit = "references/examples/daily-audit/best-effort.yaml";

describe("the smallest sufficient transport", () => {
  it("of a report, of which the next one stands for a lost one, is one attempt by webhook", () => {
    expect(of(audit)).toMatchObject({ transport: "webhook", guarantee: "best-effort", chosen: "same" });
  });
  it("to a receiver that sleeps waits until it is awake", () => {
    expect(of("references/examples/daily-audit/bridge.yaml")).toMatchObject({
      guarantee: "acknowledged",
      chosen: "same",
    });
  });
  it("to a person is a chat", () => {
    expect(of("references/examples/daily-audit/announce.yaml")).toMatchObject({ transport: "chat", chosen: "same" });
  });
  it("on one machine is files, and a webhook there is larger than needed", () => {
    const shared = (spec: ReturnType<typeof parse>) => {
      for (const name of ["vps", "desktop"]) spec.instances[name].machine = "one";
    };
    expect(of("references/examples/task-inbox/bridge.yaml")).toMatchObject({ transport: "files", chosen: "same" });
    expect(of(audit, shared)).toMatchObject({ transport: "files", chosen: "larger" });
  });
  it("where no connection leads from one to the other is a chat that people carry", () => {
    expect(of("references/examples/company-approval/bridge.yaml")).toMatchObject({ transport: "chat", chosen: "same" });
  });
  it("of a sign of life is recorded without a model run", () => {
    expect(of("references/examples/heartbeat/bridge.yaml")).toMatchObject({ guarantee: "delivered", chosen: "same" });
  });
  it("of a task is sent until it is done; less is possible, and what it gives up is said", () => {
    const task = (spec: ReturnType<typeof parse>) => {
      spec.objective.outcome = "task-dispatch";
    };
    expect(of(audit, task)).toMatchObject({ guarantee: "acknowledged", chosen: "smaller" });
    expect(of(audit, task).buys?.words.en).toContain("until its work is done");
  });
  it("of an alert is sent until it is admitted; more is possible, and what it buys is said", () => {
    const alert = (spec: ReturnType<typeof parse>) => {
      spec.objective.outcome = "alerting";
      spec.flows.report.guarantee = "acknowledged";
    };
    expect(of(audit, alert)).toMatchObject({ guarantee: "delivered", chosen: "larger" });
  });
});
