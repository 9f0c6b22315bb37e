// @ts-nocheck: it reaches into commander, which has no types for this.
// Loaded into OpenClaw's own process by `node --import`, before `openclaw completion`: that command registers every command group and then
// ends the process. On the way out the program's tree is written to CATALOG_OUT. Commander is an external dependency, so it is the same module.
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Command } = createRequire(process.env.CATALOG_ENTRY)("commander");
let program;
for (const name of ["parse", "parseAsync"]) {
  const original = Command.prototype[name];
  Command.prototype[name] = function parse(...args) {
    program ??= this;
    return original.apply(this, args);
  };
}

// A default is told where the flag takes one of several words, which its description lists as `(now|next-heartbeat)`.
const word = ({ defaultValue, argChoices, description }) =>
  typeof defaultValue === "string" &&
  (argChoices ?? /[(<"]([\w-]+(?:\|[\w-]+)+)/.exec(description ?? "")?.[1]?.split("|") ?? []).includes(defaultValue)
    ? defaultValue
    : null;

const option = (one) => ({
  long: one.long ?? null,
  short: one.short ?? null,
  value: one.required ? "required" : one.optional ? "optional" : "none",
  variadic: one.variadic === true,
  negate: one.negate === true,
  mandatory: one.mandatory === true,
  hidden: one.hidden === true,
  choices: one.argChoices ?? null,
  default: word(one),
});

const argument = (one) => ({
  name: one.name(),
  required: one.required === true,
  variadic: one.variadic === true,
  choices: one.argChoices ?? null,
});

const command = (one) => ({
  name: one.name(),
  aliases: one.aliases(),
  hidden: one._hidden === true,
  runs: one._actionHandler != null,
  allowUnknown: one._allowUnknownOption === true,
  allowExcess: one._allowExcessArguments !== false,
  defaultCommand: one._defaultCommandName ?? null,
  help: one._getHelpCommand() != null,
  // What the resolver takes for granted of commander's settings; see commands.ts beside this file.
  ordinary:
    one._passThroughOptions !== true &&
    !one._executableHandler &&
    (one.commands.length === 0 || one._enablePositionalOptions === true) &&
    !one.options.some(({ short }) => /^-\d$/.test(short ?? "")),
  arguments: one.registeredArguments.map(argument),
  options: one.options.map(option),
  commands: one.commands.map(command),
});

process.on("exit", () => {
  if (program) writeFileSync(process.env.CATALOG_OUT, JSON.stringify(command(program)));
});
