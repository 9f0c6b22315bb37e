import { loadCatalog } from "../openclaw/catalog.ts";
import type { Environment } from "../openclaw/environment/record.ts";
import { type Document, readDocument } from "./document/document.ts";
import type { Kind } from "./document/kind.ts";
import { factsOf } from "./facts.ts";
import { openclawOf } from "./openclaw.ts";
import { type Own, ownReason } from "./own.ts";
import type { Locale, Message, Props, Report, Rule, Severity } from "./rule.ts";
import { rules } from "./rules/index.ts";
import { masker, secretsOf } from "./secrets.ts";

/** What was found in a document, as the reports of `lint` show it; lines and columns count from 1, line 0 is the whole document. */
export type Finding = {
  ruleId: string;
  severity: Severity;
  line: number;
  column: number;
  endLine: number;
  endColumn: number;
  message: string;
  evidence: string;
  fix: string;
  source: string;
  subject: string | null;
};

/** A finding that its author accepted, with the reason. */
export type Allowed = { ruleId: string; line: number; reason: string };

export type Result = {
  path: string;
  kind: Kind | null;
  locale: Locale;
  findings: Finding[];
  allowed: Allowed[];
  /** The version it was held to, and whether a catalog of exactly this version exists. */
  openclaw: string;
  verified: boolean;
};

export type LintOptions = {
  kind?: Kind | undefined;
  /** Wins over the environment's and the document's own. */
  openclaw?: string | undefined;
  environment?: Environment | undefined;
  /** The language of messages; the document's unless given. */
  locale?: Locale | undefined;
  /** What the user wrote of a rendered design, and accepts there. */
  own?: Own | undefined;
  /** The text of the documents that belong to the same design. */
  companions?: string;
  /** Only these rules. */
  only?: Rule[];
};

/** The version a document is held to where nobody says which. */
export const defaultVersion = "2026.9.6";

/**
 * Holds one text to every rule. Runs nothing, opens no connection, and prints no credential.
 * @param path its name, which may tell its syntax and kind
 */
export function lintText(path: string, text: string, options: LintOptions = {}): Result {
  let document: Document;
  try {
    document = readDocument(path, text, options.kind);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    const tooDeep = { message: "deep", place: { line: 1, column: 1, endLine: 1, endColumn: 1 } };
    return {
      path,
      kind: options.kind ?? null,
      locale: options.locale ?? "en",
      findings: [finding(unreadable, tooDeep, options.locale ?? "en", String)],
      allowed: [],
      openclaw: options.openclaw ?? defaultVersion,
      verified: true,
    };
  }
  const catalog = loadCatalog(options.openclaw ?? options.environment?.openclaw ?? document.openclaw ?? defaultVersion);
  const locale = options.locale ?? document.locale;
  const facts = factsOf(document, openclawOf(catalog));
  const secrets = secretsOf(document, facts);
  const { environment, companions = "" } = options;
  const subject = { document, facts, secrets, catalog, environment, companions };
  const mask = masker(secrets);
  const all = (options.only ?? everyRule).flatMap((rule) =>
    [...rule.check(subject)].map((report) => finding(rule, report, locale, mask)),
  );
  const reasonFor = (one: Finding) =>
    document.allow.find(({ rule }) => rule === one.ruleId)?.reason ?? (options.own && ownReason(options.own, one));
  const findings = unique(all).sort((a, b) => a.line - b.line || a.column - b.column || (a.ruleId < b.ruleId ? -1 : 1));
  return {
    path,
    kind: document.kind,
    locale,
    findings: findings.filter((one) => reasonFor(one) === undefined),
    allowed: findings.flatMap((one) => {
      const reason = reasonFor(one);
      return reason === undefined ? [] : [{ ruleId: one.ruleId, line: one.line, reason }];
    }),
    openclaw: catalog.asked,
    verified: catalog.verified,
  };
}

/** A document that cannot be read whole is not clean. */
const unreadable: Rule = {
  id: "document/unreadable",
  severity: "error",
  source: "CommonMark; JSON5; POSIX shell",
  words: {
    en: {
      finds: "A document of which a part cannot be parsed",
      why: "What cannot be parsed cannot be checked, and a reader's tools will stumble over it as well.",
      wrong: '```json\n{ "hooks": { "enabled": true }\n```',
      right: '```json\n{ "hooks": { "enabled": true } }\n```',
      messages: {
        "unclosed-fence": {
          text: "A code fence is opened and never closed, so everything after it is code.",
          fix: "Close the fence with the same marks it was opened with.",
        },
        syntax: {
          text: "This cannot be parsed: {found}.",
          fix: "Mend the syntax, or leave parts out with … where that is meant.",
        },
        deep: { text: "This document is nested too deeply to be parsed.", fix: "Flatten quotes, lists or brackets." },
      },
    },
    "zh-CN": {
      finds: "文档中有无法解析的部分",
      why: "解析不了就检查不了，读者的工具同样会卡在这里。",
      wrong: '```json\n{ "hooks": { "enabled": true }\n```',
      right: '```json\n{ "hooks": { "enabled": true } }\n```',
      messages: {
        "unclosed-fence": { text: "代码块有头无尾，后面的内容全都成了代码。", fix: "用与开头相同的标记把代码块收尾。" },
        syntax: { text: "这里无法解析：{found}。", fix: "改正语法；有意省略的部分请写成 …。" },
        deep: { text: "文档嵌套过深，无法解析。", fix: "减少引用、列表或括号的层数。" },
      },
    },
  },
  *check({ document }) {
    for (const { code, place, found } of document.faults) yield { message: code, place, props: { found } };
  },
};

/** The rules, the one about parsing first. */
export const everyRule: Rule[] = [unreadable, ...rules];

function finding(rule: Rule, report: Report, locale: Locale, mask: (text: string) => string): Finding {
  const message = rule.words[locale].messages[report.message ?? "default"] as Message;
  const evidence = mask((report.evidence ?? "").replace(/\s+/g, " ").trim());
  const props = { ...report.props, evidence, subject: report.subject ?? "" };
  const fill = (template: string) =>
    template.replace(/\{(\w+)\}/g, (whole, name: string) =>
      Object.hasOwn(props, name) ? mask((props as Props)[name] ?? "") : whole,
    );
  const place = report.place ?? { line: 0, column: 0, endLine: 0, endColumn: 0 };
  return {
    ruleId: rule.id,
    severity: report.severity ?? rule.severity,
    ...place,
    message: fill(message.text),
    evidence: evidence.length > 120 ? `${evidence.slice(0, 117)}…` : evidence,
    fix: fill(message.fix),
    source: report.source ?? rule.source,
    subject: report.subject ?? null,
  };
}

/** The same finding seen twice (a command inside a command) is one. */
function unique(findings: Finding[]): Finding[] {
  const seen = new Map(
    findings.map((one) => [[one.ruleId, one.line, one.column, one.message, one.subject].join("\n"), one]),
  );
  return [...seen.values()];
}
