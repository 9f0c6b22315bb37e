import { chmodSync, cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import matter from "gray-matter";
import Handlebars from "handlebars";
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
    entryPoints: {
      main: join(root, "scripts/cli/main.ts"),
      ...Object.fromEntries(templateFiles.map((name) => [name, `compiled:${name}`])),
      ...Object.fromEntries(large.map((name) => [name, name])),
    },
    outdir: join(target, "scripts/cli"),
    outExtension: { ".js": ".mjs" },
    // Beside the entry, since modules find schemas and glue from where they stand.
    chunkNames: "part-[hash]",
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    platform: "node",
    format: "esm",
    target: "node22",
    legalComments: "inline",
    charset: "utf8",
    // Its build for browsers reads no environment variable.
    alias: { yaml: join(root, "node_modules/yaml/browser/index.js") },
    plugins: [besideTheEntry, builtIns, precompiledTemplates],
    // Some dependencies are CommonJS and ask for Node's own modules by `require`.
    banner: {
      js: 'import { createRequire as requiring } from "node:module";\nconst require = requiring(import.meta.url);',
    },
    logLevel: "warning",
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

/** What is loaded when it is first used lies beside the entry, not in node_modules. */
const besideTheEntry: Plugin = {
  name: "beside-the-entry",
  setup({ onLoad }) {
    onLoad({ filter: /scripts[/\\]libraries\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replace(/require\("(\w+)"\)/g, 'require("./$1.mjs")'),
      loader: "ts",
    }));
  },
};

/** An `import` of a large module of Node evaluates all that it exports; `require` only what is used, which saves a fifth of a short run. */
const builtIns: Plugin = {
  name: "built-ins",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^node:(?:crypto|fs|util)$/ }, ({ path, kind }) =>
      kind === "import-statement" ? { path, namespace: "built-in" } : { path, external: true },
    );
    onLoad({ filter: /./, namespace: "built-in" }, ({ path }) => ({
      contents: `module.exports = require("${path}");`,
    }));
  },
};

/** A compiler needs `new Function`; in the pack the templates are compiled already, behind the same interface. */
const precompiledTemplates: Plugin = {
  name: "precompiled-templates",
  setup({ onLoad, onResolve }) {
    const resolveDir = join(root, "scripts/render");
    onLoad({ filter: /render[/\\]templates\.ts$/ }, () => ({ contents: templateModule, loader: "ts", resolveDir }));
    onResolve({ filter: /^compiled:/ }, ({ path }) => ({ path, namespace: "compiled" }));
    onLoad({ filter: /./, namespace: "compiled" }, ({ path }) => ({
      contents: compiledModule(path.slice("compiled:".length)),
      loader: "js",
      resolveDir,
    }));
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
import Handlebars from "handlebars/runtime";
import { installHelpers } from "./helpers.ts";
const require = createRequire(import.meta.url);
installHelpers(Handlebars);
export const templates = (folder, locale) =>
  new Map(require(\`./\${folder}-\${locale}.mjs\`).compiled.map(([name, data, spec]) => {
    const run = Handlebars.template(spec);
    return [name, { data, render: (view, helpers = {}) => run(view, { helpers }) }];
  }));
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
