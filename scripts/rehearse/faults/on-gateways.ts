import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Expectation, Outcome } from "./outcome.ts";
import { backups, frontOf, type Pair, placesOf } from "./pair.ts";
import type { Removal } from "./world.ts";

/** A scenario on two real gateways. */
export type GatewayScenario = {
  id: string;
  fault: string;
  run: (pair: Pair) => Promise<void>;
  expect: Expectation;
  protection: string;
  /** How the protection is taken away; a function does it in the middle of the scenario. */
  without: Removal | "forget-settled";
};

const settled = ({ atSender, atReceiver }: Outcome): boolean =>
  (atSender.pending ?? []).length === 0 &&
  (atReceiver.new ?? []).length === 0 &&
  (atReceiver.claimed ?? []).length === 0 &&
  (atSender.done ?? []).length + (atSender.dead ?? []).length > 0;
const claimed = ({ work }: Outcome): boolean => work.length > 0;
const arrived = ({ atReceiver }: Outcome): boolean => Object.values(atReceiver).flat().length > 0;
const finished = ({ atReceiver }: Outcome): boolean => (atReceiver.done ?? []).length > 0;
const toldSo =
  (line: RegExp) =>
  ({ told }: Outcome): boolean =>
    told.some((one) => line.test(one));

/** The receiver is killed while its agent is at work: after the claim, before the end. */
const killed =
  (policy: "ask" | "rerun"): GatewayScenario["run"] =>
  async (pair) => {
    pair.change("inbox", { policy });
    pair.mood("crash");
    await pair.add();
    await pair.until(claimed, 30_000);
    await pair.receiver.stop(0);
    pair.mood("obedient");
    await pair.receiver.start();
    await pair.until(settled, 60_000);
    await pair.until(toldSo(policy === "ask" ? /^Parked/ : /./), policy === "ask" ? 15_000 : 100);
  };

const parkedOnce = /^Parked, please decide/;

export const gatewayScenarios: GatewayScenario[] = [
  {
    id: "duplicate-50",
    fault: "fifty copies of one event arrive at once",
    async run(pair) {
      pair.change("outbox", { url: "http://127.0.0.1:9/hooks/nowhere" });
      await pair.add();
      const pending = join(placesOf(pair.scene, pair.flow).outbox, "pending");
      const body = readFileSync(join(pending, readdirSync(pending)[0] ?? ""), "utf8");
      const answers = await Promise.all(Array.from({ length: 50 }, () => pair.post(body)));
      pair.note("answers", [...new Set(answers)].sort());
      pair.change("outbox", { url: `${frontOf(pair.scene)?.url}/hooks/${pair.flow.id}` });
      await pair.until(settled, 40_000);
    },
    expect: {
      done: 1,
      also: ({ notes }) => {
        const others = (notes.answers ?? [])
          .flat()
          .map(Number)
          .filter((status) => ![200, 204, 409, 500, 503].includes(status));
        return others.length > 0 ? `answers ${others.join(", ")}` : undefined;
      },
    },
    protection: "copies are known by source and id",
    without: {
      in: "contract.mjs",
      find: "update(`${source}\\n${id}`)",
      put: "update(`${source}\\n${id}${Math.random()}`)",
    },
  },
  {
    id: "agent-claims-twice",
    fault: "the agent claims twice",
    async run(pair) {
      pair.mood("claims-twice");
      await pair.add();
      await pair.until(settled, 40_000);
    },
    expect: {
      done: 1,
      also: ({ inbox }) =>
        inbox.some(({ did, exit }) => did === "claim" && exit === 3) ? undefined : "no second claim was refused",
    },
    protection: "a claimed event cannot be claimed again",
    without: {
      in: "protocol.mjs",
      find: "    claimed: { exit: 3 },",
      put: '    claimed: { exit: 0, move: "claimed" },',
    },
  },
  {
    id: "agent-forgets-done",
    fault: "the agent forgets to say that it is done",
    async run(pair) {
      pair.mood("no-done");
      await pair.add();
      await pair.until((outcome) => settled(outcome) && toldSo(parkedOnce)(outcome), 50_000);
    },
    expect: { parked: 1, worked: 1, told: [parkedOnce] },
    protection: "a claim ends",
    without: { inbox: { leaseSeconds: 9999 } },
  },
  {
    id: "agent-forgets-claim",
    fault: "the agent never claims, and the event expires",
    async run(pair) {
      pair.change("outbox", { expiresSeconds: 25 });
      pair.change("inbox", { skewSeconds: 1 });
      pair.mood("no-claim");
      await pair.add();
      await pair.until((outcome) => settled(outcome) && toldSo(parkedOnce)(outcome), 60_000);
    },
    expect: { parked: 1, worked: 0, told: [/^Nobody has taken it/, parkedOnce] },
    protection: "what nobody takes is told",
    without: { inbox: { unclaimedSeconds: 9999 } },
  },
  {
    id: "channel-down",
    fault: "the chat service is down when a parked event is announced",
    async run(pair) {
      pair.change("inbox", { tellAgainSeconds: 15 });
      pair.mood("no-done");
      await pair.add();
      await pair.until(arrived, 20_000);
      pair.scene.stage.telegram.fail(true);
      await pair.until(settled, 40_000);
      await sleep(8000);
      pair.note("told while down", pair.outcome().told.length);
      pair.scene.stage.telegram.fail(false);
      await pair.until(toldSo(/^(Again: )?Parked/), 40_000);
    },
    expect: {
      parked: 1,
      worked: 1,
      told: [/^(Again: )?Parked, please decide/],
      also: ({ notes }) => (notes["told while down"]?.[0] === 0 ? undefined : "the channel was not down"),
    },
    protection: "what a human must hear is said a second time",
    without: { in: "spool.mjs", find: "said.times === 1 && again", put: "said.times === 1 && false && again" },
  },
  {
    id: "sender-killed",
    fault: "the sender is killed while it sends, before the request arrives",
    async run(pair) {
      const proxy = frontOf(pair.scene);
      if (proxy) proxy.trouble.holdMs = 6000;
      await pair.add();
      await pair.until(({ outbox }) => outbox.some(({ did }) => did === "add"), 5000);
      await pair.until(() => lockedIn(pair), 15_000);
      await sleep(500);
      await pair.sender.stop(0);
      if (proxy) proxy.trouble.holdMs = 0;
      await sleep(6000);
      pair.note("arrived before the restart", arrived(pair.outcome()));
      await pair.sender.start();
      await pair.until(settled, 60_000);
    },
    expect: {
      done: 1,
      also: ({ notes }) =>
        notes["arrived before the restart"]?.[0] === false ? undefined : "it arrived before the sender was killed",
    },
    protection: "an event stays in its file until it is settled",
    without: {
      in: "outbox.mjs",
      find: "    sends++;\n",
      put: '    sends++;\n    settle(settings, key, "done", "sent");\n',
    },
  },
  {
    id: "receiver-down-45s",
    fault: "the receiver is down when the event is made, and comes back after 45 s",
    async run(pair) {
      await pair.receiver.stop();
      await pair.fire();
      await sleep(45_000);
      await pair.receiver.start();
      await pair.until(settled, 60_000);
    },
    expect: { done: 1, answers: [502, 204] },
    protection: "an event is sent again",
    without: {
      in: "protocol.mjs",
      find: '["undecided", [408, 409, 429, 502, 503, 504]]',
      put: '["never", [408, 409, 429, 502, 503, 504]]',
    },
  },
  {
    id: "receiver-down-long",
    fault: "the receiver is down for more than ten runs of the drain; three events are made meanwhile",
    async run(pair) {
      await pair.receiver.stop();
      const began = Date.now();
      await pair.add();
      await pair.until(({ outbox }) => outbox.some(({ did }) => did === "send"), 20_000);
      await pair.add();
      await pair.add();
      const runs = async () => {
        const { stdout } = await pair.sender.shell(
          `openclaw cron runs "$(cat ${backups(pair.scene)}/${pair.flow.name}.drain.job)" --limit 50 --json`,
        );
        return (JSON.parse(stdout) as { entries: { ts: number; status: string }[] }).entries.filter(
          ({ ts }) => ts > began,
        );
      };
      for (const end = Date.now() + 90_000; Date.now() < end && (await runs()).length <= 11; ) await sleep(4000);
      const seen = await runs();
      pair.note("drain runs", seen.length);
      pair.note("failed runs", seen.filter(({ status }) => status !== "ok").length);
      const { stdout } = await pair.sender.shell(
        `openclaw cron show "$(cat ${backups(pair.scene)}/${pair.flow.name}.drain.job)" --json`,
      );
      pair.note("enabled", (JSON.parse(stdout) as { enabled: boolean }).enabled);
      await pair.receiver.start();
      await pair.until(settled, 60_000);
    },
    expect: {
      done: 2,
      dead: 1,
      answers: [502, 204],
      told: [/^Not sent, a later one stands for it/],
      also: ({ notes }) =>
        Number(notes["drain runs"]?.[0]) > 10 && notes["failed runs"]?.[0] === 0 && notes.enabled?.[0] === true
          ? undefined
          : `${notes["drain runs"]?.[0]} runs of the drain, ${notes["failed runs"]?.[0]} failed, enabled ${notes.enabled?.[0]}`,
    },
    protection: "the drain ends well while events wait",
    without: {
      in: "outbox.mjs",
      find: "print(await drain(settings, send, Date.now)));\n    return 0;",
      put: 'print(await drain(settings, send, Date.now)));\n    return list(settings.spool, "pending").length > 0 ? 1 : 0;',
    },
  },
  {
    id: "receiver-killed-ask",
    fault: "the receiver is killed between accepting and finishing; a person decides",
    run: killed("ask"),
    expect: { parked: 1, worked: 1, told: [parkedOnce] },
    protection: "what was begun and not finished is not begun again",
    without: {
      in: "protocol.mjs",
      find: '    leaseOver: { answer: 204, move: "parked" },',
      put: '    leaseOver: { answer: 200, move: "new" },',
    },
  },
  {
    id: "receiver-killed-rerun",
    fault: "the receiver is killed between accepting and finishing; the work is run again",
    run: killed("rerun"),
    expect: { done: 1, worked: 2 },
    protection: "an overdue claim is given out again",
    without: {
      in: "protocol.mjs",
      find: '    leaseOver: { answer: 200, move: "new" },',
      put: "    leaseOver: { answer: 204 },",
    },
  },
  {
    id: "both-restarted",
    fault: "both gateways restart after the work was done and before the sender knows it",
    async run(pair) {
      const proxy = frontOf(pair.scene);
      if (proxy) proxy.trouble.answer = 502;
      await pair.add();
      await pair.until(finished, 40_000);
      await Promise.all([pair.sender.stop(0), pair.receiver.stop(0)]);
      if (proxy) proxy.trouble.answer = 0;
      if (pair.outcome().notes.forget) forgetSettled(pair);
      await Promise.all([pair.sender.start(), pair.receiver.start()]);
      await pair.until(settled, 60_000);
    },
    expect: { done: 1, answers: [502, 204] },
    protection: "what is settled is remembered in files",
    without: "forget-settled",
  },
  {
    id: "token-rotated",
    fault: "the token is rotated, by the runbook, with one event in flight and one made between two of its steps",
    async run(pair) {
      pair.note("made", await pair.runbook("Rotate the token: make"));
      pair.note("handed over", await pair.runbook("Rotate the token: hand"));
      await pair.receiver.stop();
      await pair.add();
      pair.note("switched", await pair.runbook("Rotate the token: switch"));
      await pair.receiver.start();
      await pair.until(settled, 40_000);
      await pair.add();
      await pair.until(settled, 30_000);
      pair.note("retired", await pair.runbook("Rotate the token: retire"));
    },
    expect: {
      done: 2,
      answers: [204],
      also: ({ notes }) =>
        [notes.made, notes["handed over"], notes.switched, notes.retired].every((ran) => ran?.[0] === true)
          ? undefined
          : "a block of the runbook failed",
    },
    protection: "the sender holds the next token as well",
    without: { outbox: { nextTokenFile: "nowhere" } },
  },
  {
    id: "pause-upgrade-resume",
    fault: "the bridge is paused with an event waiting, both sides' upgrade blocks are run, and it is resumed",
    async run(pair) {
      pair.note("paused", await pair.runbook("Pause"));
      await pair.add();
      await sleep(11_000);
      pair.note(
        "sent while paused",
        pair.outcome().outbox.some(({ did }) => did === "send"),
      );
      pair.note("upgraded", await pair.runbook("Upgrade"));
      pair.note("resumed", await pair.runbook("Resume"));
      await pair.until(settled, 40_000);
    },
    expect: {
      done: 1,
      also: ({ notes }) =>
        notes["sent while paused"]?.[0] === false &&
        [notes.paused, notes.upgraded, notes.resumed].every((ran) => ran?.[0] === true)
          ? undefined
          : "it was sent while it was paused, or a block of a runbook failed",
    },
    protection: "what waits during a pause is sent afterwards",
    without: { outbox: { backlog: "none", freshSeconds: 1 } },
  },
];

const lockedIn = (pair: Pair): boolean => readdirSync(placesOf(pair.scene, pair.flow).outbox).includes("drain.lock");

/** The protection of `both-restarted`, taken away: what was settled is forgotten, as if it had been kept in memory. */
function forgetSettled(pair: Pair): void {
  const settledEvents = join(placesOf(pair.scene, pair.flow).inbox, "done");
  for (const name of readdirSync(settledEvents)) rmSync(join(settledEvents, name));
}
