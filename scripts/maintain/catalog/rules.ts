/**
 * A rule that no schema carries, known by the words with which OpenClaw refuses: one of `words` must stand in the install. `since`: the first
 * version that has it, where older ones do not.
 */
export type WantedRule = { id: string; words: string[]; since?: string };

/** The rules of inbound hooks, of jobs (cron.add), and of the flags of `cron add` and `cron edit`. */
export const wantedRules: WantedRule[] = [
  { id: "hooks/token-required", words: ["hooks.enabled requires hooks.token"] },
  { id: "hooks/path-root", words: ["hooks.path may not be '/'"] },
  { id: "hooks/default-prefix", words: ["hooks.defaultSessionKey must match hooks.allowedSessionKeyPrefixes"] },
  {
    id: "hooks/prefix-hook",
    words: ["hooks.allowedSessionKeyPrefixes must include 'hook:' when hooks.defaultSessionKey is unset"],
  },
  {
    id: "hooks/template-prefix",
    words: ["hooks.allowedSessionKeyPrefixes is required when a hook mapping sessionKey uses templates"],
  },
  { id: "hooks/request-key", words: ["sessionKey is disabled for externally supplied hook payload values"] },
  { id: "hooks/mapping-message", words: ["hook mapping requires message"] },
  { id: "hooks/mapping-text", words: ["hook mapping requires text"] },
  { id: "hooks/agent-message", words: ["message required"] },
  { id: "hooks/wake-text", words: ["text required"] },
  { id: "hooks/transform-function", words: ["hook transform module must export a function"] },
  {
    id: "hooks/mapping-session-mode",
    words: ["hook mapping sessionMode must be isolated or persistent"],
    since: "2026.9.5",
  },
  { id: "hooks/channel-and-to", words: ["channel and to must be set together for hook delivery"], since: "2026.9.5" },
  {
    id: "hooks/channel-concrete",
    words: ["channel must name a concrete channel for hook delivery"],
    since: "2026.9.5",
  },
  { id: "cron/main-payload", words: ['main cron jobs require payload.kind=\\"systemEvent\\"'] },
  {
    id: "cron/isolated-payload",
    words: [
      'isolated/current/session cron jobs require payload.kind=\\"agentTurn\\" or \\"command\\"',
      'isolated cron jobs require payload.kind=\\"agentTurn\\", \\"command\\", or \\"script\\"',
    ],
  },
  { id: "cron/main-agent", words: ['cron: sessionTarget "main" is only valid for the default agent'] },
  { id: "cron/webhook-url", words: ["cron webhook delivery requires delivery.to to be a valid http(s) URL"] },
  {
    id: "cron/completion-announce",
    words: ['cron completion destination webhook is only supported with delivery.mode=\\"announce\\"'],
  },
  {
    id: "cron/channel-isolated",
    words: ['cron channel delivery config is only supported for sessionTarget=\\"isolated\\"'],
  },
  {
    id: "cron/failure-destination",
    words: ['cron delivery.failureDestination is only supported for sessionTarget=\\"isolated\\"'],
  },
  { id: "cron/never-fires", words: ["has no upcoming run time and would never fire"] },
  {
    id: "cron/trigger-schedule",
    words: [
      "cron triggers require an every, cron, or stream schedule",
      "cron triggers require an every or cron schedule",
    ],
    since: "2026.7.33",
  },
  {
    id: "cron/script-trigger",
    words: ["cron script payloads cannot be combined with a condition trigger"],
    since: "2026.9.5",
  },
  { id: "cron/pacing-schedule", words: ["cron pacing requires an every or cron schedule"], since: "2026.9.5" },
  {
    id: "line/one-schedule",
    words: [
      "Choose exactly one schedule: --at, --every, --cron, --on-exit, or --stream-command",
      "Choose exactly one schedule: --at, --every, --cron, or --on-exit",
      "Choose exactly one schedule: --at, --every, or --cron",
    ],
  },
  {
    id: "line/one-payload",
    words: [
      "Choose exactly one payload: --system-event, --message, --command, or --script",
      "Choose exactly one payload: --system-event, --message, or --command",
    ],
  },
  { id: "line/one-delivery", words: ["Choose at most one of --announce, --no-deliver, or --webhook"] },
  { id: "line/webhook-chat", words: ["--webhook cannot be combined with chat delivery options"] },
  { id: "line/webhook-url", words: ["--webhook must be a valid http(s) URL"], since: "2026.9.5" },
  { id: "line/name", words: ["Cron job name is required"] },
  { id: "line/session", words: ["--session must be main, isolated, current, or session:<id>"] },
  { id: "line/wake", words: ["--wake must be now or next-heartbeat"] },
  {
    id: "line/main-payload",
    words: ["Main jobs require --system-event or --script", "Main jobs require --system-event"],
  },
  {
    id: "line/isolated-payload",
    words: [
      "Isolated jobs require --message, --command, or --script",
      "Isolated/current/custom-session jobs require --message (agentTurn) or --command",
    ],
  },
  { id: "line/tz", words: ["--tz is only valid with --cron or offset-less --at"] },
  { id: "line/stagger", words: ["--stagger/--exact are only valid for cron schedules"] },
  { id: "line/stagger-exact", words: ["Choose either --stagger or --exact, not both"] },
  { id: "line/at", words: ["Invalid --at. Use an ISO timestamp or a duration like 20m", "Invalid --at"] },
  { id: "line/every", words: ["Invalid --every. Use a duration like 10m, 1h, or 1d", "Invalid --every"] },
  {
    id: "line/command-argv",
    words: ["--command-argv must be a JSON array of strings", " must be a JSON array of strings"],
  },
  {
    id: "line/command-both",
    words: ["Pass command payload either with --command or --command-argv, not both"],
  },
  { id: "line/command-env", words: ["--command-env must be KEY=VALUE"] },
  { id: "line/delete-keep", words: ["Choose --delete-after-run or --keep-after-run, not both"] },
  {
    id: "line/trigger-once",
    words: ["--trigger-once requires --trigger-script", "once requires --trigger-script"],
    since: "2026.7.33",
  },
];
