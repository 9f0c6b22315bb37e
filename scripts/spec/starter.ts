import type { Pattern } from "./words.ts";

/** What `new` takes: a pattern of the seed, or a transport's name for the variant that goes to a chat. */
export const starters: Record<string, { pattern: Pattern; transport: "webhook" | "chat" }> = {
  "scheduled-relay": { pattern: "scheduled-relay", transport: "webhook" },
  "event-push": { pattern: "event-push", transport: "webhook" },
};

/**
 * A commented starter spec, empty where somebody has to answer.
 * @param bridge its id
 * @param pattern a key of `starters`
 */
export function starter(bridge: string, pattern: Pattern): string {
  const cause =
    pattern === "scheduled-relay"
      ? `schedule:                           # when: { cron: "30 7 * * *" } or { every: 6h }`
      : `trigger:                            # what fires it, a name such as deploy-finished`;
  return `# A bridge between two OpenClaw instances. The sections are the six steps; rename sender, receiver and operator.
bridge: ${bridge}

objective:                              # step 1: say what should become true
  outcome:                              # alerting | task-dispatch | result-return | approval-request | periodic-reporting
  statement:
  success:

instances:                              # step 2: who there is, and who can open a connection to whom
  sender:
    kind: openclaw
    version:                            # openclaw --version
    timezone:                           # such as Europe/Berlin
  receiver:
    kind: openclaw
    version:
    url:                                # the address at which the sender reaches it
    reachableFrom:                      # [sender]
    sleeps:                             # true | false
  operator:
    kind: human
    channel:                            # such as telegram
    target:                             # the chat's id

flows:                                  # step 2: what travels
  report:
    from: sender
    to: receiver
    pattern: ${pattern}
    transport: webhook                  # webhook between two gateways; chat if a human is the receiver
    guarantee: best-effort
    ${cause}
    produce:                            # { command: [/path/of/program] } that prints JSON, or { agent: "what to find out" }
    handOff: operator
    ask:                                # { when: { result: [failed] }, question: "…", choices: […] } if people decide then
    failure: { to: operator }

contract:                               # step 3, per flow
  report:
    event:                              # such as server.audit.completed
    payload:                            # result: { type: string, enum: [ok, warn] }

trust:                                  # step 4
  authority:                            # { server state: sender, decisions: operator }
  approvals: []                         # { action: …, on: …, approvedBy: null } until a human said yes

rollout: { backupTo: ~/bridge-backups } # step 5
verification: { within: 15m }           # step 6
`;
}
