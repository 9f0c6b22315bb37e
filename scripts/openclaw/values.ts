/** What a flag takes where the command tree does not say: the words that OpenClaw prints when it refuses (refusals.json, `line/…`). */
type Values = { values: string[]; fits: (text: string) => boolean };

const oneOf = (...values: string[]): Values => ({ values, fits: (text) => values.includes(text.trim().toLowerCase()) });

const duration = /^\s*\d+(?:\.\d+)?\s*(?:ms|s|m|h|d)(?:\s*\d+(?:\.\d+)?\s*(?:ms|s|m|h|d))*\s*$/i;
const positive: Values = { values: ["a positive integer"], fits: (text) => /^\+?\d+$/.test(text.trim()) && Number(text) > 0 };

const session: Values = {
  values: ["main", "isolated", "current", "session:<id>"],
  fits: (text) => /^(?:main|isolated|current|session:\S.*)$/i.test(text.trim()),
};
const webhook: Values = {
  values: ["an http(s) URL without user and password"],
  fits: (text) => {
    if (/^[<{$[]/.test(text) || /[<>{}]/.test(text)) return true;
    if (!URL.canParse(text)) return false;
    const { protocol, username, password } = new URL(text);
    return /^https?:$/.test(protocol) && !username && !password;
  },
};
const every: Values = { values: ["a duration such as 10m, 1h or 1d"], fits: (text) => duration.test(text) };
const at: Values = {
  values: ["an ISO time or a duration such as 20m"],
  fits: (text) => duration.test(text.replace(/^\+/, "")) || !Number.isNaN(Date.parse(text)) || /^\d{10,13}$/.test(text),
};

const cron: Record<string, Values> = {
  "--session": session,
  "--wake": oneOf("now", "next-heartbeat"),
  "--webhook": webhook,
  "--every": every,
  "--at": at,
  "--stream-mode": oneOf("line", "match"),
  "--output-max-bytes": positive,
};

const table: Record<string, Record<string, Values>> = {
  "cron add": cron,
  "cron edit": { ...cron, "--failure-alert-mode": oneOf("announce", "webhook"), "--failure-alert-after": positive },
  "system event": { "--mode": oneOf("now", "next-heartbeat") },
};

/** What a flag of a command takes, or undefined where anything goes. */
export function flagValues(command: string, flag: string): Values | undefined {
  return table[command]?.[flag];
}
