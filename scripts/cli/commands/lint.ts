import { existsSync, lstatSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { documentName, type Kind, kinds } from "../../lint/document/kind.ts";
import { defaultVersion, type LintOptions, lintText, type Result } from "../../lint/lint.ts";
import { type Own, ownOf } from "../../lint/own.ts";
import { reportOf } from "../../lint/report/report.ts";
import { sarifReport } from "../../lint/report/sarif.ts";
import { textReport } from "../../lint/report/text.ts";
import type { Locale } from "../../lint/rule.ts";
import { loadCatalog } from "../../openclaw/catalog.ts";
import { merged } from "../../openclaw/environment/record.ts";
import { environmentHelp, environmentOption, environmentsFrom } from "../environments.ts";
import { readText } from "../files.ts";
import type { Command } from "../main.ts";
import { UsageError } from "../output.ts";
import { packageVersion } from "../version.ts";

/** The largest document read, in bytes. */
const largestDocument = 4 * 1024 * 1024;
const formats = ["text", "json", "sarif"] as const;
const locales: Locale[] = ["en", "zh-CN"];

export const lintCommand: Command = {
  usage: "lint <files, folders or ->",
  does: "holds designs to what OpenClaw really accepts, and to the guardrails",
  details: [
    `--kind KIND          what the documents are: ${kinds.join(", ")}`,
    "                     (front matter `kind:`, the title or the shape says it, unless given)",
    "--openclaw VERSION   the version its reader runs (front matter `openclaw:`, the environment's, or",
    `                     ${defaultVersion}, unless given)`,
    environmentHelp,
    "--format FORMAT      text, json or sarif",
    "--locale LOCALE      the language of the findings: en or zh-CN (each document's own, unless given)",
    "",
    "Folders are searched for .md, .txt, .json, .json5, .yaml, .yml and .sh files. Accept a finding with its reason in",
    "the front matter: lint: { allow: [{ rule: area/name, reason: … }] }",
  ],
  options: {
    kind: { type: "string" },
    openclaw: { type: "string" },
    format: { type: "string" },
    locale: { type: "string" },
    ...environmentOption,
  },
  arguments: [1, 10_000],
  run(paths, values, io) {
    const format = oneOf("format", values.json ? "json" : (values.format ?? "text"), formats);
    const environments = environmentsFrom(values.environment);
    const environment = Object.keys(environments).length > 0 ? merged(environments) : undefined;
    const options: LintOptions = {
      kind: values.kind === undefined ? undefined : oneOf<Kind>("kind", values.kind, kinds),
      openclaw: typeof values.openclaw === "string" ? values.openclaw : undefined,
      locale: values.locale === undefined ? undefined : oneOf("locale", values.locale, locales),
      environment,
    };
    const results: Result[] = [];
    const unreadable: string[] = [];
    const files = paths.flatMap((path) => documentsAt(path, unreadable));
    const designOf = designsOf(files);
    for (const path of files) {
      try {
        const text = path === "-" ? io.stdin() : readText(path, largestDocument);
        if (text.includes("\0")) throw new UsageError(`${path}: found null bytes, expected a text file`);
        results.push(lintText(path, text, { ...options, ...designOf(path) }));
      } catch (cause) {
        if (!(cause instanceof UsageError)) throw cause;
        unreadable.push(cause.message);
      }
    }
    if (results.length === 0)
      throw new UsageError(
        unreadable.join("\n") || "found no document, expected files to lint",
        `bridge.mjs ${lintCommand.usage}`,
      );
    const asked = options.openclaw ?? environment?.openclaw ?? results[0]?.openclaw ?? defaultVersion;
    const locale = options.locale ?? results[0]?.locale ?? "en";
    const report = reportOf(asked, results);
    const first = results.flatMap(({ findings }) => findings)[0];
    return {
      code: unreadable.length > 0 ? 2 : report.summary.errors + report.summary.warnings > 0 ? 1 : 0,
      messages: unreadable,
      text: textReport(asked, loadCatalog(asked).version, results, locale, values.all === true),
      data: report,
      ...(format === "text"
        ? {}
        : {
            exactly: `${JSON.stringify(format === "json" ? report : sarifReport(asked, results, locale, packageVersion()), null, 2)}\n`,
          }),
      next: first ? `bridge.mjs explain ${first.ruleId}` : "bridge.mjs --help",
    };
  },
};

function oneOf<Value extends string>(name: string, value: unknown, known: readonly Value[]): Value {
  if (known.includes(value as Value)) return value as Value;
  throw new UsageError(
    `found --${name} ${String(value)}, expected one of ${known.join(", ")}`,
    `bridge.mjs ${lintCommand.usage}`,
  );
}

/** The documents of one rendered design lie below one manifest: they may rely on each other, and its spec says what is accepted. */
function designsOf(files: string[]): (path: string) => { companions?: string; own?: Own } {
  const rootOf = (path: string): string | undefined => {
    for (let at = dirname(path), depth = 0; depth < 4; at = dirname(at), depth++)
      if (existsSync(join(at, "manifest.json"))) return at;
    return undefined;
  };
  const designs = new Map<string, { companions: string; own: Own }>();
  return (path) => {
    const root = path === "-" ? undefined : rootOf(path);
    if (root === undefined) return {};
    const known = designs.get(root);
    if (known) return known;
    const spec = join(root, "bridge.yaml");
    const design = {
      companions: files
        .filter((file) => rootOf(file) === root)
        .map((file) => readText(file, largestDocument))
        .join("\n"),
      own: ownOf(existsSync(spec) ? readText(spec, largestDocument) : ""),
    };
    designs.set(root, design);
    return design;
  };
}

/** The documents that a path stands for. Folders are searched to the end, but not through links, dot folders or dependencies. */
function documentsAt(path: string, unreadable: string[]): string[] {
  if (path === "-") return [path];
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found?.isDirectory()) return [path];
  let entries: import("node:fs").Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (cause) {
    unreadable.push(`${path}: cannot be read (${(cause as NodeJS.ErrnoException).code})`);
    return [];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
      const whole = join(path, entry.name);
      if (entry.isDirectory()) return documentsAt(whole, unreadable);
      return entry.isFile() && documentName.test(entry.name) ? [whole] : [];
    });
}
