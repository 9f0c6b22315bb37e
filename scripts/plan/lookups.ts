import { isScheduled } from "./plan.ts";
import { kept, outbox, programmed, waiting } from "./rollout/base.ts";
import { inboxList } from "./rollout/jobs.ts";
import { openclaw } from "./shell.ts";

/** Stands in a look-up for the id that `openclaw cron add` gave the job. */
export const jobId = "JOB-ID";

/** A command that only looks (or, for `enable`, repeats what is so), and the side on which the documents run it. */
export type Lookup = { side: string; command: string };

/**
 * The commands that documents name beside the blocks of the rollout. The rehearsal runs each of them.
 * Hook runs do not stand in `openclaw tasks list`; `openclaw audit` has them (measured on 2026.9.6).
 */
export function lookups(plan: Parameters<typeof inboxList>[0]): Record<string, Lookup> {
  const { sender, receiver, flows } = plan;
  const on = (side: string, ...words: string[]): Lookup => ({ side, command: openclaw(...words) });
  const [first] = kept(plan);
  return {
    version: on(sender.name, "--version"),
    runs: on(sender.name, "cron", "runs", jobId, "--limit", "5", "--json"),
    show: on(sender.name, "cron", "show", jobId, "--json"),
    list: on(sender.name, "cron", "list", "--all", "--json"),
    ...(flows.some(isScheduled) ? { enable: on(sender.name, "cron", "enable", jobId) } : {}),
    fire: on(sender.name, "cron", "run", jobId, ...waiting),
    ...(receiver
      ? {
          ...(flows.some(({ listens }) => listens)
            ? { bindings: on(receiver.name, "agents", "list", "--bindings") }
            : {}),
          ...(flows.some(({ hook }) => hook) ? { hooks: on(receiver.name, "config", "get", "hooks", "--json") } : {}),
          audit: on(receiver.name, "audit", "--agent", receiver.agent, "--kind", "agent_run", "--limit", "5", "--json"),
          logs: on(receiver.name, "logs", "--limit", "200", "--plain"),
        }
      : {}),
    ...(first ? { outbox: { side: sender.name, command: outbox(plan, "list", first.name) } } : {}),
    ...(first && receiver
      ? {
          inbox: { side: receiver.name, command: inboxList(plan, first.name) },
          ...(programmed(plan).length > 0
            ? { approvals: on(receiver.name, "gateway", "call", "exec.approvals.get", "--json") }
            : {}),
        }
      : {}),
  };
}
