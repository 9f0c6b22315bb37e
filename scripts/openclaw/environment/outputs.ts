/** The files that the commands below fill, by what they hold. A missing one leaves its facts unknown, no more. */
export const outputs = {
  "version.txt": "the version",
  "config.json": "the configuration as written",
  "hooks.json": "hooks",
  "cron.json": "cron",
  "gateway.json": "the gateway's settings",
  "channels.json": "the channels' settings",
  "agents.json": "the agents",
  "channel-list.json": "the channels' accounts",
  "plugins.json": "the plugins",
  "status.json": "the gateway's address",
  "timezone.txt": "the time zone",
  "comments.txt": "whether openclaw.json has comments",
  "webhook-token.txt": "the variable behind cron.webhookToken",
} as const;

export type OutputName = keyof typeof outputs;

/** Settings that are asked for one by one where the gateway does not run. */
const sections = ["hooks", "cron", "gateway", "channels"] as const;

/**
 * The read-only commands that record an instance, as one block for bash, zsh or sh. Nothing is printed; every output goes into
 * the folder, with the rights of its owner alone.
 *
 * Measured on 2026.6.11, 2026.7.33 and 2026.9.6: each takes 0.1 to 6 s and changes nothing. `config.get` needs the running
 * gateway, and is the only one that shows `${VARIABLE}` where the variable is set (`config get` shows it redacted); it
 * redacts the name inside a SecretRef, so that name is read from the file, by a pattern that a literal token cannot match.
 * `config file` prints warnings before the path on 2026.7.33, and the path with a tilde.
 * @param folder the name of a folder below the present one
 */
export function recordBlock(folder: string): string {
  return [
    "( umask 077",
    `d=${folder}; mkdir -p "$d"`,
    'openclaw --version > "$d"/version.txt',
    'openclaw gateway call config.get --json > "$d"/config.json 2> "$d"/config.err ||',
    `for s in ${sections.join(" ")}; do openclaw config get "$s" --json > "$d"/"$s".json 2> "$d"/"$s".err; done`,
    'openclaw agents list --json > "$d"/agents.json 2> /dev/null',
    'openclaw channels list --json > "$d"/channel-list.json 2> /dev/null',
    'openclaw plugins list --json > "$d"/plugins.json 2> /dev/null',
    'openclaw gateway status --json --no-probe > "$d"/status.json 2> /dev/null',
    `node -p 'Intl.DateTimeFormat().resolvedOptions().timeZone' > "$d"/timezone.txt`,
    'f="$(openclaw config file 2> /dev/null | tail -n 1 | sed "s|^~|$HOME|")"',
    `grep -cE '(^|[[:space:],{[])(//|/[*])' "$f" > "$d"/comments.txt`,
    `tr -d '[:space:]' < "$f" | grep -oE 'webhookToken"?:[{][A-Za-z0-9_":,]*[}]' > "$d"/webhook-token.txt`,
    'ls "$d" )',
  ].join("\n");
}
