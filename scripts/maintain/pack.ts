import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import matter from "gray-matter";
import Handlebars from "handlebars";
import { build, type Plugin } from "rolldown";
import { libraries } from "../libraries.ts";
import { compileOptions } from "../render/templates.ts";
import { locales } from "../spec/words.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a packed skill may be at most: ClawHub refuses more, or does not scan it. */
export const limits = {
  files: 256,
  fileBytes: 1024 * 1024,
  bytes: 8 * 1024 * 1024,
  skillCharacters: 6000,
  descriptionBytes: 160,
};

/** Copied as they are. Everything else in the pack is the bundle of the command line. */
const copied = ["SKILL.md", "LICENSE", "schemas", "references", "scripts/glue"];

/** Libraries that stand in files of their own and are loaded when they are first used. */
const large = Object.keys(libraries);

/** What many commands need stands together, since every file costs a short run its time; the rest falls apart by who needs it. */
const parts = [
  { name: "common", test: /scripts[/\\](?:cli[/\\](?:output|read)|spec[/\\](?:text|words)|openclaw[/\\]lists)\.ts$/ },
  {
    name: "shared",
    test: /scripts[/\\](?:libraries|cli[/\\]environments|spec[/\\](?:secrets|hosts|wishes|zones|problem)|openclaw[/\\]environment[/\\]record)\.ts$/,
  },
  { name: "zod-library", test: /node_modules[/\\]zod[/\\]/ },
  { name: "yaml-library", test: /node_modules[/\\]yaml[/\\]/ },
];

/** So do the templates of each language, by their folder below `prompts/`. */
const templateFiles = ["deliverables", "steps"].flatMap((folder) => locales.map((locale) => `${folder}-${locale}`));

/**
 * Writes the skill as it is installed: no node_modules, no compiler, readable files.
 * @param target the folder to write; what was there is removed
 * @throws where a limit is exceeded
 */
export async function pack(
  target = join(root, "dist", "openclaw-peer-bridge"),
): Promise<{ files: number; bytes: number }> {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(join(target, "scripts", "cli"), { recursive: true });
  for (const name of copied) cpSync(join(root, name), join(target, name), { recursive: true });
  await build({
    cwd: root,
    input: {
      main: join(root, "scripts/cli/main.ts"),
      "lint-thread": join(root, "scripts/cli/lint-thread.ts"),
      ...Object.fromEntries(templateFiles.map((name) => [name, `compiled:${name}`])),
      ...Object.fromEntries(large.map((name) => [name, name])),
      handlebars: "handlebars/runtime",
    },
    platform: "node",
    // Its build for browsers reads no environment variable.
    resolve: { alias: { yaml: join(root, "node_modules/yaml/browser/index.js") } },
    plugins: [besideTheEntry, builtIns, noCodeFromText, noColours, precompiledTemplates],
    output: {
      // Beside the entry, since modules find schemas and glue from where they stand.
      dir: join(target, "scripts/cli"),
      entryFileNames: "[name].mjs",
      chunkFileNames: "[name].mjs",
      codeSplitting: { groups: parts },
    },
    logLevel: "warn",
  });
  for (const file of filesOf(join(target, "scripts/cli"))) writeFileSync(file, visible(readFileSync(file, "utf8")));
  const entry = readFileSync(join(root, "scripts/bridge.mjs"), "utf8");
  writeFileSync(join(target, "scripts/bridge.mjs"), entry.replace("./cli/main.ts", "./cli/main.mjs"));
  for (const file of filesOf(target)) chmodSync(file, 0o644);
  return check(target);
}

/** Code with Chinese as it reads, and what nobody can see written out. */
const visible = (code: string): string =>
  code.replaceAll(
    /[\u200B-\u200F\u202A-\u202E\u2060-\u2064\uFEFF]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`,
  );

/** What is loaded when it is first used, and what runs in threads of its own, lies beside the entry. */
export const besideTheEntry: Plugin = {
  name: "beside-the-entry",
  transform: {
    filter: { id: /scripts[/\\](?:libraries|cli[/\\]lint-threads)\.ts$/ },
    handler: (code) =>
      code
        .replace(/require\("(\w+)"\)/g, 'require("./$1.mjs")')
        .replace(/new URL\("\.\/([\w-]+)\.ts", import\.meta\.url\)/g, 'new URL("./$1.mjs", import.meta.url)'),
  },
};

/** An `import` of a large module of Node evaluates all that it exports, which takes a fifth of a short run. */
export const builtIns: Plugin = {
  name: "built-ins",
  transform: {
    filter: { code: /from "node:/ },
    handler: (code) =>
      code.replace(/^import \{([^}]*)\} from "(node:\w+)";/gm, (_, names: string, module: string) => {
        const values = names.split(",").filter((name) => !name.trim().startsWith("type "));
        return `const {${values.join(",").replaceAll(" as ", ": ")}} = process.getBuiltinModule("${module}");`;
      }),
  },
};

/** Where zod could make code from text at run time, which `jitless` forbids: in the pack nothing of the kind is left. */
const noCodeFromText: Plugin = {
  name: "no-code-from-text",
  transform: {
    filter: { id: /zod[/\\]v4[/\\]core[/\\](?:util|doc)\.js$/ },
    handler: (code, id) => {
      const without = id.endsWith("doc.js")
        ? code.replace(
            /(?<=compile\(\) \{)[^}]*new F\([\s\S]*?\n {4}\}/,
            '\n        throw new Error("jitless");\n    }',
          )
        : code.replace(/const F = Function;\s*new F\(""\);\s*return true;/, "return false;");
      if (without.includes("new F(")) throw new Error(`${id} makes code in a way unknown here`);
      return without;
    },
  },
};

/** The Markdown parser names the colours that an editor would give to what it finds; making the names takes a tenth of a lint, and nobody asks for them. */
export const noColours: Plugin = {
  name: "no-colours",
  load: {
    filter: { id: /@lezer[/\\]highlight[/\\]/ },
    handler: () => ({
      code: "export class Tag {}\nexport const tags = new Proxy(() => tags, { get: () => tags });\nexport const styleTags = () => () => undefined;\n",
      moduleType: "js",
    }),
  },
};

/** A compiler needs `new Function`; in the pack the templates are compiled already, behind the same interface. */
const precompiledTemplates: Plugin = {
  name: "precompiled-templates",
  resolveId: { filter: { id: /^compiled:/ }, handler: (id) => id },
  load: {
    filter: { id: /^compiled:|render[/\\]templates\.ts$/ },
    handler: (id) => ({
      code: id.startsWith("compiled:") ? compiledModule(id.slice("compiled:".length)) : templateModule,
      moduleType: "js",
    }),
  },
};

/**
 * The templates of one folder in one language: a list of name, facts and compiled text.
 * @param name such as `steps-zh-CN`
 */
function compiledModule(name: string): string {
  const [folder = "", ...locale] = name.split("-");
  const directory = join(root, "prompts", folder, locale.join("-"));
  const entries = readdirSync(directory)
    .sort()
    .map((file) => {
      const { data, content } = matter(readFileSync(join(directory, file), "utf8"));
      const spec = Handlebars.precompile(content, { ...compileOptions, noEscape: folder === "steps" });
      return `[${JSON.stringify(file.replace(/\.hbs$/, ""))}, ${JSON.stringify(data)}, ${spec}]`;
    });
  return `export const compiled = [${entries.join(",\n")}];\n`;
}

const templateModule = `import { createRequire } from "node:module";
import { installHelpers } from "./helpers.ts";
const require = createRequire(import.meta.url);
export const templates = (folder, locale) => {
  const { default: Handlebars } = require("./handlebars.mjs");
  installHelpers(Handlebars);
  return new Map(require(\`./\${folder}-\${locale}.mjs\`).compiled.map(([name, data, spec]) => {
    const run = Handlebars.template(spec);
    return [name, { data, render: (view, helpers = {}) => run(view, { helpers }) }];
  }));
};
`;

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());

function check(target: string): { files: number; bytes: number } {
  const sizes = filesOf(target).map((file) => ({ file, bytes: statSync(file).size }));
  const bytes = sizes.reduce((sum, { bytes: size }) => sum + size, 0);
  const large = sizes.find(({ bytes: size }) => size > limits.fileBytes);
  const skill = matter(readFileSync(join(target, "SKILL.md"), "utf8"));
  const faults = [
    sizes.length > limits.files && `${sizes.length} files, at most ${limits.files}`,
    large && `${large.file} has ${large.bytes} bytes, at most ${limits.fileBytes}`,
    bytes > limits.bytes && `${bytes} bytes in all, at most ${limits.bytes}`,
    skill.orig.length > limits.skillCharacters &&
      `SKILL.md has ${skill.orig.length} characters, at most ${limits.skillCharacters}`,
    Buffer.byteLength(String(skill.data.description)) > limits.descriptionBytes &&
      `the description is longer than ${limits.descriptionBytes} bytes`,
    skill.data.name !== "openclaw-peer-bridge" && `the name is ${skill.data.name}, expected the folder's`,
  ].filter(Boolean);
  if (faults.length > 0) throw new Error(`the pack keeps not every limit: ${faults.join("; ")}`);
  return { files: sizes.length, bytes };
}

if (import.meta.main) {
  const { files, bytes } = await pack();
  process.stdout.write(`dist/openclaw-peer-bridge: ${files} files, ${bytes} bytes\n`);
}
