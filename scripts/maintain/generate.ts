import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "../plan/compile.ts";
import { inspect } from "../plan/inspect.ts";
import { renderAll } from "../render/deliverables.ts";
import { specJsonSchema } from "../spec/model.ts";
import { rulePage } from "./rule-pages.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The examples that ship rendered: spec → folder of its documents, both below `references/examples/`. */
export const examples: Record<string, string> = {
  "daily-audit/bridge.yaml": "daily-audit/rendered",
  "daily-audit/best-effort.yaml": "daily-audit/rendered-best-effort",
  "daily-audit/announce.yaml": "daily-audit/rendered-announce",
  "task-inbox/bridge.yaml": "task-inbox/rendered",
  "deploy-handoff/bridge.yaml": "deploy-handoff/rendered",
  "deploy-handoff/service.yaml": "deploy-handoff/rendered-service",
  "company-approval/bridge.yaml": "company-approval/rendered",
  "heartbeat/bridge.yaml": "heartbeat/rendered",
  "workstation/bridge.yaml": "workstation/rendered",
  "workstation/nat.yaml": "workstation/rendered-nat",
  "database-restart/bridge.yaml": "database-restart/rendered",
};

/**
 * Everything in the repository that is derived from something else, as it should be now.
 * @returns path below the repository → text
 */
export function generated(): Map<string, string> {
  const files = new Map([["schemas/bridge.schema.json", `${JSON.stringify(specJsonSchema(), null, 2)}\n`]]);
  files.set("references/rules.md", rulePage("en"));
  files.set("references/zh-CN/rules.md", rulePage("zh-CN"));
  for (const [spec, folder] of Object.entries(examples)) {
    const text = readFileSync(join(root, "references/examples", spec), "utf8");
    const { answered, questions } = inspect(text, spec);
    if (!answered) throw new Error(`${spec} is not a spec`);
    const rendering = renderAll(compile(answered, questions), questions, answered.locale, [], text);
    // What people read; the files that go to the machines are made by `render`.
    for (const [name, content] of rendering.files)
      if (name.endsWith(".md")) files.set(join("references/examples", folder, name), content);
  }
  return files;
}

if (import.meta.main) {
  for (const folder of Object.values(examples))
    rmSync(join(root, "references/examples", folder), { recursive: true, force: true });
  for (const [name, text] of generated()) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}
