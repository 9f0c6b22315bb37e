import type { Saved } from "./gather.ts";

/** A JSON object whose keys nobody has looked at yet. */
export type Data = Record<string, unknown>;

export const isData = (value: unknown): value is Data =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The list at a place; empty where there is none. */
export function listAt(section: Data, keys: string[]): unknown[] {
  const found = keys.reduce<unknown>((at, key) => (isData(at) ? at[key] : undefined), section);
  return Array.isArray(found) ? found : [];
}

/** The JSON value of an output; undefined where it has none. Lines before and after the value are warnings. */
export function parseOutput(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  const start = text.search(/^[[{]/m);
  const last = Math.max(text.lastIndexOf("}"), text.lastIndexOf("]"));
  if (start < 0 || last < start) return undefined;
  try {
    return JSON.parse(text.slice(start, last + 1));
  } catch {
    return undefined;
  }
}

type Sections = Record<"hooks" | "cron" | "gateway" | "channels" | "agents", Data | undefined>;

/**
 * The sections of the configuration: from `config.get`, which shows it as written, or else one by one. An unset section is
 * an empty one; undefined is one that nobody could read. 2026.9.6 says "valid but unset", earlier versions "path not found".
 */
export function sectionsOf(saved: Saved): Sections {
  const whole = parseOutput(saved["config.json"]);
  const parsed = isData(whole) && isData(whole.parsed) ? whole.parsed : undefined;
  const section = (name: keyof Sections): Data | undefined => {
    if (parsed) return isData(parsed[name]) ? parsed[name] : {};
    const alone = parseOutput(saved[`config-${name}.json`]);
    if (isData(alone) && alone.ok !== false) return alone;
    const said = `${isData(alone) ? JSON.stringify(alone.error) : ""}${saved[`config-${name}.err`] ?? ""}`;
    return /valid but unset|path not found/.test(said) ? {} : undefined;
  };
  return {
    hooks: section("hooks"),
    cron: section("cron"),
    gateway: section("gateway"),
    channels: section("channels"),
    agents: section("agents"),
  };
}

/** Whether the file has comments, which OpenClaw strips at its next write; null where nobody can tell. */
export function hasComments(saved: Saved): boolean | null {
  const whole = parseOutput(saved["config.json"]);
  if (isData(whole) && typeof whole.raw === "string") {
    const bare = whole.raw.replaceAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/g, '""');
    return /\/\/|\/\*/.test(bare);
  }
  const count = /^\s*(\d{1,6})\s*$/.exec(saved["comments.txt"] ?? "")?.[1];
  return count === undefined ? null : Number(count) > 0;
}
