import type { Line } from "./line-flags.ts";
import { hasScripts } from "./problem.ts";

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

/** Numbers that only the action reads. */
export function numberRules({ value, say, catalog }: Line): void {
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

/** Words that only the action knows, and flags that exclude each other. */
export function pairRules({ has, report, say, given, value }: Line): void {
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
