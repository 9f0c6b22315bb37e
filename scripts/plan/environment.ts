import { type Environment, type Environments, environmentOf } from "../openclaw/environment/record.ts";
import type { Answered } from "../spec/answers.ts";
import { standIn } from "../spec/answers.ts";
import type { Spec } from "../spec/model.ts";
import type { Path, Problem } from "../spec/problem.ts";
import { hookIdOf } from "./plan.ts";
import { tokenProblems } from "./tokens.ts";

/** The spec with what the records know and nobody wrote: versions and time zones. What is written stays. */
export function withRecords(spec: Spec, environments: Environments): Spec {
  const instances = Object.entries(spec.instances ?? {}).map(([name, instance]) => {
    const record = environmentOf(environments, name);
    if (instance.kind !== "openclaw" || !record) return [name, instance];
    const { openclaw, timezone } = record;
    return [name, { ...instance, version: instance.version ?? openclaw, timezone: instance.timezone ?? timezone }];
  });
  return { ...spec, ...(spec.instances ? { instances: Object.fromEntries(instances) } : {}) };
}

type Find = (found: string, expected: string, mend: string) => Omit<Problem, "path">;
const error =
  (code: string): Find =>
  (found, expected, mend) => ({ code: `environment/${code}`, severity: "error", found, expected, mend });
const warning =
  (code: string): Find =>
  (found, expected, mend) => ({ code: `environment/${code}`, severity: "warning", found, expected, mend });

/**
 * What the records show that contradicts the spec, or that a rollout would stop at or break.
 * @param answered the spec, with what the records know already in it
 */
export function environmentProblems(answered: Answered, environments: Environments): Problem[] {
  const known = Object.values(answered.openclaws).flatMap(({ name }) => {
    const record = environmentOf(environments, name);
    return record ? [{ name, record }] : [];
  });
  const strangers = Object.keys(environments).filter((name) => name !== "*" && !answered.openclaws[name]);
  return [
    ...strangers.map((name) => ({
      ...warning("unknown-instance")(
        `a record of ${name}`,
        `records of ${Object.keys(answered.openclaws).join(", ") || "the instances in the spec"}`,
        "record it again with --instance and the name that the spec uses",
      ),
      path: ["instances"],
    })),
    ...known.flatMap(({ name, record }) =>
      instanceProblems(answered, name, record).map((problem) => ({ ...problem, path: ["instances", name] as Path })),
    ),
    ...versionProblems(answered, known),
    ...channelProblems(answered, environments),
    ...tokenProblems(answered, environments),
  ];
}

type Known = { name: string; record: Environment }[];

const versionProblems = ({ openclaws }: Answered, known: Known): Problem[] =>
  known.flatMap(({ name, record }) => {
    const said = openclaws[name]?.version;
    return !record.openclaw || !said || said === standIn || said === record.openclaw
      ? []
      : [
          {
            ...error("version")(
              said,
              `${record.openclaw}, which ${name} said of itself`,
              `write ${record.openclaw}, or record ${name} again after the upgrade`,
            ),
            path: ["instances", name, "version"],
          },
        ];
  });

/** Who must be able to send in a human's channel: the sender of a chat, the receiver that hands off, the sender that alerts. */
function channelProblems({ flows, humans, openclaws }: Answered, environments: Environments): Problem[] {
  const sends = flows.flatMap(({ name, from, to, transport, handOff, failureTo }) => [
    ...(transport === "chat" && humans[to] ? [{ by: from, human: to, why: `sends ${name} there` }] : []),
    ...(transport === "webhook" && handOff ? [{ by: to, human: handOff, why: `passes ${name} on there` }] : []),
    { by: from, human: failureTo, why: `reports a failed ${name} there` },
  ]);
  const seen = new Set<string>();
  return sends.flatMap(({ by, human, why }) => {
    const channel = humans[human]?.channel;
    const record = openclaws[by] ? environmentOf(environments, by) : null;
    if (!channel || channel === standIn || !record?.channels || seen.has(`${by} ${human}`)) return [];
    const there = record.channels[channel];
    // A record written by hand says what its writer knows; one that `environment` made lists every channel.
    if (there ? there.configured !== false : record.unknown === undefined || record.unknown === null) return [];
    seen.add(`${by} ${human}`);
    const others = Object.keys(record.channels).filter((id) => record.channels?.[id]?.configured);
    return [
      {
        ...error("channel")(
          `${channel}, which is not configured on ${by}${there?.installed === false ? ": its plugin is not installed" : ""}`,
          `a channel that ${by} has${others.length > 0 ? ` (${others.join(", ")})` : ""}: it ${why}`,
          `set ${channel} up on ${by} and record it again, or name another human or channel`,
        ),
        path: ["instances", human, "channel"],
      },
    ];
  });
}

type Seen = {
  name: string;
  record: Environment;
  receives: boolean;
  changed: boolean;
  hookIds: string[];
  agent: string;
};
type Look = (seen: Seen) => Omit<Problem, "path"> | false | null | undefined | "";

/** What one instance's record shows. The first five stop OpenClaw itself, or its events, as measured on 2026.9.6. */
const looks: Look[] = [
  ({ name, record, receives }) =>
    receives &&
    record.hooks?.enabled &&
    record.hooks.token === "absent" &&
    error("hooks-without-token")(
      "hooks.enabled without hooks.token",
      "both or neither: the gateway does not start like this",
      `on ${name}, set hooks.enabled to false, or give it its token; then record it again`,
    ),
  ({ name, record, receives }) =>
    receives &&
    record.hooks?.path === "/" &&
    error("hooks-path")(
      'hooks.path "/"',
      "a path of its own: the gateway refuses the root",
      `on ${name}, run openclaw config unset hooks.path`,
    ),
  ({ name, record, receives }) =>
    receives &&
    record.hooks?.path &&
    !["/", "/hooks"].includes(record.hooks.path) && {
      ...error("hooks-path")(
        `hooks.path ${record.hooks.path}`,
        "/hooks: the bridge changes no path that others use",
        `let another instance receive, or move ${name}'s other hooks to /hooks`,
      ),
      severity: "unsupported",
    },
  ({ name, record, receives }) =>
    receives &&
    record.hooks?.transformsDir === "foreign" &&
    error("transforms-dir")(
      "hooks.transformsDir outside <config-dir>/hooks/transforms",
      "the default folder, or one inside it: the gateway does not start with another",
      `on ${name}, run openclaw config unset hooks.transformsDir and move the modules`,
    ),
  ({ name, record, receives }) => {
    const at = record.hooks?.mappings?.findIndex(({ catchAll }) => catchAll) ?? -1;
    return (
      receives &&
      at >= 0 &&
      error("catch-all")(
        `hooks.mappings[${at}] matches every path`,
        "no mapping before the bridge's own that takes its events",
        `on ${name}, give that mapping a match.path, or let another instance receive`,
      )
    );
  },
  ({ name, record, receives }) =>
    receives &&
    record.hooks?.enabled &&
    record.hooks.allowedAgentIds === null &&
    error("every-agent")(
      "hooks on, hooks.allowedAgentIds unset",
      "a list of agents: now hooks reach every one, and the bridge's entry would shut the others out",
      `on ${name}, set hooks.allowedAgentIds to the agents that hooks use today; then record it again`,
    ),
  ({ name, record, receives, agent }) =>
    receives &&
    agent !== "main" &&
    record.agentsList &&
    error("agents-list")(
      "agents.list",
      "agents.entries: the old form is invalid beside it",
      `on ${name}, let openclaw doctor migrate it, look at the agents' tool rules afterwards, and record it again`,
    ),
  ({ name, record }) =>
    record.gateway?.mode === "remote" &&
    error("remote")(
      "gateway.mode remote",
      "a gateway of its own: this command line speaks to another machine's",
      `record ${name} where its gateway runs`,
    ),
  ({ name, record, hookIds }) =>
    record.hooks?.mappings?.some(({ id }) => id && hookIds.includes(id)) &&
    error("rolled-out")(
      "a mapping of this bridge",
      `a record from before the rollout: ${name} has this bridge already`,
      "take the way back with the documents of that rollout first, or change this design's bridge: id",
    ),
  ({ name, record, receives, agent }) =>
    receives &&
    agent !== "main" &&
    record.agents?.some(({ id }) => id === agent) &&
    warning("agent-there")(
      `an agent ${agent} on ${name}`,
      "an agent of the bridge's own: the rollout stops where one of that name is not exactly the bridge's",
      `choose another name at instances.${name}.agent`,
    ),
  ({ record, changed, name }) =>
    changed &&
    record.config?.comments === true &&
    warning("comments")(
      `comments in openclaw.json on ${name}`,
      "a file that OpenClaw may rewrite: any write of its command line strips them",
      "tell the owner; the way back restores the file byte for byte while nobody else edits it",
    ),
  ({ record, receives, name }) =>
    receives &&
    record.hooks?.enabled === false &&
    (record.hooks.mappings?.length ?? 0) > 0 &&
    warning("dormant-mappings")(
      `${record.hooks.mappings?.length} mappings while hooks are off`,
      "to know what switching hooks on wakes",
      `ask the owner of ${name} whether those may run`,
    ),
];

function instanceProblems(answered: Answered, name: string, record: Environment): Omit<Problem, "path">[] {
  const webhooks = answered.flows.filter(({ transport }) => transport === "webhook");
  const receives = webhooks.some(({ to }) => to === name);
  const seen: Seen = {
    name,
    record,
    receives,
    changed: receives || webhooks.some(({ from }) => from === name),
    hookIds: webhooks.filter(({ to }) => to === name).map((flow) => hookIdOf(answered.bridge, flow.name)),
    agent: answered.openclaws[name]?.agent ?? "main",
  };
  return looks.flatMap((look) => look(seen) || []);
}
