import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { lintText, type Result } from "../lint/lint.ts";
import { textReport } from "../lint/report/text.ts";
import { rehearsedVersion } from "../plan/support.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Everything that this package says: what agents and people read, and every document rendered from it. */
const places = ["SKILL.md", "README.md", "README.zh-CN.md", "prompts", "references"];

/**
 * Lints all prompts, references, examples, README, SKILL.md and every rendered deliverable that ships; recorded outcomes are no designs.
 * @param openclaw the version that they are held to
 */
export function lintTemplates(openclaw: string = rehearsedVersion): Result[] {
  return places
    .flatMap((place) => filesAt(join(root, place)))
    .filter((file) => /\.(?:md|hbs|json|yaml|sh)$/.test(file) && !/\/(?:evidence|faults)\.json$/.test(file))
    .map((file) => {
      const text = readFileSync(file, "utf8");
      const name = relative(root, file).replace(/\.hbs$/, ".md");
      const result = lintText(name, text, { openclaw, companions: companions(file) });
      // What a template lacks as a whole is judged in the documents rendered from it.
      return file.endsWith(".hbs") ? { ...result, findings: result.findings.filter(({ line }) => line > 0) } : result;
    });
}

/** The documents of one rendered example rely on each other. */
function companions(file: string): string {
  const design = /^(.*[\\/]rendered[^\\/]*)[\\/]/.exec(file)?.[1];
  return design
    ? filesAt(design)
        .map((one) => readFileSync(one, "utf8"))
        .join("\n")
    : "";
}

function filesAt(path: string): string[] {
  try {
    return readdirSync(path, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "ENOTDIR") return [path];
    if (code === "ENOENT") return [];
    throw cause;
  }
}

if (import.meta.main) {
  const results = lintTemplates();
  console.log(textReport(rehearsedVersion, rehearsedVersion, results, "en", process.argv.includes("--all")));
  process.exitCode = results.some(({ findings }) => findings.length > 0) ? 1 : 0;
}
