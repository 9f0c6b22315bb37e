import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Environment, Environments } from "../../scripts/openclaw/environment/record.ts";
import { compile } from "../../scripts/plan/compile.ts";
import { inspect } from "../../scripts/plan/inspect.ts";
import type { Plan } from "../../scripts/plan/plan.ts";
import { usesOf } from "../../scripts/plan/version-checks.ts";
import { renderAll } from "../../scripts/render/deliverables.ts";
import { specText } from "./example.ts";

const shared = specText().replaceAll("BRIDGE_HOOK_TOKEN", "CI_HOOK_TOKEN");

/** An instance in use, as `environment` records one; `unknown` is there, so what is not listed is not there. */
const lived = (more: Partial<Environment> = {}): Environment => ({
  format: 1,
  openclaw: "2026.9.6",
  channels: { telegram: { configured: true, accounts: 1 }, a2a: { configured: false }, reef: { configured: false } },
  hooks: { enabled: false, token: "absent", mappings: [], allowedAgentIds: null },
  cron: { webhookToken: "absent", allowedHostnames: [] },
  unknown: [],
  ...more,
});

const look = (environments: Environments, text = specText()) => {
  const inspection = inspect(text, "bridge.yaml", environments);
  const said = inspection.problems.map(({ code, severity, path }) => `${severity} ${code} ${path.join(".")}`);
  return { ...inspection, said };
};

const planned = (environments: Environments, text = specText()): Plan => {
  const { answered, questions, problems } = look(environments, text);
  if (!answered || problems.some(({ severity }) => severity !== "warning"))
    throw new Error(JSON.stringify(problems, null, 2));
  return compile(answered, questions, environments);
};

const sidesOf = (plan: Plan) => plan.lanes.flatMap(({ sides }) => sides);
const wishes = (plan: Plan, side: string) => sidesOf(plan).find(({ name }) => name === side)?.wishes ?? [];
const titles = (plan: Plan) => plan.rollout.map(({ title }) => title.words.en);
const shells = (plan: Pick<Plan, "rollout" | "rollback">, side: string) =>
  [...plan.rollout, ...plan.rollback]
    .flatMap(({ blocks }) => blocks)
    .filter((block) => block.side === side)
    .map(({ shell }) => shell);

describe("a record and what the spec says", () => {
  it("answers a missing version and time zone", () => {
    const spec = parse(specText());
    delete spec.instances.vps.version;
    delete spec.instances.vps.timezone;
    const open = (environments: Environments) =>
      look(environments, stringify(spec))
        .questions.filter(({ state }) => state === "open")
        .map(({ key }) => key);
    expect(open({})).toEqual(["instances.vps.version", "instances.vps.timezone"]);
    expect(open({ vps: lived({ timezone: "Europe/Berlin" }) })).toEqual([]);
  });

  it("must agree on the version", () => {
    expect(look({ vps: lived({ openclaw: "2026.7.33" }) }).said).toEqual([
      "error environment/version instances.vps.version",
    ]);
  });

  it("belong together by name; a record without one is for every instance", () => {
    expect(look({ laptop: lived() }).said).toEqual(["warning environment/unknown-instance instances"]);
    expect(look({ "*": lived({ gateway: { mode: "remote" } }) }).said).toEqual([
      "error environment/remote instances.vps",
      "error environment/remote instances.desktop",
    ]);
  });

  it("change nothing where there is no record, or nothing in it", () => {
    const unrecorded = planned({});
    expect(planned({ vps: {}, desktop: {} })).toEqual({
      ...unrecorded,
      lanes: unrecorded.lanes.map((lane) => ({
        ...lane,
        sides: lane.sides.map((side) => ({ ...side, recorded: true })),
      })),
    });
  });
});

describe("a channel that the record shows as not configured", () => {
  const without = (channels: Environment["channels"]) => lived({ channels });

  it("is an error, for whoever must send there: the sender that alerts, the receiver that hands off", () => {
    for (const side of ["vps", "desktop"]) {
      const { problems } = look({ [side]: without({ slack: { configured: true } }) });
      expect(problems).toMatchObject([
        { code: "environment/channel", severity: "error", path: ["instances", "operator", "channel"] },
      ]);
      expect(problems[0]?.found).toBe(`telegram, which is not configured on ${side}`);
      expect(problems[0]?.expected).toContain("(slack)");
    }
  });

  it("is one also where its plugin is not installed", () => {
    const { problems } = look({ desktop: without({ telegram: { configured: false, installed: false } }) });
    expect(problems[0]?.found).toContain("its plugin is not installed");
  });

  it("is nothing known where the record is a partial one that does not name it", () => {
    expect(look({ desktop: { openclaw: "2026.9.6", channels: { a2a: { configured: true } } } }).said).toEqual([]);
  });
});

describe("what would stop a rollout", () => {
  const hooks = (more: Environment["hooks"]) => lived({ hooks: { enabled: false, token: "absent", ...more } });
  const mapping = { id: "all", path: null, action: "agent", catchAll: true };

  it.each([
    ["hooks on without a token", hooks({ enabled: true, allowedAgentIds: ["main"] }), "hooks-without-token"],
    ["hooks at the root", hooks({ path: "/" }), "hooks-path"],
    ["a foreign folder of transforms", hooks({ transformsDir: "foreign" }), "transforms-dir"],
    ["a mapping for every path", hooks({ mappings: [mapping] }), "catch-all"],
    [
      "hooks that reach every agent",
      hooks({ enabled: true, token: "variable", tokenVariable: "BRIDGE_HOOK_TOKEN", allowedAgentIds: null }),
      "every-agent",
    ],
    ["the old list of agents", lived({ agentsList: true }), "agents-list"],
    ["another machine's gateway", lived({ gateway: { mode: "remote" } }), "remote"],
    [
      "this bridge itself",
      hooks({ mappings: [{ id: "daily-audit-report", path: "daily-audit-report" }] }),
      "rolled-out",
    ],
  ])("%s, is an error on the receiver", (_what, record, code) => {
    const errors = look({ desktop: record }).said.filter((line) => line.startsWith("error"));
    expect(errors).toEqual([`error environment/${code} instances.desktop`]);
  });

  it("hooks at another path, is not yet supported", () => {
    expect(look({ desktop: hooks({ path: "/in" }) }).said).toEqual([
      "unsupported environment/hooks-path instances.desktop",
    ]);
  });

  it("none of this, is the sender's business", () => {
    const record = lived({ hooks: { enabled: true, path: "/", token: "absent", mappings: [mapping] } });
    expect(look({ vps: record }).said).toEqual([]);
  });

  it("comments, an agent of that name, mappings that sleep: are worth a warning", () => {
    const record = lived({
      config: { comments: true },
      agents: [{ id: "bridge-reader" }],
      hooks: { enabled: false, token: "absent", mappings: [{ id: "ci", path: "ci", catchAll: false }] },
    });
    expect(look({ desktop: record }).said).toEqual(
      ["agent-there", "comments", "dormant-mappings"].map((code) => `warning environment/${code} instances.desktop`),
    );
  });
});

describe("the indices of lists", () => {
  const lengths = {
    "hooks.mappings": 2,
    "hooks.allowedAgentIds": 1,
    "gateway.trustedProxies": 0,
    "cron.webhookSsrfPolicy.allowedHostnames": 3,
  };

  it("are those that the record foresees", () => {
    const plan = planned({ "*": lived({ lengths }) });
    const paths = sidesOf(plan)
      .flatMap((side) => side.wishes.map(({ path }) => path))
      .filter((path) => path.endsWith("]"));
    expect(paths).toEqual([
      "gateway.trustedProxies[0]",
      "hooks.allowedAgentIds[1]",
      "hooks.mappings[2]",
      "cron.webhookSsrfPolicy.allowedHostnames[3]",
    ]);
  });

  it("count up where a bridge appends twice", () => {
    const plan = planned({ "*": lived({ lengths }) }, specText("test/rehearse/two-flows.yaml"));
    const paths = sidesOf(plan).flatMap((side) => side.wishes.map(({ path }) => path));
    expect(paths).toContain("hooks.mappings[2]");
    expect(paths).toContain("hooks.mappings[3]");
  });

  it("are left to the machine where the entry is there already, or the record does not know", () => {
    const cron = { webhookToken: "absent" as const, allowedHostnames: ["desktop.tail1234.ts.net"] };
    const plan = planned({ vps: lived({ lengths, cron }), desktop: lived() });
    expect(wishes(plan, "vps").map(({ path }) => path)).toContain("cron.webhookSsrfPolicy.allowedHostnames[+]");
    expect(wishes(plan, "desktop").map(({ path }) => path)).toContain("hooks.mappings[+]");
  });
});

describe("a token that is there", () => {
  const inUse = (token: Partial<NonNullable<Environment["hooks"]>>) =>
    lived({ hooks: { enabled: true, mappings: [], allowedAgentIds: ["main"], ...token } });
  const variable = { token: "variable", tokenVariable: "CI_HOOK_TOKEN" } as const;
  const receiver = inUse(variable);
  const sends = (webhookToken: "variable" | "secretref", tokenVariable?: string) =>
    lived({ cron: { webhookToken, tokenVariable, allowedHostnames: [] } });

  it.each([
    ["written out", { desktop: inUse({ token: "literal" }) }, /written out/],
    ["redacted", { desktop: inUse({ token: "redacted" }) }, /does not show/],
    ["a SecretRef without a name", { vps: sends("secretref") }, /does not show/],
    ["under another name", { desktop: receiver }, /through CI_HOOK_TOKEN/],
  ])("stops the rollout where it is %s", (_how, environments, found) => {
    const { problems } = look(environments);
    expect(problems).toMatchObject([{ code: "environment/token", severity: "error" }]);
    expect(problems[0]?.found).toMatch(found);
  });

  it("stops it where both sides have one, under different names", () => {
    const { problems } = look({ desktop: receiver, vps: sends("secretref", "OTHER_TOKEN") }, shared);
    expect(problems.filter(({ severity }) => severity === "error")[0]?.expected).toMatch(/one variable for both sides/);
  });

  it("on the receiver, is reused once the spec names it, and handed to the sender", () => {
    const environments = { desktop: receiver, vps: lived() };
    expect(look(environments, shared).said).toEqual(["warning environment/token instances.desktop"]);
    const plan = planned(environments, shared);
    expect(wishes(plan, "desktop")).toContainEqual({
      path: "hooks.token",
      value: "${CI_HOOK_TOKEN}",
      existing: true,
    });
    expect(wishes(plan, "vps")).toContainEqual({
      path: "cron.webhookToken",
      value: { source: "env", provider: "default", id: "CI_HOOK_TOKEN" },
    });
    expect(titles(plan)).not.toContain("Make the hook token on desktop");
    expect(plan.lanes[0]?.credential).toMatchObject({
      existing: ["desktop"],
      handOver: { from: "desktop", to: "vps" },
    });
    const [receives, sender] = [shells(plan, "desktop").join("\n"), shells(plan, "vps").join("\n")];
    expect(receives).not.toMatch(/randomBytes|sed -i/);
    expect(receives).toContain("CI_HOOK_TOKEN is not in ~/.openclaw/.env here");
    expect(sender).toMatch(/read -rs token/);
    expect(sender).toContain("sed -i.rest '/^CI_HOOK_TOKEN=/d'");
  });

  it.each([
    ["variable", "${CI_HOOK_TOKEN}"],
    ["secretref", { source: "env", id: "CI_HOOK_TOKEN" }],
  ] as const)("on the sender, as a %s, is handed to the receiver before hooks name it", (form, value) => {
    const plan = planned({ desktop: lived(), vps: sends(form, "CI_HOOK_TOKEN") }, shared);
    expect(wishes(plan, "vps")).toContainEqual({ path: "cron.webhookToken", value, existing: true });
    expect(titles(plan).slice(1, 3)).toEqual(["Give desktop the token that vps sends", "Open the hook on desktop"]);
    expect(plan.lanes[0]?.credential?.handOver).toEqual({ from: "vps", to: "desktop" });
    expect(shells(plan, "vps").join("\n")).not.toMatch(/read -rs|sed -i/);
  });

  it("on both sides, is handed to nobody, and both keep it", () => {
    const plan = planned({ desktop: receiver, vps: sends("secretref", "CI_HOOK_TOKEN") }, shared);
    expect(titles(plan)[1]).toBe("Open the hook on desktop");
    expect(plan.lanes[0]?.credential).toMatchObject({ existing: ["desktop", "vps"], handOver: null });
    expect([...shells(plan, "vps"), ...shells(plan, "desktop")].join("\n")).not.toMatch(/read -rs|sed -i|randomBytes/);
  });

  it("is what memo, exchange and rollout plan say it is", () => {
    const environments = { desktop: receiver, vps: sends("secretref", "CI_HOOK_TOKEN") };
    const { questions } = look(environments, shared);
    const { files } = renderAll(planned(environments, shared), questions, "en", [], shared, environments);
    expect(files.get("memo.md")).toContain("`CI_HOOK_TOKEN` is there already on desktop, vps");
    expect(files.get("exchange.md")).not.toContain("the value of");
    expect(files.get("rollout-plan.md")).toContain("The value stays in `~/.openclaw/.env` on desktop, vps");
    expect(JSON.parse(files.get("environment.json") ?? "")).toEqual({ instances: environments });
  });
});

describe("a version on which nothing was rehearsed", () => {
  const text = specText().replace("version: 2026.9.6, agent: ops", "version: 2026.7.33, agent: ops");
  const plan = planned({}, text);

  it("is said in the memo and the rollout plan, loudly", () => {
    const { questions } = look({}, text);
    const { files } = renderAll(plan, questions, "en", [], text);
    for (const name of ["memo.md", "rollout-plan.md"])
      expect(files.get(name)).toContain("**Not verified on your version:** `vps` runs OpenClaw `2026.7.33`");
  });

  it("is checked first, on that side only, by asking for help", () => {
    const [first] = plan.rollout;
    expect(first?.blocks.map(({ side }) => side)).toEqual(["vps"]);
    expect(first?.blocks[0]?.shell).toContain(`has "$(openclaw cron add --help 2>&1)" 'cron add'`);
    expect(planned({}).rollout[0]?.title.words.en).toBe("Look, and keep a copy");
  });

  it.each([
    "references/examples/daily-audit/bridge.yaml",
    "references/examples/daily-audit/best-effort.yaml",
    "references/examples/task-inbox/bridge.yaml",
    "references/examples/daily-audit/announce.yaml",
    "references/examples/deploy-handoff/bridge.yaml",
    "references/examples/deploy-handoff/service.yaml",
    "references/examples/company-approval/bridge.yaml",
    "references/examples/heartbeat/bridge.yaml",
    "references/examples/workstation/bridge.yaml",
    "references/examples/database-restart/bridge.yaml",
    "test/rehearse/two-flows.yaml",
  ])("has a check for every command and flag of %s", (spec) => {
    const all = planned({}, specText(spec));
    for (const { lane, side } of all.lanes.flatMap((one) => one.sides.map((mine) => ({ lane: one, side: mine })))) {
      const lines = [
        ...shells(lane, side.name),
        ...Object.values(lane.lookups).flatMap((one) => (one.side === side.name ? [one.command] : [])),
      ].flatMap((shell) => shell.replaceAll(/'[^']*'/g, "''").match(/openclaw [^|>;&)\n]*/g) ?? []);
      const uses = usesOf(lane, side);
      for (const line of lines) {
        if (!/^openclaw [a-z]/.test(line)) continue;
        const [, command = ""] = /^openclaw ((?:[a-z]+ ?){1,3})/.exec(line) ?? [];
        const words = command.trim().split(" ");
        const known = words.map((_, at) => words.slice(0, words.length - at).join(" ")).find((name) => uses.has(name));
        expect(known, line).toBeDefined();
        for (const flag of line.match(/ --[a-z-]+/g) ?? [])
          expect([...(uses.get(known ?? "") ?? [])], line).toContain(flag.trim());
      }
    }
  });
});
