import { pathToFileURL } from "node:url";
import { everyRule, type Finding, type Result } from "../lint.ts";
import type { Locale } from "../rule.ts";

/**
 * The findings as a SARIF 2.1.0 log, for code hosts and editors. What was accepted with a reason is there, suppressed.
 * @param version of this package
 */
export function sarifReport(openclaw: string, results: Result[], locale: Locale, version: string): object {
  const order = new Map(everyRule.map(({ id }, index) => [id, index]));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "openclaw-peer-bridge", version, rules: everyRule.map((rule) => descriptor(rule, locale)) },
        },
        columnKind: "utf16CodeUnits",
        properties: { openclaw },
        results: results.flatMap(({ path, findings, allowed }) => [
          ...findings.map((finding) => result(path, finding, order)),
          ...allowed.map(({ ruleId, line, reason }) => ({
            ruleId,
            ruleIndex: order.get(ruleId) ?? -1,
            level: "note",
            message: { text: reason },
            locations: [location(path, line)],
            suppressions: [{ kind: "inSource", justification: reason }],
          })),
        ]),
      },
    ],
  };
}

const descriptor = ({ id, severity, source, words }: (typeof everyRule)[number], locale: Locale) => ({
  id,
  shortDescription: { text: words[locale].finds },
  fullDescription: { text: words[locale].why },
  help: { text: `${words[locale].why} (${source})` },
  defaultConfiguration: { level: severity === "error" ? "error" : "warning" },
});

function result(path: string, { ruleId, severity, message, fix, ...place }: Finding, order: Map<string, number>) {
  return {
    ruleId,
    ruleIndex: order.get(ruleId) ?? -1,
    level: severity === "error" ? "error" : "warning",
    message: { text: `${message} ${fix}` },
    locations: [location(path, place.line, place)],
  };
}

function location(path: string, line: number, place?: Pick<Finding, "column" | "endLine" | "endColumn">) {
  const region =
    line === 0
      ? {}
      : {
          region: {
            startLine: line,
            ...(place ? { startColumn: place.column, endLine: place.endLine, endColumn: place.endColumn } : {}),
          },
        };
  return { physicalLocation: { artifactLocation: { uri: uriOf(path) }, ...region } };
}

/** A path as a relative reference, or a file URL where it is absolute. */
function uriOf(path: string): string {
  return path.startsWith("/") ? pathToFileURL(path).href : encodeURI(path.replaceAll("\\", "/"));
}
