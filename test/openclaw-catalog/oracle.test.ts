import { beforeAll, describe, expect, test } from "vitest";
import { loadCatalog } from "../../scripts/openclaw/catalog.ts";
import { resolveCommand } from "../../scripts/openclaw/commands.ts";
import { commandLines } from "./lines.ts";
import { askOracle, type Outcome, refusalOf } from "./oracle.ts";

const { commands, ...rest } = loadCatalog("2026.9.6");
const catalog = { ...rest, commands };
const lines = commandLines(commands, 6);
const kinds: Record<string, string> = {
  "commander.unknownOption": "unknown-flag",
  "commander.unknownCommand": "unknown-command",
  "commander.missingArgument": "missing-argument",
  "commander.missingMandatoryOptionValue": "missing-argument",
  "commander.excessArguments": "extra-argument",
  "commander.optionMissingArgument": "missing-value",
};

/** Groups that a bridge uses; their commands are all looked at. */
const groups =
  "agent agents approvals audit backup channels config cron doctor gateway hooks logs message plugins secrets security sessions skills status system tasks webhooks".split(
    " ",
  );

let oracle: { helps: Record<string, string>; outcomes: Outcome[] };

beforeAll(() => {
  oracle = askOracle(lines);
}, 240_000);

describe("the pinned OpenClaw's own program, asked", () => {
  test("has in its help texts the flags that the catalog has, and no others", () => {
    const looked = Object.entries(oracle.helps).filter(([path]) => groups.includes(path.split(" ", 1)[0] ?? ""));
    expect(looked.length).toBeGreaterThan(150);
    expect(new Set(looked.map(([path]) => path.split(" ", 1)[0]))).toEqual(new Set(groups));
    for (const [path, help] of Object.entries(oracle.helps)) {
      // Its help hides the flags of channels until one is named.
      if (path === "channels add") continue;
      const shown = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag);
      const known = Object.entries(commands[path]?.flags ?? {}).flatMap(([flag, { hidden }]) => (hidden ? [] : [flag]));
      expect(new Set(shown.filter((flag) => flag !== "--help")), path).toEqual(new Set(known));
    }
  });

  test("has in its usage lines the arguments that the catalog has", () => {
    for (const [path, help] of Object.entries(oracle.helps)) {
      const usage = help.match(/^.*Usage: (.*)$/m)?.[1] ?? "";
      for (const { name, required, variadic } of commands[path]?.arguments ?? []) {
        const text = `${name}${variadic ? "..." : ""}`;
        expect(usage, path).toContain(required ? `<${text}>` : `[${text}]`);
      }
    }
  });

  test("refuses the lines that the resolver refuses, for the same reason, and runs the others", () => {
    let compared = 0;
    for (const [index, line] of lines.entries()) {
      const outcome = oracle.outcomes[index] as Outcome;
      // A plugin that is not loaded here, or a value that a command's own parser refuses: not the tree's business.
      if (/^Plugin|invalidArgument/.test(outcome.code)) continue;
      compared++;
      const { problems, path } = resolveCommand(catalog, line);
      const found = problems.map(({ kind }) => kind).filter((kind) => kind !== "invalid-value");
      const expected = kinds[outcome.code];
      const shown = `${line.join(" ")} → ${outcome.message ?? outcome.path?.join(" ")}`;
      if (expected) expect(found, shown).toContain(expected);
      else expect(found, shown).toEqual([]);
      if (outcome.path) expect(path, shown).toEqual(outcome.path);
    }
    expect(compared).toBeGreaterThan(3000);
  });
});

describe("the pinned OpenClaw's command line, run, refuses what the resolver refuses", () => {
  test.each([
    ["cron help", /has no command "help"/],
    ["cron --dev list --json=true", /does not recognize option "--json=true"/],
    ["status --json --no-color --nope", /does not recognize option "--nope"/],
    ["--profile p! cron list", /Invalid --profile/],
    ["automations create --name x --every 10m --message hi --wake later", /--wake must be now or next-heartbeat/],
    ["cron add --name x --every 10 --message hi --webhook ftp://x", /--webhook must be a valid/],
    ["system event --text x --mode soon", /--mode must be now or next-heartbeat/],
  ])(
    "openclaw %s",
    (line, says) => {
      expect(resolveCommand(catalog, line.split(" ")).problems).toHaveLength(1);
      expect(refusalOf(line.split(" "))).toMatch(says);
    },
    60_000,
  );

  test("openclaw cron help add is fine", () => {
    expect(resolveCommand(catalog, ["cron", "help", "add"])).toMatchObject({ path: ["cron", "add"], problems: [] });
    expect(refusalOf(["cron", "help", "add"])).toBe("");
  }, 60_000);
});
