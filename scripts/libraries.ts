import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/** Loads something when it is first asked for, and once. */
const once = <Loaded>(load: () => Loaded): (() => Loaded) => {
  let loaded: Loaded | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
};

const acorn = once((): typeof import("acorn") => require("acorn"));
const croner = once((): typeof import("croner") => require("croner"));
const unbash = once((): typeof import("unbash") => require("unbash"));
const yaml = once((): typeof import("yaml") => require("yaml"));

/**
 * Large libraries, loaded when they are first used: reading them takes longer than linting a page, and a page needs few of them. The packed
 * skill has each in a file of its own.
 */
export const libraries = {
  get acorn() {
    return acorn();
  },
  get croner() {
    return croner();
  },
  get unbash() {
    return unbash();
  },
  get yaml() {
    return yaml();
  },
};
