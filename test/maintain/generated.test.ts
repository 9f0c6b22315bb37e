import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import matter from "gray-matter";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { examples, generated } from "../../scripts/maintain/generate.ts";
import { specJsonSchema } from "../../scripts/spec/model.ts";
import { specText } from "../plan/example.ts";

const root = join(import.meta.dirname, "../..");

describe("what is generated (npm run generate)", () => {
  it.each([...generated()])("%s is up to date", (name, text) => {
    expect(readFileSync(join(root, name), "utf8")).toBe(text);
  });

  it("holds no file that nothing generates", () => {
    const known = new Set(generated().keys());
    const there = Object.values(examples).flatMap((folder) =>
      readdirSync(join(root, "references/examples", folder), { recursive: true, encoding: "utf8" })
        .map((name) => join("references/examples", folder, name))
        .filter((name) => statSync(join(root, name)).isFile()),
    );
    expect(there.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe("the JSON Schema of a spec", () => {
  const validate = new Ajv2020({ strict: false }).compile(specJsonSchema());

  it.each(Object.keys(examples))("takes the example %s", (spec) => {
    expect(validate(parse(specText(`references/examples/${spec}`)))).toBe(true);
  });

  it("refuses an invented key", () => {
    expect(validate({ bridge: "x", federation: true })).toBe(false);
  });
});

describe("SKILL.md", () => {
  const { data, content } = matter(readFileSync(join(root, "SKILL.md"), "utf8"));

  it("has the front matter that every validator takes", () => {
    expect(data).toMatchObject({
      name: "openclaw-peer-bridge",
      license: "MIT-0",
      metadata: { openclaw: { requires: { bins: ["node"] } } },
    });
    expect(Buffer.byteLength(data.description)).toBeLessThanOrEqual(160);
    expect(content.length).toBeLessThanOrEqual(6000);
  });

  it("names only files that are there", () => {
    for (const [, path = ""] of content.matchAll(/\{baseDir\}\/([A-Za-z0-9./-]+)/g))
      expect(existsSync(join(root, path))).toBe(true);
  });
});
