import { isDeepStrictEqual } from "node:util";
import { type Check, summed, type Test } from "./check.ts";
import { sidesOf } from "./seen.ts";

const rolledBack: Test = (plan, { facts, blocks }) => {
  const changedSides = new Set(
    sidesOf(plan)
      .filter(({ wishes }) => wishes.length > 0)
      .map(({ name }) => name),
  );
  const rows = [...changedSides].map((side) => {
    const { before, edited, after, again } = facts.configs[side] ?? { before: "", edited: "", after: "", again: "" };
    const changed = edited !== before;
    const foreign = facts.foreign[side];
    if (!foreign)
      return {
        passed: (changed || !facts.complete) && before !== "" && after === before && again === before,
        text: `${side}: sha256 ${after.slice(0, 12)}… ${after === before ? "as before" : `, before ${before.slice(0, 12)}…`}${changed ? "" : ", but it was never changed"}`,
      };
    const same = isDeepStrictEqual(foreign.after, foreign.expected);
    const removed = blocks
      .filter((block) => block.side === side && block.part === "rollback")
      .flatMap(({ stderr }) => stderr.match(/^removed .*/gm) ?? []);
    return {
      passed: same && removed.length > 0 && again === after,
      text: `${side}: edited meanwhile; ${removed.length} paths of the bridge removed, ${same ? "everything else as it was" : "other keys differ"}`,
    };
  });
  return summed(rows);
};

const nothingLeft: Test = (_plan, { facts, blocks }) => {
  const left = Object.entries(facts.leftovers).flatMap(([side, items]) => items.map((item) => `${item} on ${side}`));
  const again = blocks.filter(({ part }) => part === "again");
  const harmless = again.length > 0 && again.every(({ code }) => code === 0);
  return {
    passed: left.length === 0 && harmless,
    evidence:
      left.length > 0
        ? left.join("; ")
        : harmless
          ? "no job, key, variable or file; the second time all blocks ended with 0"
          : "the second time did not end with 0",
  };
};

/** What the way back leaves. */
export const afterwards: Check[] = [
  {
    id: "rolled-back",
    where: (plan) => sidesOf(plan).some(({ wishes }) => wishes.length > 0),
    check: "the way back restores both configurations",
    test: rolledBack,
  },
  {
    id: "nothing-left",
    check: "the way back leaves nothing of the bridge, and a second time does no harm",
    test: nothingLeft,
  },
];
