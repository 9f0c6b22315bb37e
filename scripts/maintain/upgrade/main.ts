import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { rehearsedVersion } from "../../plan/support.ts";
import { type Changes, changes, factsBroken } from "./facts.ts";
import { broken, groups, type Item, linted } from "./texts.ts";
import { catalogued, installed, type Version } from "./versions.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

const help = `usage: npm run upgrade -- VERSION [--from VERSION] [--all] [--json] [--write]

Installs an OpenClaw version, extracts its catalog, and lists what of this project is right for the
version before it and wrong for this one: a list to work through.

  --from VERSION   the version before it (${rehearsedVersion} unless given)
  --all            every item, and the name of everything that came or went
  --json           the same for programs
  --write          keep the extracted catalog below schemas/openclaw/

Exit codes: 0 nothing breaks · 1 something does · 2 wrong usage, or nothing could be installed
`;

/** What an upgrade breaks, and what came and went. */
export type Upgrade = { from: string; to: string; items: Item[]; changes: Changes[] };

/** Compares two versions. */
export function upgrade(from: Version, to: Version): Upgrade {
  const items = [...factsBroken(from, to), ...broken(linted(from.version), linted(to.version))];
  return {
    from: from.version,
    to: to.version,
    items: items.sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group)),
    changes: changes(from, to),
  };
}

/** How many items of a group, and names of a list, are shown unless all are asked for. */
const shown = 6;

/** The list as a person works through it. */
export function printed({ from, to, items, changes: lists }: Upgrade, all: boolean): string {
  const first = <Value>(list: Value[]) => (all ? list : list.slice(0, shown));
  const more = (list: unknown[]) =>
    all || list.length <= shown ? [] : [`  … and ${list.length - shown} more (--all)`];
  const names = (sign: string, list: string[]) =>
    list.length === 0 ? [] : [`    ${sign} ${first(list).join(", ")}${all || list.length <= shown ? "" : ", …"}`];
  return [
    `OpenClaw ${from} → ${to}: ${items.length === 0 ? "nothing breaks" : `${items.length} things to work through`}`,
    ...groups.flatMap((group) => {
      const mine = items.filter((item) => item.group === group);
      if (mine.length === 0) return [];
      const lines = first(mine).flatMap(({ place, found, expected, mend }) => [
        `  ${place}`,
        `    found ${found}`,
        `    expected ${expected}`,
        `    do ${mend}`,
      ]);
      return ["", `${group} (${mine.length})`, ...lines, ...more(mine)];
    }),
    "",
    "what came and went",
    ...lists.flatMap(({ what, added, gone, used }) => [
      `  ${what}: ${added.length} new, ${gone.length} gone${used.length > 0 ? `, of which named here: ${first(used).join(", ")}` : ""}`,
      ...names("+", added),
      ...names("-", gone),
    ]),
    "",
  ].join("\n");
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      from: { type: "string", default: rehearsedVersion },
      all: { type: "boolean", default: false },
      json: { type: "boolean", default: false },
      write: { type: "boolean", default: false },
      help: { type: "boolean", short: "h" },
    },
  });
  if (values.help) {
    process.stdout.write(help);
    return 0;
  }
  const [version = ""] = positionals;
  for (const one of [version, values.from])
    if (positionals.length !== 1 || !/^\d{4}\.\d{1,2}\.\d{1,3}(?:-[\w.]+)?$/.test(one))
      throw new Error(
        `found ${positionals.length === 1 ? `"${one}"` : `${positionals.length} words`}, expected one version such as ${rehearsedVersion}\n${help}`,
      );
  const to = await catalogued(version);
  // The pages that we cite are looked for in the install.
  const found = upgrade(
    await catalogued(values.from),
    to.install ? to : { ...to, install: (await installed(version)).install },
  );
  if (values.write) {
    const target = join(root, "schemas/openclaw", version);
    mkdirSync(target, { recursive: true });
    for (const [name, text] of to.files) writeFileSync(join(target, name), text);
  }
  process.stdout.write(values.json ? `${JSON.stringify(found, null, 2)}\n` : printed(found, values.all));
  return found.items.length > 0 ? 1 : 0;
}

if (import.meta.main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    process.stderr.write(`upgrade: ${(error as Error).message}\n`);
    process.exitCode = 2;
  }
}
