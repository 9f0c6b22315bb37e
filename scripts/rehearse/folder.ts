import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../plan/compile.ts";
import { blocking, inspect } from "../plan/inspect.ts";
import type { Plan } from "../plan/plan.ts";
import { renderAll } from "../render/deliverables.ts";

/**
 * The plan behind a rendered folder, and the files that `render` writes for it today.
 * @throws where the folder holds no spec, or one that cannot be compiled
 */
export function planOf(folder: string): { plan: Plan; expected: Map<string, string> } {
  const file = join(folder, "bridge.yaml");
  if (!existsSync(file)) throw new Error(`${folder}: found no bridge.yaml, expected a folder that render wrote`);
  const text = readFileSync(file, "utf8");
  const { answered, questions, problems } = inspect(text, file);
  const wrong = blocking(problems)[0];
  if (!answered || wrong) throw new Error(`${file}:${wrong?.line}: found ${wrong?.found}, expected ${wrong?.expected}`);
  const plan = compile(answered, questions);
  return { plan, expected: renderAll(plan, questions, answered.locale, [], text).files };
}

/** The files that are not what `render` writes: an edited folder's evidence says nothing about its shape. */
export const editedFiles = (folder: string, expected: Map<string, string>): string[] =>
  [...expected]
    .filter(([name, text]) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), "utf8") !== text)
    .map(([name]) => name);
