/**
 * What no lint with these rules can do without: reads its own code, parses every document of a folder with the same library, and makes each
 * pattern ready. No rule looks at anything.
 * usage: floor.mjs FOLDER [PATTERNS], the latter a JSON list of sources and flags
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { markdown } from "../../lint/document/markdown.ts";
import { everyRule } from "../../lint/lint.ts";

const [folder = "", patterns] = process.argv.slice(2);
if (everyRule.length === 0) throw new Error("there are no rules");
const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
for (const text of texts) markdown.parse(text);
if (patterns)
  for (const [source, flags] of JSON.parse(readFileSync(patterns, "utf8")) as [string, string][])
    new RegExp(source, flags).test(texts[0] ?? "");
