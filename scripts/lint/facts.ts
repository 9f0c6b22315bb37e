import { append } from "../openclaw/lists.ts";
import { type Data, everyValue, keyPlace, parseJson, textAt } from "./document/data.ts";
import type { Document, PlacedCall, PlacedData } from "./document/document.ts";
import type { Place, Source } from "./document/source.ts";
import { type Job, jobOfData, jobOfLine, jobShape } from "./jobs.ts";
import { configPath, type Openclaw, type Resolved } from "./openclaw.ts";

export type Path = (string | number)[];

/** A call of `openclaw`, resolved against the catalog. */
export type OpenclawCall = PlacedCall & { resolved: Resolved };

/** Something that is, or will be, written into openclaw.json: a block of it, a `config set`, a patch, one operation of a batch. */
export type Edit = {
  how: "block" | "set" | "unset" | "patch" | "batch";
  /** Where in openclaw.json the value goes; empty for the root. */
  path: Path;
  /** Undefined for `unset`, and for a value that only the running command knows. */
  data: Data | undefined;
  /** Of the path, for a `config` line; else of the block. */
  place: Place;
  wrong: boolean;
  /** Where the author left parts out, an absence says nothing. */
  elided: boolean;
  call?: OpenclawCall;
};

/** One value of openclaw.json that the document sets, with its whole path. The place is its key's. */
export type Setting = { path: Path; data: Data | undefined; place: Place; wrong: boolean; edit: Edit };

/** An address anywhere in the document. */
export type Address = { text: string; url: URL; place: Place };

/** What the rules look at, beside the document itself. */
export type Facts = {
  calls: OpenclawCall[];
  edits: Edit[];
  settings: Setting[];
  jobs: Job[];
  /** JSON Schemas of messages. */
  schemas: PlacedData[];
  /** Sample messages and other data that is neither configuration nor a job nor a schema. */
  payloads: PlacedData[];
  addresses: Address[];
};

/**
 * Derives from a document what it would make OpenClaw do.
 * @param openclaw how a command line and a configuration path are understood in the version at hand
 */
export function factsOf(document: Document, openclaw: Openclaw): Facts {
  const calls = document.calls
    .filter(({ name }) => name === "openclaw" || name === "openclaw.mjs")
    .map((call) => ({ ...call, resolved: openclaw.resolve(call.words) }));
  const facts: Facts = {
    calls,
    edits: [],
    settings: [],
    jobs: [],
    schemas: [],
    payloads: [],
    addresses: addresses(document.source),
  };
  for (const call of calls) {
    append(facts.edits, editsOf(call));
    const job = jobOfLine(call);
    if (job) facts.jobs.push(job);
  }
  for (const placed of document.data) sort(placed, document, facts, openclaw);
  const patches = calls.filter(
    ({ resolved, wrong }) =>
      !wrong && resolved.path.join(" ") === "config patch" && resolved.flags.some(({ name }) => name === "--file"),
  );
  const writing = patches.filter(({ resolved }) => !resolved.flags.some(({ name }) => name === "--dry-run"));
  for (const edit of facts.edits) {
    // A block is written by the first patch that follows it, or by the last one before it.
    const after = [...writing, ...patches].find(({ place }) => place.line > edit.place.line);
    const patch = after ?? writing.at(-1) ?? patches.at(-1);
    if (patch && edit.how === "block" && edit.path.length === 0) Object.assign(edit, { how: "patch", call: patch });
  }
  const batch = calls.findLast(
    ({ resolved, wrong }) =>
      !wrong &&
      resolved.path.join(" ") === "config set" &&
      resolved.flags.some(({ name }) => name === "--batch-file") &&
      !resolved.flags.some(({ name }) => name === "--dry-run"),
  );
  if (batch) for (const edit of facts.edits) if (edit.how === "batch") edit.call ??= batch;
  facts.settings = facts.edits.flatMap(settingsOf);
  return facts;
}

const isConfigCall = ({ name, words }: PlacedCall) => name === "openclaw" && words[0]?.text === "config";

function sort(placed: PlacedData, document: Document, facts: Facts, openclaw: Openclaw): void {
  const { data, wrong, elided } = placed;
  const block = (path: Path, value: Data): Edit => ({
    how: "block",
    path,
    data: value,
    place: value.place,
    wrong,
    elided,
  });
  if (hasAll(data, "bridge", "flows")) return; // a spec is read by the spec's own checks
  if (placed.call && isConfigCall(placed.call)) return; // editsOf reads these, at their path
  if (isSchema(data)) facts.schemas.push(placed);
  else if (data.type === "array" && data.items.length > 0 && data.items.every(isOperation))
    append(
      facts.edits,
      data.items.map((item) => operation(item, wrong, elided)),
    );
  else {
    const jobs = [...jobShape(data)];
    if (jobs.length > 0)
      append(
        facts.jobs,
        jobs.map((job) => jobOfData(job, placed)),
      );
    else if (isConfig(placed, document, openclaw)) facts.edits.push(block([], data));
    else if (isMapping(data)) facts.edits.push(block(["hooks", "mappings", 0], data));
    else if (data.type === "array" && data.items.length > 0 && data.items.every(isMapping))
      facts.edits.push(block(["hooks", "mappings"], data));
    else facts.payloads.push(placed);
  }
}

const keysOf = (data: Data) => (data.type === "object" ? data.entries.map(({ key }) => key) : []);
const hasAll = (data: Data, ...keys: string[]) => keys.every((key) => keysOf(data).includes(key));

const isSchema = (data: Data) =>
  (hasAll(data, "properties") && (hasAll(data, "$schema") || hasAll(data, "type"))) || hasAll(data, "$schema", "type");

const isOperation = (data: Data) =>
  hasAll(data, "path") &&
  (hasAll(data, "value") || hasAll(data, "ref") || hasAll(data, "provider") || hasAll(data, "op")) &&
  keysOf(data).length <= 4;

const isMapping = (data: Data) =>
  hasAll(data, "match") &&
  ["action", "messageTemplate", "textTemplate", "transform", "agentId", "deliver"].some((key) => hasAll(data, key));

/** Keys at the root of openclaw.json that a message hardly ever has as an object. */
const telling = new Set(["hooks", "cron", "gateway", "channels", "agents", "plugins", "session", "logging", "models"]);

function isConfig({ data, lead, headings, source }: PlacedData, document: Document, openclaw: Openclaw): boolean {
  if (data.type !== "object" || data.entries.length === 0) return false;
  if (["specversion", "bridge", "services", "jobs", "on", "apiVersion"].some((key) => hasAll(data, key))) return false;
  const objects = data.entries.filter(({ value }) => value.type === "object" && value.entries.length > 0);
  if (objects.some(({ key }) => telling.has(key))) return true;
  const about = `${lead}\n${headings.at(-1) ?? ""}\n${document.path}\n${source.text.slice(0, 160).split("\n").slice(0, 2).join("\n")}`;
  return (
    /openclaw\.json|openclaw config|config(?:uration)? (?:file|patch)|配置文件/i.test(about) &&
    objects.length > 0 &&
    objects.some(({ key }) => openclaw.isRootKey(key) || /peer|feder|bridge|cluster|remote/i.test(key))
  );
}

function operation(item: Data, wrong: boolean, elided: boolean): Edit {
  const value = item.type === "object" ? item.entries.find(({ key }) => key === "value")?.value : undefined;
  const path = configPath(textAt(item, "path") ?? "");
  return { how: "batch", path, data: value, place: keyPlace(item, ["path"]), wrong, elided };
}

/** The edits that one `openclaw config …` line makes. */
function editsOf(call: OpenclawCall): Edit[] {
  const [group, action] = call.resolved.path;
  if (group !== "config" || !action) return [];
  const base = { wrong: call.wrong, call, elided: false };
  if (action === "patch" || (action === "set" && call.input && call.words.length < 5)) {
    const parsed = call.input ? parseJson(call.input) : undefined;
    if (!parsed || "error" in parsed) return [];
    const { data, elided } = parsed;
    if (data.type === "array")
      return data.items.filter(isOperation).map((item) => ({ ...operation(item, call.wrong, elided), call }));
    return [{ ...base, how: "patch", path: [], data, place: data.place, elided }];
  }
  const batch = call.resolved.flags.find(({ name }) => name === "--batch-json");
  if (action === "set" && batch) {
    const word = call.words.find(({ text }) => text.includes("[") && text.includes("path"));
    const parsed = word ? parseJson(word.source) : undefined;
    return parsed && !("error" in parsed) && parsed.data.type === "array"
      ? parsed.data.items.filter(isOperation).map((item) => ({ ...operation(item, call.wrong, parsed.elided), call }))
      : [];
  }
  const [path, value] = call.resolved.positionals.map(({ index }) => call.words[index]);
  if (!path || path.opaque) return [];
  if (action === "unset")
    return [{ ...base, how: "unset", path: configPath(path.text), data: undefined, place: path.place }];
  if (action !== "set") return [];
  return [
    {
      ...base,
      how: "set",
      path: configPath(path.text),
      data: value ? valueWritten(value) : undefined,
      place: path.place,
    },
  ];
}

/** `config set` takes a value as JSON5 where it parses, else as a string (docs/cli/config.md). */
function valueWritten({
  text,
  source,
  opaque,
  place,
}: {
  text: string;
  source: Source;
  opaque: boolean;
  place: Place;
}): Data | undefined {
  const json = /^\s*[[{"'\d-]|^(?:true|false|null)$/.test(text) ? parseJson(source) : undefined;
  if (json && !("error" in json)) return json.data;
  if (opaque && !/^\$\{?\w+\}?$|^</.test(text)) return undefined;
  return { type: "scalar", place, value: text, source };
}

function settingsOf(edit: Edit): Setting[] {
  const { path, data, place, wrong } = edit;
  if (!data) return [{ path, data, place, wrong, edit }];
  return everyValue(data).map((found) => ({
    path: [...path, ...found.path],
    data: found.data,
    place: found.path.length === 0 ? place : keyPlace(data, found.path),
    wrong,
    edit,
  }));
}

function addresses(source: Source): Address[] {
  const found: Address[] = [];
  for (const match of source.text.matchAll(/\bhttps?:\/\/[^\s"'<>`|)\]}\\，。；、）】」]{1,2000}/g)) {
    const text = match[0].replace(/[.,;:!?*_]+$/, "");
    if (URL.canParse(text))
      found.push({ text, url: new URL(text), place: source.place(match.index, match.index + text.length) });
  }
  return found;
}
