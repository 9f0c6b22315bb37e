import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { gather, type Saved } from "../../openclaw/environment/gather.ts";
import { outputs, recordBlock } from "../../openclaw/environment/outputs.ts";
import {
  type Environment,
  type Environments,
  everyInstance,
  largestEnvironment,
  readEnvironment,
} from "../../openclaw/environment/record.ts";
import { readText, writeWhole } from "../files.ts";
import type { Command } from "../main.ts";
import { type Outcome, UsageError } from "../output.ts";

/** The largest saved output read, in bytes; the longest, the list of plugins, has 130 KB. */
const largestOutput = 4 * 1024 * 1024;

export const environmentCommand: Command = {
  usage: "environment [--instance NAME] [--from DIR] [--out FILE]",
  does: "prints read-only commands that record an instance, or turns their outputs into a record without secrets",
  details: [
    "--instance NAME   the instance's name in the spec; without it the record is for every instance",
    "--from DIR        the folder that the printed commands filled; a missing file leaves its facts unknown",
    "--out FILE        write the record there, beside those of other instances, instead of printing it",
    "",
    "The record is an allow-list of facts: version, channels, hooks, cron, bind, lengths of lists. Delete DIR afterwards:",
    "what OpenClaw did not redact stands in it. Then: status, render and lint with --environment FILE.",
  ],
  options: { instance: { type: "string" }, from: { type: "string" }, out: { type: "string" } },
  arguments: [0, 0],
  run(_args, { instance, from, out }) {
    if (instance !== undefined && !/^[a-z][a-z0-9-]{0,39}$/.test(String(instance)))
      throw new UsageError(
        `found --instance ${String(instance).slice(0, 60)}, expected the instance's name in the spec`,
      );
    const name = typeof instance === "string" ? instance : null;
    if (typeof from !== "string") {
      if (out !== undefined) throw new UsageError("found --out without --from, expected --from DIR as well");
      return howTo(name);
    }
    const record = recordFrom(from, name);
    return typeof out === "string" ? keep(record, out) : printed(record);
  },
};

function howTo(name: string | null): Outcome {
  const folder = `env-${name ?? "openclaw"}`;
  const block = recordBlock(folder);
  const same = name ? ` --instance ${name}` : "";
  return {
    code: 0,
    text: [
      `Run this as the user whose gateway it is${name ? ` (${name})` : ""}. It only reads, takes about half a minute, and fills the folder ${folder}.`,
      "If the gateway is on another machine, copy the folder here afterwards; it may hold secrets, so delete it when the record is made.",
      "",
      block,
    ].join("\n"),
    data: { folder, block, outputs },
    next: `bridge.mjs environment${same} --from ${folder} --out environment.json`,
  };
}

/** @throws UsageError where the folder holds nothing that says anything */
function recordFrom(folder: string, instance: string | null): Environment {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(
      `${folder}: no such folder, expected the one that the printed commands filled`,
      "bridge.mjs environment",
    );
  const saved: Saved = {};
  for (const file of Object.keys(outputs).flatMap((name) => [name, name.replace(/\.json$/, ".err")])) {
    const path = join(folder, file);
    if (existsSync(path)) saved[file as keyof Saved] = readText(path, largestOutput);
  }
  const record = gather(saved, instance);
  if (!record.openclaw && !record.hooks && !record.gateway)
    throw new UsageError(
      `${folder}: found none of ${Object.keys(outputs).join(", ")}, or nothing in them`,
      "bridge.mjs environment",
    );
  return record;
}

const text = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const printed = (record: Environment): Outcome => ({
  code: 0,
  exactly: text(record),
  text: text(record),
  data: { ...record },
  next: "bridge.mjs environment --help",
});

/** Writes a record beside those that are there; a file that is no environment file is left alone. */
function keep(record: Environment, file: string): Outcome {
  const before: Environments = existsSync(file) ? earlier(file) : {};
  const all = { ...before, [record.instance ?? everyInstance]: record };
  const names = Object.keys(all);
  writeWhole(file, text(names.length === 1 ? record : { instances: all }));
  return {
    code: 0,
    text: [
      `Wrote ${file}: ${names.map((name) => (name === everyInstance ? "every instance" : name)).join(", ")}`,
      ...(record.unknown ?? []).map((fact) => `unknown  ${fact}`),
    ].join("\n"),
    data: { file, instances: names, record },
    next: `bridge.mjs status bridge.yaml --environment ${file}`,
  };
}

function earlier(file: string): Environments {
  try {
    return readEnvironment(readText(file, largestEnvironment), file);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(`${(cause as Error).message}; it is left alone`, "bridge.mjs environment --help");
  }
}
