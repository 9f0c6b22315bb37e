import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gatewayScenarios } from "../../scripts/rehearse/faults/on-gateways.ts";
import { hookScenarios } from "../../scripts/rehearse/faults/on-hook.ts";
import { type Row, runOnHook } from "../../scripts/rehearse/faults/run-on-hook.ts";
import { renderAll } from "../../scripts/render/deliverables.ts";
import { planFrom, specText } from "../plan/example.ts";

/** Every fault between the real outbox and the real transform: survived, and seen where the protection against it is taken away. */
const folder = mkdtempSync(join(tmpdir(), "faults-"));
const { plan, questions, text } = planFrom(specText("references/examples/daily-audit/bridge.yaml"));
const [flow] = plan.flows;
if (!flow) throw new Error("the daily audit has no flow");
const rendered = { folder: join(folder, "rendered"), flow };
for (const [file, content] of renderAll(plan, questions, "en", [], text).files) {
  mkdirSync(dirname(join(rendered.folder, file)), { recursive: true });
  writeFileSync(join(rendered.folder, file), content);
}
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  { without: false, does: "is survived" },
  { without: true, does: "is seen where its protection is taken away" },
])("each fault $does", ({ without }) => {
  let rows: Row[] = [];
  beforeAll(async () => {
    rows = await runOnHook(rendered, join(folder, String(without)), { without, only: [], say: () => {} });
  }, 180_000);

  it.each(hookScenarios.map(({ id, fault }) => [id, fault] as const))("%s: %s", (id) => {
    const row = rows.find((one) => one.id === id);
    expect(row, row?.evidence).toMatchObject({ passed: !without });
  });
});

it("every scenario has an id of its own", () => {
  const ids = [...hookScenarios, ...gatewayScenarios].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
