import type { Approval } from "../../spec/answers.ts";
import type { Text } from "../../spec/text.ts";
import type { ApprovalAction } from "../../spec/words.ts";
import { homeOf } from "../job.ts";
import { inboxHome } from "../keep.ts";
import type { Block, Job, Lane, SidePlan } from "../plan.ts";
import { jobsOf } from "../plan.ts";
import { block, openclaw, pathWord, raw } from "../shell.ts";
import { runsInbox } from "../wishes.ts";

/** What the stages of a lane are made from: the lane, without what is made from it. */
export type Base = Omit<Lane, "rollout" | "rollback" | "runbooks" | "lookups">;

/** Where the copies of a side are kept; two instances of one user on one machine have a folder each. */
export const backupOf = (
  { backupTo, place, sharesMachine }: Pick<Base, "backupTo" | "place" | "sharesMachine">,
  side: string,
): string => (sharesMachine ? `${backupTo}/${place}/${side}` : `${backupTo}/${place}`);

/** The same as a shell word. */
export const folderOf = (plan: Pick<Base, "backupTo" | "place" | "sharesMachine">, side: string): string =>
  pathWord(backupOf(plan, side)).raw;

/** OpenClaw's own file of variables. */
export const env = raw("~/.openclaw/.env");

/** A block on one side, commented out until the approvals that it needs are given. */
export function make(plan: Base, side: string, see: Text, actions: ApprovalAction[], ...lines: string[]): Block {
  const needs: Approval[] = plan.approvals.filter(({ action, on }) => on === side && actions.includes(action));
  const there = plan.folder === null ? [] : [`cd ${plan.folder}`];
  return { side, shell: block(...there, `b=${folderOf(plan, side)}`, ...lines), see, needs };
}

/** Nothing is deleted: what the bridge put there is kept beside the copies, under a name that says what it was. */
export const moveAway = (path: string, what: string): string =>
  `if test -e ${path}; then mv ${path} "$b"/removed-${what}-"$(date +%s)"; fi`;

/** Whether a side had its token before the bridge came. */
export const hasToken = ({ token }: SidePlan): boolean => token === "variable" || token === "secretref";

/** The flows of which both sides keep each event in a file of its own. */
export const kept = ({ flows }: Pick<Base, "flows">): Base["flows"] => flows.filter(({ resend }) => resend !== null);

/** Whether people carry this lane's messages. */
export const isCarried = ({ flows }: Pick<Base, "flows">): boolean => flows.some(({ relay }) => relay);

/** The jobs of a side, in the order in which they are created. */
export const jobsOn = ({ flows }: Pick<Base, "flows">, side: string): Job[] =>
  flows.flatMap(jobsOf).filter((job) => job.side === side);

/** Puts a job's id into `job`. */
export const idOf = ({ file }: Pick<Job, "file">): string => `job="$(cat "$b"/${file}.job)"`;

/** How `cron run` waits for the end of the run. */
export const waiting = ["--wait", "--wait-timeout", "5m", "--poll-interval", "1s"];

/** Runs the job in `job` now, and waits for its end. */
export const run = openclaw("cron", "run", raw('"$job"'), ...waiting);

/** A command of the outbox of a flow. */
export const outbox = ({ place }: Pick<Base, "place">, command: string, flow: string): string =>
  `${homeOf(place)}/node ${homeOf(place)}/outbox.mjs ${command} ${homeOf(place)}/${flow}.outbox.json`;

/** Where the receiver's inbox is, as a shell word and as the text that an allowlist takes. */
export function inboxAt({ place, flows }: Pick<Base, "place" | "flows">): { word: string; text: string } {
  const text = inboxHome(
    place,
    flows.some(({ hook }) => hook),
  );
  return { word: pathWord(text).raw, text };
}

/** The flows for which the receiving agent runs the inbox's program. */
export const programmed = ({ flows }: Pick<Base, "flows">): Base["flows"] => flows.filter(runsInbox);
