import fc from "fast-check";
import type { Nodes } from "mdast";
import { fromMarkdown } from "mdast-util-from-markdown";
import { describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { blocksOf } from "../../scripts/rehearse/document.ts";
import { renderAll } from "../../scripts/render/deliverables.ts";
import { planFrom, specText } from "../plan/example.ts";

const specs = [
  "references/examples/daily-audit/bridge.yaml",
  "references/examples/daily-audit/best-effort.yaml",
  "references/examples/task-inbox/bridge.yaml",
  "references/examples/daily-audit/announce.yaml",
  "references/examples/deploy-handoff/bridge.yaml",
  "references/examples/deploy-handoff/service.yaml",
  "references/examples/company-approval/bridge.yaml",
  "references/examples/heartbeat/bridge.yaml",
  "references/examples/workstation/bridge.yaml",
  "references/examples/workstation/nat.yaml",
  "references/examples/database-restart/bridge.yaml",
  "test/rehearse/two-flows.yaml",
];
const render = (text: string) => {
  const { plan, questions } = planFrom(text);
  return { plan, files: renderAll(plan, questions, "en", [], text).files };
};

/** Every `openclaw …` command of a Markdown text: in shell blocks by line, and as inline code. */
function commandsIn(markdown: string): string[] {
  const found: string[] = [];
  const visit = (node: Nodes) => {
    if (node.type === "inlineCode" && node.value.startsWith("openclaw ")) found.push(node.value.replaceAll("\\|", "|"));
    if (node.type === "code" && node.lang === "bash")
      found.push(...(node.value.match(/\bopenclaw [a-z-][^\n|>)&;]*/g) ?? []));
    if ("children" in node) node.children.forEach(visit);
  };
  visit(fromMarkdown(markdown));
  return found.map((command) => command.trim());
}

/** Named in prose and never pasted: what is printed shows their meaning, and the rehearsal runs what they stand for. */
const exempt = new Map([
  ["openclaw cron edit", "names the command that the failure alert's block runs"],
  ["openclaw --version", "run in the first block of the rollout"],
]);

describe.each(specs)("the documents of %s", (spec) => {
  const { plan, files } = render(specText(spec));
  const executed = new Set(
    [...plan.rollout, ...plan.runbooks, ...plan.rollback].flatMap(({ blocks }) =>
      blocks.flatMap(({ shell }) => commandsIn(`\`\`\`bash\n${shell}\n\`\`\``)),
    ),
  );
  const lookups = new Set(plan.lanes.flatMap(({ lookups: all }) => Object.values(all)).map(({ command }) => command));

  it("hold no OpenClaw command that the rehearsal does not run", () => {
    const unknown = [...files]
      .filter(([name]) => name.endsWith(".md"))
      .flatMap(([name, text]) =>
        commandsIn(text)
          .filter((command) => !executed.has(command) && !lookups.has(command) && !exempt.has(command))
          .map((command) => `${name}: ${command}`),
      );
    expect(unknown).toEqual([]);
  });

  it("are all there, and hold no stand-in", () => {
    const names = [...files.keys()];
    expect(names).toEqual(
      expect.arrayContaining([
        "memo.md",
        "message-schema.md",
        "cron-payload.md",
        "rollout-plan.md",
        "troubleshooting.md",
        "bridge.yaml",
      ]),
    );
    expect(names.includes("webhook-contract.md")).toBe(plan.flows.some(({ hook }) => hook));
    for (const [name, text] of [...files].filter(([path]) => !path.endsWith(".mjs")))
      expect(`${name} ${/not answered yet|undefined|\[object Object\]|\{\{#/.test(text)}`).toBe(`${name} false`);
  });

  it("show the memo on one page", () => {
    const memo = files.get("memo.md") ?? "";
    expect(memo.length).toBeLessThan(plan.lanes.length === 1 ? 9000 : 14_000);
    expect(memo.indexOf("Outcome")).toBeLessThan(400);
  });

  it("give each side nothing of the other's configuration", () => {
    const page = (name: string) => files.get(`sides/${name}/README.md`) ?? "";
    for (const { sender, receiver, flows } of plan.lanes) {
      const receives = plan.lanes.some((lane) => lane.receiver?.name === sender.name);
      if (!receives) expect(page(sender.name)).not.toContain("hooks.mappings");
      for (const { job } of flows) if (receiver && job) expect(page(receiver.name)).not.toContain(job.create);
    }
  });
});

describe("an approval that a block needs on both sides", () => {
  it.each(specs)("is named once for each person who gave it: %s", (file) => {
    const text = specText(file).replaceAll(/approvedBy: \w+/g, "approvedBy: operator");
    const { files } = render(text);
    const lists = [...(files.get("rollout-plan.md") ?? "").matchAll(/\(approved: ([^)]*)\)/g)].map(([, list = ""]) =>
      list.split(", "),
    );
    expect(lists.length).toBeGreaterThan(0);
    for (const list of lists) expect(list).toEqual([...new Set(list)]);
  });
});

describe("what is not approved", () => {
  it("is commented out line by line, and marked", () => {
    const { files } = render(
      specText().replace(
        "action: publish-endpoint, on: desktop, approvedBy: operator",
        "action: publish-endpoint, on: desktop, approvedBy: null",
      ),
    );
    const plan = files.get("rollout-plan.md") ?? "";
    expect(plan).toContain("**NOT APPROVED: publish-endpoint on desktop**");
    const closed = blocksOf(plan).filter(({ approved }) => !approved);
    expect(closed.map(({ stage }) => stage.slice(0, 2))).toEqual(["A3", "A4"]);
    expect(files.get("memo.md")).toContain("**NOT APPROVED**");
  });
});

describe("hostile text in a spec", () => {
  const hostile = fc
    .array(
      fc.constantFrom(
        "$(id)",
        "`id`",
        "'",
        '"',
        "```",
        "\\",
        "| a |",
        "<script>",
        "{{x}}",
        "](x)",
        "# h",
        "a b",
        "~~~",
        "-->",
        "&",
        "${HOME}",
      ),
      { minLength: 1, maxLength: 5 },
    )
    .map((parts) => parts.join(""));

  it("never changes the shape of a document, and reaches the shell as one word", () => {
    fc.assert(
      fc.property(hostile, hostile, (statement, word) => {
        const spec = parse(specText());
        spec.objective.statement = `x ${statement}`;
        spec.flows.report.produce.command = ["/usr/local/bin/audit", word];
        const { files } = render(stringify(spec));
        const shape = (text: string) => fromMarkdown(text).children.map(({ type }) => type);
        const plain = render(specText()).files;
        for (const name of ["memo.md", "rollout-plan.md", "cron-payload.md", "troubleshooting.md"])
          expect(shape(files.get(name) ?? "")).toEqual(shape(plain.get(name) ?? ""));
        JSON.parse(files.get("sides/vps/report.job.json") ?? "");
      }),
      { numRuns: 40 },
    );
  });
});
