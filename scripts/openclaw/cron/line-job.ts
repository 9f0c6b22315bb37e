import { chat, commands, type Line, schedules } from "./line-flags.ts";
import { hasScripts, isOpen, isWebhook } from "./problem.ts";

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

/** The rules of what a job does. */
export function payloadRules(line: Line): void {
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

/** The rules of where it runs. */
export function sessionRules(line: Line): void {
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

/** The rules of where its result goes. */
export function deliveryRules({ has, given, value, report, catalog }: Line): void {
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

/** The rules of what it is called, and of words said both by place and by flag. */
export function nameRules({ edit, has, value, positionals, given, report, say }: Line): void {
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

function isArgv(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string" && one !== "");
  } catch {
    return false;
  }
}
