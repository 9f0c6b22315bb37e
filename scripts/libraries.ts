import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

let acorn: typeof import("acorn") | undefined;
let croner: typeof import("croner") | undefined;
let unbash: typeof import("unbash") | undefined;
let yaml: typeof import("yaml") | undefined;

/**
 * Large libraries, loaded when they are first used: reading them takes longer than linting a page, and a page needs few of them. The packed
 * skill has each in a file of its own.
 */
export const libraries = {
  get acorn() {
    acorn ??= require("acorn") as typeof import("acorn");
    return acorn;
  },
  get croner() {
    croner ??= require("croner") as typeof import("croner");
    return croner;
  },
  get unbash() {
    unbash ??= require("unbash") as typeof import("unbash");
    return unbash;
  },
  get yaml() {
    yaml ??= require("yaml") as typeof import("yaml");
    return yaml;
  },
};
