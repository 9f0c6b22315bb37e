import { joined, silent, text } from "../../spec/text.ts";
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
import { configFile } from "./configure.ts";
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
    joined(
      text("One removal per job.", "每个任务删除一次。"),
      sends && again
        ? text(
            'What still waited is listed, and lies in a folder "waiting-…" with the copies: if it is to be sent, stop before this block, and flush first (runbook "Retire it").',
            "还在等待的会列出来，放在副本旁的“waiting-…”文件夹里：如果要发出去，就停在这个代码块之前，先清空（操作手册“停用这座桥”）。",
          )
        : silent,
      sends && !shared ? text("The bridge's files are moved to the copies.", "这座桥的文件移到副本旁。") : silent,
    ),
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
    joined(
      text(
        "The last line says whether the copy is back byte for byte, or which of the bridge's paths were removed from an edited file.",
        "最后一行说明副本是否已逐字节恢复，或者从改过的文件里删掉了这座桥的哪些路径。",
      ),
      side.role === "receiver" && kept(plan).length > 0
        ? text(
            "Before that, every event that came in and where it stands: new, claimed and parked ones were not settled. They are moved to the copies with their audit log.",
            "在此之前是收到的每个事件及其状态：new、claimed 和 parked 的没有了结。它们连同审计日志移到副本旁。",
          )
        : silent,
    ),
    [],
    ...disallow(plan, side),
    `done="nothing to put back"`,
    `config="$(if test -s "$b"/look.json; then ${configFile}; fi)"`,
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
    `if test "$done" != "nothing to put back"; then sleep 5; ${openclaw("config", "validate")}; fi`,
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

/**
 * Asks the gateway first, so that nothing happens where it does not run. OpenClaw refuses an allowlist entry for an agent that it does not
 * know, its removal too (measured on 2026.9.6): before the agent goes.
 */
function disallow(plan: Base, side: SidePlan): string[] {
  const programs =
    side.role === "receiver"
      ? programmed(plan).map(({ name }) => `${inboxAt(plan).text}/${name}.inbox`)
      : isCarried(plan)
        ? kept(plan).map(({ name }) => `~/.openclaw/bridges/${plan.place}/${name}.receipt`)
        : [];
  if (programs.length === 0) return [`${openclaw("gateway", "call", "health", "--json")} > /dev/null`];
  const removals = programs.map((program) => {
    const agent = agentOf(plan, side) ?? "";
    const remove = openclaw("approvals", "allowlist", "remove", "--agent", agent, program, "--json");
    return `if printf '%s' "$allowed" | grep -qF ${quote(program)}; then ${remove} > /dev/null; fi`;
  });
  // `approvals get` says the same, and takes five times as long, because it works out what every agent may do.
  return [`allowed="$(${openclaw("gateway", "call", "exec.approvals.get", "--json")})"`, ...removals];
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
