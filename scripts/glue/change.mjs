#!/usr/bin/env node
// Turns the bridge's wishes (config.set.json beside this file) into the exact changes for one gateway as it is now, and
// later into the exact way back. It reads files and prints text: the writing is done by `openclaw config`, in plain sight.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const help = `usage: node change.mjs file LOOK            prints the path of openclaw.json
       node change.mjs place LOOK           prints the batch for: openclaw config set --batch-file
       node change.mjs undo LOOK AFTER NOW  prints the file NOW without what the rollout added
       node change.mjs same LOOK FILE       whether the file FILE says what LOOK saw

LOOK is what was there before: openclaw gateway call config.get --json > LOOK
AFTER and NOW are openclaw.json as the rollout left it, and as it is now; AFTER may also be the batch of a rollout
that was interrupted while it wrote.
Exit codes: 0 fine · 1 the gateway already has something in the way, or FILE says something else · 2 wrong usage or
unreadable input.
`;

/**
 * @typedef {{ path: string, value: unknown, existing?: true }} Wish a path ending in [+] is appended to its list, and so is
 *   one ending in an index: that index was foreseen, what is there now counts. `existing`: must be there; nothing is written.
 */
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

/** What OpenClaw shows instead of a credential's value, and of the variable's name inside a SecretRef. */
const redacted = "__OPENCLAW_REDACTED__";

/** Whether what is there is what the bridge expects, as far as it shows. @param {any} there @param {any} expected */
const fits = (there, expected) =>
  isSection(expected)
    ? isSection(there) &&
      Object.entries(expected).every(([key, value]) => equal(there[key], value) || there[key] === redacted)
    : equal(there, expected);

/** The list that a wish is appended to, and the index that was foreseen. @param {string} path */
const appended = (path) => /^(.*)\[(\d+|\+)\]$/.exec(path)?.slice(1) ?? [];

/** What a list's entry is known by: its id where it has one, its value otherwise. @param {any} a @param {any} b */
const same = (a, b) => (a?.id !== undefined && b?.id !== undefined ? a.id === b.id : equal(a, b));

/**
 * The configuration as it was written, with secrets redacted: what `config get` shows has defaults mixed in.
 * @param {string} file the output of `openclaw gateway call config.get --json` @returns {Section}
 */
function readLook(file) {
  const { parsed, includedPaths = [], valid, issues = [] } = readJson(file);
  if (typeof parsed !== "object" || parsed === null)
    stop(2, `${file}: found no configuration; is the gateway running?`);
  if (valid === false) stop(1, `openclaw.json is not valid as it is: ${JSON.stringify(issues).slice(0, 500)}`);
  if (includedPaths.length > 1)
    stop(1, `openclaw.json includes other files (${includedPaths.join(", ")}): a copy of it alone is no way back`);
  return parsed;
}

/** @param {Wish[]} wishes @param {Section} now @returns {Wish[]} */
function place(wishes, /** @type {any} */ now) {
  /** @type {Wish[]} */
  const batch = [];
  /** @type {Map<string, number>} */
  const lengths = new Map();
  const inTheWay = obstacles(wishes, now);
  for (const { path, value, existing } of wishes) {
    const [list, foreseen] = appended(path);
    if (list === undefined) {
      const there = at(now, parts(path));
      if (existing && !fits(there, value))
        inTheWay.push(`${path} is no longer what the record showed: record this instance again, and render again`);
      if (existing) continue;
      if (there === undefined) batch.push({ path, value });
      else if (!equal(there, value))
        inTheWay.push(`${path} is already set to something else; the bridge does not change it`);
      continue;
    }
    const entries = at(now, parts(list)) ?? [];
    const twin = entries.find((/** @type {unknown} */ entry) => same(entry, value));
    if (twin !== undefined && !equal(twin, value))
      inTheWay.push(`${list} already has an entry with the bridge's id and other content`);
    if (twin !== undefined) continue;
    const next = lengths.get(list) ?? entries.length;
    lengths.set(list, next + 1);
    if (foreseen !== "+" && Number(foreseen) !== next)
      process.stderr.write(`note: ${list} has changed since the record: [${next}] instead of [${foreseen}]\n`);
    batch.push({ path: `${list}[${next}]`, value });
  }
  const dormant = now.hooks?.enabled ? [] : (now.hooks?.mappings ?? []);
  if (dormant.length > 0)
    process.stderr.write(`note: hooks were off; switching them on wakes ${dormant.length} mapping(s) of yours\n`);
  if (inTheWay.length > 0) stop(1, `nothing was changed:\n- ${inTheWay.join("\n- ")}`);
  return batch;
}

/** Traps that neither the schema nor a plain comparison shows. @param {Wish[]} wishes @param {any} now @returns {string[]} */
function obstacles(wishes, now) {
  const found = [];
  const wanted = (/** @type {string} */ path) =>
    wishes.some((wish) => !wish.existing && wish.path.replace(/\[\d+\]$/, "[+]") === path);
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

/**
 * Takes away what the rollout added and nobody changed since: what was not there before, is in what the rollout left, and
 * still is as the rollout left it. OpenClaw's own additions to the same write (owners of agents) go the same way.
 * @param {any} before @param {any} after @param {any} now @param {string} path @param {string[]} removed
 * @returns {any} `now` without it; undefined where nothing of it stays
 */
function undo(before, after, now, path, removed) {
  if (after === undefined) return now;
  if (before === undefined && equal(after, now)) {
    removed.push(path);
    return undefined;
  }
  if (Array.isArray(now) && Array.isArray(after)) {
    const added = after.filter((entry) => !(Array.isArray(before) && before.some((old) => same(old, entry))));
    const gone = (/** @type {unknown} */ entry) => added.some((own) => equal(own, entry));
    now.forEach((entry, index) => {
      if (gone(entry)) removed.push(`${path}[${index}]`);
    });
    return before === undefined && now.every(gone) ? undefined : now.filter((entry) => !gone(entry));
  }
  if (!isSection(now) || !isSection(after)) return now;
  const kept = Object.entries(now).flatMap(([key, value]) => {
    const inner = undo(before?.[key], after[key], value, path ? `${path}.${key}` : key, removed);
    return inner === undefined ? [] : [[key, inner]];
  });
  return before === undefined && kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** What a batch makes of a configuration. @param {any} before @param {Wish[]} batch */
function applied(before, batch) {
  const after = structuredClone(before);
  for (const { path, value } of batch) {
    const keys = parts(path);
    const last = /** @type {string} */ (keys.pop());
    let node = after;
    for (const [index, key] of keys.entries()) node = node[key] ??= /^\d+$/.test(keys[index + 1] ?? last) ? [] : {};
    node[last] = value;
  }
  return after;
}

/** Whether a file says what was seen; of a credential nobody saw the value. @param {any} seen @param {any} file @returns {boolean} */
function shows(seen, file) {
  if (seen === redacted) return file !== undefined;
  if (Array.isArray(seen))
    return (
      Array.isArray(file) && seen.length === file.length && seen.every((entry, index) => shows(entry, file[index]))
    );
  if (!isSection(seen)) return equal(seen, file);
  const { meta: _stamp, ...expected } = seen;
  return (
    isSection(file) &&
    Object.keys(file).every((key) => key in seen) &&
    Object.entries(expected).every(([key, value]) => shows(value, file[key]))
  );
}

/** @param {unknown} value */
const isSection = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

const [task, look = "", ...files] = process.argv.slice(2);
if (task === "--help") {
  process.stdout.write(help);
} else if (task === "file" && look && files.length === 0) {
  const { path } = readJson(look);
  if (typeof path !== "string" || path === "") stop(2, `${look}: names no file; is the gateway running?`);
  process.stdout.write(`${path}\n`);
} else if (task === "place" && look && files.length === 0) {
  const wishes = readJson(join(dirname(fileURLToPath(import.meta.url)), "config.set.json"));
  process.stdout.write(`${JSON.stringify(place(wishes, readLook(look)), null, 2)}\n`);
} else if (task === "same" && files.length === 1) {
  const { meta: _stamp, ...config } = readJson(files[0] ?? "");
  if (!shows(readLook(look), config)) stop(1, "it says something else than before the rollout");
} else if (task === "undo" && files.length === 2) {
  const [given, now] = files.map(readJson);
  const after = Array.isArray(given) ? applied(readLook(look), given) : given;
  /** @type {string[]} */
  const removed = [];
  const { meta: _stamp, ...config } = now;
  const left = undo(readLook(look), after, config, "", removed);
  process.stdout.write(`${JSON.stringify({ ...left, meta: now.meta }, null, 2)}\n`);
  process.stderr.write(removed.map((path) => `removed ${path}\n`).join(""));
} else {
  stop(2, `expected place or undo\n${help}`);
}
