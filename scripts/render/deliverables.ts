import type { Environments } from "../openclaw/environment/record.ts";
import type { Plan } from "../plan/plan.ts";
import type { Question } from "../spec/answers.ts";
import type { PayloadField } from "../spec/model.ts";
import { silent, type Text, text } from "../spec/text.ts";
import type { Locale } from "../spec/words.ts";
import { artifacts, schemaFile } from "./artifacts.ts";
import { type Template, templates } from "./templates.ts";
import { type View, view } from "./view.ts";

/** The six deliverables, as the command line names them. */
export const deliverableNames = [
  "memo",
  "message-schema",
  "cron-payload",
  "webhook-contract",
  "rollout-plan",
  "troubleshooting",
] as const;

/**
 * What was rendered (path below the folder → text), and what was not, with the reason. `whole` holds what is kept back as well:
 * deliverables that were not asked for, artifacts of a spec with open questions.
 */
export type Rendering = {
  files: Map<string, string>;
  whole: Map<string, string>;
  /** `open`: a person has to answer something first. */
  skipped: { name: string; reason: string; open: boolean }[];
};

/**
 * Renders the deliverables that apply, and the artifacts beside them.
 * @param wanted the deliverables asked for; all where empty
 * @param spec the spec's text, of which a copy lies beside its documents
 * @param environments the records that the plan was compiled with; they lie beside the documents as well
 */
export function renderAll(
  plan: Plan,
  questions: Question[],
  locale: Locale,
  wanted: readonly string[],
  spec: string,
  environments: Environments = {},
): Rendering {
  const all = templates("deliverables", locale);
  const shown = view(plan, locale);
  const render = (name: string, more: object = {}) => {
    const template = all.get(name) as Template;
    return tidy(template.render({ ...shown, ...more }, helpersFor(all, locale)));
  };
  const files = new Map<string, string>();
  const whole = new Map<string, string>();
  const skipped: Rendering["skipped"] = [];
  for (const [name, { data }] of all) {
    if (data.partial) continue;
    const asked = wanted.length === 0 || wanted.includes(name);
    const open = openKeys(data.needs as string[], questions);
    const reason =
      data.applies === "webhook" && !plan.flows.some(({ hook }) => hook)
        ? text("this bridge has no webhook", "这座桥没有 webhook")
        : data.applies === "exchange" && !plan.flows.some(({ hook, relay }) => hook || relay)
          ? text("both sides are one machine, or people", "两侧在同一台机器上，或者是人")
          : open.length > 0
            ? text(`still open: ${open.join(", ")}`, `还没有回答：${open.join("、")}`)
            : null;
    if (reason === null) whole.set(String(data.file), render(name));
    if (asked && reason === null) files.set(String(data.file), render(name));
    if (asked && reason !== null) skipped.push({ name, reason: reason.words[locale], open: open.length > 0 });
  }
  const complete = wanted.length === 0 && !skipped.some(({ open }) => open);
  const beside: [path: string, text: string][] = [["bridge.yaml", spec], ...artifacts(plan, shown, render)];
  if (Object.keys(environments).length > 0)
    beside.push(["environment.json", `${JSON.stringify({ instances: environments }, null, 2)}\n`]);
  for (const [path, text] of beside) {
    whole.set(path, text);
    if (complete) files.set(path, text);
  }
  return { files, whole, skipped };
}

/** The open keys that a deliverable needs; an approval that is missing shows as NOT APPROVED instead. */
function openKeys(needs: string[], questions: Question[]): string[] {
  return questions
    .filter(({ state, pattern }) => state !== "default" && !pattern.startsWith("trust.approvals"))
    .filter(({ pattern }) => needs.some((need) => pattern === need || pattern.startsWith(`${need}.`)))
    .map(({ key }) => key);
}

/** Templates are partials of each other by name, which Handlebars wants as compiled helpers' output. */
function helpersFor(all: Map<string, Template>, locale: Locale) {
  const helpers = {
    part: (name: string, context: object) =>
      (all.get(name) as Template).render(context, helpers as never).replace(/\n+$/, ""),
    stages: (options: { hash: { stages: View["rollout"]; letter: string } }) =>
      (all.get("stages") as Template).render(options.hash),
    /** The template that says what a job does, and a flow with that job's own facts. */
    jobPart: (purpose: string) => `job-${purpose}`,
    beside: (flow: object, job: object) => ({ ...flow, job }),
    schemaFile,
    itemType: (items: PayloadField["items"]) => (typeof items === "string" ? items : (items?.type ?? "string")),
    limits: (field: PayloadField) => limitsText(field).words[locale],
  };
  return helpers as never;
}

function limitsText({ type, enum: values, maxItems, maxLength, minimum, maximum, description }: PayloadField): Text {
  const parts = [
    type === "url" ? text("https, without user, query and fragment", "https，不含用户、查询和片段") : silent,
    values ? text(`one of ${values.join(", ")}`, `${values.join("、")} 之一`) : silent,
    maxItems ? text(`at most ${maxItems} items`, `最多 ${maxItems} 项`) : silent,
    maxLength ? text(`at most ${maxLength} characters`, `最多 ${maxLength} 个字符`) : silent,
    minimum != null ? text(`from ${minimum}`, `不小于 ${minimum}`) : silent,
    maximum != null ? text(`to ${maximum}`, `不大于 ${maximum}`) : silent,
    description ? text(description, description) : silent,
  ].map(({ words }) => words);
  return text(
    parts
      .map(({ en }) => en)
      .filter(Boolean)
      .join("; "),
    parts
      .map((one) => one["zh-CN"])
      .filter(Boolean)
      .join("；"),
  );
}

/** At most one empty line in a row outside code blocks, and one line end at the end. */
function tidy(text: string): string {
  const lines: string[] = [];
  let fence = "";
  for (const line of text.split("\n")) {
    const mark = /^`{3,}/.exec(line)?.[0] ?? "";
    if (mark && !fence) fence = mark;
    else if (mark && line === fence) fence = "";
    if (!fence && line.trim() === "" && lines.at(-1) === "") continue;
    lines.push(fence ? line : line.trimEnd());
  }
  return `${lines.join("\n").trim()}\n`;
}
