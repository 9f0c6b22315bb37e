import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { type Finding, lintText, type Result } from "../../lint/lint.ts";
import { rules } from "../../lint/rules/index.ts";
import { compile } from "../../plan/compile.ts";
import { inspect } from "../../plan/inspect.ts";
import { renderAll } from "../../render/deliverables.ts";
import { locales } from "../../spec/words.ts";
import { lintTemplates } from "../lint-templates.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Something that is right for one version and wrong for the other, and where it stands. */
export type Item = { group: Group; place: string; found: string; expected: string; mend: string };
export const groups = ["catalog", "templates", "references", "examples", "rules", "rehearsals"] as const;
export type Group = (typeof groups)[number];

/** What the lint finds in each text of the project, for a version. */
type Linted = { group: Group; results: Result[] }[];

const known = new Map<string, Linted>();

/** Everything that the package says and runs, held to one version; once for each. */
export function linted(openclaw: string): Linted {
  const results = known.get(openclaw) ?? lintAll(openclaw);
  known.set(openclaw, results);
  return results;
}

function lintAll(openclaw: string): Linted {
  const said = lintTemplates(openclaw);
  const isTemplate = ({ path }: Result) => path.startsWith("prompts/") || path.includes("/rendered");
  const isExample = (result: Result) => result.path.startsWith("references/examples/") && !isTemplate(result);
  return [
    { group: "templates", results: [...said.filter(isTemplate), ...translated(openclaw)] },
    { group: "references", results: said.filter((result) => !isTemplate(result) && !isExample(result)) },
    { group: "examples", results: said.filter(isExample) },
    { group: "rules", results: rightExamples(openclaw) },
    { group: "rehearsals", results: commandsIn(["scripts/rehearse", "test/rehearse", "test/glue"], openclaw) },
  ];
}

/** Every example rendered in the language in which it does not ship. */
function translated(openclaw: string): Result[] {
  return filesBelow("references/examples", /\/[\w-]+\.yaml$/)
    .filter((file) => !file.includes("/rendered"))
    .flatMap((file) => {
      const spec = readFileSync(join(root, file), "utf8");
      const { answered, questions } = inspect(spec, file);
      if (!answered) return [];
      const plan = compile(answered, questions);
      const locale = locales.find((one) => one !== answered.locale) ?? answered.locale;
      const { files } = renderAll(plan, questions, locale, [], spec);
      const companions = [...files.values()].join("\n");
      return [...files]
        .filter(([name]) => /\.(?:md|json|yaml|sh)$/.test(name))
        .map(([name, text]) => lintText(`${dirname(file)}/(${locale})/${name}`, text, { openclaw, companions }));
    });
}

/** The right example of every rule. */
function rightExamples(openclaw: string): Result[] {
  return rules.flatMap(({ id, words, exampleKind }) =>
    locales.map((locale) => lintText(`${id} (${locale})`, words[locale].right, { openclaw, kind: exampleKind })),
  );
}

/** OpenClaw commands in source files, as a shell reads them; an inserted value is a placeholder. */
function commandsIn(folders: string[], openclaw: string): Result[] {
  return folders.flatMap((folder) =>
    filesBelow(folder, /\.(?:ts|mjs|sh)$/).map((file) => {
      const text = readFileSync(join(root, file), "utf8");
      const commands = text
        .split("\n")
        .map((line) => /openclaw (?:[a-z][\w-]*)(?: [^`'"|;&)\n]+)?/.exec(line)?.[0] ?? "")
        .map((line) => line.replace(/\$\{[^}]*\}?/g, "<value>"));
      return lintText(file, `\`\`\`bash\n${commands.join("\n")}\n\`\`\`\n`, { openclaw });
    }),
  );
}

/** What is found for one version and not for the other. */
export function broken(before: Linted, after: Linted): Item[] {
  return after.flatMap(({ group, results }, index) => {
    const known = new Set(before[index]?.results.flatMap((result) => result.findings.map((one) => key(result, one))));
    const items = results.flatMap((result) =>
      result.findings
        .filter((one) => !known.has(key(result, one)))
        .map((one) => ({
          group,
          place: `${result.path}:${group === "rehearsals" ? Math.max(1, one.line - 1) : one.line}`,
          found: `${one.evidence || one.subject || one.ruleId} (${one.ruleId})`,
          expected: one.message,
          mend: one.fix,
        })),
    );
    return together(items);
  });
}

const key = ({ path }: Result, { ruleId, line, column, evidence, subject }: Finding) =>
  [path, ruleId, line, column, evidence, subject].join("\n");

/** The same in many rendered documents has one cause: one item, with its first place and how many there are. */
function together(items: Item[]): Item[] {
  const same = Map.groupBy(items, ({ group, found, expected }) => [group, found, expected].join("\n"));
  return [...same.values()].map((all) => {
    const [first] = all as [Item];
    return { ...first, place: all.length > 1 ? `${first.place} and ${all.length - 1} more` : first.place };
  });
}

function filesBelow(folder: string, name: RegExp): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .filter((file) => name.test(file))
    .sort();
}
