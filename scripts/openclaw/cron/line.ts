import type { ResolvedCommand } from "../commands.ts";
import { type CronCatalog, hasScripts, isOpen, isWebhook, type LineProblem, sourceOf } from "./problem.ts";
import { cronFault, durationMs, isAbsoluteTime, isWithoutZone } from "./time.ts";

/** The flags of a line, as the rules ask for them. `value`: undefined where the flag is missing or its value is filled in later. */
type Line = {
  catalog: CronCatalog;
  edit: boolean;
  has: (...names: string[]) => boolean;
  given: (...names: string[]) => string[];
  value: (name: string) => string | undefined;
  known: (...names: string[]) => string[];
  positionals: string[];
  report: (id: string, flag: string, found: string, expected: string) => void;
  say: (source: string, flag: string, found: string, expected: string) => void;
};

const schedules = ["--at", "--every", "--cron", "--on-exit", "--stream-command"];
const commands = ["--command", "--command-argv"];
const chat = ["--channel", "--to", "--account", "--thread-id"];

/**
 * Holds the flags of `openclaw cron add` (`create`) or `cron edit` to the rules of its own code, and of the gateway behind it (dist/cron-cli;
 * each confirmed on the real command line of each version). Values that only the running command knows are taken as good.
 */
export function checkCronLine(
  catalog: CronCatalog,
  { path, flags, positionals, spec }: Pick<ResolvedCommand, "path" | "flags" | "positionals" | "spec">,
): LineProblem[] {
  const problems: LineProblem[] = [];
  const given = (...names: string[]) => names.filter((name) => flags.some((flag) => flag.name === name));
  const say = (source: string, flag: string, found: string, expected: string) => {
    if (!problems.some((one) => one.source === source && one.flag === flag))
      problems.push({ flag, found, expected, source });
  };
  const line: Line = {
    catalog,
    edit: path.at(-1) === "edit",
    given,
    has: (...names) => given(...names).length > 0,
    value: (name) => flags.findLast((flag) => flag.name === name && !flag.opaque && !isOpen(flag.value))?.value,
    known: (...names) => names.filter((name) => spec?.flags[name]),
    positionals: positionals.map(({ value }) => value),
    say,
    report: (id, flag, found, expected) => {
      const source = sourceOf(catalog, id);
      if (source) say(source, flag, found, expected);
    },
  };
  if (line.has("--help")) return [];
  for (const rule of [schedule, payload, session, delivery, name, numbers, pairs]) rule(line);
  return problems;
}

function schedule({ edit, given, has, value, known, positionals, report, say, catalog }: Line): void {
  const chosen = given(...schedules);
  const choices = known(...schedules).join(" | ");
  const positional = !edit && chosen.length === 0 ? positionals[0] : undefined;
  if (chosen.length > 1) report("line/one-schedule", chosen[1] ?? "", chosen.join(" "), "one schedule");
  if (!edit && chosen.length === 0 && positional === undefined) report("line/one-schedule", "", "no schedule", choices);
  const [first] = chosen;
  const stagger = given("--stagger", "--exact");
  if (stagger.length > 1) report("line/stagger-exact", "--exact", stagger.join(" "), "one of them");
  const every = value("--every") ?? (positional ? /^every\s+(.+)$/i.exec(positional.trim())?.[1] : undefined);
  const isCron =
    positional !== undefined && [5, 6].includes(positional.trim().split(/\s+/).length) && every === undefined;
  const at =
    value("--at") ??
    (positional !== undefined && !isCron && every === undefined && !isOpen(positional) ? positional : undefined);
  if (has("--tz") && first && first !== "--cron" && first !== "--at")
    report("line/tz", "--tz", `--tz with ${first}`, "--cron, or --at without a zone");
  const [own] = stagger;
  if (own && first && first !== "--cron") report("line/stagger", own, `${own} with ${first}`, "--cron");
  if (every !== undefined && !lineDuration(every, catalog))
    report("line/every", first ?? "", every, "a duration such as 10m, 1h or 1d");
  if (at !== undefined && !isAbsoluteTime(at) && !lineDuration(at.trim().replace(/^\+/, ""), catalog))
    report("line/at", first ?? "", at, "an ISO time or a duration such as 20m");
  const width = value("--stagger");
  if (width !== undefined && !lineDuration(width, catalog))
    say("dist/cron-cli: Invalid --stagger", "--stagger", width, "a duration such as 30s or 5m");
  const expr = value("--cron") ?? (isCron && !isOpen(positional) ? positional : undefined);
  const tz = first === "--at" && !isWithoutZone(at ?? "") ? undefined : value("--tz");
  const fault = cronFault(expr, tz);
  if (fault)
    say(
      "cron.add: croner 10.0.1, as in OpenClaw",
      fault.field === "tz" ? "--tz" : first ? "--cron" : "",
      fault.found,
      fault.expected,
    );
  if (has("--on-exit-cwd") && !has("--on-exit"))
    say("dist/cron-cli: --on-exit-cwd requires --on-exit", "--on-exit-cwd", "--on-exit-cwd alone", "--on-exit");
  stream({ edit, given, has, value, say });
  if (has("--trigger-once") && !has("--trigger-script") && !edit)
    report("line/trigger-once", "--trigger-once", "--trigger-once alone", "--trigger-script");
}

/** Before 2026.9.6 a duration of the line is one number with one unit (measured: 60 and 1h30m are refused). */
const lineDuration = (text: string, catalog: CronCatalog) =>
  hasScripts(catalog) || /^\s*\d+(?:\.\d+)?\s*[a-z]+\s*$/i.test(text) ? durationMs(text) : undefined;

function stream({ edit, given, has, value, say }: Pick<Line, "edit" | "given" | "has" | "value" | "say">): void {
  const [extra] = given(
    "--stream-cwd",
    "--stream-mode",
    "--stream-match",
    "--stream-batch-ms",
    "--stream-max-batch-bytes",
  );
  if (extra && !has("--stream-command") && !edit)
    say("dist/cron-cli: Stream options require --stream-command", extra, `${extra} alone`, "--stream-command");
  const source = "dist/cron-cli: validateStreamScheduleMetadata";
  if (edit || !has("--stream-command")) return;
  if (value("--stream-mode") === "match" && !has("--stream-match"))
    say(source, "--stream-mode", "match without --stream-match", "--stream-match");
  if (has("--stream-match") && (value("--stream-mode") ?? (has("--stream-mode") ? "match" : "line")) === "line")
    say(source, "--stream-match", "--stream-match in line mode", "--stream-mode match");
}

/** The kinds of payload that the flags name. */
function payloads({ value, positionals, edit, given }: Line): string[] {
  const has = (flag: string) => given(flag).length > 0 && value(flag)?.trim() !== "";
  const message = has("--message") || (!edit && positionals.length > 1);
  const named = [
    has("--system-event") && "--system-event",
    message && "--message",
    commands.find(has),
    has("--script") && "--script",
  ];
  return named.filter((one) => typeof one === "string");
}

function payload(line: Line): void {
  const { edit, has, value, known, report, say, catalog } = line;
  const chosen = payloads(line);
  const choices = known("--message", "--system-event", "--command", "--script").join(" | ");
  if (chosen.length > 1) report("line/one-payload", chosen[1] ?? "", chosen.join(" "), "one payload");
  if (!edit && chosen.length === 0) report("line/one-payload", "", "no payload", choices);
  if (has("--command") && has("--command-argv"))
    report("line/command-both", "--command-argv", "--command and --command-argv", "one of them");
  const argv = value("--command-argv");
  if (argv !== undefined && !isArgv(argv))
    report("line/command-argv", "--command-argv", argv, 'a JSON array of strings such as ["node","job.mjs"]');
  const source = value("--stream-command");
  if (source !== undefined && !isArgv(source))
    report("line/command-argv", "--stream-command", source, "a JSON array of strings");
  const env = value("--command-env");
  if (env !== undefined && has(...commands) && !/^\s*[^=\s][^=]*=/.test(env))
    report("line/command-env", "--command-env", "no KEY=VALUE", "KEY=VALUE");
  if (hasScripts(catalog) && has("--script") && has("--timeout-seconds"))
    say(
      "dist/cron-cli: Use --script-timeout-seconds for script jobs",
      "--timeout-seconds",
      "--timeout-seconds with --script",
      "--script-timeout-seconds",
    );
}

function session(line: Line): void {
  const { edit, has, value, given, report, catalog } = line;
  const target = value("--session")?.trim().toLowerCase();
  if (target !== undefined && !/^(?:main|isolated|current|session:\s*\S.*)$/.test(target))
    report("line/session", "--session", target, "main | isolated | current | session:<id>");
  const wake = value("--wake");
  if (wake !== undefined && !/^(?:now|next-heartbeat)$/.test(wake.trim()))
    report("line/wake", "--wake", wake, "now | next-heartbeat");
  const chosen = payloads(line);
  const isolated = target !== undefined && /^(?:isolated|current|session:)/.test(target);
  const turn = chosen.find((one) => one === "--message" || commands.includes(one));
  if (target === "main" && turn)
    report("line/main-payload", "--session", `--session main with ${turn}`, "--session isolated, or --system-event");
  if (isolated && chosen.includes("--system-event"))
    report(
      "line/isolated-payload",
      "--session",
      `--session ${target} with --system-event`,
      "--message or --command, or --session main",
    );
  if (isolated && target !== "isolated" && chosen.includes("--script"))
    report("line/isolated-payload", "--session", `--session ${target} with --script`, "--session main or isolated");
  const main =
    target === "main" || (target === undefined && !edit && chosen[0] === "--system-event" && !has("--session"));
  const [told] = given("--announce", "--deliver", "--no-deliver");
  if (main && told && !edit)
    report("cron/channel-isolated", told, `${told} with a main job`, "--session isolated, with --message or --command");
  const [routed] = given(...(hasScripts(catalog) ? chat : ["--account", "--thread-id"]));
  if (main && routed && !told && (!edit || has("--system-event")))
    report(
      "cron/channel-isolated",
      routed,
      `${routed} with a main job`,
      "--session isolated, with --message or --command",
    );
}

function delivery({ has, given, value, report, catalog }: Line): void {
  const kinds = [given("--announce", "--deliver")[0], given("--no-deliver")[0], given("--webhook")[0]].filter(
    (one) => one !== undefined,
  );
  if (kinds.length > 1) report("line/one-delivery", kinds[1] ?? "", kinds.join(" "), "one of them");
  const [routed] = given(...chat);
  if (has("--webhook") && routed) report("line/webhook-chat", routed, `--webhook with ${routed}`, "--webhook alone");
  const url = value("--webhook");
  const strict = catalog.refusals["line/webhook-url"] ? "line/webhook-url" : "cron/webhook-url";
  if (url !== undefined && !isWebhook(url, catalog))
    report(strict, "--webhook", url, "an http(s) URL without user and password");
}

function name({ edit, has, value, positionals, given, report, say }: Line): void {
  if (edit) return;
  const scheduled = given(...schedules).length > 0;
  for (const [flag, other] of [
    ["--name", scheduled ? positionals[0] : undefined],
    ["--message", positionals[1]],
  ] as const) {
    const own = value(flag);
    if (own && other && !isOpen(other) && own.trim() !== other.trim())
      say(
        `dist/cron-cli: Pass it either positionally or with ${flag}, not both`,
        flag,
        `${flag} and a positional ${other}`,
        "one of them",
      );
  }
  if (has("--name") ? value("--name")?.trim() === "" : !scheduled || positionals.length === 0)
    report("line/name", has("--name") ? "--name" : "", "no name", "--name");
}

const integers: Record<string, "positive" | "natural"> = {
  "--timeout-seconds": "natural",
  "--no-output-timeout-seconds": "positive",
  "--output-max-bytes": "positive",
  "--script-timeout-seconds": "positive",
  "--script-tool-budget": "positive",
  "--stream-batch-ms": "positive",
  "--stream-max-batch-bytes": "positive",
  "--thread-id": "positive",
};

function numbers({ value, say, catalog }: Line): void {
  for (const [flag, kind] of Object.entries(integers)) {
    const text = value(flag);
    if (text === undefined) continue;
    const natural = kind === "natural" && hasScripts(catalog);
    if (!catalog.refusals["line/trigger-once"] && /output/.test(flag)) continue; // 2026.6.11 drops a bad number without a word
    if (!/^\+?\d+$/.test(text.trim()) || (!natural && Number(text) === 0))
      say(`dist/cron-cli: Invalid ${flag}`, flag, text, natural ? "a whole number" : "a positive whole number");
  }
}

/** Flags that exclude each other, beyond those that a rule of the catalog names (dist/cron-cli of each version). */
const exclusive = [
  ["--enable", "--disable"],
  ["--agent", "--clear-agent"],
  ["--model", "--clear-model"],
  ["--tools", "--clear-tools"],
  ["--thinking", "--clear-thinking"],
  ["--fallbacks", "--clear-fallbacks"],
  ["--session-key", "--clear-session-key"],
  ["--display-name", "--clear-display-name"],
  ["--failure-alert-include-skipped", "--failure-alert-exclude-skipped"],
] as const;

/** Flags whose value is one of a few words that only the action checks. */
const words: Record<string, string[]> = {
  "--stream-mode": ["line", "match"],
  "--failure-alert-mode": ["announce", "webhook"],
};

function pairs({ has, report, say, given, value }: Line): void {
  for (const [flag, known] of Object.entries(words)) {
    const word = value(flag)?.trim();
    if (word !== undefined && !known.includes(word))
      say(`dist/cron-cli: ${flag} must be ${known.join(" or ")}`, flag, word, known.join(" | "));
  }
  if (has("--delete-after-run") && has("--keep-after-run"))
    report("line/delete-keep", "--keep-after-run", "--delete-after-run and --keep-after-run", "one of them");
  for (const [one, other] of exclusive)
    if (has(one) && has(other))
      say(`dist/cron-cli: ${one} or ${other}, not both`, other, `${one} and ${other}`, "one of them");
  const alerts = given(
    "--failure-alert-after",
    "--failure-alert-channel",
    "--failure-alert-to",
    "--failure-alert-cooldown",
    "--failure-alert-mode",
    "--failure-alert-account-id",
  );
  if (has("--no-failure-alert") && alerts[0])
    say(
      "dist/cron-cli: Use --no-failure-alert alone",
      alerts[0],
      `--no-failure-alert with ${alerts[0]}`,
      "--no-failure-alert alone",
    );
}

function isArgv(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string" && one !== "");
  } catch {
    return false;
  }
}
