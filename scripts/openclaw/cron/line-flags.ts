import type { CronCatalog } from "./problem.ts";

/** The flags of a line, as the rules ask for them. `value`: undefined where the flag is missing or its value is filled in later. */
export type Line = {
  catalog: CronCatalog;
  edit: boolean;
  has: (...names: string[]) => boolean;
  given: (...names: string[]) => string[];
  value: (name: string) => string | undefined;
  known: (...names: string[]) => string[];
  positionals: string[];
  report: (id: string, flag: string, found: string, expected: string) => void;
  say: (source: string, flag: string, found: string, expected: string) => void;
};

/** The flags that set a schedule, a command payload, and where a chat delivery goes. */
export const schedules = ["--at", "--every", "--cron", "--on-exit", "--stream-command"];
export const commands = ["--command", "--command-argv"];
export const chat = ["--channel", "--to", "--account", "--thread-id"];
