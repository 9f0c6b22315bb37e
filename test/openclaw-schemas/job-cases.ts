type Fields = Record<string, unknown>;

/** A job for cron.add. `says`: the path at which 2026.9.6 must find a problem, null for none; `ignored` where it drops the value without a word. */
export type JobCase = { job: Fields; says: string | null; ignored?: true };

const every = { kind: "every", everyMs: 60_000 };
const at = { kind: "at", at: "2027-01-01T00:00:00Z" };
const event = { kind: "systemEvent", text: "x" };
const script = { kind: "script", script: "return 1" };
const route = { mode: "announce", channel: "telegram", to: "1" };
const to = "https://x.example/hooks/bridge";
const base = {
  name: "a",
  schedule: { kind: "cron", expr: "0 7 * * *", tz: "Europe/Berlin" },
  sessionTarget: "isolated",
  wakeMode: "now",
  payload: { kind: "agentTurn", message: "x" },
};

const job = (says: string | null, patch: Fields): JobCase => ({ job: { ...base, ...patch }, says });
const dropped = (says: string, patch: Fields): JobCase => ({ job: { ...base, ...patch }, says, ignored: true });
const without = (says: string | null, ...keys: string[]): JobCase => ({
  job: Object.fromEntries(Object.entries(base).filter(([key]) => !keys.includes(key))),
  says,
});
const cron = (says: string | null, expr: string, more: Fields = {}) =>
  job(says, { schedule: { kind: "cron", expr, ...more } });
const turn = (says: string | null, more: Fields) =>
  job(says, { payload: { kind: "agentTurn", message: "x", ...more } });
const main = (says: string | null, more: Fields = {}) => job(says, { sessionTarget: "main", payload: event, ...more });

export const jobCases: Record<string, JobCase> = {
  "a plain job": job(null, {}),
  "name, session and wake mode have defaults": without(null, "name", "sessionTarget", "wakeMode"),
  "no schedule": without("schedule", "schedule"),
  "no payload": without("payload", "payload"),
  "an invented key": job("federate", { federate: true }),
  "a stored job's id": job("id", { id: "x" }),
  "a stored job's state": job("state", { state: {} }),
  "the message beside the payload": job("message", { message: "x" }),
  "an enabled that is a text": job(null, { enabled: "true" }),
  "a deleteAfterRun that is a text": job("deleteAfterRun", { deleteAfterRun: "yes" }),
  "a description that is a number": job("description", { description: 5 }),
  "an agent that is null": job(null, { agentId: null }),
  "a job inside job": { job: { job: base }, says: "job" },
  "a schedule as text": job("schedule", { schedule: "0 7 * * *" }),
  "a schedule without kind": job("schedule.kind", { schedule: { expr: "0 7 * * *" } }),
  "a schedule with an invented key": cron("schedule.jitter", "0 7 * * *", { jitter: 1 }),
  "an expression under another name": job("schedule.cron", { schedule: { kind: "cron", cron: "0 7 * * *" } }),
  "an expression with an impossible minute": cron("schedule.expr", "61 7 * * *"),
  "an expression of four fields": cron("schedule.expr", "7 * * *"),
  "an expression of six fields": cron(null, "0 0 7 * * *"),
  "an expression in words": cron("schedule.expr", "every day at 7"),
  "an expression that never fires": cron("schedule.expr", "0 0 30 2 *"),
  "a nickname": cron(null, "@daily"),
  "a zone that is a city alone": cron("schedule.tz", "0 7 * * *", { tz: "Berlin" }),
  "a zone that is an offset in words": cron("schedule.tz", "0 7 * * *", { tz: "UTC+1" }),
  "a zone that is an abbreviation": cron(null, "0 7 * * *", { tz: "CET" }),
  "a stagger of 0": cron(null, "0 7 * * *", { staggerMs: 0 }),
  "a stagger with a unit": cron("schedule.staggerMs", "0 7 * * *", { staggerMs: "5m" }),
  "an interval": job(null, { schedule: every }),
  "an interval in quotes": job(null, { schedule: { kind: "every", everyMs: "60000" } }),
  "an interval with a unit": job("schedule.everyMs", { schedule: { kind: "every", everyMs: "1h" } }),
  "an interval under another name": job("schedule.every", { schedule: { kind: "every", every: "1h" } }),
  "an interval of 0": job("schedule.everyMs", { schedule: { kind: "every", everyMs: 0 } }),
  "an interval with a zone": job(null, { schedule: { ...every, tz: "Europe/Berlin" } }),
  "a time": job(null, { schedule: at }),
  "a time without zone": job(null, { schedule: { kind: "at", at: "2027-01-01T00:00:00" } }),
  "a time in words": job("schedule.at", { schedule: { kind: "at", at: "tomorrow" } }),
  "a time that is a duration": job("schedule.at", { schedule: { kind: "at", at: "20m" } }),
  "a time under another name": job("schedule.atMs", { schedule: { kind: "at", atMs: 1 } }),
  "the end of a command": job(null, { schedule: { kind: "on-exit", command: "make" } }),
  "a stream": job(null, { schedule: { kind: "stream", command: ["tail", "-f", "x"] } }),
  "a stream of a shell text": job("schedule.command", { schedule: { kind: "stream", command: "tail -f x" } }),
  "a stream in match mode without expression": job("schedule.match", {
    schedule: { kind: "stream", command: ["a"], mode: "match" },
  }),
  "a stream that runs a command": job("payload.kind", {
    schedule: { kind: "stream", command: ["a"] },
    payload: { kind: "command", argv: ["a"] },
  }),
  "an invented payload kind": job("payload.kind", { payload: { kind: "webhook", url: to } }),
  "a payload without kind": job("payload.kind", { payload: { message: "x" } }),
  "a payload kind in lower case": job(null, { payload: { kind: "agentturn", message: "x" } }),
  "a blank message": turn("payload.message", { message: " " }),
  "an invented payload key": turn("payload.peer", { peer: "b" }),
  "a delivery inside the payload": turn("payload.deliver", { deliver: true }),
  "a command": job(null, { payload: { kind: "command", argv: ["a"] } }),
  "a command without words": job("payload.argv", { payload: { kind: "command", argv: [] } }),
  "a command as text": job("payload.argv", { payload: { kind: "command", argv: "ls" } }),
  "a command under another name": job("payload.command", { payload: { kind: "command", command: "ls" } }),
  "a command with a number in its environment": job("payload.env", {
    payload: { kind: "command", argv: ["a"], env: { A: 1 } },
  }),
  "a timeout in quotes": dropped("payload.timeoutSeconds", {
    payload: { kind: "agentTurn", message: "x", timeoutSeconds: "30" },
  }),
  "an agent's turn in the main session": job("payload.kind", { sessionTarget: "main" }),
  "a command in the main session": job("payload.kind", {
    sessionTarget: "main",
    payload: { kind: "command", argv: ["a"] },
  }),
  "an event in the main session": main(null),
  "an event of another agent": main("agentId", { agentId: "ops" }),
  "an event of the default agent": main(null, { agentId: "main" }),
  "an event in an isolated session": job("payload.kind", { payload: event }),
  "a script in an isolated session": job(null, { payload: script }),
  "a script with a trigger": job("trigger", { schedule: every, payload: script, trigger: { script: "return 1" } }),
  "a script with a syntax error": job("payload.script", { payload: { kind: "script", script: "return (" } }),
  "the session of a peer": dropped("sessionTarget", { sessionTarget: "peer:x" }),
  "a session by name": job(null, { sessionTarget: "session:bridge" }),
  "a session without name": job("sessionTarget", { sessionTarget: "session:" }),
  "an invented wake mode": dropped("wakeMode", { wakeMode: "later" }),
  "a webhook": job(null, { delivery: { mode: "webhook", to } }),
  "a webhook without address": job("delivery.to", { delivery: { mode: "webhook" } }),
  "a webhook under another name": job("delivery.url", { delivery: { mode: "webhook", url: to } }),
  "a webhook with headers": job("delivery.headers", { delivery: { mode: "webhook", to, headers: {} } }),
  "a webhook by ftp": job("delivery.to", { delivery: { mode: "webhook", to: "ftp://x.example" } }),
  "a webhook with user and password": job("delivery.to", {
    delivery: { mode: "webhook", to: "https://u:p@x.example" },
  }),
  "a webhook of the main session": main(null, { delivery: { mode: "webhook", to } }),
  "an invented delivery mode": job("delivery.mode", { delivery: { mode: "push", to } }),
  "a delivery without mode": job("delivery.mode", { delivery: { channel: "telegram", to: "1" } }),
  "an announcement": job(null, { delivery: route }),
  "an announcement from the main session": main("delivery.mode", { delivery: route }),
  "an announcement to a blank channel": job("delivery.channel", { delivery: { mode: "announce", channel: "" } }),
  "a completion webhook beside an announcement": job(null, {
    delivery: { ...route, completionDestination: { mode: "webhook", to } },
  }),
  "a completion webhook without announcement": job("delivery.completionDestination", {
    delivery: { mode: "none", completionDestination: { mode: "webhook", to } },
  }),
  "a completion webhook that is no address": job("delivery.completionDestination.to", {
    delivery: { ...route, completionDestination: { mode: "webhook", to: "x" } },
  }),
  "a failure destination": job(null, { delivery: { mode: "none", failureDestination: route } }),
  "a failure destination of the main session": main("delivery.failureDestination", {
    delivery: { mode: "none", failureDestination: { channel: "telegram", to: "1" } },
  }),
  "a failure destination that is no address": job("delivery.failureDestination.to", {
    delivery: { ...route, failureDestination: { mode: "webhook", to: "x" } },
  }),
  "a failure alert": job(null, { failureAlert: { after: 1, channel: "telegram", to: "1" } }),
  "a failure alert that is true": job("failureAlert", { failureAlert: true }),
  "a failure alert by mail": job("failureAlert.mode", { failureAlert: { mode: "email" } }),
  "a trigger": job(null, { schedule: every, trigger: { script: "return 1" } }),
  "a trigger of a single time": job("trigger", { schedule: at, trigger: { script: "return 1" } }),
  "a trigger more often than allowed": job("schedule.everyMs", {
    schedule: { kind: "every", everyMs: 5000 },
    trigger: { script: "return 1" },
  }),
  pacing: job(null, { schedule: every, pacing: { min: "1m", max: "1h" } }),
  "pacing upside down": job("pacing.min", { schedule: every, pacing: { min: "2h", max: "1h" } }),
  "pacing without bounds": job("pacing", { schedule: every, pacing: {} }),
};
