// @ts-nocheck: it reaches into commander, which has no types for this.
// Loaded into OpenClaw's own process before `openclaw completion`, which registers every command. On the way out every command's action is
// replaced by one that does nothing, and the lines of ORACLE_LINES are parsed by the real program: what commander refuses, and why, and every
// command's help text go to ORACLE_OUT. Nothing of OpenClaw runs.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { Command } = createRequire(process.env.ORACLE_ENTRY)("commander");
let program;
for (const name of ["parse", "parseAsync"]) {
  const original = Command.prototype[name];
  Command.prototype[name] = function parse(...args) {
    program ??= this;
    return original.apply(this, args);
  };
}

const pathOf = (command) => (command.parent ? [...pathOf(command.parent), command.name()] : []);
let reached;

function disarm(command, helps) {
  if (command._actionHandler)
    command._actionHandler = () => {
      reached = { path: pathOf(command), args: command.args };
    };
  command._lifeCycleHooks = {};
  // OpenClaw's own wraps the refusal where the line asks for JSON.
  command.error = Command.prototype.error;
  command._exitCallback = (error) => {
    throw error;
  };
  command.configureOutput({ writeOut: () => {}, writeErr: () => {}, outputError: () => {} });
  helps[pathOf(command).join(" ")] = command.helpInformation();
  for (const child of command.commands) disarm(child, helps);
}

function outcome(words) {
  reached = undefined;
  try {
    program.parse(words, { from: "user" });
    return { code: "ran", ...reached };
  } catch (error) {
    return { code: error.code ?? String(error), message: error.message };
  }
}

process.on("exit", () => {
  const helps = {};
  disarm(program, helps);
  process.exitCode = 0;
  const lines = JSON.parse(readFileSync(process.env.ORACLE_LINES, "utf8"));
  writeFileSync(process.env.ORACLE_OUT, JSON.stringify({ helps, outcomes: lines.map(outcome) }));
});
