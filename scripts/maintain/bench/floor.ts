/**
 * What no lint that parses Markdown and looks for these patterns can do without: reads every document of a folder, parses it with the same
 * library, and makes each pattern ready. Nothing is looked at, no rule is held to anything.
 * usage: floor.mjs FOLDER [PATTERNS], the latter a JSON list of sources and flags
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { markdown } from "../../lint/document/markdown.ts";

const [folder = "", patterns] = process.argv.slice(2);
const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
for (const text of texts) markdown.parse(text);
if (patterns)
  for (const [source, flags] of JSON.parse(readFileSync(patterns, "utf8")) as [string, string][])
    new RegExp(source, flags).test(texts[0] ?? "");
