import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Install, run } from "./install.ts";

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Keys of a schema that are prose or hints for a form. */
const prose = new Set([
  "description",
  "title",
  "examples",
  "example",
  "$comment",
  "markdownDescription",
  "deprecationMessage",
  "uiHints",
  "order",
  "placeholder",
  "help",
  "label",
]);

/** The configuration schema that the install prints, mended and without its prose. */
export function configSchema(install: Install): Json {
  const schema = JSON.parse(run(install, ["config", "schema"])) as Json;
  const root = withoutProse(schema) as { [key: string]: Json };
  return anchored(root, root, []);
}

/** The schemas of cron.add and cron.update, from the gateway protocol's own module. */
export function cronSchemas(install: Install): { add: Json; update: Json } {
  const module = pathToFileURL(join(install.root, "dist", "gateway", "protocol", "index.js")).href;
  const script = `import(${JSON.stringify(module)}).then((m) => process.stdout.write(JSON.stringify({ add: m.CronAddParamsSchema, update: m.CronUpdateParamsSchema })))`;
  const { stdout, status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    encoding: "utf8",
    maxBuffer: 16 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`the gateway protocol cannot be read: ${stderr.slice(-400)}`);
  const { add, update } = JSON.parse(stdout) as { add?: Json; update?: Json };
  if (!add || !update) throw new Error("the gateway protocol has no CronAddParamsSchema");
  return { add: withoutProse(add), update: withoutProse(update) };
}

/** A property may be called `description`; only a schema's own keyword is prose. */
function withoutProse(schema: Json, inNames = false): Json {
  if (Array.isArray(schema)) return schema.map((item) => withoutProse(item));
  if (schema === null || typeof schema !== "object") return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(
        ([key, value]) =>
          inNames || !(prose.has(key) && (typeof value !== "object" || key === "examples" || key === "uiHints")),
      )
      .map(([key, value]) => {
        if (["const", "enum", "default", "required"].includes(key) && !inNames) return [key, value];
        return [
          key,
          withoutProse(value, !inNames && ["properties", "patternProperties", "$defs", "definitions"].includes(key)),
        ];
      }),
  );
}

/** Plugins' schemas keep references relative to themselves; they are anchored at the nearest schema above that has the target. */
function anchored(node: Json, root: Json, path: string[]): Json {
  if (Array.isArray(node)) return node.map((item, index) => anchored(item, root, [...path, String(index)]));
  if (node === null || typeof node !== "object") return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => {
      if (
        key === "$ref" &&
        typeof value === "string" &&
        value.startsWith("#/") &&
        !resolves(root, value.slice(2).split("/"))
      ) {
        const target = value.slice(2).split("/");
        for (let depth = path.length; depth >= 0; depth--) {
          const whole = [...path.slice(0, depth), ...target];
          if (resolves(root, whole))
            return [key, `#/${whole.map((step) => step.replaceAll("~", "~0").replaceAll("/", "~1")).join("/")}`];
        }
        throw new Error(`the reference ${value} at ${path.join(".")} leads nowhere`);
      }
      return [key, anchored(value, root, [...path, key])];
    }),
  );
}

const resolves = (root: Json, path: string[]): boolean =>
  path.reduce<Json | undefined>(
    (here, step) => (here !== null && typeof here === "object" ? (here as { [key: string]: Json })[step] : undefined),
    root,
  ) !== undefined;
