import { pluginsNamed, withClosedChannels } from "./channels.ts";
import { legacyKey } from "./legacy.ts";
import type { Path } from "./path.ts";
import { refineConfig } from "./refine.ts";
import { alternatives, below, namesBelow, type Schema } from "./schema.ts";
import { type Problem, unknownKey, type Walk, walk } from "./walk.ts";

/** What a version holds against a configuration value. */
export type ConfigProblem = Problem;

/**
 * `complete`: what is required must be there (never reported for a property with a default). `patch`: for `openclaw config patch`, where
 * `null` removes its key. `channels`: ids that the reader's environment has besides the known ones.
 */
export type ConfigOptions = { complete?: boolean; patch?: boolean; channels?: readonly string[] };

/**
 * Holds a fragment of openclaw.json to a version's schema, in agreement with `openclaw config validate`: alternatives, secret references,
 * durations, closed channels, migrated keys. A fragment may be incomplete. Texts that the reader or the environment fills in pass where a
 * text does; `${VAR}` in place of a number or boolean is refused, as OpenClaw does. One problem per place.
 * @param schema the configuration schema of the version (`catalog.config`)
 * @param at where in the file the fragment belongs; empty for the root
 */
export function checkConfig(
  schema: Schema,
  value: unknown,
  at: Path = [],
  options: ConfigOptions = {},
): ConfigProblem[] {
  const root = withClosedChannels(schema);
  const walkOf: Walk = {
    root,
    complete: options.complete ?? false,
    patch: options.patch ?? false,
    legacy: (path, parent) => legacyKey(root, path, parent),
    refine: refineConfig,
  };
  const extra = [...(options.channels ?? []), ...(at.length === 0 ? pluginsNamed(value) : [])];
  const isExtra = (path: Path) =>
    path[0] === "channels" && path.length > 1 && extra.includes(String(path[1]).toLowerCase());
  if (isExtra(at)) return [];
  const places = at.reduce<Schema[]>((here, step) => here.flatMap((one) => below(one, step, root)), [root]);
  if (places.length === 0) {
    const unknown = checkConfigPath(schema, at);
    const old = legacyKey(root, at, {});
    return old?.schema ? [...unknown, ...walk(old.schema, value, at, walkOf)] : unknown;
  }
  const [only, ...others] = places;
  const target = others.length === 0 && only ? only : { anyOf: places };
  return walk(target, value, at, walkOf).filter(
    ({ kind, path }) => kind !== "unknown-key" || path.length !== 2 || !isExtra(path),
  );
}

/**
 * Whether a path of `config get|set|unset` exists in the version; arrays by index, open maps by any key.
 * @returns one problem, at the first step that the version refuses, or none
 */
export function checkConfigPath(schema: Schema, path: Path): ConfigProblem[] {
  const root = withClosedChannels(schema);
  let here = [root];
  for (const [index, step] of path.entries()) {
    const next = here.flatMap((one) => below(one, step, root));
    const own = path.slice(0, index + 1);
    if (next.length === 0) {
      const old = legacyKey(root, own, {});
      return [old?.problem ?? refusedStep(here, own, root)];
    }
    here = next;
  }
  return [];
}

function refusedStep(here: Schema[], path: Path, root: Schema): ConfigProblem {
  const names = here.flatMap((one) => namesBelow(one, root));
  const list = here.flatMap((one) => alternatives(one, root)).some((one) => one.items);
  const problem = unknownKey({}, path, names);
  return list && names.length === 0 ? { ...problem, expected: "index" } : problem;
}
