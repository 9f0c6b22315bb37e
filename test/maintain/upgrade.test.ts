import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { printed, upgrade } from "../../scripts/maintain/upgrade/main.ts";
import { catalogued, type Version } from "../../scripts/maintain/upgrade/versions.ts";
import { addCatalog, type CommandSpec, type Hooks } from "../../scripts/openclaw/catalog.ts";

type Commands = Record<string, CommandSpec>;
type Config = { properties: { cron: { properties: Record<string, unknown> } } };

const root = join(import.meta.dirname, "../..");
const shipped = await catalogued("2026.9.6");

/** The newest catalog with something taken away, as the version after it. */
function without<Part>(version: string, name: string, take: (part: Part) => void): Version {
  const part = JSON.parse(shipped.files.get(name) ?? "") as Part;
  take(part);
  const files = new Map([...shipped.files, [name, JSON.stringify(part)]]);
  addCatalog(version, files);
  return { version, install: undefined, files, failed: [] };
}

/** What breaks apart from what was recorded on the older version. */
const itemsOf = (to: Version) => upgrade(shipped, to).items.filter(({ expected }) => expected !== to.version);

describe("an upgrade", () => {
  it("breaks nothing from a version to itself", () => {
    expect(upgrade(shipped, shipped)).toMatchObject({ items: [], changes: [{ gone: [] }, { gone: [] }, { gone: [] }] });
  });

  it("lists a flag that is gone, in documents, references and what rehearses", () => {
    const to = without(
      "2026.10.1",
      "commands.json",
      (commands: Commands) => delete commands["cron add"]?.flags["--declaration-key"],
    );
    const items = itemsOf(to);
    const found = "--declaration-key (commands/unknown-flag)";
    expect(items.map((item) => item.found)).toEqual(expect.arrayContaining([found]));
    expect(items.filter((item) => item.found !== found)).toEqual([]);
    const [template] = items.filter(({ group }) => group === "templates");
    expect(template?.place).toMatch(/^references\/examples\/[\w-]+\/rendered[\w-]*\/.*:\d+ and \d+ more$/);
    expect(upgrade(shipped, to).changes[1]).toMatchObject({
      gone: ["cron add --declaration-key"],
      used: ["cron add --declaration-key"],
      added: [],
    });
  });

  it("lists a command that is gone where a rehearsal calls it", () => {
    const to = without("2026.10.2", "commands.json", (commands: Commands) => delete commands["cron list"]);
    const places = itemsOf(to).filter(({ group }) => group === "rehearsals");
    expect(places.map(({ place }) => place).join()).toContain("scripts/rehearse/observe.ts:");
  });

  it("lists a key that is gone", () => {
    const to = without(
      "2026.10.3",
      "config.schema.json",
      (config: Config) => delete config.properties.cron.properties.webhookSsrfPolicy,
    );
    expect(itemsOf(to).map((item) => item.found)).toContain("cron.webhookSsrfPolicy (config/unknown-key)");
  });

  it("lists a refusal that says something else, with where the check stands", () => {
    const to = without("2026.10.4", "hooks.json", (hooks: Hooks) => {
      hooks.rules["cron/isolated-payload"] = { says: "something else", source: "dist" };
    });
    expect(itemsOf(to)).toEqual([
      expect.objectContaining({
        group: "rules",
        place: expect.stringMatching(/^scripts\/openclaw\/cron\/rules\.ts:\d+$/),
        found: "cron/isolated-payload: something else",
      }),
    ]);
  });

  it("lists what could not be extracted, and everything that was recorded on the version before", () => {
    const to = {
      ...without("2026.10.5", "meta.json", () => undefined),
      failed: [{ name: "hooks.json", why: "no such words" }],
    };
    const text = printed(upgrade(shipped, to), false);
    expect(text).toContain("hooks.json of 2026.10.5 could not be extracted: no such words");
    for (const file of ["test/openclaw/package.json", "references/evidence.json", "references/faults.json"])
      expect(text).toContain(file);
  });

  it("finds what the older version that ships does not have", async () => {
    const { items } = upgrade(shipped, await catalogued("2026.7.33"));
    const found = items.map((item) => item.found);
    expect(found).toContain("cron.webhookSsrfPolicy (config/unknown-key)");
    expect(found).toContain("agents.entries (config/unknown-key)");
  });

  it.each([[["latest"]], [[]], [["2026.9.6", "2026.9.5"]], [["2026.9.6", "--from", "old"]]])("refuses %j", (words) => {
    const command = [join(root, "scripts/maintain/upgrade/main.ts"), ...words];
    const { status, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toMatch(/^upgrade: found .*, expected one version such as 2026\.9\.6/);
  });
});
