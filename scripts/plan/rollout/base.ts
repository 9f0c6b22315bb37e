import { type Approval, isResent } from "../../spec/answers.ts";
import type { ApprovalAction } from "../../spec/words.ts";
import { homeOf } from "../job.ts";
import type { Block, Job, Plan, SidePlan } from "../plan.ts";
import { jobsOf } from "../plan.ts";
import { inboxHome } from "../resend.ts";
import { block, openclaw, pathWord, raw } from "../shell.ts";

/** What the stages are made from: the plan, without what is made from them. */
export type Base = Pick<
  Plan,
  "bridge" | "sender" | "receiver" | "flows" | "sides" | "approvals" | "backupTo" | "credential" | "unverified"
>;

/** Where the copies of a side are kept; two instances of one user on one machine have a folder each. */
export const backupOf = (
  { backupTo, bridge, flows }: Pick<Base, "backupTo" | "bridge" | "flows">,
  side: string,
): string =>
  flows.some(({ transport }) => transport === "files") ? `${backupTo}/${bridge}/${side}` : `${backupTo}/${bridge}`;

/** The same as a shell word. */
export const folderOf = (plan: Pick<Base, "backupTo" | "bridge" | "flows">, side: string): string =>
  pathWord(backupOf(plan, side)).raw;

/** OpenClaw's own file of variables. */
export const env = raw("~/.openclaw/.env");

/** A block on one side, commented out until the approvals that it needs are given. */
export function make(plan: Base, side: string, see: string, actions: ApprovalAction[], ...lines: string[]): Block {
  const needs: Approval[] = plan.approvals.filter(({ action, on }) => on === side && actions.includes(action));
  return { side, shell: block(`b=${folderOf(plan, side)}`, ...lines), see, needs };
}

/** Nothing is deleted: what the bridge put there is kept beside the copies, under a name that says what it was. */
export const moveAway = (path: string, what: string): string =>
  `if test -e ${path}; then mv ${path} "$b"/removed-${what}-"$(date +%s)"; fi`;

/** Whether a side had its token before the bridge came. */
export const hasToken = ({ token }: SidePlan): boolean => token === "variable" || token === "secretref";

/** The flows that are sent again until they are settled. */
export const resent = ({ flows }: Pick<Base, "flows">): Base["flows"] => flows.filter(isResent);

/** The jobs of a side, in the order in which they are created. */
export const jobsOn = ({ flows }: Pick<Base, "flows">, side: string): Job[] =>
  flows.flatMap(jobsOf).filter((job) => job.side === side);

/** Puts a job's id into `job`. */
export const idOf = ({ file }: Pick<Job, "file">): string => `job="$(cat "$b"/${file}.job)"`;

/** Runs the job in `job` now, and waits for its end. */
export const run = openclaw("cron", "run", raw('"$job"'), "--wait", "--wait-timeout", "5m", "--poll-interval", "1s");

/** A command of the outbox of a flow. */
export const outbox = ({ bridge }: Pick<Base, "bridge">, command: string, flow: string): string =>
  `${homeOf(bridge)}/node ${homeOf(bridge)}/outbox.mjs ${command} ${homeOf(bridge)}/${flow}.outbox.json`;

/** Where the receiver's inbox is, as a shell word and as the text that an allowlist takes. */
export function inboxAt({ bridge, flows }: Pick<Base, "bridge" | "flows">): { word: string; text: string } {
  const text = inboxHome(
    bridge,
    flows.some(({ hook }) => hook),
  );
  return { word: pathWord(text).raw, text };
}

/** The flows whose events the receiving agent claims and settles. */
export const acknowledged = ({ flows }: Pick<Base, "flows">): Base["flows"] =>
  flows.filter(({ guarantee }) => guarantee === "acknowledged");
