import { Cron } from "croner";
import type { Catalog } from "../catalog.ts";
import type { ResolvedCommand } from "../commands.ts";
import { checkConfig } from "../config/check.ts";
import type { Schema } from "../config/schema.ts";

/** What cron.add holds against a job written as JSON. */
export type JobProblem = { path: (string | number)[]; found: string; expected: string; source: string };

/** What `openclaw cron add` holds against its flags. */
export type LineProblem = { flag: string; found: string; expected: string; source: string };

type Job = {
  name?: unknown;
  schedule?: { kind?: string; expr?: unknown; tz?: unknown; at?: unknown };
  sessionTarget?: unknown;
  wakeMode?: unknown;
  agentId?: unknown;
  payload?: { kind?: string };
  delivery?: { mode?: string; to?: unknown; completionDestination?: { mode?: string; to?: unknown } };
};

/** Fields of a job that the gateway itself adds; a stored job that is quoted has them. */
const stored = new Set(["id", "jobId", "state", "createdAtMs", "updatedAtMs", "scheduledToolPolicy"]);

const isOpaque = (value: unknown) => typeof value === "string" && /^<|\$\{|\{\{|^\.\.\.$|^…|^_+$/.test(value);

/**
 * Holds a job to the schema of cron.add and to its rules across fields.
 * @param partial what is missing is no problem: the author left parts out
 */
export function checkCronJob(catalog: Catalog, job: unknown, { partial }: { partial: boolean }): JobProblem[] {
  if (job === null || typeof job !== "object" || Array.isArray(job)) return [];
  const own = Object.fromEntries(Object.entries(job).filter(([key]) => !stored.has(key)));
  const schema = catalog.cron.add as Schema;
  const source = "CronAddParams of the gateway protocol";
  const shape = checkConfig(schema, own).map(({ path, found, expected, kind }): JobProblem => ({ path, found, expected: kind === "unknown-key" ? `one of ${expected}` : expected, source }));
  const missing = partial ? [] : (schema.required ?? []).filter((name) => !Object.hasOwn(own, name));
  return [
    ...shape,
    ...missing.map((name) => ({ path: [], found: "nothing", expected: name, source })),
    ...acrossFields(catalog, own as Job),
  ];
}

function acrossFields({ refusals }: Catalog, { schedule, sessionTarget, payload, delivery }: Job): JobProblem[] {
  const problems: JobProblem[] = [];
  const add = (id: string, path: string[], found: unknown, expected: string) => {
    const rule = refusals[id];
    if (rule) problems.push({ path, found: String(found), expected, source: `${rule.source}: ${rule.says}` });
  };
  const session = typeof sessionTarget === "string" ? sessionTarget : "";
  const isolated = session === "isolated" || session === "current" || session.startsWith("session:");
  const kind = payload?.kind ?? "";
  const script = refusals["cron/script-trigger"] !== undefined;
  if (session === "main" && ["agentTurn", "command", ...(script ? [] : ["script"])].includes(kind)) add("cron/main-payload", ["payload", "kind"], kind, script ? "systemEvent or script, or sessionTarget isolated" : "systemEvent, or sessionTarget isolated");
  if (isolated && kind === "systemEvent") add("cron/isolated-payload", ["payload", "kind"], kind, "agentTurn or command");
  if (delivery?.mode === "webhook" && !isHttp(delivery.to)) add("cron/webhook-url", ["delivery", "to"], delivery.to ?? "nothing", "an http(s) URL");
  if (delivery?.completionDestination?.mode === "webhook" && delivery.mode !== "announce") add("cron/completion-announce", ["delivery", "completionDestination"], delivery.mode, "delivery.mode announce beside it");
  if (delivery?.mode === "announce" && session === "main") add("cron/channel-isolated", ["delivery", "mode"], "announce with sessionTarget main", "sessionTarget isolated");
  if (schedule?.kind === "cron") {
    const fault = cronFault(schedule.expr, schedule.tz);
    if (fault) problems.push({ path: ["schedule", fault.field], found: fault.found, expected: fault.expected, source: "croner, as OpenClaw uses it" });
  }
  if (schedule?.kind === "at" && typeof schedule.at === "string" && !isOpaque(schedule.at) && Number.isNaN(Date.parse(schedule.at)))
    problems.push({ path: ["schedule", "at"], found: schedule.at, expected: "an ISO time", source: "dist: parseAbsoluteTimeMs" });
  return problems;
}

function isHttp(value: unknown): boolean {
  if (typeof value !== "string") return false;
  if (/[<>{}$]|^\.\.\.$|^…/.test(value)) return true;
  return URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}

/** A cron expression or a zone that OpenClaw's own parser refuses. */
function cronFault(expr: unknown, tz: unknown): { field: "expr" | "tz"; found: string; expected: string } | undefined {
  if (typeof tz === "string" && !isOpaque(tz) && !isZone(tz)) return { field: "tz", found: tz, expected: "an IANA time zone" };
  if (typeof expr !== "string" || isOpaque(expr) || expr.trim() === "") return undefined;
  try {
    const next = new Cron(expr.trim(), { paused: true }).nextRun();
    return next ? undefined : { field: "expr", found: expr, expected: "an expression that fires at some time" };
  } catch {
    return { field: "expr", found: expr, expected: "a cron expression of five or six fields" };
  }
}

function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text.trim() });
    return true;
  } catch {
    return false;
  }
}

/**
 * Holds the flags of `openclaw cron add` or `cron edit` to the rules of its own code. Values that only the running command knows are taken as
 * good.
 */
export function checkCronLine(catalog: Catalog, { path, flags, positionals, spec }: ResolvedCommand): LineProblem[] {
  const { refusals } = catalog;
  const action = path.at(-1);
  const has = (name: string) => flags.some((flag) => flag.name === name);
  const value = (name: string) => flags.find((flag) => flag.name === name && !flag.opaque)?.value;
  const problems: LineProblem[] = [];
  const add = (id: string, flag: string, found: string, expected: string) => {
    const rule = refusals[id];
    if (rule && !problems.some((one) => one.source.endsWith(rule.says))) problems.push({ flag, found, expected, source: `${rule.source}: ${rule.says}` });
  };
  const known = (...names: string[]) => names.filter((name) => spec?.flags[name]);
  const schedules = known("--at", "--every", "--cron", "--on-exit", "--stream-command").filter(has);
  const payloads = [["--message"], ["--system-event"], ["--command", "--command-argv"], ["--script"]].filter((names) => names.some(has));
  const [first = "", second] = schedules;
  const positionalSchedule = schedules.length === 0 && positionals.length > 0;
  if (has("--help")) return [];
  if (second) add("line/one-schedule", second, schedules.join(" "), "one schedule");
  if (payloads.length > 1) add("line/one-payload", payloads[1]?.find(has) ?? "", payloads.flat().filter(has).join(" "), "one payload");
  const message = payloads.length === 0 && positionals.length > 1;
  if (action === "add") {
    if (schedules.length === 0 && !positionalSchedule) add("line/one-schedule", "", "no schedule", known("--at", "--every", "--cron").join(", "));
    if (payloads.length === 0 && !message) add("line/one-payload", "", "no payload", "--message, --command or --system-event");
    if (!has("--name") && (positionalSchedule || positionals.length === 0)) add("line/name", "", "no name", "--name");
  }
  if (has("--command") && has("--command-argv")) add("line/command-both", "--command-argv", "--command and --command-argv", "one of them");
  const deliveries = ["--announce", "--deliver", "--no-deliver", "--webhook"].filter(has);
  if (new Set(deliveries.map((name) => (name === "--deliver" ? "--announce" : name))).size > 1) add("line/one-delivery", deliveries[1] ?? "", deliveries.join(" "), "one of them");
  const chat = ["--channel", "--to", "--account", "--thread-id"].find(has);
  if (has("--webhook") && chat) add("line/webhook-chat", chat, `--webhook and ${chat}`, "a webhook alone");
  const session = value("--session") ?? "";
  const agentLike = has("--message") || has("--command") || has("--command-argv") || message;
  if (session === "main" && agentLike) add("line/main-payload", "--session", "--session main with a message or a command", "--session isolated, or --system-event");
  if ((session === "isolated" || session === "current" || session.startsWith("session:")) && has("--system-event")) add("line/isolated-payload", "--session", `--session ${session} with --system-event`, "--message or --command, or --session main");
  if (has("--tz") && first && first !== "--cron" && first !== "--at") add("line/tz", "--tz", `--tz with ${first}`, "--tz with --cron");
  const stagger = ["--stagger", "--exact"].filter(has);
  if (stagger.length > 1) add("line/stagger-exact", "--exact", stagger.join(" and "), "one of them");
  else if (stagger[0] && first && first !== "--cron") add("line/stagger", stagger[0], `${stagger[0]} with ${first}`, `${stagger[0]} with --cron`);
  if (has("--delete-after-run") && has("--keep-after-run")) add("line/delete-keep", "--keep-after-run", "--delete-after-run and --keep-after-run", "one of them");
  if (has("--trigger-once") && !has("--trigger-script") && action === "add") add("line/trigger-once", "--trigger-once", "--trigger-once alone", "--trigger-script beside it");
  const argv = value("--command-argv");
  if (argv && !isArgv(argv)) add("line/command-argv", "--command-argv", argv, "a JSON array of strings");
  const env = value("--command-env");
  if (env && !/^[A-Za-z_]\w*=/.test(env)) add("line/command-env", "--command-env", "no KEY=VALUE", "KEY=VALUE");
  const fault = value("--cron") === undefined && value("--tz") === undefined ? undefined : cronFault(value("--cron"), value("--tz"));
  if (fault) problems.push({ flag: fault.field === "tz" ? "--tz" : "--cron", found: fault.found, expected: fault.expected, source: "croner, as OpenClaw uses it" });
  return problems;
}

function isArgv(text: string): boolean {
  if (/[<>]|\.\.\.|…|\$/.test(text)) return true;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string" && one !== "");
  } catch {
    return false;
  }
}
