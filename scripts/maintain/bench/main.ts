import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { locales } from "../../spec/words.ts";
import { measure } from "./measure.ts";
import { report } from "./report.ts";
import { targetsOf } from "./targets.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

const help = `usage: npm run bench -- [--runs N] [--long-runs N] [--record]

Measures the packed skill beside \`node -e 0\`, markdownlint-cli2 and secretlint, and what a rehearsal
spends its time on; a quarter of an hour. The machine should do nothing else.

  --runs N        how often each, 15 unless given
  --long-runs N   how often with 10,000 documents, 3 unless given
  --record        write the report to references/performance.md and its Chinese twin

Exit codes: 0 every target was met · 1 one was not · 2 nothing could be measured
`;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "15" },
    "long-runs": { type: "string", default: "3" },
    record: { type: "boolean", default: false },
    help: { type: "boolean", short: "h" },
  },
});
if (values.help) {
  process.stdout.write(help);
  process.exit();
}
mkdirSync(join(root, "out"), { recursive: true });
const work = mkdtempSync(join(root, "out/.bench-"));
try {
  const measured = await measure(work, {
    runs: Number(values.runs),
    longRuns: Number(values["long-runs"]),
    say: (text) => process.stderr.write(`${text}\n`),
  });
  process.stdout.write(report("en", measured));
  if (values.record)
    for (const locale of locales)
      writeFileSync(
        join(root, "references", locale === "en" ? "" : locale, "performance.md"),
        report(locale, measured),
      );
  process.exitCode = targetsOf(measured).every(({ found, most }) => found <= most) ? 0 : 1;
} catch (error) {
  process.stderr.write(`bench: ${(error as Error).message}\n`);
  process.exitCode = 2;
} finally {
  rmSync(work, { recursive: true, force: true });
}
