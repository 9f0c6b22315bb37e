import type { CommandSpec, FlagSpec } from "./catalog.ts";

/** A command with what lies below it: `children` and `flags` are found by every name they have. */
export type CommandNode = {
  path: string[];
  spec: CommandSpec;
  children: Map<string, CommandNode>;
  readonly flags: Map<string, { name: string; spec: FlagSpec }>;
};

const trees = new WeakMap<object, CommandNode>();

/** The tree of a catalog's commands; the root is its node `""`. Built once a catalog. */
export function commandTree(commands: Record<string, CommandSpec>): CommandNode {
  const known = trees.get(commands);
  if (known) return known;
  const nodes = new Map<string, CommandNode>();
  const paths = Object.keys(commands).sort((a, b) => a.split(" ").length - b.split(" ").length);
  for (const key of ["", ...paths.filter((path) => path !== "")]) {
    const path = key === "" ? [] : key.split(" ");
    const node = nodeOf(path, commands[key] as CommandSpec);
    nodes.set(key, node);
    const parent = key === "" ? undefined : nodes.get(path.slice(0, -1).join(" "));
    for (const name of [path.at(-1) ?? "", ...(node.spec.aliases ?? [])]) parent?.children.set(name, node);
  }
  const root = nodes.get("") as CommandNode;
  trees.set(commands, root);
  return root;
}

function nodeOf(path: string[], spec: CommandSpec): CommandNode {
  let flags: CommandNode["flags"] | undefined;
  return {
    path,
    spec,
    children: new Map(),
    get flags() {
      flags ??= flagsOf(spec);
      return flags;
    },
  };
}

function flagsOf({ flags }: CommandSpec): CommandNode["flags"] {
  const found: CommandNode["flags"] = new Map();
  for (const [name, spec] of Object.entries(flags))
    for (const one of [name, ...(spec.short ? [spec.short] : [])]) found.set(one, { name, spec });
  return found;
}
