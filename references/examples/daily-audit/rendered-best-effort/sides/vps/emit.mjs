#!/usr/bin/env node
// Turns the output of a command into one event. Reads JSON on standard input, checks it against the message contract,
// and prints it as one line of JSON (CloudEvents 1.0) or as bullets for people. Starts nothing, connects to nothing, writes no file.
import { readFileSync } from "node:fs";
import { dataOf, eventOf } from "./contract.mjs";

const help = `usage: node emit.mjs SETTINGS.json < data.json

Prints one event. Exit codes: 0 an event, or silence where the
settings allow it · 1 the data does not keep the contract · 2 wrong usage or settings.
`;

/** @typedef {import("./contract.mjs").Contract & { whenEmpty: "fail" | "silent", format: "json" | "bullets" }} Settings */

/** @param {number} code @param {string} message @returns {never} */
function stop(code, message) {
  process.stderr.write(`emit: ${message}\n`);
  process.exit(code);
}

/** @param {string} file @returns {Settings} */
function readSettings(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return stop(2, `cannot read the settings ${file}: ${/** @type {Error} */ (error).message}`);
  }
}

const [file, extra] = process.argv.slice(2);
if (file === "--help") {
  process.stdout.write(help);
  process.exit(0);
}
if (!file || extra) stop(2, `expected one settings file\n${help}`);

const settings = readSettings(file);
const text = readFileSync(0, "utf8").trim();
if (text === "" && settings.whenEmpty === "silent") process.exit(0);
if (text === "") stop(1, "the command printed nothing; this flow needs a report on every run");
const read = dataOf(text, settings);
if ("fault" in read) stop(1, read.fault);
const { data } = read;
const event = eventOf(settings, data, new Date());
process.stdout.write(settings.format === "bullets" ? bullets(event) : `${JSON.stringify(event)}\n`);

/** The event for people: what it is, and its first four fields. @param {{ type: string, source: string, id: string }} about */
function bullets({ type, source, id }) {
  const fields = Object.entries(data).slice(0, 4);
  const shown = fields.map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join("; ") || "none" : value}`);
  return [`${type} from ${source} (${id})`, ...shown]
    .map((line) => `- ${line.replaceAll(/\s+/g, " ").slice(0, 600)}\n`)
    .join("");
}
