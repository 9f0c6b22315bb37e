import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planOf } from "../../scripts/rehearse/folder.ts";
import { judge, type Verdict } from "../../scripts/rehearse/judge/judge.ts";
import { readRaw } from "../../scripts/rehearse/raw.ts";
import { renderAll } from "../../scripts/render/deliverables.ts";
import { planFrom, specText } from "../plan/example.ts";

export const base = join(import.meta.dirname, "../../out");

/** A folder below `out/` for what a live test renders and rehearses. @returns how to render there, and how to remove it */
export function liveFolder(): { render: (name: string, spec: string) => string; remove: () => void } {
  mkdirSync(base, { recursive: true });
  const folder = mkdtempSync(join(base, "live-test-"));
  return {
    render(name, spec) {
      const target = join(folder, name);
      const { plan, questions, text } = planFrom(specText(spec));
      for (const [file, content] of renderAll(plan, questions, "en", [], text).files) {
        mkdirSync(join(target, file, ".."), { recursive: true });
        writeFileSync(join(target, file), content);
      }
      return target;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

export const judged = (target: string): Verdict[] => judge(planOf(target).plan, readRaw(target));
export const failed = (verdicts: Verdict[]) => verdicts.filter(({ passed }) => !passed).map(({ id }) => id);
export const minutes = 60_000;
