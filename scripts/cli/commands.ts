import { readFileSync } from "node:fs";
import { environmentCommand } from "./commands/environment.ts";
import { explainCommand } from "./commands/explain.ts";
import { fillCommand } from "./commands/fill.ts";
import { lintCommand } from "./commands/lint.ts";
import { newCommand } from "./commands/new.ts";
import { renderCommand } from "./commands/render.ts";
import { statusCommand } from "./commands/status.ts";
import { verifyCommand } from "./commands/verify.ts";
import type { Command, Input } from "./main.ts";

/** Every command by its name, in the order of the workflow. */
export const table: Record<string, Command> = {
  new: newCommand,
  fill: fillCommand,
  status: statusCommand,
  render: renderCommand,
  lint: lintCommand,
  environment: environmentCommand,
  verify: verifyCommand,
  explain: explainCommand,
};

export const processInput: Input = { stdin: () => readFileSync(0, "utf8") };
