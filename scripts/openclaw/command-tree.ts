import type { CommandSpec, FlagSpec } from "./catalog.ts";

/** A command with what lies below it: `children` and `flags` are found by every name they have, and made when they are first asked for. */
export type CommandNode = {
  path: string[];
  spec: CommandSpec;
  readonly children: Map<string, CommandNode>;
  readonly flags: Map<string, { name: string; spec: FlagSpec }>;
};

const trees = new WeakMap<object, CommandNode>();

/** The tree of a catalog's commands; the root is its node `""`. Built once a catalog. */
export function commandTree(commands: Record<string, CommandSpec>): CommandNode {
  const known = trees.get(commands);
  if (known) return known;
  const below = Map.groupBy(
    Object.keys(commands).filter((key) => key !== ""),
    (key) => key.slice(0, Math.max(0, key.lastIndexOf(" "))),
  );
  const nodeOf = (key: string): CommandNode => {
    const spec = commands[key] as CommandSpec;
    let children: CommandNode["children"] | undefined;
    let flags: CommandNode["flags"] | undefined;
    return {
      path: key === "" ? [] : key.split(" "),
      spec,
      get children() {
        children ??= childrenOf((below.get(key) ?? []).map(nodeOf));
        return children;
      },
      get flags() {
        flags ??= flagsOf(spec);
        return flags;
      },
    };
  };
  const root = nodeOf("");
  trees.set(commands, root);
  return root;
}

function childrenOf(nodes: CommandNode[]): CommandNode["children"] {
  const found: CommandNode["children"] = new Map();
  for (const node of nodes)
    for (const name of [node.path.at(-1) ?? "", ...(node.spec.aliases ?? [])]) found.set(name, node);
  return found;
}

function flagsOf({ flags }: CommandSpec): CommandNode["flags"] {
  const found: CommandNode["flags"] = new Map();
  for (const [name, spec] of Object.entries(flags))
    for (const one of [name, ...(spec.short ? [spec.short] : [])]) found.set(one, { name, spec });
  return found;
}
