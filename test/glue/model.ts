import * as protocol from "../../scripts/glue/protocol.mjs";

/**
 * A bridge with one event, small enough to be looked at whole: every order of sends, losses, copies, crashes, restarts, forgetful agents, and
 * the passing of the lease and of the expiry. It decides nothing itself: every move comes out of the tables that the programs run, or out
 * of tables from which a protection was taken.
 */
export type Tables = Pick<typeof protocol, "meaningOf" | "senderTable" | "receive" | "agentTable" | "watchTable"> & {
  /** Whether the event is on the disk before the answer leaves. */
  durable: boolean;
  /** Whether a claim's tag must be the one in the file's name. */
  fenced: boolean;
  /** Whether what was settled is remembered. */
  tombstones: boolean;
};

export const asShipped: Tables = { ...protocol, durable: true, fenced: true, tombstones: true };

type Seen = protocol.Seen;
type Run = { step: "started" | "claimed" | "worked"; tag: number };
export type State = {
  sender: "pending" | "done" | "dead";
  /** Requests and answers on their way; an answer is its status. */
  requests: number;
  answers: number[];
  /** What the receiver's transform saw and has not acted on yet. */
  looking: Seen | null;
  at: "absent" | "new" | "claimed" | "done" | "parked";
  tag: number;
  claims: number;
  leaseOver: boolean;
  expired: boolean;
  runs: Run[];
  settled: number;
  /** Whether a run settled it that did not hold it any more. */
  stolen: boolean;
  reruns: number;
  crashes: number;
};

/** At most so many runs at a time, and so many crashes; everything else happens as often as it likes. */
export type Limits = { runs: number; crashes: number };
type Rules = { guarantee: "delivered" | "acknowledged"; policy: "rerun" | "ask" };

const start: State = {
  sender: "pending",
  requests: 0,
  answers: [],
  looking: null,
  at: "absent",
  tag: 0,
  claims: 0,
  leaseOver: false,
  expired: false,
  runs: [],
  settled: 0,
  stolen: false,
  reruns: 0,
  crashes: 0,
};

const seenBy = ({ at, leaseOver, expired }: State, { guarantee }: Rules): Seen => {
  if (at === "claimed") return leaseOver ? (expired ? "stale" : "leaseOver") : "claimed";
  if (at === "new") return expired && guarantee === "acknowledged" ? "newExpired" : "new";
  return at === "absent" && expired ? "invalid" : at;
};

/** Every state that can follow, each with the name of the step. */
function* next(state: State, tables: Tables, rules: Rules, limits: Limits): Generator<[string, State]> {
  const to = (change: Partial<State>): State => ({ ...state, ...change });
  const { sender, requests, answers, looking, runs } = state;

  if (sender === "pending" && requests < 2) yield ["send", to({ requests: requests + 1 })];
  if (requests > 0) {
    yield ["lose the request", to({ requests: requests - 1 })];
    if (looking === null) yield ["look", to({ requests: requests - 1, looking: seenBy(state, rules) })];
  }

  if (looking !== null) {
    if (state.crashes < limits.crashes)
      yield ["receiver crashes before it acts", to({ looking: null, crashes: state.crashes + 1 })];
    yield* act(state, looking, tables, rules, limits);
  }

  for (const [index, status] of answers.entries()) {
    const left = answers.toSpliced(index, 1);
    yield ["lose the answer", to({ answers: left })];
    if (sender !== "pending") continue;
    const move = tables.senderTable[rules.guarantee][tables.meaningOf(status)];
    yield [`answer ${status}`, to({ answers: left, sender: move.to })];
  }

  for (const [index, run] of runs.entries()) {
    const without = runs.toSpliced(index, 1);
    const changed = (step: Run["step"], tag = run.tag) => runs.toSpliced(index, 1, { step, tag });
    yield ["a run ends early", to({ runs: without })];
    if (run.step === "started") {
      const seen = seenBy(state, rules);
      const step = tables.agentTable.claim[seen === "invalid" ? "absent" : seen];
      if (step.exit === 0) {
        const tag = state.claims + 1;
        yield ["claim", to({ at: "claimed", tag, claims: tag, leaseOver: false, runs: changed("claimed", tag) })];
      } else if (step.move === "parked") yield ["claim too late", to({ at: "parked", runs: without })];
      else yield ["claim refused", to({ runs: without })];
    }
    if (run.step === "claimed") yield ["work", to({ runs: changed("worked") })];
    if (run.step === "worked") {
      const valid = state.at === "claimed" && (state.tag === run.tag || !tables.fenced);
      const step = tables.agentTable.done[valid ? "sameTag" : "otherTag"];
      const stolen = state.stolen || state.tag !== run.tag;
      if (step.move) yield ["done", to({ at: settledAt(tables), runs: without, settled: state.settled + 1, stolen })];
      else yield ["done refused", to({ runs: without })];
    }
  }

  if (state.at === "claimed" && !state.leaseOver) yield ["the lease passes", to({ leaseOver: true })];
  if (!state.expired) yield ["the expiry passes", to({ expired: true })];
  if (tables.watchTable[rules.policy][seenBy(state, rules)] === "parked") yield ["watch parks", to({ at: "parked" })];
}

const settledAt = ({ tombstones }: Tables) => (tombstones ? "done" : "absent");

/** What the transform does with what it saw. Another process may have moved the event meanwhile: then it looks again. */
function* act(state: State, looked: Seen, tables: Tables, rules: Rules, limits: Limits): Generator<[string, State]> {
  const to = (change: Partial<State>): State => ({ ...state, looking: null, ...change });
  const seen = seenBy(state, rules);
  const { answer, make, move } = tables.receive(rules.policy, looked, state.claims);
  if ((make || move) && seen !== looked) {
    yield ["look again", { ...state, looking: seen }];
    return;
  }
  const at = make ?? move ?? state.at;
  const rerun = looked === "leaseOver" && move === "new" ? 1 : 0;
  const wrote = tables.durable || !make ? { at, reruns: state.reruns + rerun } : {};
  const answers = [...state.answers, answer].slice(-2);
  const canRun = answer === 200 && state.runs.length < limits.runs;
  if (state.crashes < limits.crashes)
    yield ["receiver crashes before the answer", to({ ...wrote, crashes: state.crashes + 1 })];
  yield [`${answer}, no run comes of it`, to({ ...wrote, answers })];
  if (canRun) {
    const runs: Run[] = [...state.runs, { step: "started", tag: 0 }];
    yield [`${answer}, a run starts`, to({ ...(tables.durable ? wrote : { at }), answers, runs })];
    yield [`${answer}, a run starts, the answer is lost`, to({ ...(tables.durable ? wrote : { at }), runs })];
  }
}

/** What is wrong in a state, whatever comes after it. */
function fault(state: State, { guarantee, policy }: Rules): string | undefined {
  if (state.settled > 1) return "settled twice";
  if (state.stolen) return "settled by a run that does not hold it";
  if (state.claims > 1 + state.reruns) return "claimed twice without a counted rerun";
  if (policy === "ask" && state.claims > 1) return "claimed twice under ask";
  if (state.claims > protocol.mostClaims) return "claimed more often than allowed";
  if (state.sender === "dead" && state.at !== "absent") return "dead at the sender, and taken in at the receiver";
  if (state.sender === "done" && state.at === "absent") return "done at the sender, and unknown to the receiver";
  if (guarantee === "acknowledged" && state.sender === "done" && !["done", "parked"].includes(state.at))
    return "done at the sender, and not settled at the receiver";
  return undefined;
}

const isEnd = (state: State, { guarantee }: Rules) =>
  guarantee === "delivered"
    ? state.sender !== "pending"
    : state.sender === "dead" || (state.sender === "done" && ["done", "parked"].includes(state.at));

/**
 * Looks at every reachable state.
 * @returns how many there are, and the first way to something wrong: a forbidden state, or one from which no end can be reached any more
 */
export function check(
  tables: Tables,
  rules: Rules,
  limits: Limits,
): { states: number; fault?: string; way?: string[] } {
  const nameOf = (state: State) => JSON.stringify(state);
  const known = new Map<string, { state: State; from: string; step: string }>();
  const before = new Map<string, string[]>();
  const queue = [start];
  known.set(nameOf(start), { state: start, from: "", step: "" });
  const wayTo = (name: string): string[] => {
    const steps: string[] = [];
    for (let at = known.get(name); at && at.from !== ""; at = known.get(at.from)) steps.unshift(at.step);
    return steps;
  };
  for (let state = queue.pop(); state; state = queue.pop()) {
    const name = nameOf(state);
    const wrong = fault(state, rules);
    if (wrong) return { states: known.size, fault: wrong, way: wayTo(name) };
    for (const [step, follower] of next(state, tables, rules, limits)) {
      const other = nameOf(follower);
      before.set(other, [...(before.get(other) ?? []), name]);
      if (known.has(other)) continue;
      known.set(other, { state: follower, from: name, step });
      queue.push(follower);
    }
  }
  const good = new Set<string>();
  const ends = [...known].filter(([, { state }]) => isEnd(state, rules)).map(([name]) => name);
  for (let name = ends.pop(); name !== undefined; name = ends.pop()) {
    if (good.has(name)) continue;
    good.add(name);
    ends.push(...(before.get(name) ?? []));
  }
  const stuck = [...known.keys()].find((name) => !good.has(name));
  return stuck ? { states: known.size, fault: "no end can be reached", way: wayTo(stuck) } : { states: known.size };
}
