import { type Answered, type AnsweredFlow, type Approval, isKept, isQuiet, isRelay, isResent } from "./answers.ts";
import { hostKind } from "./hosts.ts";
import type { ApprovalAction } from "./words.ts";

type Row = Omit<Approval, "approvedBy">;

/** The decisions that belong to a human before this bridge may be rolled out: one row per action and instance. */
export function requiredApprovals(answered: Answered): Row[] {
  const rows = answered.flows.flatMap((flow) => rowsOf(flow, answered));
  return rows.filter((row, at) => rows.findIndex((other) => other.action === row.action && other.on === row.on) === at);
}

function rowsOf(flow: AnsweredFlow, { openclaws, humans, services, flows }: Answered): Row[] {
  const url = openclaws[flow.to]?.url ?? services[flow.to]?.url ?? "";
  const hidden = URL.canParse(url) && hostKind(new URL(url).hostname) !== "public";
  const inside = services[flow.to] === undefined && humans[flow.to] === undefined;
  const webhook = flow.transport === "webhook";
  const relay = isRelay(flow);
  const resent = isResent(flow);
  const acknowledged = flow.guarantee === "acknowledged";
  const reader = flow.handOff !== null && humans[flow.handOff] !== undefined;
  const needed: [on: string, action: ApprovalAction, where: boolean][] = [
    [flow.to, "publish-endpoint", webhook && inside],
    [flow.to, "change-config", inside && (flow.transport !== "chat" || relay)],
    [flow.to, "bind-chat", relay || flows.some(({ answers }) => answers === flow.name)],
    [flow.to, "install-inbox", inside && (resent || relay)],
    [flow.to, "allow-inbox-program", inside && (acknowledged || relay)],
    [flow.to, "install-agent-job", flow.transport === "files" && !isQuiet(flow)],
    [flow.to, "run-command", flow.work !== null || flow.answers !== null],
    [flow.to, "message-people", inside && (flow.transport !== "chat" || relay) && (reader || resent || relay)],
    [flow.from, "change-config", (webhook && !resent) || relay],
    [flow.from, "exempt-private-host", webhook && !resent && hidden],
    [flow.from, "bind-chat", relay],
    [flow.from, "allow-receipt-program", relay],
    [flow.from, "install-drain-job", isKept(flow)],
    [flow.from, "command" in flow.produce ? "install-job-code" : "install-agent-job", flow.answers === null],
    [flow.from, "run-command", flow.act !== null],
    [flow.from, "message-people", true],
  ];
  return needed.filter(([, , where]) => where).map(([on, action]) => ({ action, on }));
}
