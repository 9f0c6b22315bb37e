import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { inspect } from "../../plan/inspect.ts";
import { starter, starters } from "../../spec/starter.ts";
import { patterns } from "../../spec/words.ts";
import { writeWhole } from "../files.ts";
import type { Command } from "../main.ts";
import { UsageError } from "../output.ts";
import { report } from "./status.ts";

export const newCommand: Command = {
  usage: "new <pattern> [--id ID]",
  does: "writes a commented starter spec to ./bridges/<id>/bridge.yaml and asks what is open",
  details: [
    ...Object.entries(starters).map(([pattern, use]) => `${pattern.padEnd(20)} ${use}`),
    "The id is the pattern's name unless --id gives another.",
  ],
  options: { id: { type: "string" } },
  arguments: [1, 1],
  run([name = ""], values) {
    const pattern = patterns.find((one) => one === name);
    if (!pattern)
      throw new UsageError(`found the pattern "${name}", expected one of ${Object.keys(starters).join(", ")}`);
    const id = typeof values.id === "string" ? values.id : name;
    if (!/^[a-z][a-z0-9-]{0,39}$/.test(id))
      throw new UsageError(`found the id "${id}", expected lower-case letters, digits and hyphens, at most 40`);
    const file = join("bridges", id, "bridge.yaml");
    if (existsSync(file))
      throw new UsageError(`${file}: is already there; choose another --id`, `bridge.mjs status ${file}`);
    mkdirSync(dirname(file), { recursive: true });
    const text = starter(id, pattern);
    writeWhole(file, text);
    const outcome = report(file, inspect(text, file));
    return { ...outcome, code: 0, text: `Wrote ${file}\n\n${outcome.text}` };
  },
};
