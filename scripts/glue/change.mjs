#!/usr/bin/env node
// Turns the bridge's wishes (config.set.json beside this file) into the exact changes for one gateway as it is now, and
// later into the exact way back. It reads files and prints text: the writing is done by `openclaw config`, in plain sight.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const help = `usage: node change.mjs place LOOK          prints the batch for: openclaw config set --batch-file
       node change.mjs undo BEFORE NOW     prints the paths for: openclaw config unset, one a line

LOOK, BEFORE and NOW are folders with the output of: openclaw config get KEY --json > FOLDER/KEY.json
Exit codes: 0 fine · 1 the gateway already has something in the way · 2 wrong usage or unreadable input.
`;

/** @typedef {{ path: string, value: unknown }} Wish a path ending in [+] is appended to its list */
/** @typedef {{ [key: string]: unknown }} Section */

/** @param {number} code @param {string} message @returns {never} */
function stop(code, message) {
  process.stderr.write(`change: ${message}\n`);
  process.exit(code);
}

/** @param {string} file @returns {any} */
function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    return stop(2, `cannot read ${file}: ${/** @type {Error} */ (error).message}`);
  }
}

/** The path's parts, lists as numbers or "+". @param {string} path @returns {string[]} */
const parts = (path) => path.replaceAll(/\[(\d+|\+)\]/g, ".$1").split(".");

/** @param {unknown} node @param {string[]} keys @returns {any} */
const at = (node, keys) =>
  keys.reduce((/** @type {any} */ inner, key) => (inner === null ? undefined : inner?.[key]), node);

/** @param {unknown} a @param {unknown} b */
const equal = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** @param {unknown} value @returns {unknown} */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** What a list's entry is known by: its id where it has one, its value otherwise. @param {any} a @param {any} b */
const same = (a, b) => (a?.id !== undefined && b?.id !== undefined ? a.id === b.id : equal(a, b));

/**
 * The parts of a configuration that were looked at, put together again; a key that is valid but unset is left out.
 * @param {string} folder @param {Wish[]} wishes @returns {Section}
 */
function readLook(folder, wishes) {
  /** @type {Section} */
  const seen = {};
  for (const key of lookedAt(wishes)) {
    const value = readJson(join(folder, `${key}.json`));
    if (value?.ok === false && value.error) {
      if (/valid but unset/.test(String(value.error.message))) continue;
      stop(2, `${folder}/${key}.json: found ${value.error.message}`);
    }
    const keys = parts(key);
    const last = /** @type {string} */ (keys.pop());
    let inner = seen;
    for (const part of keys) inner = /** @type {Section} */ ((inner[part] ??= {}));
    inner[last] = value;
  }
  return seen;
}

/** Top-level sections, but of `gateway` only the list that is changed: the rest is nobody's business. @param {Wish[]} wishes */
const lookedAt = (wishes) => [
  ...new Set(
    wishes.map(({ path }) => (path.startsWith("gateway.") ? path.replace("[+]", "") : (parts(path)[0] ?? ""))),
  ),
];

/** @param {Wish[]} wishes @param {Section} now @returns {Wish[]} */
function place(wishes, now) {
  /** @type {Wish[]} */
  const batch = [];
  /** @type {Map<string, number>} */
  const lengths = new Map();
  const inTheWay = obstacles(wishes, now);
  for (const { path, value } of wishes) {
    const there = at(now, parts(path));
    if (!path.endsWith("[+]")) {
      if (there === undefined) batch.push({ path, value });
      else if (!equal(there, value))
        inTheWay.push(`${path} is already set to something else; the bridge does not change it`);
      continue;
    }
    const list = path.slice(0, -3);
    const entries = at(now, parts(list)) ?? [];
    const twin = entries.find((/** @type {unknown} */ entry) => same(entry, value));
    if (twin !== undefined && !equal(twin, value))
      inTheWay.push(`${list} already has an entry with the bridge's id and other content`);
    if (twin !== undefined) continue;
    const next = lengths.get(list) ?? entries.length;
    lengths.set(list, next + 1);
    batch.push({ path: `${list}[${next}]`, value });
  }
  if (inTheWay.length > 0) stop(1, `nothing was changed:\n- ${inTheWay.join("\n- ")}`);
  return batch;
}

/** Traps that neither the schema nor a plain comparison shows. @param {Wish[]} wishes @param {any} now @returns {string[]} */
function obstacles(wishes, now) {
  const found = [];
  const wanted = (/** @type {string} */ path) => wishes.some((wish) => wish.path === path);
  const catchAll = (now.hooks?.mappings ?? []).findIndex(
    (/** @type {any} */ { match }) => !match?.path && !match?.source,
  );
  if (wanted("hooks.mappings[+]") && catchAll >= 0)
    found.push(
      `hooks.mappings[${catchAll}] matches every path: it would take the bridge's events before the bridge's own mapping`,
    );
  if (wanted("hooks.token") && now.hooks?.token !== undefined)
    found.push(
      "hooks.token is already set: a gateway takes one hook token, and sharing it is a decision for its owner",
    );
  if (wanted("cron.webhookToken") && now.cron?.webhookToken !== undefined)
    found.push(
      "cron.webhookToken is already set: a gateway sends one token to every webhook, and replacing it would break the others",
    );
  if (
    wanted("hooks.allowedAgentIds[+]") &&
    now.hooks !== undefined &&
    now.hooks.allowedAgentIds === undefined &&
    now.hooks.enabled
  )
    found.push(
      "hooks.allowedAgentIds is unset, so hooks may reach every agent; adding the first entry would shut the others out",
    );
  if (now.agents?.list !== undefined)
    found.push(
      "agents.list is the legacy form and invalid beside agents.entries; let `openclaw doctor` migrate it first, and look at the tool rules afterwards",
    );
  return found.filter(
    (text) => !text.startsWith("agents.list") || wishes.some(({ path }) => path.startsWith("agents.")),
  );
}

/** @param {Wish[]} wishes @param {Section} before @param {Section} now @returns {string[]} */
function undo(wishes, before, now) {
  /** @type {string[]} */
  const paths = [];
  const ours = (/** @type {string} */ list, /** @type {unknown} */ entry) =>
    wishes.some(({ path, value }) => path === `${list}[+]` && same(entry, value));
  /** Whether all of a node is ours; where only parts are, those are listed. @type {(path: string, node: any, was: any) => boolean} */
  const walk = (path, node, was) => {
    if (was === undefined && wishes.some((wish) => wish.path === path)) return true;
    if (typeof node !== "object" || node === null) return false;
    const isList = Array.isArray(node);
    const children = Object.entries(node).map(([key, inner]) => {
      const child = isList ? `${path}[${key}]` : path ? `${path}.${key}` : key;
      const wasThere = isList && Array.isArray(was) && was.some((entry) => same(entry, inner));
      return { child, all: isList ? !wasThere && ours(path, inner) : walk(child, inner, was?.[key]) };
    });
    if (path && was === undefined && children.length > 0 && children.every(({ all }) => all)) return true;
    for (const { child, all } of children.reverse()) if (all) paths.push(child);
    return false;
  };
  walk("", now, before);
  return paths;
}

const [task, ...folders] = process.argv.slice(2);
if (task === "--help") {
  process.stdout.write(help);
} else {
  /** @type {Wish[]} */
  const wishes = readJson(join(dirname(fileURLToPath(import.meta.url)), "config.set.json"));
  const [first = "", second = ""] = folders;
  if (task === "place" && folders.length === 1) {
    process.stdout.write(`${JSON.stringify(place(wishes, readLook(first, wishes)), null, 2)}\n`);
  } else if (task === "undo" && folders.length === 2) {
    process.stdout.write(
      undo(wishes, readLook(first, wishes), readLook(second, wishes))
        .map((path) => `${path}\n`)
        .join(""),
    );
  } else {
    stop(2, `expected place or undo\n${help}`);
  }
}
