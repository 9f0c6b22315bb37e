import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Act } from "../../verify/saved.ts";
import { readLines } from "../raw.ts";

/** What a scenario left behind, read back from its folder: everything is judged from here. */
export type Outcome = {
  outbox: Act[];
  inbox: Act[];
  /** Event ids by state, at the end. */
  atSender: Record<string, string[]>;
  atReceiver: Record<string, string[]>;
  told: string[];
  work: { key: string; event: string }[];
  wire: { method: string; path: string; status: number | string }[];
  notes: Record<string, unknown[]>;
};

/** What must come of a scenario. */
export type Expectation = {
  /** How many events ended how; all others end nowhere, and that is a fault. */
  done?: number;
  parked?: number;
  dead?: number;
  /** Answers that the sender must have seen, null for none at all. */
  answers?: (number | null)[];
  /** Said exactly once each, or as often as the number beside it; nothing else is said. */
  told?: (RegExp | [line: RegExp, times: number])[];
  /** How often the work was done; the number of events that are done unless it says otherwise. */
  worked?: number;
  /** Whatever else the scenario is about; what is wrong, or nothing. */
  also?: (outcome: Outcome) => string | undefined;
};

export type Judgement = { passed: boolean; evidence: string };

/** Reads a scenario's folder. */
export function readOutcome(folder: string, spools: { outbox: string; inbox: string }): Outcome {
  const notes = readLines<{ name: string; value: unknown }>(join(folder, "notes.jsonl"));
  const told = join(folder, "told.txt");
  return {
    outbox: readLines(join(spools.outbox, "audit.jsonl")),
    inbox: readLines(join(spools.inbox, "audit.jsonl")),
    atSender: idsIn(spools.outbox),
    atReceiver: idsIn(spools.inbox),
    told: existsSync(told) ? readFileSync(told, "utf8").split("\n").filter(Boolean) : [],
    work: readLines(join(folder, "work.jsonl")),
    wire: readLines(join(folder, "wire.jsonl")),
    notes: Object.fromEntries(
      [...new Set(notes.map(({ name }) => name))].map((name) => [
        name,
        notes.filter((note) => note.name === name).map(({ value }) => value),
      ]),
    ),
  };
}

/**
 * The ids of the events in a spool, by state; a file's name where it cannot be read.
 * @param keys only events with these keys; all where not given
 */
export function idsIn(spool: string, keys?: Set<string>): Record<string, string[]> {
  if (!existsSync(spool)) return {};
  const states = readdirSync(spool, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== "tmp",
  );
  const wanted = (name: string) => keys === undefined || [...keys].some((key) => name.includes(key));
  return Object.fromEntries(
    states.map(({ name: state }) => [
      state,
      readdirSync(join(spool, state))
        .filter(wanted)
        .flatMap((name) => idIn(join(spool, state, name)) ?? []),
    ]),
  );
}

/** @returns undefined where an event moved between the look and the reading */
function idIn(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { id: string }).id;
  } catch {
    return basename(file);
  }
}

/**
 * Judges what a scenario left: first what holds in every one (each event ends in exactly one way, nothing is settled twice, everything
 * parked or dead is told exactly once), then what this one is about.
 */
export function judgeOutcome(outcome: Outcome, expected: Expectation): Judgement {
  const { atSender, atReceiver, told, work } = outcome;
  const at = (states: Record<string, string[]>, name: string) => states[name] ?? [];
  const parked = at(atReceiver, "parked");
  const dead = at(atSender, "dead");
  const done = at(atSender, "done").filter((id) => !parked.includes(id));
  const settled = new Set(at(atReceiver, "done"));
  const reruns = outcome.inbox.filter(({ did, exit }) => did === "claim" && exit === 0);
  const claims = Map.groupBy(reruns, ({ key }) => key);
  const mentions = (id: string) => told.filter((line) => line.includes(id)).length;
  const first = told.filter((line) => !line.startsWith("Again: "));
  const lines = (expected.told ?? []).map((line) => (line instanceof RegExp ? ([line, 1] as const) : line));
  const faults = [
    ...at(atSender, "pending").map((id) => `${id} still waits`),
    ...done.filter((id) => !settled.has(id)).map((id) => `${id} is lost`),
    ...dead.filter((id) => settled.has(id)).map((id) => `${id} is dead and done`),
    ...[...parked, ...dead].filter((id) => mentions(id) === 0).map((id) => `nobody was told of ${id}`),
    ...(["done", "parked", "dead"] as const).flatMap((end) => {
      const found = { done, parked, dead }[end].length;
      return found === (expected[end] ?? 0) ? [] : [`${found} ${end}, expected ${expected[end] ?? 0}`];
    }),
    ...(expected.answers ?? [])
      .filter((status) => !outcome.outbox.some((act) => act.did === "send" && act.status === status))
      .map((status) => `the sender never saw ${status ?? "a failed request"}`),
    ...lines.flatMap(([line, times]) => {
      const found = Math.max(first.filter((one) => line.test(one)).length, told.some((one) => line.test(one)) ? 1 : 0);
      return found === times ? [] : [`said ${found} times, expected ${times}: ${line.source}`];
    }),
    ...told.filter((line) => !lines.some(([one]) => one.test(line))).map((line) => `unexpected: ${line}`),
    ...(work.length === (expected.worked ?? expected.done ?? 0)
      ? []
      : [`the work was done ${work.length} times, expected ${expected.worked ?? expected.done ?? 0}`]),
    ...[expected.also?.(outcome)].filter((fault) => fault !== undefined),
  ];
  const sends = outcome.outbox.filter(({ did }) => did === "send").map(({ status }) => status ?? "none");
  return {
    passed: faults.length === 0,
    evidence:
      faults.length > 0
        ? faults.slice(0, 3).join("; ")
        : `answers ${shortened(sends)}; ${done.length} done, ${parked.length} parked, ${dead.length} dead; work done ${work.length} times, ${reruns.length - claims.size} reruns; told ${told.length}`,
  };
}

/** 500 500 500 200 204 as 500×3 200 204, the last eight. */
function shortened(values: (string | number)[]): string {
  const groups: [string | number, number][] = [];
  for (const value of values) {
    const last = groups.at(-1);
    if (last?.[0] === value) last[1]++;
    else groups.push([value, 1]);
  }
  const shown = groups.map(([value, count]) => (count > 1 ? `${value}×${count}` : String(value)));
  return [...(shown.length > 8 ? ["…"] : []), ...shown.slice(-8)].join(" ") || "none";
}
