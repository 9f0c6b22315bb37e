import type { ValueFact } from "../../openclaw/catalog.ts";

/**
 * What flags take where the command tree does not say it, because only the action's code looks. `says` must match in the module named by `in`
 * (the beginning of its name in dist, or a page of docs); what its groups capture are the accepted words, of a `list` its quoted ones.
 */
export type WantedValue = {
  commands: string[];
  flags: string[];
  kind: ValueFact["kind"];
  in: string;
  says: RegExp;
  anyCase?: true;
  blank?: true;
  since?: string;
};

const edited = ["cron add", "cron edit"];
const gateway = ["gateway", "gateway run"];

/** The kinds of integers that `parseCronIntegerOption` tells apart since 2026.9.6; before, each flag had its own sentence. */
const integers: WantedValue[] = [
  { kind: "positive-integer", flags: ["--output-max-bytes", "--script-timeout-seconds", "--script-tool-budget"] },
  { kind: "natural-number", flags: ["--timeout-seconds"] },
].map(
  ({ kind, flags }): WantedValue => ({
    commands: edited,
    flags,
    kind: kind as ValueFact["kind"],
    in: "list-jobs",
    says: /Invalid \$\{flag\} \(must be a \$\{kind\} integer\)/,
    since: "2026.9.5",
  }),
);

export const wantedValues: WantedValue[] = [
  { commands: edited, flags: ["--wake"], kind: "words", in: "cron-cli", says: /--wake must be ([\w-]+) or ([\w-]+)/ },
  {
    commands: edited,
    flags: ["--session"],
    kind: "session",
    in: "cron-cli",
    says: /--session must be (main), (isolated), (current), or (session:<id>)/,
    anyCase: true,
  },
  {
    commands: edited,
    flags: ["--webhook"],
    kind: "http-url",
    in: "",
    says: /--webhook must be a valid http\(s\) URL|cron webhook delivery requires delivery\.to to be a valid http\(s\) URL/,
  },
  { commands: edited, flags: ["--every"], kind: "duration", in: "cron-cli", says: /Invalid --every\b/ },
  { commands: edited, flags: ["--stagger"], kind: "duration", in: "", says: /Invalid --stagger\b/ },
  { commands: edited, flags: ["--at"], kind: "time", in: "cron-cli", says: /Invalid --at\b/ },
  {
    commands: edited,
    flags: ["--thread-id"],
    kind: "positive-integer",
    in: "cron-cli",
    says: /--thread-id must be a positive integer/,
  },
  {
    commands: edited,
    flags: ["--stream-mode"],
    kind: "words",
    in: "cron-cli",
    says: /--stream-mode must be (\w+) or (\w+)/,
    since: "2026.9.5",
  },
  {
    commands: edited,
    flags: ["--fallbacks"],
    kind: "words",
    in: "docs/automation/cron-jobs/managing-jobs.md",
    says: /`--fallbacks ""` disables fallback/,
    blank: true,
    since: "2026.9.5",
  },
  ...integers,
  {
    commands: ["cron edit"],
    flags: ["--failure-alert-mode"],
    kind: "words",
    in: "cron-cli",
    says: /Invalid --failure-alert-mode \(must be '(\w+)' or '(\w+)'\)/,
    anyCase: true,
  },
  {
    commands: ["cron edit"],
    flags: ["--failure-alert-after"],
    kind: "positive-integer",
    in: "cron-cli",
    says: /Invalid --failure-alert-after \(must be a positive integer\)|parseCronIntegerOption\(opts\.failureAlertAfter, "--failure-alert-after"\)/,
  },
  {
    commands: ["cron run"],
    flags: ["--poll-interval"],
    kind: "duration",
    in: "cron-cli",
    says: /invalid --poll-interval/,
  },
  {
    commands: ["system event"],
    flags: ["--mode"],
    kind: "words",
    in: "system-cli",
    says: /--mode must be ([\w-]+) or ([\w-]+)/,
  },
  {
    commands: ["agent"],
    flags: ["--thinking"],
    kind: "words",
    in: "",
    says: /function normalizeThinkLevel\(raw\) \{\n[\s\S]*?\n\}/,
    anyCase: true,
  },
  {
    commands: gateway,
    flags: ["--bind"],
    kind: "words",
    in: "run",
    says: /Invalid --bind\. Use \\"(\w+)\\", \\"(\w+)\\", \\"(\w+)\\", \\"(\w+)\\", or \\"(\w+)\\"/,
  },
  { commands: gateway, flags: ["--auth"], kind: "words", in: "run", says: /const GATEWAY_AUTH_MODES = \[[^\]]*\]/ },
  {
    commands: gateway,
    flags: ["--tailscale"],
    kind: "words",
    in: "run",
    says: /const GATEWAY_TAILSCALE_MODES = \[[^\]]*\]/,
  },
  {
    commands: ["security audit"],
    flags: ["--auth"],
    kind: "words",
    in: "security-cli",
    says: /Invalid --auth value\. Expected \\"([\w-]+)\\", \\"([\w-]+)\\", \\"([\w-]+)\\", or \\"([\w-]+)\\"/,
  },
  {
    commands: [""],
    flags: ["--log-level"],
    kind: "words",
    in: "",
    says: /ALLOWED_LOG_LEVELS = \[[^\]]*\]/,
    anyCase: true,
  },
  {
    commands: [""],
    flags: ["--profile"],
    kind: "profile-name",
    in: "",
    says: /Invalid --profile \(use letters, numbers/,
  },
];
