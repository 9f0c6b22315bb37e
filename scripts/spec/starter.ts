import { chineseComments } from "./starter-comments.ts";
import { type Text, text } from "./text.ts";
import type { Locale, Pattern } from "./words.ts";

/** What `new` takes: the patterns of a bridge, each with what it is for. */
export const starters: Record<Pattern, Text> = {
  "event-push": text(
    "an event fires it: a pipeline ends, a check finds something, an agent decides",
    "由事件触发：流水线结束、检查有发现、代理作出决定",
  ),
  "scheduled-relay": text("the clock fires it: reports, audits, signs of life", "由时钟触发：报告、审计、心跳"),
  "human-routed-relay": text(
    "people carry it from chat to chat: approvals and handoffs where the machines cannot talk",
    "由人从一个聊天带到另一个：机器之间不能通信时的批准和交接",
  ),
  "local-to-remote": text(
    "a workstation and a server: approvals and tasks one way, results and answers the other",
    "工作站和服务器：一个方向是批准和任务，另一个方向是结果和回答",
  ),
};

/**
 * A commented starter spec, empty where somebody has to answer.
 * @param bridge its id
 * @param locale the language of its comments, and of the documents
 */
export const starter = (bridge: string, pattern: Pattern, locale: Locale = "en"): string =>
  locale === "en"
    ? inEnglish(bridge, pattern)
    : inEnglish(bridge, pattern)
        .replaceAll(/(?<=^ *| )# (.+)$/gm, (_all, comment) => `# ${chineseComments[comment] ?? comment}`)
        .replace(/^bridge: .*$/m, (line) => `${line}\nlocale: ${locale}`);

const inEnglish = (bridge: string, pattern: Pattern): string =>
  [
    `# A bridge between two OpenClaw instances. The sections are the six steps; rename what is named here.
bridge: ${bridge}

objective:                              # step 1: say what should become true
  outcome:                              # alerting | task-dispatch | result-return | approval-request | periodic-reporting
  statement:
  success:
`,
    instances[pattern],
    flows[pattern],
    contracts[pattern],
    `trust:                                  # step 4
  authority:                            # { server state: ${pattern === "local-to-remote" ? "remote" : "sender"}, decisions: operator }
  approvals: []                         # { action: …, on: …, approvedBy: null } until a human said yes

rollout: { backupTo: ~/bridge-backups } # step 5
verification: { within: 15m }           # step 6
`,
  ].join("\n");

const twoMachines = `instances:                              # step 2: who there is, and who can open a connection to whom
  sender:
    kind: openclaw
    version:                            # openclaw --version
    timezone:                           # such as Europe/Berlin
  receiver:                             # { kind: service, url: … } for an endpoint that is no OpenClaw
    kind: openclaw
    version:
    url:                                # the address at which the sender reaches it
    reachableFrom:                      # [sender]
    sleeps:                             # true | false
  operator:
    kind: human
    channel:                            # such as telegram
    target:                             # the chat's id
`;

const instances: Record<Pattern, string> = {
  "event-push": twoMachines,
  "scheduled-relay": twoMachines,
  "human-routed-relay": `instances:                              # step 2: who there is
  sender:
    kind: openclaw
    version:                            # openclaw --version
  receiver:
    kind: openclaw
    version:
  room:                                 # the chat in which the message stands, and in which people bring it to the bot
    kind: human
    channel:                            # such as telegram
    target:                             # the chat's id; a group's is negative
  lead:                                 # hears what went wrong, in another chat
    kind: human
    channel:
    target:
`,
  "local-to-remote": `instances:                              # step 2: who there is, and who can open a connection to whom
  remote:                               # long jobs, inspection, the action
    kind: openclaw
    version:                            # openclaw --version
    url:                                # the address at which local reaches it
    reachableFrom:                      # [local]
    sleeps: false
  local:                                # people, approvals, dashboards
    kind: openclaw
    version:
    url:                                # leave it out where nothing can connect to it, and use transport: chat below
    reachableFrom:                      # [remote], or []
    sleeps:                             # true: what is meant for it waits
  operator:                             # decides, on local
    kind: human
    channel:                            # such as telegram
    target:                             # the chat's id
  oncall:                               # is asked if the operator does not answer, and hears what went wrong
    kind: human
    channel:
    target:
`,
};

const pushed = (pattern: Pattern, cause: string) => `flows:                                  # step 2: what travels
  report:
    from: sender
    to: receiver
    pattern: ${pattern}
    transport: webhook                  # files if both share a machine: (give both the same machine:) · chat if a human is the receiver
    guarantee: best-effort              # delivered: again until admitted · acknowledged: again until its work is done
    ${cause}
    produce:                            # { command: [/path/of/program] } that prints JSON, or { agent: "what to find out" }
    handOff: operator                   # who reads it; instead: work: { command: [/path] } runs that for each event (delivered)
    ask:                                # { when: { result: [failed] }, question: "…", choices: […] } if people decide then
    failure: { to: operator }
`;

const flows: Record<Pattern, string> = {
  "event-push": pushed(
    "event-push",
    `trigger:                            # what fires it, a name such as deploy-finished; or schedule: to look for something`,
  ),
  "scheduled-relay": pushed(
    "scheduled-relay",
    `schedule:                           # when: { cron: "30 7 * * *" } or { every: 6h }
    silence:                            # { after: 7m } with guarantee: delivered and no handOff: who is told when nothing comes any more`,
  ),
  "human-routed-relay": `flows:                                  # step 2: what travels
  request:
    from: sender
    to: receiver
    pattern: human-routed-relay
    transport: chat
    guarantee: best-effort
    trigger:                            # what fires it, a name such as window-planned
    produce:                            # { command: [/path/of/program] } that prints JSON
    via: room                           # where the message stands, and where its receipt is brought back
    handOff: room                       # where people bring it to the receiver's bot
    ask:                                # { question: "…", choices: [approve, deny] } if people of the receiver decide
    escalate:                           # { after: 4h, to: lead } if nobody answered; cancelled when it expires
    act:                                # { on: approve, command: [/path/of/program] }: run once, after that answer
    failure: { to: lead }               # and { there: … } who is told at the receiver
`,
  "local-to-remote": `flows:                                  # step 2: what travels
  request:                              # a question that is answered on local; for a task instead, see dispatch below
    from: remote
    to: local
    pattern: local-to-remote
    transport: webhook                  # chat, via a human, where nothing can connect to local
    guarantee: acknowledged
    trigger:                            # what fires it, a name such as restart-wanted
    produce:                            # { command: [/path/of/program] } that prints JSON
    handOff: operator
    ask:                                # { question: "…", choices: [approve, deny] }
    escalate:                           # { after: 30m, to: oncall }; cancelled when it expires
    act:                                # { on: approve, command: [/path/of/program] }: run once, after that answer
    failure: { to: oncall }
  decision:                             # the answer, on its way back; its contract follows from the question
    from: local
    to: remote
    pattern: local-to-remote
    transport: webhook
    guarantee: delivered
    answers: request
    failure: { to: oncall }
  # dispatch: { from: local, to: remote, …, guarantee: delivered, work: { command: [/path] } } runs a task on remote,
  # result:   { from: remote, to: local, …, guarantee: acknowledged, handOff: operator } brings its outcome back
`,
};

const contract = (flow: string, event: string, more = "") => `contract:                               # step 3, per flow
  ${flow}:
    event:                              # such as ${event}
    payload:                            # result: { type: string, enum: [ok, warn] }
${more}`;

const deadline = "    expires:                            # the deadline, such as 60m: then it is cancelled\n";

const contracts: Record<Pattern, string> = {
  "event-push": contract("report", "deploy.finished"),
  "scheduled-relay": contract("report", "server.audit.completed"),
  "human-routed-relay": contract("request", "maintenance.window.requested", deadline),
  "local-to-remote": contract("request", "database.restart.wanted", deadline),
};
