import { setFlagsFromString } from "node:v8";

/**
 * Has every regular expression compiled to machine code when it is first used. V8 otherwise interprets it once, and compiling it for that
 * takes longer than all of its use: a fifth of linting one page.
 */
export const compilePatternsAtOnce = (): void => setFlagsFromString("--no-regexp-tier-up");
