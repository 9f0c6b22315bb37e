import { text } from "../spec/text.ts";
import type { Lane, SidePlan, Stage } from "./plan.ts";
import { block, openclaw, quote } from "./shell.ts";

/** A command of the rollout with the flags that it is called with. */
type Use = [command: string, ...flags: string[]];

/** What both sides run. A test holds this table to the blocks and look-ups of the plans. */
const onBoth: Use[] = [["logs", "--limit", "--plain"]];

const withChanges: Use[] = [
  ["config validate"],
  ["config set", "--batch-file", "--dry-run", "--json"],
  ["gateway call", "--params", "--json"],
  ["gateway restart"],
];

const onReceiver: Use[] = [
  ["config get", "--json"],
  ["audit", "--agent", "--kind", "--limit", "--json"],
  ["logs", "--limit", "--plain"],
];

const onSender: Use[] = [
  ["cron add", "--name", "--declaration-key", "--agent", "--session", "--disabled", "--json"],
  ["cron edit", "--failure-alert", "--failure-alert-after", "--failure-alert-cooldown"],
  ["cron edit", "--failure-alert-mode", "--failure-alert-channel", "--failure-alert-to"],
  ["cron run", "--wait", "--wait-timeout", "--poll-interval"],
  ["cron runs", "--limit", "--json"],
  ["cron show", "--json"],
  ["cron list", "--all", "--json"],
  ["cron enable"],
  ["cron rm"],
];

/** What a receiver with an inbox runs beside it. */
const onInbox: Use[] = [
  ["approvals allowlist add", "--agent", "--json"],
  ["approvals allowlist remove", "--agent", "--json"],
  ["approvals get", "--json"],
  ["cron add", "--name", "--declaration-key", "--agent", "--session", "--disabled", "--json"],
  ["cron add", "--every", "--command", "--timeout-seconds", "--announce", "--channel", "--to"],
  ["cron edit", "--failure-alert", "--failure-alert-after", "--failure-alert-cooldown"],
  ["cron edit", "--failure-alert-mode", "--failure-alert-channel", "--failure-alert-to"],
  ["cron list", "--all", "--json"],
  ["cron enable"],
  ["cron rm"],
];
const onShared: Use[] = [
  ["cron add", "--trigger-script", "--message"],
  ["cron runs", "--limit", "--json"],
  ["cron run", "--wait", "--wait-timeout", "--poll-interval"],
];
const onListening: Use[] = [["agents list", "--bindings"]];
const onWorking: Use[] = [
  ["cron add", "--no-deliver"],
  ["cron runs", "--limit", "--json"],
  ["cron run", "--wait", "--wait-timeout", "--poll-interval"],
];
const onOutbox: Use[] = [
  ["cron add", "--every", "--command", "--timeout-seconds", "--no-deliver", "--announce", "--channel", "--to"],
  ["cron disable"],
];

/** What a side runs on which an agent may run one program. */
const onPrograms: Use[] = [
  ["approvals allowlist add", "--agent", "--json"],
  ["approvals allowlist remove", "--agent", "--json"],
  ["approvals get", "--json"],
];

const flagsOf = (flows: Lane["flows"]): Use[] =>
  flows.flatMap(({ cause, produce, hook, resend, relay, job }) => {
    if (!job) return onOutbox;
    const when = "trigger" in cause || "every" in cause.schedule ? ["--every"] : ["--cron", "--tz", "--exact"];
    const what = "command" in produce ? ["--command", "--timeout-seconds"] : ["--message"];
    const edited = hook && !resend ? ["--webhook"] : ["--command", ...what];
    const delivery = resend && !relay ? [] : hook ? ["--webhook"] : ["--announce", "--channel", "--to"];
    return [
      ["cron add", ...when, ...what, ...delivery],
      ["cron edit", ...edited],
      ...(relay ? onPrograms : []),
      ...(resend ? onOutbox : []),
    ];
  });

/**
 * The commands and flags that a side's part of the rollout uses.
 * @returns one entry per command
 */
export function usesOf({ flows }: Pick<Lane, "flows">, side: SidePlan): Map<string, Set<string>> {
  const uses = [
    ...onBoth,
    ...(side.wishes.length > 0 ? withChanges : []),
    ...(side.role === "receiver"
      ? [
          ...onReceiver,
          ...(flows.some(({ resend }) => resend) ? onInbox : []),
          ...(flows.some(({ transport }) => transport === "files") ? onShared : []),
          ...(flows.some(({ listens }) => listens) ? onListening : []),
          ...(flows.some(({ work, answers }) => work || answers) ? onWorking : []),
        ]
      : [...onSender, ...flagsOf(flows)]),
  ];
  const all = new Map<string, Set<string>>();
  for (const [command, ...flags] of uses) all.set(command, new Set([...(all.get(command) ?? []), ...flags]));
  return all;
}

/**
 * The first stage where a side's version is another than the rehearsed one: each command is asked for its help, which changes
 * nothing. The dry run before each write then holds the configuration to that version.
 */
export function versionStage(plan: Pick<Lane, "flows" | "sides" | "unverified">): Stage[] {
  if (plan.unverified.length === 0) return [];
  const sides = plan.sides.filter(({ name }) => plan.unverified.some((other) => other.name === name));
  return [
    {
      title: text("Check the commands on your version", "在你的版本上核对命令"),
      why: text(
        `Not verified on your version: ${plan.unverified.map(({ name, version }) => `${name} runs ${version}`).join(", ")}. Asks each command of this plan for its help and looks for the flags that the plan uses. Changes nothing. Where something is missing, go no further: what this plan does is not known there. The dry runs below check the configuration in the same way, before each write.`,
        `未在你的版本上验证：${plan.unverified.map(({ name, version }) => `${name} 运行 ${version}`).join("、")}。逐个查询本计划所用命令的帮助，找出计划用到的选项。什么都不改动。只要缺了一样，就不要继续：本计划在那里会做什么，无从知道。后面每次写入之前的试运行，会用同样的方式检查配置。`,
      ),
      blocks: sides.map((side) => ({
        side: side.name,
        shell: block(
          "missing=0",
          `has() { help="$1"; name="$2"; shift 2; for flag in "$@"; do printf '%s\\n' "$help" | grep -qF -- "$flag" || { echo "openclaw $name: no $flag here"; missing=1; }; done; }`,
          ...[...usesOf(plan, side)].map(
            ([command, flags]) =>
              `has "$(${openclaw(...command.split(" "), "--help")} 2>&1)" ${[command, ...usage(command), ...flags].map(quote).join(" ")}`,
          ),
          'test "$missing" = 0; echo "every command and flag is there"',
        ),
        see: text("The last line: every command and flag is there.", "最后一行：every command and flag is there。"),
        needs: [],
      })),
    },
  ];
}

/** A command that is not there answers with the help of its group, or with an error: neither has its usage line. */
const usage = (command: string): string[] => [`Usage: openclaw ${command}`];
