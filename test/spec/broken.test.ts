import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { report } from "../../scripts/cli/commands/status.ts";
import { inspect } from "../../scripts/plan/inspect.ts";

const folder = join(import.meta.dirname, "broken");

describe("a broken spec ends with what was found, what was expected and the mend, by line", () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".yaml")))
    it(file, async () => {
      const { code, text } = report(file, inspect(readFileSync(join(folder, file), "utf8"), file));
      expect([1, 2]).toContain(code);
      await expect(`exit ${code}\n${text}\n`).toMatchFileSnapshot(
        join(folder, "golden", file.replace(".yaml", ".txt")),
      );
    });
});
