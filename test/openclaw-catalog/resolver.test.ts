import { describe, expect, test } from "vitest";
import { loadCatalog } from "../../scripts/openclaw/catalog.ts";
import { type CommandWord, resolveCommand } from "../../scripts/openclaw/commands.ts";

const versions = ["2026.6.11", "2026.7.33", "2026.9.6"];
const resolved = (line: string, version = "2026.9.6") =>
  resolveCommand(loadCatalog(version), line.match(/"[^"]*"|\S+/g)?.map((word) => word.replaceAll('"', "")) ?? []);
const problems = (line: string, version?: string) =>
  resolved(line, version).problems.map(({ kind, index, found, nearest }) =>
    [kind, index, found, ...(nearest ? [nearest] : [])].join(" "),
  );
const opaque = (text: string): CommandWord => ({ text, opaque: true });

describe("what the versions have", () => {
  test.each(versions)("%s has cron add with its alias, cron runs, get, show and --webhook", (version) => {
    expect(
      resolved('cron create --name a --every 10m --message "hi there" --webhook https://b.example/h', version),
    ).toMatchObject({ path: ["cron", "add"], problems: [] });
    expect(problems("cron runs --id 5d72", version)).toEqual([]);
    expect(problems("cron get 5d72", version)).toEqual([]);
    expect(problems("cron show 5d72 --json", version)).toEqual([]);
    expect(problems("cron runs --jobid 5d72", version)).toEqual(["unknown-flag 2 --jobid --id"]);
    expect(problems("cron get", version)).toEqual(["missing-argument 1 cron get"]);
  });

  test("automations came with 2026.9.6", () => {
    expect(resolved("automations create --help")).toMatchObject({ path: ["cron", "add"], problems: [] });
    for (const version of versions.slice(0, 2))
      expect(problems("automations create --help", version)).toEqual([expect.stringMatching(/^unknown-command 0/)]);
  });

  test("cron runs takes the job's id as an argument from 2026.9.6 on", () => {
    expect(resolved("cron runs 5d72").positionals).toMatchObject([{ name: "id", value: "5d72" }]);
    expect(problems("cron runs 5d72", "2026.6.11")).toContain("extra-argument 2 5d72");
  });
});

describe("how a line is read", () => {
  test.each([
    ["", "", ""],
    ["--version", "", "--version"],
    ["-v", "", "--version"],
    ["help cron", "cron", "--help"],
    ["cron --help", "cron", "--help"],
    ["cron add --nonsense --help", "cron add", "--help"],
    ["--profile work --no-color cron list", "cron list", "--profile=work --no-color"],
    ["cron list --log-level debug --json", "cron list", "--log-level=debug --json"],
    ["cron --url ws://x list", "cron list", "--url=ws://x"],
    ["message send -m=hi -t1", "message send", "--message==hi --target=1"],
    ["cron add --no-deliver --name=a --name b", "cron add", "--no-deliver --name=a --name=b"],
    ["hooks enable -- --odd-name", "hooks enable", ""],
    ["--update", "update", ""],
    ["telemetry", "telemetry", ""],
  ])("openclaw %s", (line, path, flags) => {
    const found = resolved(line);
    expect(found.problems.filter(({ kind }) => kind !== "missing-argument")).toEqual([]);
    expect(found.path.join(" ")).toBe(path);
    const shown = found.flags.map(({ name, value }) => (value === undefined ? name : `${name}=${value}`));
    expect(shown.join(" ")).toBe(flags);
  });

  test("a variadic flag takes the words up to the next flag", () => {
    const { flags } = resolved("message broadcast --targets one two --message hi --channel telegram");
    expect(flags.filter(({ name }) => name === "--targets").map(({ value }) => value)).toEqual(["one", "two"]);
  });
});

describe("what a line is refused for", () => {
  test.each([
    ["peer add b", ["unknown-command 0 peer"]],
    ["cron update 5d72 --name x", ["unknown-command 1 update edit"]],
    ["crn list", ["unknown-command 0 crn cron"]],
    ["cron list --jsn", ["unknown-flag 2 --jsn --json"]],
    ["cron list --json=true", ["unknown-flag 2 --json= --json"]],
    ["cron runs --id", ["missing-value 2 --id"]],
    ["cron add --name --every 10m", ["missing-value 2 --name"]],
    ['cron add --name ""', ["blank-value 3 --name"]],
    ["config set a b c", ["extra-argument 4 c"]],
    ["config unset", ["missing-argument 1 config unset"]],
    ["cron runs --status failed", ["invalid-value 3 failed"]],
    ["cron add --session peer:x", ["invalid-value 3 peer:x"]],
    ["cron add --wake later", ["invalid-value 3 later"]],
    ["cron add --webhook ftp://b.example", ["invalid-value 3 ftp://b.example"]],
    ["cron add --every soon --at 25:00", ["invalid-value 3 soon", "invalid-value 5 25:00"]],
    ["cron edit x --failure-alert-after 0", ["invalid-value 4 0"]],
    ["system event --text x --mode soon", ["invalid-value 5 soon"]],
    ["agent -m hi --thinking a-lot", ["invalid-value 4 a-lot"]],
    ["gateway run --bind peer", ["invalid-value 3 peer"]],
  ])("openclaw %s", (line, expected) => expect(problems(line)).toEqual(expected));

  test.each([
    'cron add --every 600000 --fallbacks ""',
    "cron add --every 1h30m --at +20m --session Session:abc",
    "cron edit x --failure-alert-mode Webhook",
    "agent -m hi --thinking x-high",
    "cron add --webhook https://<host>/hooks/x",
  ])("openclaw %s is taken", (line) => expect(problems(line)).toEqual([]));
});

describe("what nobody can know yet is no problem", () => {
  test.each([
    [["cron", opaque("$ACTION"), "--odd"]],
    [["cron", "…"]],
    [["cron", "get", opaque("<job-id>")]],
    [["cron", "get", "<job-id>"]],
    [["cron", "edit", "..."]],
    [["cron", "list", opaque("$ARGS")]],
    [["cron", "add", "--wake", opaque("$WAKE"), "--webhook", opaque("$URL")]],
    [["cron", "add", "[--json]"]],
    [["cron", "add", "--name", "x", "--…"]],
    [[opaque("$CMD"), "x"]],
  ] as (string | CommandWord)[][][])("%j", (words) =>
    expect(resolveCommand(loadCatalog("2026.9.6"), words).problems).toEqual([]),
  );
});
