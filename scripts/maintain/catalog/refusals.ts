import type { Refusal } from "../../openclaw/catalog.ts";
import { distModules, type Install } from "./install.ts";

/**
 * Rules that no schema carries, known by the words with which OpenClaw refuses: the words are looked for in the install, and a rule that the
 * checks rely on and that is no longer there ends the extraction.
 */
const wanted: { id: string; words: string[]; always?: true }[] = [
  { id: "hooks/token-required", words: ["hooks.enabled requires hooks.token"], always: true },
  { id: "hooks/path-root", words: ["hooks.path may not be '/'"], always: true },
  { id: "hooks/default-prefix", words: ["hooks.defaultSessionKey must match hooks.allowedSessionKeyPrefixes"], always: true },
  { id: "hooks/prefix-hook", words: ["hooks.allowedSessionKeyPrefixes must include 'hook:' when hooks.defaultSessionKey is unset"], always: true },
  { id: "hooks/template-prefix", words: ["hooks.allowedSessionKeyPrefixes is required when a hook mapping sessionKey uses templates"], always: true },
  { id: "hooks/request-key", words: ["sessionKey is disabled for externally supplied hook payload values"], always: true },
  { id: "cron/main-payload", words: ['main cron jobs require payload.kind=\\"systemEvent\\"'], always: true },
  { id: "cron/isolated-payload", words: ['isolated/current/session cron jobs require payload.kind=\\"agentTurn\\" or \\"command\\"', 'isolated cron jobs require payload.kind=\\"agentTurn\\", \\"command\\", or \\"script\\"'], always: true },
  { id: "cron/main-agent", words: ['cron: sessionTarget "main" is only valid for the default agent'], always: true },
  { id: "cron/webhook-url", words: ["cron webhook delivery requires delivery.to to be a valid http(s) URL"], always: true },
  { id: "cron/completion-announce", words: ['cron completion destination webhook is only supported with delivery.mode=\\"announce\\"'], always: true },
  { id: "cron/channel-isolated", words: ['cron channel delivery config is only supported for sessionTarget=\\"isolated\\"'], always: true },
  { id: "cron/failure-destination", words: ['cron delivery.failureDestination is only supported for sessionTarget=\\"isolated\\"'] },
  { id: "cron/never-fires", words: ["has no upcoming run time and would never fire"], always: true },
  { id: "cron/trigger-schedule", words: ["cron triggers require an every, cron, or stream schedule", "cron triggers require an every or cron schedule"] },
  { id: "cron/script-trigger", words: ["cron script payloads cannot be combined with a condition trigger"] },
  { id: "cron/pacing-schedule", words: ["cron pacing requires an every or cron schedule"] },
  { id: "line/one-schedule", words: ["Choose exactly one schedule: --at, --every, --cron, --on-exit, or --stream-command", "Choose exactly one schedule: --at, --every, --cron, or --on-exit", "Choose exactly one schedule: --at, --every, or --cron"], always: true },
  { id: "line/one-payload", words: ["Choose exactly one payload: --system-event, --message, --command, or --script", "Choose exactly one payload: --system-event, --message, or --command"], always: true },
  { id: "line/one-delivery", words: ["Choose at most one of --announce, --no-deliver, or --webhook"], always: true },
  { id: "line/webhook-chat", words: ["--webhook cannot be combined with chat delivery options"], always: true },
  { id: "line/webhook-url", words: ["--webhook must be a valid http(s) URL"] },
  { id: "line/name", words: ["Cron job name is required"], always: true },
  { id: "line/session", words: ["--session must be main, isolated, current, or session:<id>"], always: true },
  { id: "line/wake", words: ["--wake must be now or next-heartbeat"], always: true },
  { id: "line/main-payload", words: ["Main jobs require --system-event or --script", "Main jobs require --system-event"], always: true },
  { id: "line/isolated-payload", words: ["Isolated jobs require --message, --command, or --script", "Isolated/current/custom-session jobs require --message (agentTurn) or --command"], always: true },
  { id: "line/tz", words: ["--tz is only valid with --cron or offset-less --at"], always: true },
  { id: "line/stagger", words: ["--stagger/--exact are only valid for cron schedules"], always: true },
  { id: "line/stagger-exact", words: ["Choose either --stagger or --exact, not both"], always: true },
  { id: "line/at", words: ["Invalid --at. Use an ISO timestamp or a duration like 20m", "Invalid --at"], always: true },
  { id: "line/every", words: ["Invalid --every. Use a duration like 10m, 1h, or 1d", "Invalid --every"], always: true },
  { id: "line/command-argv", words: ["--command-argv must be a JSON array of strings", " must be a JSON array of strings"] },
  { id: "line/command-both", words: ["Pass command payload either with --command or --command-argv, not both"], always: true },
  { id: "line/command-env", words: ["--command-env must be KEY=VALUE"], always: true },
  { id: "line/delete-keep", words: ["Choose --delete-after-run or --keep-after-run, not both"], always: true },
  { id: "line/trigger-once", words: ["--trigger-once requires --trigger-script", "once requires --trigger-script"] },
];

/**
 * The refusals that this install has, each with its words and the function or module that says them.
 * @throws where one that the checks rely on is gone: then the rule itself must be measured again
 */
export function refusals(install: Install): Refusal[] {
  const modules = distModules(install);
  const found = wanted.flatMap(({ id, words, always }): Refusal[] => {
    for (const says of words) {
      const module = modules.find(({ text }) => text.includes(says));
      if (module) return [{ id, says: says.replaceAll('\\"', '"'), source: `dist/${module.name.replace(/-[\w-]{8}\.m?js$/, "")}` }];
    }
    if (always) throw new Error(`${install.version} no longer says "${words[0]}": measure the rule ${id} again`);
    return [];
  });
  return found;
}
