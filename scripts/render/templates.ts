/**
 * The templates below `prompts/`, compiled. The packed skill replaces this one file by templates compiled at packing
 * time, because a compiler needs `new Function`; both give the same interface and the same text.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import matter from "gray-matter";
import Handlebars from "handlebars";
import { installHelpers } from "./helpers.ts";

/** A template with the facts of its front matter. */
export type Template = { data: Record<string, unknown>; render: (view: unknown, helpers?: Helpers) => string };
export type Helpers = Record<string, (...args: never[]) => unknown>;

const root = fileURLToPath(new URL("../../prompts/", import.meta.url));

/** Options of every template: a name that the view lacks is an error, never an empty place. */
export const compileOptions = { strict: true, knownHelpersOnly: false, preventIndent: true };

/**
 * All templates of one folder in one language, in the order of their file names.
 * @param folder `deliverables` or `steps`
 * @throws where the folder or a template's front matter cannot be read
 */
export function templates(folder: string, locale: string): Map<string, Template> {
  installHelpers(Handlebars);
  const directory = `${root}${folder}/${locale}/`;
  return new Map(
    readdirSync(directory)
      .filter((file) => file.endsWith(".hbs"))
      .sort()
      .map((file) => {
        const { data, content } = matter(readFileSync(directory + file, "utf8"));
        const compiled = Handlebars.compile(content, { ...compileOptions, noEscape: folder === "steps" });
        return [
          file.slice(0, -".hbs".length),
          { data, render: (view, helpers = {}) => compiled(view, { helpers: helpers as never }) },
        ];
      }),
  );
}
