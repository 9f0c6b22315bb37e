import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

/**
 * Large libraries, loaded when they are first used: reading them takes longer than linting a page, and a page needs few of them. The packed
 * skill has each in a file of its own.
 */
export const libraries = {
  get acorn(): typeof import("acorn") {
    return require("acorn");
  },
  get croner(): typeof import("croner") {
    return require("croner");
  },
  get unbash(): typeof import("unbash") {
    return require("unbash");
  },
  get yaml(): typeof import("yaml") {
    return require("yaml");
  },
};
