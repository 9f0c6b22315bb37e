import { type ParseArgsOptionsConfig, parseArgs } from "node:util";
import * as commands from "./commands.ts";
import { type Outcome, UsageError, withinBudget } from "./output.ts";

/** One command of the command line. `options` are those beside `--help`, `--json` and `--all`. */
export type Command = {
  usage: string;
  does: string;
  details: string[];
  options: ParseArgsOptionsConfig;
  arguments: [least: number, most: number];
  run: (args: string[], values: Record<string, string | boolean | undefined>, io: Input) => Outcome | Promise<Outcome>;
};

/** What a command may read from outside its arguments. */
export type Input = { stdin: () => string };

const everywhere: ParseArgsOptionsConfig = {
  help: { type: "boolean", short: "h" },
  json: { type: "boolean" },
  all: { type: "boolean" },
};

/**
 * Runs one command line.
 * @param argv the words after `bridge.mjs`
 * @returns the exit code: 0 fine · 1 findings or an unfinished spec · 2 wrong usage or unreadable input
 */
export async function main(argv: string[], io: Input = commands.processInput): Promise<number> {
  const [name = "--help", ...rest] = argv;
  try {
    if (name === "--help" || name === "-h" || name === "help") {
      process.stdout.write(withinBudget(overview(), "bridge.mjs new scheduled-relay", true));
      return 0;
    }
    const command = commands.table[name];
    if (!command)
      throw new UsageError(`found the command "${name}", expected one of ${Object.keys(commands.table).join(", ")}`);
    const { values, positionals } = parse(command, rest);
    if (values.help) {
      process.stdout.write(withinBudget(helpOf(command), `bridge.mjs ${command.usage}`, true));
      return 0;
    }
    const [least, most] = command.arguments;
    if (positionals.length < least || positionals.length > most)
      throw new UsageError(`found ${positionals.length} arguments, expected: bridge.mjs ${command.usage}`);
    const outcome = await command.run(positionals, values as Record<string, string | boolean | undefined>, io);
    for (const message of outcome.messages ?? []) process.stderr.write(`bridge: ${message}\n`);
    process.stdout.write(
      outcome.exactly ??
        (values.json
          ? `${JSON.stringify({ ...outcome.data, next: outcome.next })}\n`
          : withinBudget(outcome.text, outcome.next, values.all === true)),
    );
    return outcome.code;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`bridge: ${error.message}\nNext: ${error.next}\n`);
    return 2;
  }
}

function parse(command: Command, args: string[]) {
  try {
    return parseArgs({ args, options: { ...everywhere, ...command.options }, allowPositionals: true });
  } catch (error) {
    throw new UsageError(`${(error as Error).message.split(". ")[0]}, expected: bridge.mjs ${command.usage}`);
  }
}

const overview = () =>
  [
    "bridge.mjs: design communication between two OpenClaw instances",
    "",
    "usage: node bridge.mjs <command> [--json] [--all] [--help]",
    "",
    ...Object.values(commands.table).map(({ usage, does }) => `  ${usage.padEnd(34)} ${does}`),
    "",
    "Exit codes: 0 fine · 1 findings or an unfinished spec · 2 wrong usage or unreadable input",
    "It runs nothing and opens no connection.",
  ].join("\n");

const helpOf = ({ usage, does, details }: Command) =>
  [`usage: node bridge.mjs ${usage} [--json] [--all]`, "", does, "", ...details].join("\n");
