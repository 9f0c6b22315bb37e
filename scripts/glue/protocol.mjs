// The protocol of a bridge that re-sends: what each side does, as tables. Decides only; reads no clock and touches no file.
// The programs beside it and the model check run exactly these tables.

/**
 * What an answer to a delivery means to the sender.
 * @typedef {"settled" | "admitted" | "running" | "undecided" | "misconfigured" | "never"} Meaning
 */

/** @type {[means: Meaning, statuses: number[]][]} */
const answers = [
  ["settled", [204]],
  ["admitted", [200]],
  ["running", [500]],
  ["undecided", [408, 409, 429, 502, 503, 504]],
  ["misconfigured", [401, 403, 404, 405, 301, 302, 303, 307, 308]],
  ["never", [400, 413]],
];

/**
 * @param {number | null} status of the answer; null where none came
 * @returns {Meaning}
 */
export function meaningOf(status) {
  if (status === null) return "undecided";
  const known = answers.find(([, statuses]) => statuses.includes(status));
  if (known) return known[0];
  if (status >= 500) return "undecided";
  return status >= 400 ? "never" : "misconfigured";
}

/**
 * What the sender does with an event after an answer. `wait`: the event stays, and is sent again after the flow's own delay
 * (`poll` while the receiver works, `backoff` while nobody knows). `hold`: nothing of the flow is sent but a probe.
 * @typedef {{ to: "done" | "dead" } | { to: "pending", wait: "poll" | "backoff" } | { to: "pending", hold: true }} SenderMove
 */

/** @type {Record<"delivered" | "acknowledged", Record<Meaning, SenderMove>>} */
export const senderTable = {
  delivered: {
    settled: { to: "done" },
    admitted: { to: "done" },
    running: { to: "pending", wait: "backoff" },
    undecided: { to: "pending", wait: "backoff" },
    misconfigured: { to: "pending", hold: true },
    never: { to: "dead" },
  },
  acknowledged: {
    settled: { to: "done" },
    admitted: { to: "pending", wait: "poll" },
    running: { to: "pending", wait: "backoff" },
    undecided: { to: "pending", wait: "backoff" },
    misconfigured: { to: "pending", hold: true },
    never: { to: "dead" },
  },
};

/**
 * Where the receiver finds an event when it arrives. `leaseOver`: claimed, and the time to finish it has passed; `stale`: the event's own
 * expiry has passed as well, `newExpired`: it has passed and nobody claimed it.
 * `invalid` covers everything that no later try can mend: not the contract's, not for this receiver, too many hops, another
 * content under a known key, expired before it ever arrived.
 * @typedef {"done" | "parked" | "invalid" | "claimed" | "leaseOver" | "stale" | "new" | "newExpired" | "absent"} Seen
 *
 * `make`: a durable write into `new`. `move`: one rename. Both come before the answer.
 * @typedef {{ answer: 200 | 204 | 400 | 500, make?: "new", move?: "new" | "parked" }} ReceiverMove
 */

/** Claims of one event before it is left to a human, under `rerun`. */
export const mostClaims = 3;

/** @type {Record<"rerun" | "ask", Record<Seen, ReceiverMove>>} */
export const receiverTable = {
  rerun: {
    done: { answer: 204 },
    parked: { answer: 204 },
    invalid: { answer: 400 },
    claimed: { answer: 500 },
    leaseOver: { answer: 200, move: "new" },
    stale: { answer: 204, move: "parked" },
    new: { answer: 200 },
    newExpired: { answer: 204, move: "parked" },
    absent: { answer: 200, make: "new" },
  },
  ask: {
    done: { answer: 204 },
    parked: { answer: 204 },
    invalid: { answer: 400 },
    claimed: { answer: 500 },
    leaseOver: { answer: 204, move: "parked" },
    stale: { answer: 204, move: "parked" },
    new: { answer: 200 },
    newExpired: { answer: 204, move: "parked" },
    absent: { answer: 200, make: "new" },
  },
};

/**
 * What the receiver does with an event that arrives.
 * @param {"rerun" | "ask"} policy
 * @param {Seen} seen
 * @param {number} claims how often it was claimed before
 * @returns {ReceiverMove}
 */
export function receive(policy, seen, claims) {
  if (seen === "leaseOver" && policy === "rerun" && claims >= mostClaims) return receiverTable.ask.leaseOver;
  return receiverTable[policy][seen];
}

/**
 * What becomes of a claim, and of a claimed event when its agent says that it is done.
 * `exit`: 0 go on · 3 somebody has it already, stop · 4 the tag is not the one that was given out.
 * @type {{ claim: Record<Exclude<Seen, "invalid">, { exit: 0 | 3, move?: "claimed" | "parked" }>,
 *   done: Record<"sameTag" | "otherTag", { exit: 0 | 4, move?: "done" }> }}
 */
export const agentTable = {
  claim: {
    new: { exit: 0, move: "claimed" },
    newExpired: { exit: 3, move: "parked" },
    claimed: { exit: 3 },
    leaseOver: { exit: 3 },
    stale: { exit: 3 },
    done: { exit: 3 },
    parked: { exit: 3 },
    absent: { exit: 3 },
  },
  done: { sameTag: { exit: 0, move: "done" }, otherTag: { exit: 4 } },
};

/**
 * What the receiver's watch does on its own: it parks what nobody will settle, and says so once.
 * @type {Record<"rerun" | "ask", Partial<Record<Seen, "parked">>>}
 */
export const watchTable = {
  rerun: { newExpired: "parked", stale: "parked" },
  ask: { newExpired: "parked", stale: "parked", leaseOver: "parked" },
};
