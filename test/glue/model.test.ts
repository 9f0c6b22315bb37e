import { describe, expect, it } from "vitest";
import * as protocol from "../../scripts/glue/protocol.mjs";
import { asShipped, check, type Tables } from "./model.ts";

const limits = { runs: 2, crashes: 2 };
const rules = (["rerun", "ask"] as const).map((policy) => ({ guarantee: "acknowledged" as const, policy }));

describe("in every order of sends, losses, copies, crashes and forgetful agents", () => {
  it.each([...rules, { guarantee: "delivered" as const, policy: "ask" as const }])(
    "%o ends in exactly one way",
    (rule) => {
      const { states, fault, way } = check(asShipped, rule, limits);
      expect({ fault, way }).toEqual({ fault: undefined, way: undefined });
      console.log(rule, states);
      expect(states).toBeGreaterThan(1_000);
    },
    60_000,
  );
});

const without = (change: Partial<Tables>): Tables => ({ ...asShipped, ...change });
const receiver =
  (of: Partial<Record<protocol.Seen, protocol.ReceiverMove>>): Tables["receive"] =>
  (policy, seen, claims) =>
    of[seen] ?? protocol.receive(policy, seen, claims);

const holes: [what: string, tables: Tables, fault: RegExp][] = [
  [
    "the event on the disk before the answer",
    without({ durable: false }),
    /unknown to the receiver|claimed twice|no end/,
  ],
  ["the memory of what was settled", without({ tombstones: false }), /settled twice|unknown|claimed twice/],
  ["the tag of a claim", without({ fenced: false }), /does not hold it/],
  [
    "sending again after an admission",
    without({ senderTable: { ...protocol.senderTable, acknowledged: protocol.senderTable.delivered } }),
    /not settled at the receiver/,
  ],
  [
    "waiting while a claim runs",
    without({ receive: receiver({ claimed: { answer: 200, move: "new" } }) }),
    /claimed twice/,
  ],
  [
    "the limit of claims",
    without({ receive: (policy, seen, claims) => protocol.receive(policy, seen, Math.min(claims, 1)) }),
    /more often than allowed/,
  ],
  [
    "the refusal of a second claim",
    without({
      agentTable: {
        ...protocol.agentTable,
        claim: { ...protocol.agentTable.claim, claimed: { exit: 0, move: "claimed" } },
      },
    }),
    /claimed twice/,
  ],
  [
    "telling dead from undecided",
    without({
      senderTable: {
        ...protocol.senderTable,
        acknowledged: { ...protocol.senderTable.acknowledged, running: { to: "dead" } },
      },
    }),
    /dead at the sender/,
  ],
  [
    "the watch",
    without({
      watchTable: { rerun: {}, ask: {} },
      receive: receiver({ leaseOver: { answer: 500 }, stale: { answer: 500 } }),
    }),
    /no end/,
  ],
];

describe("each protection is needed", () => {
  it.each(holes)(
    "without %s there is a way to go wrong",
    (_, tables, expected) => {
      const found = rules.map((rule) => check(tables, rule, { ...limits, runs: 3 })).find(({ fault }) => fault);
      expect(found?.fault).toMatch(expected);
      expect(found?.way?.length).toBeGreaterThan(0);
    },
    60_000,
  );
});
