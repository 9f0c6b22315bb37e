import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { CommandSpec, Hooks } from "../../openclaw/catalog.ts";
import { rehearsedVersion } from "../../plan/support.ts";
import type { Group, Item } from "./texts.ts";
import type { Version } from "./versions.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

const read = <Value>({ files }: Version, name: string): Value | undefined => {
  const text = files.get(name);
  return text === undefined ? undefined : JSON.parse(text);
};

/** What the checks rely on besides texts: the parts of the catalog, refusals, value lists, pages, and recorded runs. */
export function factsBroken(from: Version, to: Version): Item[] {
  return [...partsMissing(from), ...partsMissing(to), ...hooksChanged(from, to), ...pagesGone(to), ...pins(to.version)];
}

const partsMissing = ({ failed, version }: Version): Item[] =>
  failed.map(({ name, why }) => ({
    group: "catalog",
    place: "scripts/maintain/catalog/",
    found: `${name} of ${version} could not be extracted: ${why}`,
    expected: "what the extraction looks for in an install; until then the nearest version's is used",
    mend: "look at the install, and teach the extraction where it stands now",
  }));

/** A refusal or a list of values that is gone or says something else. */
function hooksChanged(from: Version, to: Version): Item[] {
  // A part that could not be extracted is another version's: nothing follows from it.
  const isOwn = ({ failed }: Version) => failed.every(({ name }) => name !== "hooks.json");
  const [before, after] = [read<Hooks>(from, "hooks.json"), read<Hooks>(to, "hooks.json")];
  if (!before || !after || !isOwn(from) || !isOwn(to)) return [];
  const item = (id: string, found: string, expected: string): Item => ({
    group: "rules",
    place: placeOf(id) ?? "scripts/openclaw/",
    found: `${id}: ${found}`,
    expected,
    mend: "measure it on the new version, and change the check and what is written of it",
  });
  const rules = Object.entries(before.rules).flatMap(([id, { says }]) => {
    const now = after.rules[id];
    if (!now) return [item(id, "gone", `OpenClaw refuses with: ${says}`)];
    return now.says === says ? [] : [item(id, now.says, says)];
  });
  const values = Object.entries(before.values).flatMap(([id, fact]) => {
    const now = after.values[id];
    if (!now) return [item(id, "gone", JSON.stringify(fact.values ?? fact.kind))];
    const same = JSON.stringify(now.values) === JSON.stringify(fact.values) && now.kind === fact.kind;
    return same ? [] : [item(id, JSON.stringify(now.values ?? now.kind), JSON.stringify(fact.values ?? fact.kind))];
  });
  return [...rules, ...values];
}

/** Where our code names a fact, or undefined. */
const placeOf = (id: string): string | undefined => named(`"${id}"`, ["scripts/openclaw", "scripts/lint"])[0];

function named(word: string, folders: string[]): string[] {
  return sources(folders).flatMap(({ file, lines }) =>
    lines.flatMap((line, index) => (line.includes(word) ? [`${file}:${index + 1}`] : [])),
  );
}

/** Pages of OpenClaw's documentation that we cite, and that the install no longer has. */
function pagesGone({ install }: Version): Item[] {
  if (!install || !existsSync(join(install, "docs"))) return [];
  const cited = sources(["scripts", "references", "prompts", "SKILL.md", "README.md", "README.zh-CN.md"]).flatMap(
    ({ file, lines }) =>
      lines.flatMap((line, index) =>
        [...line.matchAll(/(?<![\w/.-])docs\/[\w./-]+\.mdx?/g)].map(([page]) => ({
          page,
          place: `${file}:${index + 1}`,
        })),
      ),
  );
  const own = (page: string) => existsSync(join(root, page));
  return [...Map.groupBy(cited, ({ page }) => page)]
    .filter(([page]) => !own(page) && !existsSync(join(install, page)))
    .map(([page, places]) => ({
      group: places.some(({ place }) => place.startsWith("scripts/lint/rules")) ? "rules" : "references",
      place: places.length > 1 ? `${places[0]?.place} and ${places.length - 1} more` : (places[0]?.place ?? ""),
      found: page,
      expected: "a page that the install has",
      mend: "cite the page that says it now",
    }));
}

/** What was recorded on the rehearsed version, and has to be recorded again. */
function pins(version: string): Item[] {
  if (version === rehearsedVersion) return [];
  const item = (place: string, found: string, mend: string, group: Group = "rehearsals"): Item => ({
    group,
    place,
    found,
    expected: version,
    mend,
  });
  const rows = (file: string) => readFileSync(join(root, file), "utf8").split(rehearsedVersion).length - 1;
  const place = named("rehearsedVersion =", ["scripts/plan"])[0] ?? "scripts/plan/support.ts";
  return [
    item(
      "test/openclaw/package.json",
      rehearsedVersion,
      `npm install --prefix test/openclaw --ignore-scripts --save-exact openclaw@${version}`,
    ),
    item(place, rehearsedVersion, "change it, then npm run generate"),
    item(
      "references/evidence.json",
      `${rows("references/evidence.json")} rows of ${rehearsedVersion}`,
      "npm run rehearse -- --all --record",
    ),
    item(
      "references/faults.json",
      `recorded on ${rehearsedVersion}`,
      "npm run rehearse -- references/examples/daily-audit/bridge.yaml --faults --record",
    ),
    item("references/soak.md", `recorded on ${rehearsedVersion}`, "npm run bench:soak"),
    item("references/performance.md", `recorded on ${rehearsedVersion}`, "npm run bench -- --record"),
  ];
}

let known: { file: string; lines: string[] }[] | undefined;

function sources(places: string[]): { file: string; lines: string[] }[] {
  known ??= ["scripts", "references", "prompts", "."]
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: folder !== ".", withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.(?:ts|mjs|md|hbs)$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name)),
    )
    .filter((file) => !file.includes("/rendered"))
    .map((file) => ({ file: relative(root, file), lines: readFileSync(file, "utf8").split("\n") }));
  return known.filter(({ file }) => places.some((place) => file === place || file.startsWith(`${place}/`)));
}

/** What came and went, as counts and names; `used` are names that our texts or code mention. */
export type Changes = { what: string; added: string[]; gone: string[]; used: string[] };

/** What differs between two catalogs: commands, flags, configuration keys. */
export function changes(from: Version, to: Version): Changes[] {
  const tree = (version: Version) => read<Record<string, CommandSpec>>(version, "commands.json") ?? {};
  const flags = (version: Version) =>
    Object.entries(tree(version)).flatMap(([path, spec]) =>
      Object.keys(spec.flags).map((flag) => `${path} ${flag}`.trim()),
    );
  const keys = (version: Version) => [...keysOf(read<object>(version, "config.schema.json") ?? {})];
  const escaped = (text: string) => text.replace(/[.*]/g, "\\$&");
  return [
    compared("commands", Object.keys(tree(from)), Object.keys(tree(to)), (path) => `openclaw ${path}(?![\\w-])`),
    compared("flags", flags(from), flags(to), (name) => {
      const at = name.lastIndexOf(" ");
      return `${name.slice(0, at)}(?![\\w-])[^\`]{0,600}?${name.slice(at + 1)}(?![\\w-])`;
    }),
    // One word alone may mean anything.
    compared("configuration keys", keys(from), keys(to), (key) =>
      key.includes(".") ? `(?<![\\w.])${escaped(key.replaceAll(".*", ""))}(?![\\w.])` : "(?!)",
    ),
  ];
}

function compared(what: string, before: string[], after: string[], asWritten: (name: string) => string): Changes {
  const [was, is] = [new Set(before), new Set(after)];
  const gone = before.filter((name) => !is.has(name));
  const texts = sources(["scripts/plan", "scripts/rehearse", "prompts", "references"]).map(({ lines }) =>
    lines.join("\n"),
  );
  const isUsed = (name: string) => {
    const pattern = new RegExp(asWritten(name));
    return texts.some((text) => pattern.test(text));
  };
  return { what, added: after.filter((name) => !was.has(name)), gone, used: gone.filter(isUsed) };
}

/** The paths of all keys that a schema has; `*` is any name or index. */
function keysOf(schema: object, path = "", depth = 0): Set<string> {
  const { properties, additionalProperties, items, anyOf, allOf, oneOf } = schema as Record<string, unknown>;
  const found = new Set<string>();
  const below = (one: unknown, at: string) => {
    if (one && typeof one === "object" && depth < 12) for (const key of keysOf(one, at, depth + 1)) found.add(key);
  };
  for (const [key, one] of Object.entries((properties ?? {}) as object)) {
    const at = path ? `${path}.${key}` : key;
    found.add(at);
    below(one, at);
  }
  below(additionalProperties, `${path}.*`);
  below(items, `${path}.*`);
  for (const one of [anyOf, allOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []))) below(one, path);
  return found;
}
