import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { documentName, type Kind, kinds } from "../../lint/document/kind.ts";
import { defaultVersion, type LintOptions } from "../../lint/lint.ts";
import { reportOf } from "../../lint/report/report.ts";
import { sarifReport } from "../../lint/report/sarif.ts";
import { textReport } from "../../lint/report/text.ts";
import type { Locale } from "../../lint/rule.ts";
import { loadCatalog } from "../../openclaw/catalog.ts";
import { merged } from "../../openclaw/environment/record.ts";
import { lines, type Text, text } from "../../spec/text.ts";
import { environmentHelp, environmentOption, environmentsFrom } from "../environments.ts";
import { lintFiles } from "../lint-threads.ts";
import type { Work } from "../main.ts";
import { found, oneIn, UsageError } from "../output.ts";
import { at, unreadable } from "../read.ts";
import { packageVersion } from "../version.ts";

const formats = ["text", "json", "sarif"] as const;
const locales: Locale[] = ["en", "zh-CN"];

export const lintCommand: Work = {
  details: lines(
    [
      `--kind KIND          what the documents are: ${kinds.join(", ")}`,
      "                     (front matter `kind:`, the title or the shape says it, unless given)",
      "--openclaw VERSION   the version its reader runs (front matter `openclaw:`, the environment's, or",
      `                     ${defaultVersion}, unless given)`,
      environmentHelp.words.en,
      "--format FORMAT      text, json or sarif",
      "--locale LOCALE      the language of the findings: en or zh-CN (each document's own, unless given)",
      "",
      "Folders are searched for .md, .txt, .json, .json5, .yaml, .yml and .sh files. Accept a finding with its reason in",
      "the front matter: lint: { allow: [{ rule: area/name, reason: … }] }",
    ],
    [
      `--kind KIND          文档是什么：${kinds.join("、")}`,
      "                     （不写则看开头的 `kind:`、标题或形状）",
      "--openclaw VERSION   读者运行的版本（不写则看开头的 `openclaw:`、环境记录，或",
      `                     ${defaultVersion}）`,
      environmentHelp.words["zh-CN"],
      "--format FORMAT      text、json 或 sarif",
      "--locale LOCALE      发现用哪种语言：en 或 zh-CN（不写则随每份文档）",
      "",
      "文件夹里查找 .md、.txt、.json、.json5、.yaml、.yml 和 .sh 文件。要接受一项发现，在文档开头写明理由：",
      "lint: { allow: [{ rule: area/name, reason: … }] }",
    ],
  ),
  options: {
    kind: { type: "string" },
    openclaw: { type: "string" },
    format: { type: "string" },
    locale: { type: "string" },
    ...environmentOption,
  },
  arguments: [1, 10_000],
  async run(paths, values, terminal) {
    const format = oneOf("format", values.json ? "json" : (values.format ?? "text"), formats);
    const environments = await environmentsFrom(values.environment);
    const environment = Object.keys(environments).length > 0 ? merged(environments) : undefined;
    const options: LintOptions = {
      kind: values.kind === undefined ? undefined : oneOf<Kind>("kind", values.kind, kinds),
      openclaw: typeof values.openclaw === "string" ? values.openclaw : undefined,
      locale: values.locale === undefined ? undefined : oneOf("locale", values.locale, locales),
      environment,
    };
    const notListed: Text[] = [];
    const files = paths.flatMap((path) => documentsAt(path, notListed));
    const linted = await lintFiles(files, options, terminal.stdin);
    const results = linted.flatMap(({ result }) => result ?? []);
    const unread = [...notListed, ...linted.flatMap((one) => one.unread ?? [])];
    if (results.length === 0)
      throw new UsageError(
        unread.length > 0
          ? lines(
              unread.map(({ words }) => words.en),
              unread.map(({ words }) => words["zh-CN"]),
            )
          : found(text("no document", "没有文档"), text("files to lint", "要检查的文件")),
        `bridge.mjs lint <files, folders or ->`,
      );
    const asked = options.openclaw ?? environment?.openclaw ?? results[0]?.openclaw ?? defaultVersion;
    const locale = options.locale ?? results[0]?.locale ?? "en";
    const report = reportOf(asked, results);
    const first = results.flatMap(({ findings }) => findings)[0];
    return {
      code: unread.length > 0 ? 2 : report.summary.errors + report.summary.warnings > 0 ? 1 : 0,
      messages: unread,
      locale,
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
    found(text(`--${name} ${String(value)}`, ` --${name} ${String(value)}`), oneIn(known)),
    `bridge.mjs lint <files, folders or ->`,
  );
}

/** The documents that a path stands for. Folders are searched to the end, but not through links, dot folders or dependencies. */
function documentsAt(path: string, unread: Text[]): string[] {
  if (path === "-") return [path];
  if (!lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  let entries: import("node:fs").Dirent[];
  try {
    entries = readdirSync(path, { withFileTypes: true });
  } catch (cause) {
    unread.push(at(path, unreadable((cause as NodeJS.ErrnoException).code)));
    return [];
  }
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.name.startsWith(".") || entry.name === "node_modules") return [];
      const whole = join(path, entry.name);
      if (entry.isDirectory()) return documentsAt(whole, unread);
      return entry.isFile() && documentName.test(entry.name) ? [whole] : [];
    });
}
