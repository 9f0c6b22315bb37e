import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { inLanguage, text } from "../../scripts/spec/text.ts";
import { example, planFrom, specText } from "./example.ts";

const changed = (change: (spec: ReturnType<typeof parse>) => void) => {
  const spec = parse(specText());
  change(spec);
  return planFrom(stringify(spec)).plan;
};
const wishesOf = (plan: ReturnType<typeof example>["plan"], side: string) =>
  Object.fromEntries(
    (plan.lanes.flatMap(({ sides }) => sides).find(({ name }) => name === side)?.wishes ?? []).map(
      ({ path, value }) => [path, value],
    ),
  );
const titles = (plan: ReturnType<typeof example>["plan"]) => plan.rollout.map(({ title }) => title.words.en);

describe("the plan of a webhook flow", () => {
  const { plan } = example();

  it("exempts exactly the receiver's host from the SSRF guard, and only where that host is private", () => {
    expect(wishesOf(plan, "vps")["cron.webhookSsrfPolicy.allowedHostnames[+]"]).toBe("desktop.tail1234.ts.net");
    const open = changed((spec) => {
      spec.instances.desktop.url = "https://desktop.example.com:8443";
    });
    expect(Object.keys(wishesOf(open, "vps"))).toEqual(["cron.webhookToken"]);
  });

  it("sends the receiver's hook token, by reference, and never the gateway's own", () => {
    expect(wishesOf(plan, "vps")["cron.webhookToken"]).toEqual({
      source: "env",
      provider: "default",
      id: "BRIDGE_HOOK_TOKEN",
    });
    expect(wishesOf(plan, "desktop")["hooks.token"]).toBe("${BRIDGE_HOOK_TOKEN}");
  });

  it("uses a mapped hook, an agent without tools, and an explicit channel", () => {
    const wishes = wishesOf(plan, "desktop");
    expect(wishes["hooks.mappings[+]"]).toMatchObject({
      action: "agent",
      agentId: "bridge-reader",
      deliver: true,
      channel: "telegram",
      to: "4242",
    });
    expect(wishes["agents.entries.bridge-reader"]).toMatchObject({ tools: { deny: ["*"] } });
    expect(wishes["hooks.allowedAgentIds[+]"]).toBe("bridge-reader");
    expect(plan.flows[0]?.hook?.url).toMatch(/\/hooks\/daily-audit-report$/);
  });

  it("trusts the proxy in front of the receiver, and none where there is none", () => {
    expect(wishesOf(plan, "desktop")["gateway.trustedProxies[+]"]).toBe("127.0.0.1");
    const bare = changed((spec) => {
      spec.instances.desktop.proxy = "none";
    });
    expect(Object.keys(wishesOf(bare, "desktop"))).not.toContain("gateway.trustedProxies[+]");
  });

  it("sets the variable and restarts before hooks name it, and probes before the job is made", () => {
    const shells = plan.rollout.flatMap(({ blocks }) => blocks.map(({ shell }) => shell));
    const first = (text: string) => shells.findIndex((shell) => shell.includes(text));
    expect(first("openclaw gateway restart")).toBeLessThan(first("openclaw config set --batch-file"));
    expect(first("the literal variable")).toBeLessThan(first("openclaw cron add"));
    expect(first("openclaw cron add")).toBeLessThan(first("openclaw cron run"));
    expect(first("openclaw cron run")).toBeLessThan(first("openclaw cron enable"));
    expect(titles(plan).indexOf("Make it fail on purpose")).toBeGreaterThan(
      titles(plan).indexOf("Send a test message"),
    );
  });

  it("carries the time zone, is exact, isolated and disabled, and alerts from the first failure", () => {
    const { create } = plan.flows[0]?.job ?? { create: "" };
    for (const flag of ["--tz Europe/Berlin", "--exact", "--session isolated", "--disabled", "--agent ops"])
      expect(create).toContain(flag);
    expect(
      plan.rollout.flatMap(({ blocks }) => blocks).some(({ shell }) => shell.includes("--failure-alert-after 1")),
    ).toBe(true);
  });

  it("counts what it costs", () => {
    expect(plan.flows[0]?.runsPerDay).toBe(1);
    expect(
      changed((spec) => {
        spec.flows.report.schedule = { cron: "0 9 * * 1-5" };
      }).flows[0]?.runsPerDay,
    ).toBe(0.7);
    expect(
      changed((spec) => {
        spec.flows.report.schedule = { every: "6h" };
      }).flows[0]?.runsPerDay,
    ).toBe(4);
  });
});

describe("the plan of a flow that a trigger fires", () => {
  const { plan } = planFrom(specText("references/examples/deploy-handoff/bridge.yaml"));
  const [flow] = plan.flows;
  const shells = plan.rollout.flatMap(({ blocks }) => blocks.map(({ shell }) => shell)).join("\n");

  it("leaves the job disabled, and tests the very call that the trigger will make", () => {
    expect(shells).not.toContain("openclaw cron enable");
    expect(shells).toContain('sh "$HOME"/.openclaw/bridges/deploy-handoff/fire.sh deployed');
    expect(plan.rollout.find(({ title }) => title.words.en === "Switch it on")?.why.words.en).toContain(
      "fire.sh deployed",
    );
    expect(plan.rollback[0]?.why.words.en).toContain("Take the call of fire.sh out");
  });

  it("takes an empty result for a failure, because something has happened", () => {
    expect(flow?.settings?.whenEmpty).toBe("fail");
  });

  it("has one question, in the same words everywhere", () => {
    expect(flow?.question).toEqual({
      condition: text("result is failed or rolled-back", "result 为 failed 或 rolled-back"),
      text: "What should happen next? (1) deploy the same version again (2) roll back to the version before (3) leave it as it is",
    });
  });
});

describe("a drawing", () => {
  it("shows the same steps as Mermaid and as plain text", () => {
    const { mermaid, text: plain } = inLanguage(example().plan.diagram, "en");
    expect(mermaid.split("\n")[0]).toBe("sequenceDiagram");
    expect(mermaid.match(/->>/g)?.length).toBe((plain.match(/──▶|┄┄▶/g) ?? []).length);
  });
});
