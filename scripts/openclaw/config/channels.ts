import type { Schema } from "./schema.ts";
import { isRecord } from "./values.ts";

/** Keys below `channels` that are no channel; the older schemas leave them out (docs/gateway/config-channels.md). */
const shared = ["defaults", "modelByChannel"];

/** Channels that the shipped documentation has and whose plugin is installed apart (docs/channels): open, as OpenClaw has no schema for them. */
const ofPlugins = ["qqbot", "yuanbao", "wecom", "openclaw-weixin", "openclaw-zaloclawbot"];

const closed = new WeakMap<Schema, Schema>();

/**
 * The published schema leaves `channels` open, OpenClaw does not: "unknown channel id" (dist/io.snapshot-preparation; measured). Gives the
 * schema with `channels` closed over its own channels and those that the documentation says a plugin brings.
 */
export function withClosedChannels(root: Schema): Schema {
  const channels = root.properties?.channels;
  const own = channels?.properties;
  if (!channels || !own) return root;
  const known = closed.get(root);
  if (known) return known;
  const others = Object.fromEntries(
    [...shared, ...ofPlugins].filter((id) => !own[id]).map((id): [string, Schema] => [id, {}]),
  );
  const copy = {
    ...root,
    properties: {
      ...root.properties,
      channels: { ...channels, properties: { ...own, ...others }, additionalProperties: false },
    },
  };
  closed.set(root, copy);
  return copy;
}

/** Channels that the configuration itself says a plugin brings: then an unknown id is a warning (measured). Ids compare in lower case. */
export function pluginsNamed(value: unknown): string[] {
  const plugins = isRecord(value) && isRecord(value.plugins) ? value.plugins : {};
  const allow = Array.isArray(plugins.allow) ? plugins.allow.filter((id) => typeof id === "string") : [];
  const keys = [plugins.entries, plugins.installs].flatMap((part) => (isRecord(part) ? Object.keys(part) : []));
  return [...allow, ...keys].map((id) => id.trim().toLowerCase());
}
