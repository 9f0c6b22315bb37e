import { homeOf } from "../job.ts";
import type { Block, SidePlan } from "../plan.ts";
import { command, openclaw, pathWord, quote, raw } from "../shell.ts";
import { workspaceOf } from "../wishes.ts";
import {
  type Base,
  env,
  hasToken,
  inboxAt,
  isCarried,
  jobsOn,
  kept,
  make,
  moveAway,
  outbox,
  programmed,
} from "./base.ts";
import { inboxList } from "./jobs.ts";

/** Removes a side's jobs; on the sender also what they ran, after what waits was put aside and listed. */
export function removeJobs(plan: Base, side: string): Block {
  const home = homeOf(plan.place);
  const sends = side === plan.sender.name;
  const again = kept(plan).length > 0;
  const shared = plan.flows.some(({ transport }) => transport === "files") || (isCarried(plan) && plan.sharesMachine);
  return make(
    plan,
    side,
    sends
      ? `One removal per job; the list no longer has it.${again ? ' What still waited is listed, and lies in a folder "waiting-…" with the copies: if it is to be sent, stop before this block, and flush first (runbook "Retire it").' : ""} ${shared ? "" : "The bridge's files are moved to the copies."}`
      : "One removal per job; the list no longer has it.",
    [],
    ...jobsOn(plan, side).map(
      ({ file }) =>
        `if test -s "$b"/${file}.job; then ${openclaw("cron", "rm", raw(`"$(cat "$b"/${file}.job)"`))} && mv "$b"/${file}.job "$b"/${file}.job.removed; fi`,
    ),
    ...(sends
      ? [
          ...kept(plan).map(
            ({ name }) =>
              `if test -e ${home}/${name}.outbox.json; then ${outbox(plan, "archive", name)} "$b"/waiting-"$(date +%s)"; fi`,
          ),
          ...(again && plan.credential ? [`rm -f ${home}/token ${home}/token.next ${home}/token.aside`] : []),
          // Where both sides share it, the receiver takes it away, with what lies in the inbox.
          ...(shared ? [] : [moveAway(home, "programs")]),
        ]
      : []),
    openclaw("cron", "list", "--all", "--json"),
  );
}

/**
 * A copy put back while the gateway is stopped, or stopped too soon afterwards, may be undone at its next start by OpenClaw's
 * own last copy (measured on 2026.9.6: 0.2 s were too short, 4 s were enough). So the gateway must run, and is given time.
 */
export function putBack(plan: Base, side: SidePlan): Block {
  const variable = side.token === "new" ? (plan.credential?.variable ?? "") : "";
  const agent = agentOf(plan, side);
  const workspace = agent === null ? null : pathWord(workspaceOf(agent)).raw;
  return make(
    plan,
    side.name,
    `The last line says whether the copy is back byte for byte, or which of the bridge's paths were removed from an edited file.${side.role === "receiver" && kept(plan).length > 0 ? " Before that, every event that came in and where it stands: new, claimed and parked ones were not settled. They are moved to the copies with their audit log." : ""}`,
    [],
    `${openclaw("gateway", "call", "health", "--json")} > /dev/null`,
    ...disallow(plan, side),
    `config="$(${openclaw("config", "file")})"`,
    `done="nothing to put back"`,
    `if test -e "$b"/after.json && cmp -s "$config" "$b"/after.json; then`,
    `  cp -p "$b"/before.json "$config".new && mv "$config".new "$config"`,
    `  done="the copy is back, byte for byte"`,
    `elif test -e "$b"/config.now.json && ! cmp -s "$config" "$b"/before.json; then`,
    `  after="$b"/after.json; if ! test -e "$after"; then after="$b"/config.now.json; fi`,
    `  node change.mjs undo "$b"/look.json "$after" "$config" > "$b"/undone.json`,
    `  if cmp -s "$config" "$b"/undone.json; then :`,
    `  elif ! test -e "$b"/after.json && node change.mjs same "$b"/look.json "$b"/undone.json; then`,
    `    cp -p "$b"/before.json "$config".new && mv "$config".new "$config"`,
    `    done="the write was interrupted; the copy is back, byte for byte"`,
    `  else`,
    `    cp -p "$config" "$config".new && cat "$b"/undone.json > "$config".new && mv "$config".new "$config"`,
    `    done="the file was edited since: only the bridge's own paths were removed"`,
    `  fi`,
    `fi`,
    `sleep 5`,
    openclaw("config", "validate"),
    ...(variable && !hasToken(side)
      ? [
          `if test -e ${env.raw}; then ${command("sed", "-i.rest", `/^${variable}=/d`, env)} && rm ${env.raw}.rest; fi`,
          `if test -e ${env.raw} && ! test -s ${env.raw}; then rm ${env.raw}; fi`,
        ]
      : []),
    ...(side.role === "receiver" ? removeInbox(plan) : []),
    ...(workspace ? [moveAway(workspace, "workspace")] : []),
    `for kept in after.json config.now.json; do if test -e "$b"/$kept; then mv "$b"/$kept "$b"/$kept.undone; fi; done`,
    `echo "$done"`,
  );
}

/** The agent that the bridge brought to a side. */
function agentOf(plan: Base, { role, instance }: SidePlan): string | null {
  const agent = role === "receiver" ? (plan.receiver?.agent ?? "main") : isCarried(plan) ? instance.reader : "main";
  return agent === "main" ? null : agent;
}

/** OpenClaw refuses an allowlist entry for an agent that it does not know, its removal too (measured on 2026.9.6): before the agent goes. */
function disallow(plan: Base, side: SidePlan): string[] {
  const programs =
    side.role === "receiver"
      ? programmed(plan).map(({ name }) => `${inboxAt(plan).text}/${name}.inbox`)
      : isCarried(plan)
        ? kept(plan).map(({ name }) => `~/.openclaw/bridges/${plan.place}/${name}.receipt`)
        : [];
  return programs.map((program) => {
    const agent = agentOf(plan, side) ?? "";
    const remove = openclaw("approvals", "allowlist", "remove", "--agent", agent, program, "--json");
    return `if ${openclaw("approvals", "get", "--json")} | grep -qF ${quote(program)}; then ${remove} > /dev/null; fi`;
  });
}

function removeInbox(plan: Base): string[] {
  if (kept(plan).length === 0) return [];
  const { word } = inboxAt(plan);
  return [
    ...kept(plan).map(({ name }) => `if test -e ${word}/${name}.json; then ${inboxList(plan, name)}; fi`),
    moveAway(word, "inbox"),
    ...(plan.flows.some(({ hook }) => hook)
      ? ["rmdir ~/.openclaw/hooks/transforms ~/.openclaw/hooks 2>/dev/null || :"]
      : []),
  ];
}
