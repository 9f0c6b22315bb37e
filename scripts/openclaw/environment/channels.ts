import type { Saved } from "./gather.ts";
import { type Data, isData, parseOutput } from "./read.ts";
import type { Environment } from "./record.ts";
import { safeName } from "./safe.ts";

/** Keys of the section that are no channels (configuration schema of 2026.9.6). */
const noChannel = ["defaults", "modelByChannel"];

/** Channels that reach another gateway by themselves; a record always says whether they are there. */
const native = ["a2a", "reef"];

/**
 * The channels of an instance. Configured is one that has a section which is not switched off, whose plugin is not off either.
 * @param section `channels` of the configuration
 */
export function inRecord(section: Data, saved: Saved): NonNullable<Environment["channels"]> {
  const listed = parseOutput(saved["channel-list.json"]);
  const chat = isData(listed) && isData(listed.chat) ? listed.chat : {};
  const off = pluginsOff(saved);
  const ids = [...new Set([...native, ...Object.keys(section), ...Object.keys(chat)])].filter(
    (id) => !noChannel.includes(id),
  );
  return Object.fromEntries(
    ids.flatMap((id) => {
      const name = safeName(id);
      if (name === null || !/^[a-z(]/i.test(name)) return [];
      const settings = isData(section[id]) ? section[id] : undefined;
      const row = isData(chat[id]) ? chat[id] : {};
      const enabled = settings !== undefined && settings.enabled !== false && !off.has(id);
      return [
        [
          name,
          {
            configured: enabled && row.installed !== false,
            accounts: accounts(settings, row),
            ...(typeof row.installed === "boolean" ? { installed: row.installed } : {}),
            ...(native.includes(id)
              ? { enabled, peers: Object.keys(isData(settings?.peers) ? settings.peers : {}).length }
              : {}),
          },
        ],
      ];
    }),
  );
}

function accounts(settings: Data | undefined, row: Data): number {
  if (Array.isArray(row.accounts)) return row.accounts.length;
  if (isData(settings?.accounts)) return Object.keys(settings.accounts).length;
  return settings ? 1 : 0;
}

/** The channels whose plugin is switched off. */
function pluginsOff(saved: Saved): Set<string> {
  const listed = parseOutput(saved["plugins.json"]);
  const plugins = isData(listed) && Array.isArray(listed.plugins) ? listed.plugins : [];
  return new Set(
    plugins.flatMap((plugin) =>
      isData(plugin) && plugin.enabled === false && Array.isArray(plugin.channelIds)
        ? plugin.channelIds.map(String)
        : [],
    ),
  );
}
