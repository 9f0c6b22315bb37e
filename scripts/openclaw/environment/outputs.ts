/** The files that the commands below fill, by what they hold. A missing one leaves its facts unknown, no more. */
export const outputs = {
  "version.txt": "the version",
  "config.json": "the configuration as written",
  "config-hooks.json": "hooks",
  "config-cron.json": "cron",
  "config-gateway.json": "the gateway's settings",
  "config-channels.json": "the channels' settings",
  "config-agents.json": "the agents' settings",
  "agents.json": "the agents",
  "channel-list.json": "the channels' accounts",
  "plugins.json": "the plugins",
  "status.json": "the gateway's address",
  "timezone.txt": "the time zone",
  "comments.txt": "whether openclaw.json has comments",
  "tokens.txt": "the variables behind hooks.token and cron.webhookToken",
} as const;

export type OutputName = keyof typeof outputs;

/** Settings that are asked for one by one where the gateway does not run. */
const sections = ["hooks", "cron", "gateway", "channels", "agents"] as const;

const throughVariable = '"[$][{][A-Z_][A-Z0-9_]*[}]"';

/** What a token looks like in the file, without white space, where it stands there by name; a literal one matches none of these. */
const tokenPatterns = [
  `hooks"?:[{][^{}]*token"?:${throughVariable}`,
  `webhookToken"?:${throughVariable}`,
  'webhookToken"?:[{][A-Za-z0-9_":,]*[}]',
];

/**
 * The read-only commands that record an instance, as one block for bash, zsh or sh. Nothing is printed; every output goes into
 * the folder, with the rights of its owner alone.
 *
 * Measured on 2026.6.11, 2026.7.33 and 2026.9.6: each takes 0.1 to 6 s and changes nothing. `config.get` needs the running
 * gateway, and shows the file as written, without defaults. Where a variable is set, `config get` shows its `${NAME}` redacted,
 * `config.get` too except on 2026.9.6, and the name inside a SecretRef always: so names are read from the file, by patterns
 * that a literal token cannot match. `config file` prints warnings before the path on 2026.7.33, and the path with a tilde.
 * @param folder the name of a folder below the present one
 */
export function recordBlock(folder: string): string {
  return [
    "( umask 077",
    `d=${folder}; mkdir -p "$d"`,
    'openclaw --version > "$d"/version.txt',
    'openclaw gateway call config.get --json > "$d"/config.json 2> "$d"/config.err ||',
    `for s in ${sections.join(" ")}; do openclaw config get "$s" --json > "$d"/config-"$s".json 2> "$d"/config-"$s".err; done`,
    'openclaw agents list --json > "$d"/agents.json 2> /dev/null',
    'openclaw channels list --json > "$d"/channel-list.json 2> /dev/null',
    'openclaw plugins list --json > "$d"/plugins.json 2> /dev/null',
    'openclaw gateway status --json --no-probe > "$d"/status.json 2> /dev/null',
    `node -p 'Intl.DateTimeFormat().resolvedOptions().timeZone' > "$d"/timezone.txt`,
    'f="$(openclaw config file 2> /dev/null | tail -n 1 | sed "s|^~|$HOME|")"',
    `grep -cE '(^|[[:space:],{[])(//|/[*])' "$f" > "$d"/comments.txt`,
    `tr -d '[:space:]' < "$f" | grep -oE '${tokenPatterns.join("|")}' > "$d"/tokens.txt`,
    'ls "$d" )',
  ].join("\n");
}
