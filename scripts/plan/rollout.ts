import type { Approval, OpenclawSide } from "../spec/answers.ts";
import type { ApprovalAction } from "../spec/words.ts";
import { failureAlert, fireCommand, homeOf } from "./job.ts";
import {
  type Block,
  type Credential,
  type FlowPlan,
  isScheduled,
  type Plan,
  type SidePlan,
  type Stage,
} from "./plan.ts";
import { block, command, openclaw, pathWord, quote, raw } from "./shell.ts";
import { versionStage } from "./version-checks.ts";
import { workspaceOf } from "./wishes.ts";

type Base = Pick<
  Plan,
  "bridge" | "sender" | "receiver" | "flows" | "sides" | "approvals" | "backupTo" | "credential" | "unverified"
>;

/**
 * The stages of a rollout, in the order that measured gateways forced: the variable and a restart before the key that
 * names it (else the literal text is a working token), probes before the job, the job disabled until a test message and
 * a failure made on purpose were both seen.
 */
export function rolloutStages(plan: Base): Stage[] {
  const { receiver, sender } = plan;
  const webhook = receiver !== null;
  return [
    ...versionStage(plan),
    {
      title: "Look, and keep a copy",
      why: "Reads the configuration, keeps a byte-exact copy, and works out the exact change for this gateway. Changes nothing. It stops where a token, a catch-all mapping or an agent of the same name is in the way.",
      blocks: plan.sides.map((side) => look(plan, side)),
    },
    ...(receiver
      ? [
          ...tokenStages(plan, receiver),
          {
            title: "Probe before anything depends on it",
            why: "No token, a wrong token and the literal text of the variable must all be refused; the right token must be taken. A 403 means that gateway.trustedProxies is missing, a 3xx that the address redirects and events would be lost.",
            blocks: [probe(plan, sender.name)],
          },
        ]
      : []),
    {
      title: `Create the job on ${sender.name}, disabled`,
      why: webhook
        ? "Points webhooks at exactly one host, installs what makes the message, creates the job disabled, and sets the failure alert, which only `cron edit` can."
        : "Installs what makes the message, creates the job disabled, and sets the failure alert, which only `cron edit` can.",
      blocks: [createJobs(plan)],
    },
    {
      title: "Send a test message",
      why: `One real run, by hand${triggered(plan).length > 0 ? "; what a trigger fires is fired the way the trigger will" : ""}. The run must say delivered, and a person must have read the message.`,
      blocks: plan.flows.map((flow) => testMessage(plan, flow)),
    },
    {
      title: "Make it fail on purpose",
      why: "A failure nobody hears of is the worst kind. The job is pointed at a place that does not exist, must be reported on the failure route, and is pointed back.",
      blocks: plan.flows.map((flow) => failOnPurpose(plan, flow)),
    },
    {
      title: "Switch it on",
      why: switchOn(plan),
      blocks: [enable(plan)],
    },
  ];
}

/** The flows that no clock fires, with the name of what does. */
const triggered = ({ flows }: Pick<Base, "flows">) =>
  flows.flatMap((flow) => ("trigger" in flow.cause ? [{ flow, trigger: flow.cause.trigger }] : []));

const switchOn = (plan: Base) =>
  [
    ...(plan.flows.some(isScheduled) ? ["From here on it runs by itself."] : []),
    ...triggered(plan).map(
      ({ flow, trigger }) =>
        `${flow.id} stays disabled: no clock fires it. At the end of whatever sees ${trigger}, on ${flow.from} and as the user whose gateway it is, put \`${fireCommand(plan.bridge, flow.name)}\`; what its exit codes mean, and why one at a time, stands under "Fired by ${trigger}" in \`cron-payload.md\` and on the page of ${flow.from}.`,
    ),
  ].join(" ");

/**
 * How both sides come by the token, and the hook is opened. A token that one side had before is handed to the other; where both
 * had it, nothing is handed over, and the probe shows whether the values are the same.
 */
function tokenStages(plan: Base, receiver: OpenclawSide): Stage[] {
  const { handOver, existing } = plan.credential as Credential;
  const open = openHook(plan, receiver.name, receiver.agent);
  if (!handOver)
    return [
      {
        title: `Open the hook on ${receiver.name}`,
        why: "Both sides have a token under this name already; the probe shows whether the two values are the same.",
        blocks: [open],
      },
    ];
  const { from, to } = handOver;
  const handed = `The token goes from ${from} to ${to} out of band: in a password manager or by voice, never in chat. It is read at a hidden prompt.`;
  if (to === receiver.name)
    return [
      {
        title: `Give ${to} the token that ${from} sends`,
        why: `${from} sends one token to every webhook, so ${to} must take that one. ${handed} First the variable, then a restart, and only then the key that names it.`,
        blocks: [takeToken(plan, to)],
      },
      { title: `Open the hook on ${to}`, why: "The gateway knows the variable now.", blocks: [open] },
    ];
  return [
    ...(existing.includes(from)
      ? []
      : [
          {
            title: `Make the hook token on ${receiver.name}`,
            why: "First the variable, then a restart, and only then the key that names it: a running gateway would take the literal text ${…} for the token.",
            blocks: [makeToken(plan, receiver.name)],
          },
        ]),
    {
      title: `Give ${to} the token, and open the hook on ${receiver.name}`,
      why: `${existing.includes(from) ? `${from} has its one hook token already, and the bridge uses it. ` : ""}${handed}`,
      blocks: [takeToken(plan, to), open],
    },
  ];
}

/** The way back, per side; it works from every stage of the rollout, and a second time it finds nothing to do. */
export function rollbackStages(plan: Base): Stage[] {
  const sender = plan.sides.find(({ role }) => role === "sender") as SidePlan;
  const receiver = plan.sides.find(({ role }) => role === "receiver");
  return [
    {
      title: "Remove the jobs",
      why: [
        "Nothing fires any more.",
        ...triggered(plan).map(
          ({ trigger }) => `Take the call of fire.sh out of whatever sees ${trigger}: it fails from now on.`,
        ),
      ].join(" "),
      blocks: [removeJobs(plan)],
    },
    {
      title: "Put the configuration back",
      why: "The gateway must be running. Where openclaw.json is still what the rollout left, the copy is restored byte for byte; where somebody edited it since, only what the rollout added is removed, and listed.",
      blocks: [sender, receiver].flatMap((side) => (side && side.wishes.length > 0 ? [putBack(plan, side)] : [])),
    },
  ];
}

const folderOf = ({ backupTo, bridge }: Base) => pathWord(`${backupTo}/${bridge}`).raw;
const env = raw("~/.openclaw/.env");

function make(plan: Base, side: string, see: string, actions: ApprovalAction[], ...lines: string[]): Block {
  const needs: Approval[] = plan.approvals.filter(({ action, on }) => on === side && actions.includes(action));
  return { side, shell: block(`b=${folderOf(plan)}`, ...lines), see, needs };
}

function look(plan: Base, side: SidePlan): Block {
  const changes = side.wishes.length > 0;
  return make(
    plan,
    side.name,
    changes
      ? `The version (${side.instance.version}), a valid configuration, and no line that starts with "change:".`
      : `The version (${side.instance.version}) and a valid configuration.`,
    [],
    "umask 077",
    `mkdir -p "$b"`,
    openclaw("--version"),
    openclaw("config", "validate"),
    ...(changes
      ? [
          `if test -e "$b"/after.json; then echo "this bridge is rolled out here: take the way back first"; exit 1; fi`,
          ...(hasToken(side) ? [requireVariable(plan.credential?.variable ?? "")] : []),
          `cp -p "$(${openclaw("config", "file")})" "$b"/before.json`,
          `${openclaw("gateway", "call", "config.get", "--json")} > "$b"/look.json`,
          `node change.mjs place "$b"/look.json > "$b"/config.now.json`,
        ]
      : []),
  );
}

const restart = [openclaw("gateway", "restart")];

const closeLastLine = `if test -n "$(tail -c 1 ${env.raw} 2>/dev/null)"; then echo >> ${env.raw}; fi`;

const hasToken = ({ token }: SidePlan) => token !== null && token !== "new";

const requireVariable = (variable: string) =>
  `if ! grep -qs ${quote(`^${variable}=.`)} ${env.raw}; then echo "${variable} is not in ~/.openclaw/.env here: stop and look"; exit 1; fi`;

const refuseSecond = (variable: string) =>
  `if grep -qs ${quote(`^${variable}=`)} ${env.raw}; then echo "${variable} is already set here: stop and look"; exit 1; fi`;

function makeToken(plan: Base, side: string): Block {
  const variable = plan.credential?.variable ?? "";
  return make(
    plan,
    side,
    "The gateway restarts and answers again.",
    ["change-config"],
    "umask 077",
    refuseSecond(variable),
    closeLastLine,
    `printf '%s=%s\\n' ${variable} "$(node -p 'crypto.randomBytes(32).toString("hex")')" >> ${env.raw}`,
    ...restart,
  );
}

function takeToken(plan: Base, side: string): Block {
  const variable = plan.credential?.variable ?? "";
  return make(
    plan,
    side,
    "A hidden prompt for the token, then the gateway restarts and answers again.",
    ["change-config"],
    "umask 077",
    refuseSecond(variable),
    closeLastLine,
    `printf 'token: '; read -rs token; echo`,
    `printf '%s=%s\\n' ${variable} "$token" >> ${env.raw}`,
    ...restart,
  );
}

const batch = raw('"$b"/config.now.json');
const keepAfter = `cp -p "$(${openclaw("config", "file")})" "$b"/after.json`;
const applyBatch = [
  openclaw("config", "set", "--batch-file", batch, "--dry-run", "--json"),
  openclaw("config", "set", "--batch-file", batch),
  keepAfter,
];

/** A sender that has the token, and the exemption, from another bridge has nothing to write, which OpenClaw refuses to do. */
const applyRest = [
  `if test "$(cat ${batch.raw})" = '[]'; then echo "nothing to change in openclaw.json"; else`,
  ...applyBatch.slice(0, 2).map((line) => `  ${line}`),
  "fi",
  keepAfter,
];

function openHook(plan: Base, side: string, agent: string): Block {
  const workspace = pathWord(workspaceOf(agent)).raw;
  const own = agent !== "main";
  return make(
    plan,
    side,
    `The dry run says "ok": true, the write says that no restart is needed${own ? ", and the agent has 0 tools" : ""}.`,
    ["change-config", "publish-endpoint", "message-people"],
    ...(own ? [`mkdir -p ${workspace}`, `cp receiver.md ${workspace}/AGENTS.md`] : []),
    ...applyBatch,
    ...(own ? noTools(agent) : []),
  );
}

/** The effective tools can be asked for only of a session that exists; creating one starts no run (measured on 2026.9.6). */
function noTools(agent: string): string[] {
  const call = (method: string, params: object) =>
    openclaw("gateway", "call", method, "--params", JSON.stringify(params), "--json");
  const effective = call("tools.effective", { sessionKey: `agent:${agent}:main` });
  return [
    `${call("sessions.create", { agentId: agent, key: "main" })} > /dev/null`,
    `tools="$(${effective} | node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).groups.length')"`,
    `echo "${agent} has $tools groups of tools, expected 0"; test "$tools" = 0`,
  ];
}

function probe(plan: Base, side: string): Block {
  const variable = plan.credential?.variable ?? "";
  const url = plan.flows.find(({ hook }) => hook)?.hook?.url ?? "";
  const nowhere = `${url}-nowhere`;
  const post = `curl -sS -o /dev/null -w '%{http_code}' --max-time 20 -X POST -H 'Content-Type: application/json' -d '{}'`;
  return make(
    plan,
    side,
    "Four lines, each ending in the expected answer: 401, 401, 401, 404.",
    ["publish-endpoint"],
    `post() { ${post} "$@"; }`,
    `expect() { echo "$1: $3, expected $2"; test "$3" = "$2"; }`,
    `expect 'no token' 401 "$(post ${quote(url)})"`,
    `expect 'a wrong token' 401 "$(post -H 'Authorization: Bearer wrong' ${quote(url)})"`,
    `expect 'the literal variable' 401 "$(post -H 'Authorization: Bearer \${${variable}}' ${quote(url)})"`,
    `expect 'the right token, no such hook' 404 "$(sed -n ${quote(`s/^${variable}=\\(.*\\)$/header = "Authorization: Bearer \\1"/p`)} ${env.raw} | post -K - ${quote(nowhere)})"`,
  );
}

const idOf = (flow: FlowPlan) => `job="$(cat "$b"/${flow.name}.job)"`;
const idFrom = `node -p 'JSON.parse(require("node:fs").readFileSync(0, "utf8")).job.id'`;

function createJobs(plan: Base): Block {
  const home = homeOf(plan.bridge);
  const code = plan.flows.filter(({ settings }) => settings !== null);
  const fired = triggered(plan).map(({ flow }) => flow);
  const actions: ApprovalAction[] = [
    "change-config",
    "exempt-private-host",
    "install-job-code",
    "install-agent-job",
    "message-people",
  ];
  return make(
    plan,
    plan.sender.name,
    "The job as JSON with enabled false, twice: as created and with its failure alert.",
    actions,
    ...(plan.receiver
      ? plan.sides.some((side) => side.role === "sender" && hasToken(side))
        ? applyRest
        : applyBatch
      : []),
    ...(code.length + fired.length > 0 ? [`mkdir -p ${home}`] : []),
    ...(code.length > 0
      ? [
          `ln -sf "$(command -v node)" ${home}/node`,
          `cp emit.mjs contract.mjs ${code.map(({ name }) => `${name}.settings.json`).join(" ")} ${home}/`,
        ]
      : []),
    ...(fired.length > 0 ? [`cp fire.sh ${home}/`] : []),
    ...plan.flows.flatMap((flow) => [
      `${flow.job.create} | tee "$b"/${flow.name}.job.json`,
      `${idFrom} < "$b"/${flow.name}.job.json > "$b"/${flow.name}.job`,
      ...(fired.includes(flow) ? [`cp "$b"/${flow.name}.job ${home}/`] : []),
      idOf(flow),
      failureAlert(flow.failure),
    ]),
  );
}

const run = openclaw("cron", "run", raw('"$job"'), "--wait", "--wait-timeout", "5m", "--poll-interval", "1s");
const lastRun = openclaw("cron", "runs", raw('"$job"'), "--limit", "1", "--json");

function testMessage(plan: Base, flow: FlowPlan): Block {
  return make(
    plan,
    plan.sender.name,
    `completionStatus succeeded and deliveryStatus delivered. That is admission only: done means that ${flow.reader.name} has read the message in ${flow.reader.channel}.`,
    ["install-job-code", "install-agent-job", "message-people"],
    idOf(flow),
    isScheduled(flow) ? run : fireCommand(plan.bridge, flow.name),
    lastRun,
  );
}

function failOnPurpose(plan: Base, flow: FlowPlan): Block {
  const { argv, message } = flow.job.definition.payload as { argv?: string[]; message?: string };
  const right = flow.hook
    ? ["--webhook", flow.hook.url]
    : argv
      ? ["--command", argv[2] as string, "--timeout-seconds", "300"]
      : ["--message", message as string];
  const wrong = flow.hook ? ["--webhook", `${flow.hook.url}-nowhere`] : ["--command", "exit 3"];
  return make(
    plan,
    plan.sender.name,
    `The first run says that it failed, and ${flow.failure.name} has an alert in ${flow.failure.channel}; the second succeeds, and says there that it recovered. Without that second run the same failure would stay silent next time.`,
    ["install-job-code", "install-agent-job", "message-people"],
    idOf(flow),
    `${openclaw("cron", "edit", raw('"$job"'), ...wrong)} > /dev/null`,
    `${run} || echo "failed, as it should"`,
    `${openclaw("cron", "edit", raw('"$job"'), ...right)} > /dev/null`,
    run,
  );
}

function enable(plan: Base): Block {
  return make(
    plan,
    plan.sender.name,
    plan.flows.map(enabledSee).join(" "),
    ["install-job-code", "install-agent-job", "message-people"],
    ...plan.flows.filter(isScheduled).flatMap((flow) => [idOf(flow), openclaw("cron", "enable", raw('"$job"'))]),
    openclaw("cron", "list", "--all", "--json"),
  );
}

const enabledSee = (flow: FlowPlan) =>
  isScheduled(flow)
    ? `${flow.id}: enabled true, and the time of its next run.`
    : `${flow.id}: enabled false, and so it stays.`;

function removeJobs(plan: Base): Block {
  const home = homeOf(plan.bridge);
  return make(
    plan,
    plan.sender.name,
    "One removal per job; the list no longer has it. The bridge's files are moved to the copies.",
    [],
    ...plan.flows.map(
      (flow) =>
        `if test -s "$b"/${flow.name}.job; then ${openclaw("cron", "rm", raw(`"$(cat "$b"/${flow.name}.job)"`))} && mv "$b"/${flow.name}.job "$b"/${flow.name}.job.removed; fi`,
    ),
    moveAway(home),
    openclaw("cron", "list", "--all", "--json"),
  );
}

/** Nothing is deleted: what the bridge put there is kept beside the copies. */
const moveAway = (path: string) => `if test -e ${path}; then mv ${path} "$b"/removed-"$(date +%s)"; fi`;

/**
 * A copy put back while the gateway is stopped, or stopped too soon afterwards, may be undone at its next start by OpenClaw's
 * own last copy (measured on 2026.9.6: 0.2 s were too short, 4 s were enough). So the gateway must run, and is given time.
 */
function putBack(plan: Base, side: SidePlan): Block {
  const variable = hasToken(side) ? "" : (plan.credential?.variable ?? "");
  const workspace =
    side.role === "receiver" && side.instance.agent !== "main" ? pathWord(workspaceOf(side.instance.agent)).raw : null;
  return make(
    plan,
    side.name,
    "The last line says whether the copy is back byte for byte, or which of the bridge's paths were removed from an edited file.",
    [],
    `${openclaw("gateway", "call", "health", "--json")} > /dev/null`,
    `config="$(${openclaw("config", "file")})"`,
    `done="nothing to put back"`,
    `if test -e "$b"/after.json && cmp -s "$config" "$b"/after.json; then`,
    `  cp -p "$b"/before.json "$config".new && mv "$config".new "$config"`,
    `  done="the copy is back, byte for byte"`,
    `elif test -e "$b"/after.json && ! cmp -s "$config" "$b"/before.json; then`,
    `  node change.mjs undo "$b"/look.json "$b"/after.json "$config" > "$b"/undone.json`,
    `  if cmp -s "$config" "$b"/undone.json; then :; else`,
    `    cp -p "$config" "$config".new && cat "$b"/undone.json > "$config".new && mv "$config".new "$config"`,
    `    done="the file was edited since: only the bridge's own paths were removed"`,
    `  fi`,
    `fi`,
    `sleep 5`,
    openclaw("config", "validate"),
    ...(variable
      ? [
          `if test -e ${env.raw}; then ${command("sed", "-i.rest", `/^${variable}=/d`, env)} && rm ${env.raw}.rest; fi`,
          `if test -e ${env.raw} && ! test -s ${env.raw}; then rm ${env.raw}; fi`,
        ]
      : []),
    ...(workspace ? [moveAway(workspace)] : []),
    `if test -e "$b"/after.json; then mv "$b"/after.json "$b"/after.json.undone; fi`,
    `echo "$done"`,
  );
}
