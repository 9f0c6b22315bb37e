import { distance } from "fastest-levenshtein";
import type { CommandNode } from "./command-tree.ts";
import { lookUp } from "./lists.ts";

/** Verbs of other command lines, and what OpenClaw's groups may call the same. The first that a group has is meant. */
const synonyms: Record<string, string[]> = {
  change: ["edit", "set", "configure"],
  create: ["add", "create", "install"],
  del: ["rm", "remove", "delete"],
  delete: ["rm", "remove", "delete", "unset"],
  describe: ["show", "get", "info", "status"],
  exec: ["run"],
  export: ["create", "schema"],
  history: ["runs", "log", "list"],
  info: ["show", "inspect", "get", "status"],
  inspect: ["show", "info", "get"],
  list: ["list", "ls", "status"],
  logs: ["runs", "tail"],
  ls: ["list"],
  modify: ["edit", "set", "update"],
  new: ["add", "create"],
  pause: ["disable", "suspend"],
  register: ["add", "install"],
  remove: ["rm", "remove", "delete", "unset"],
  resume: ["enable", "resume"],
  send: ["send", "run"],
  start: ["start", "run", "enable"],
  stop: ["stop", "disable"],
  trigger: ["run"],
  update: ["edit", "update", "set"],
  view: ["show", "get", "status"],
};

/** The subcommand that was most likely meant, or undefined where none is near. Hidden commands are not named. */
export function nearestCommand(word: string, { children }: CommandNode): string | undefined {
  const names = [...children].flatMap(([name, { spec }]) => (spec.hidden ? [] : [name]));
  const meant = lookUp(synonyms, word.toLowerCase())?.find((name) => names.includes(name));
  return meant ?? nearestOf(word, names);
}

/** The flag that was most likely meant, by its name without the dashes. */
export function nearestFlag(flag: string, flags: string[]): string | undefined {
  const bare = (text: string) => text.replace(/^-+/, "");
  const meant = nearestOf(bare(flag), flags.map(bare));
  return flags.find((one) => bare(one) === meant);
}

/** By typing errors (at most two in five letters, as OpenClaw itself suggests), else by a part that both words have. */
function nearestOf(word: string, known: string[]): string | undefined {
  const asked = word.toLowerCase();
  if (asked.length > 80) return undefined;
  const far = Math.max(1, Math.floor(asked.length * 0.4));
  const [best] = known
    .map((one) => ({ one, far: distance(asked, one) }))
    .filter((one) => one.far <= far)
    .sort((a, b) => a.far - b.far);
  if (best) return best.one;
  const parts = asked.split(/[-_]/);
  const shares = (one: string) =>
    (asked.length >= 4 && one.includes(asked)) ||
    one.split("-").some((part) => part.length >= 4 && parts.includes(part)) ||
    (one.length >= 2 && asked.endsWith(one));
  return known.filter(shares).sort((a, b) => a.length - b.length)[0];
}
