import { text } from "../../spec/text.ts";
import { inboxFiles, senderFiles } from "../files.ts";
import { homeOf } from "../job.ts";
import type { Block, SidePlan } from "../plan.ts";
import { openclaw, pathWord, quote, raw } from "../shell.ts";
import { workspaceOf } from "../wishes.ts";
import { type Base, env, hasToken, inboxAt, kept, make, programmed } from "./base.ts";

/** Prints where openclaw.json is, as the gateway said when it was looked at: it need not be asked again. */
export const configFile = 'node change.mjs file "$b"/look.json';

const rolledOut = 'echo "this bridge is rolled out here: take the way back first"; exit 1';

/** Reads what is there, keeps a copy, and works out the exact change. */
export function look(plan: Base, side: SidePlan): Block {
  const changes = side.wishes.length > 0;
  return make(
    plan,
    side.name,
    changes
      ? text(
          `The version (${side.instance.version}), and no line that starts with "change:".`,
          `版本号（${side.instance.version}），没有以“change:”开头的行。`,
        )
      : text(`The version (${side.instance.version}).`, `版本号（${side.instance.version}）。`),
    [],
    "umask 077",
    `mkdir -p "$b"`,
    openclaw("--version"),
    ...(kept(plan).length > 0 && side.role === "sender"
      ? [`if test -e ${homeOf(plan.place)}; then ${rolledOut}; fi`]
      : []),
    ...(changes
      ? [
          `if test -e "$b"/after.json; then ${rolledOut}; fi`,
          ...(hasToken(side) ? [requireVariable(plan.credential?.variable ?? "")] : []),
          `${openclaw("gateway", "call", "config.get", "--json")} > "$b"/look.json`,
          `cp -p "$(${configFile})" "$b"/before.json`,
          `node change.mjs place "$b"/look.json > "$b"/config.now.json`,
        ]
      : []),
  );
}

/** A restart takes up a new variable, not a changed one (measured on 2026.9.6). */
const restart = [openclaw("gateway", "restart")];

const closeLastLine = `if test -n "$(tail -c 1 ${env.raw} 2>/dev/null)"; then echo >> ${env.raw}; fi`;

const requireVariable = (variable: string) =>
  `if ! grep -qs ${quote(`^${variable}=.`)} ${env.raw}; then echo "${variable} is not in ~/.openclaw/.env here: stop and look"; exit 1; fi`;

const refuseSecond = (variable: string) =>
  `if grep -qs ${quote(`^${variable}=`)} ${env.raw}; then echo "${variable} is already set here: stop and look"; exit 1; fi`;

/** A token of 64 characters, as text on standard output. */
export const newToken = `node -p 'crypto.randomBytes(32).toString("hex")'`;

/** Asks for the token at a hidden prompt, into `token`. */
export const askToken = `printf 'token: '; read -rs token; echo; test -n "$token"`;

export function makeToken(plan: Base, side: string): Block {
  const variable = plan.credential?.variable ?? "";
  return make(
    plan,
    side,
    text("The gateway restarts and answers again.", "网关重启，并重新应答。"),
    ["change-config"],
    "umask 077",
    refuseSecond(variable),
    closeLastLine,
    `printf '%s=%s\\n' ${variable} "$(${newToken})" >> ${env.raw}`,
    ...restart,
  );
}

/** The sender of a cron webhook has the token as a variable of its gateway; the outbox has it in a file that only its owner can read. */
export function takeToken(plan: Base, side: string): Block {
  const variable = plan.credential?.variable ?? "";
  const home = homeOf(plan.place);
  if (kept(plan).length > 0 && side === plan.sender.name)
    return make(
      plan,
      side,
      text("A hidden prompt for the token, and nothing else.", "一个不回显的提示符，等你输入令牌，别无其他。"),
      ["install-drain-job"],
      "umask 077",
      `mkdir -p ${home}`,
      `if test -e ${home}/token; then echo "a token is here already: stop and look"; exit 1; fi`,
      askToken,
      `printf '%s\\n' "$token" > ${home}/token`,
    );
  return make(
    plan,
    side,
    text(
      "A hidden prompt for the token, then the gateway restarts and answers again.",
      "一个不回显的提示符，等你输入令牌；然后网关重启，并重新应答。",
    ),
    ["change-config"],
    "umask 077",
    refuseSecond(variable),
    closeLastLine,
    askToken,
    `printf '%s=%s\\n' ${variable} "$token" >> ${env.raw}`,
    ...restart,
  );
}

const batch = raw('"$b"/config.now.json');
const keepAfter = `cp -p "$config" "$b"/after.json`;

/** What the write left is kept even where the shell is closed right after it: the way back restores the copy only over that very file. */
const keepAlways = [`config="$(${configFile})"`, `trap 'cmp -s "$config" "$b"/before.json || ${keepAfter}' EXIT`];

/** Dry run, write, and a copy of what the write left. */
export const applyBatch = [
  ...keepAlways,
  openclaw("config", "set", "--batch-file", batch, "--dry-run", "--json"),
  openclaw("config", "set", "--batch-file", batch),
  keepAfter,
];

/** A sender that has the token, and the exemption, from another bridge has nothing to write, which OpenClaw refuses to do. */
export const applyRest = [
  ...keepAlways,
  `if test "$(cat ${batch.raw})" = '[]'; then echo "nothing to change in openclaw.json"; else`,
  ...applyBatch.slice(2, 4).map((line) => `  ${line}`),
  "fi",
  keepAfter,
];

/** The receiver's side: what it runs, whom it lets run it, and its configuration. */
export function openReceiver(plan: Base, side: string, agent: string): Block {
  const workspace = pathWord(workspaceOf(agent)).raw;
  const own = agent !== "main";
  const tools = programmed(plan).length > 0 ? "exec" : "";
  return make(
    plan,
    side,
    text(
      `The dry run says "ok": true, the write says that no restart is needed${own ? `, and the agent has ${tools ? "one tool, exec, for one program" : "0 tools"}` : ""}.`,
      `试运行显示 "ok": true，写入后显示不需要重启${own ? `，代理${tools ? "只有一个工具 exec，只能运行一个程序" : "没有任何工具"}` : ""}。`,
    ),
    ["change-config", "publish-endpoint", "install-inbox", "allow-inbox-program", "bind-chat", "message-people"],
    ...installInbox(plan),
    ...(own ? [`mkdir -p ${workspace}`, `cp receiver.md ${workspace}/AGENTS.md`] : []),
    ...applyBatch,
    ...allow(plan),
    ...(own ? toolsAre(agent, tools) : []),
  );
}

/** The sender's end of what people carry: an agent that takes receipts in their chat, with one program. */
export function openCarrier(plan: Base): Block {
  const { sender, place } = plan;
  const workspace = pathWord(workspaceOf(sender.reader)).raw;
  return make(
    plan,
    sender.name,
    text(
      'The dry run says "ok": true, the write says that no restart is needed, and the agent has one tool, exec, for one program.',
      '试运行显示 "ok": true，写入后显示不需要重启，代理只有一个工具 exec，只能运行一个程序。',
    ),
    ["change-config", "allow-receipt-program", "bind-chat", "install-drain-job", "message-people"],
    ...installSender(plan),
    `chmod 700 ${kept(plan)
      .map(({ name }) => `${homeOf(place)}/${name}.receipt`)
      .join(" ")}`,
    `mkdir -p ${workspace}`,
    `cp carrier.md ${workspace}/AGENTS.md`,
    ...applyBatch,
    ...kept(plan).map(({ name }) => allowed(sender.reader, `~/.openclaw/bridges/${place}/${name}.receipt`)),
    ...toolsAre(sender.reader, "exec"),
  );
}

/** What the sender runs, in the bridge's folder there. */
export function installSender(plan: Base): string[] {
  const home = homeOf(plan.place);
  const files = senderFiles(plan);
  if (files.length === 0) return [];
  return [
    ...(kept(plan).length > 0 ? ["umask 077"] : []),
    `mkdir -p ${home}`,
    ...(files.includes("contract.mjs") ? [`ln -sf "$(command -v node)" ${home}/node`] : []),
    `cp ${files.join(" ")} ${home}/`,
  ];
}

/** The inbox has to be there before the mapping that names it. */
function installInbox(plan: Base): string[] {
  const files = inboxFiles(plan);
  if (files.length === 0) return [];
  const { word } = inboxAt(plan);
  return [
    "umask 077",
    `mkdir -p ${word}`,
    `ln -sf "$(command -v node)" ${word}/node`,
    `cp ${files.join(" ")} ${word}/`,
    `chmod 700 ${kept(plan)
      .map(({ name }) => `${word}/${name}.inbox`)
      .join(" ")}`,
  ];
}

/** The agent must be there before something is allowed to it (measured on 2026.9.6). */
const allow = (plan: Base): string[] =>
  programmed(plan).map(({ name }) => allowed(plan.receiver?.agent ?? "", `${inboxAt(plan).text}/${name}.inbox`));

const allowed = (agent: string, program: string): string =>
  `${openclaw("approvals", "allowlist", "add", "--agent", agent, program, "--json")} > /dev/null`;

/** The effective tools can be asked for only of a session that exists; creating one starts no run (measured on 2026.9.6). */
function toolsAre(agent: string, expected: string): string[] {
  const call = (method: string, params: object) =>
    openclaw("gateway", "call", method, "--params", JSON.stringify(params), "--json");
  const effective = call("tools.effective", { sessionKey: `agent:${agent}:main` });
  const ids = `JSON.parse(require("node:fs").readFileSync(0, "utf8")).groups.flatMap(({ tools }) => tools.map(({ id }) => id)).join()`;
  return [
    `${call("sessions.create", { agentId: agent, key: "main" })} > /dev/null`,
    `tools="$(${effective} | node -p '${ids}')"`,
    `echo "the tools of ${agent}: ($tools), expected: (${expected})"; test "$tools" = '${expected}'`,
  ];
}

/** From the sender's machine, before anything depends on it: what must be refused is refused, what must be taken is taken. */
export function probe(plan: Base, side: string): Block {
  const answers = probed(plan).map(({ status }) => status);
  // It asks at the other side's endpoint, so that side's approval counts.
  const needs = plan.approvals.filter(({ action }) => action === "publish-endpoint");
  const block = make(
    plan,
    side,
    text(
      `${answers.length} lines, each ending in the expected answer: ${answers.join(", ")}.`,
      `${answers.length} 行，每行以预期的回答结尾：${answers.join("、")}。`,
    ),
    [],
    ...probes(plan),
  );
  return { ...block, needs };
}

type Probe = { what: string; status: 400 | 401 | 404; post: string };

/** A body that is no event must be refused by the inbox itself, which shows that it is there. What is no OpenClaw has no other paths to ask for. */
export function probed(plan: Base): Probe[] {
  const variable = plan.credential?.variable ?? "";
  const again = kept(plan).length > 0;
  const url = plan.flows.find(({ hook }) => hook)?.hook?.url ?? "";
  const bearer = again
    ? `sed 's/^/header = "Authorization: Bearer /; s/$/"/' ${homeOf(plan.place)}/token`
    : `sed -n ${quote(`s/^${variable}=\\(.*\\)$/header = "Authorization: Bearer \\1"/p`)} ${env.raw}`;
  const all: (Probe & { where: boolean })[] = [
    { what: "no token", status: 401, post: `request ${quote(url)}`, where: true },
    { what: "a wrong token", status: 401, post: `request -H 'Authorization: Bearer wrong' ${quote(url)}`, where: true },
    {
      what: "the literal variable",
      status: 401,
      post: `request -H 'Authorization: Bearer \${${variable}}' ${quote(url)}`,
      where: true,
    },
    {
      what: "the right token, no such hook",
      status: 404,
      post: `${bearer} | request -K - ${quote(`${url}-nowhere`)}`,
      where: plan.service === null,
    },
    { what: "the right token, no event", status: 400, post: `${bearer} | request -K - ${quote(url)}`, where: again },
  ];
  return all.filter(({ where }) => where);
}

/** The probes as shell lines. */
export const probes = (plan: Base): string[] => [
  `request() { curl -sS -o /dev/null -w '%{http_code}' --max-time 20 -X POST -H 'Content-Type: application/json' -d '{}' "$@"; }`,
  `expect() { echo "$1: $3, expected $2"; test "$3" = "$2"; }`,
  ...probed(plan).map(({ what, status, post }) => `expect '${what}' ${status} "$(${post})"`),
];
