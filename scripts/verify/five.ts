import type { FlowPlan, Lane } from "../plan/plan.ts";
import { silent, type Text, text } from "../spec/text.ts";
import type { Act, Run, Saved } from "./saved.ts";

/** The outcome of one check: what the saved outputs show. */
export type Point = { id: FiveId; check: string; passed: boolean; evidence: Text };

export type FiveId = "source-fired" | "delivery-succeeded" | "duplicate-safe" | "failure-visible" | "no-secrets";

type Row = { passed: boolean; shows: Text };

/**
 * Judges the five end-to-end checks from saved outputs alone; on real instances and in the rehearsal alike.
 * What only a person can see, the message in the chat, is not among them.
 */
export function five(lane: Pick<Lane, "flows" | "receiver">, saved: Saved): Point[] {
  const perFlow = (judge: (flow: FlowPlan) => Row) => {
    const rows = lane.flows.map((flow) => ({ flow, ...judge(flow) }));
    return {
      passed: rows.length > 0 && rows.every(({ passed }) => passed),
      evidence: text(
        rows.map(({ flow, shows }) => `${flow.id}: ${shows.words.en}`).join("; "),
        rows.map(({ flow, shows }) => `${flow.id}：${shows.words["zh-CN"]}`).join("；"),
      ),
    };
  };
  return [
    { id: "source-fired", check: "the source event fired", ...perFlow((flow) => fired(flow, saved)) },
    {
      id: "delivery-succeeded",
      check: "the delivery succeeded, as far as the guarantee goes",
      ...perFlow((flow) => (flow.resend ? settled(flow, saved) : delivered(flow, saved))),
    },
    {
      id: "duplicate-safe",
      check: "a second run of the same cause and a second copy change nothing",
      ...perFlow((flow) => (flow.resend ? copiesKnown(flow, saved) : sameId(flow, saved))),
    },
    {
      id: "failure-visible",
      check: "a failure made on purpose was reported, and its end too",
      ...perFlow((flow) => reported(flow, saved)),
    },
    { id: "no-secrets", check: "no secret stands in what was saved", ...secretFree(saved) },
  ];
}

const isOk = ({ status, completionStatus }: Run): boolean => status === "ok" && completionStatus === "succeeded";

function fired({ name, job }: FlowPlan, { runs, outbox }: Saved): Row {
  if (!job) {
    const added = outbox[name]?.filter(({ did, key }) => did === "add" && key).length ?? 0;
    return { passed: added > 0, shows: text(`${added} answers given`, `给出了 ${added} 个回答`) };
  }
  const run = runs[name]?.find(isOk);
  if (!run) {
    const count = runs[name]?.length ?? 0;
    return { passed: false, shows: text(`none of ${count} runs succeeded`, `${count} 次运行没有一次成功`) };
  }
  const [id, status] = [run.runId ?? "", run.completionStatus];
  return {
    passed: true,
    shows: text(`run ${id || "without a number"}, ${status}`, `运行 ${id || "没有编号"}，${status}`),
  };
}

/** What OpenClaw wrote down of a delivery, in its own words. */
const recorded = (own: string | undefined): Text => (own ? text(own, own) : text("no run", "没有运行"));

function delivered({ name, hook }: FlowPlan, { runs, agentRuns }: Saved): Row {
  const run = runs[name]?.findLast(({ deliveryStatus }) => deliveryStatus === "delivered");
  const last = runs[name]?.at(-1);
  const ran = agentRuns?.filter(
    ({ action, status }) => action === "agent.run.finished" && status === "succeeded",
  ).length;
  const how = run ? text("delivered", "已投递") : recorded(last?.deliveryError ?? last?.deliveryStatus);
  const agents = hook?.mapping ? text(`, ${ran ?? 0} agent runs finished`, `，完成了 ${ran ?? 0} 次代理运行`) : silent;
  return {
    passed: run !== undefined && (!hook?.mapping || (ran ?? 0) > 0),
    shows: text(how.words.en + agents.words.en, how.words["zh-CN"] + agents.words["zh-CN"]),
  };
}

const keysWith = (acts: Act[] = [], is: (act: Act) => boolean): Set<string> =>
  new Set(acts.filter(is).flatMap(({ key }) => key || []));

function settled(flow: FlowPlan, { outbox, inbox }: Saved): Row {
  const { name, guarantee, quiet, relay, resend } = flow;
  if (relay) {
    const brought = keysWith(inbox[name], ({ did, answer }) => did === "accept" && answer === 200);
    const back = keysWith(outbox[name], ({ did, exit }) => did === "answer" && exit === 0);
    const both = [...back].filter((key) => brought.has(key));
    return {
      passed: both.length > 0,
      shows: text(
        `${brought.size} brought over, ${both.length} receipts brought back`,
        `带过去 ${brought.size} 条，带回回执 ${both.length} 张`,
      ),
    };
  }
  // What is answered by another flow is open until then.
  const atSender = keysWith(outbox[name], ({ did }) => did === "done" || did === "open");
  const finished = keysWith(inbox[name], ({ did, exit }) => did === "done" && exit === 0);
  const claims = guarantee === "acknowledged" && !quiet && resend?.inbox !== null;
  const both = [...atSender].filter((key) => !claims || finished.has(key));
  return {
    passed: both.length > 0,
    shows: claims
      ? text(
          `${atSender.size} settled at the sender, ${finished.size} finished by the agent`,
          `发送方了结 ${atSender.size} 个，代理完成 ${finished.size} 个`,
        )
      : text(`${atSender.size} admitted`, `受理 ${atSender.size} 个`),
  };
}

/** Every event was finished at most once, and a copy of one that was settled met a receiver who knew it. */
function copiesKnown(flow: FlowPlan, { inbox, outbox }: Saved): Row {
  const { name, guarantee, quiet, relay, resend } = flow;
  if (resend?.inbox === null) {
    const sent = (outbox[name] ?? []).filter(({ did, meaning }) => did === "send" && meaning === "settled");
    const known = sent.length - new Set(sent.map(({ key }) => key)).size;
    return {
      passed: known > 0,
      shows: text(
        `${known} copies taken without a fault; what ${flow.to} did with them only it can say`,
        `${known} 份副本都顺利收下；${flow.to} 拿它们做了什么，只有它自己知道`,
      ),
    };
  }
  const acts = inbox[name] ?? [];
  const ends = acts.filter(({ did, exit }) => did === "done" && exit === 0).map(({ key }) => key);
  const twice = ends.length - new Set(ends).size;
  const again = acts.filter(({ did, answer }) => did === "accept" && answer === 204).length;
  const same = acts.filter(
    ({ did, answer, reason }) => did === "accept" && answer === 200 && reason !== "absent",
  ).length;
  const known = guarantee === "acknowledged" && !quiet ? again : again + same;
  return {
    passed: twice === 0 && known > 0,
    shows: text(
      `${known} ${relay ? "messages brought again" : "copies"} known, ${twice} events finished twice`,
      `认出 ${known} ${relay ? "条再次带来的消息" : "份副本"}，${twice} 个事件完成了两次`,
    ),
  };
}

function sameId({ name, contract }: FlowPlan, { runs }: Saved): Row {
  const ids = (runs[name] ?? []).filter(isOk).flatMap(({ summary }) => idIn(summary));
  const clock = contract.idempotencyKey.includes("runTime");
  const repeated = ids.length - new Set(ids).size;
  return {
    passed: ids.length > 1 && (clock || repeated > 0),
    shows: text(
      `${ids.length} runs made ${new Set(ids).size} ids`,
      `${ids.length} 次运行产生了 ${new Set(ids).size} 个 id`,
    ),
  };
}

/** The id of the event that a run made: JSON between machines, the first bullet for people. */
function idIn(summary = ""): string[] {
  try {
    return [String((JSON.parse(summary) as { id?: unknown }).id)];
  } catch {
    const [, id] = /[ (]([\w-]+\/[\w-]+\/[A-Za-z0-9._:/-]+)/.exec(summary) ?? [];
    return id ? [id] : [];
  }
}

function reported({ name, upkeep, job }: FlowPlan, { runs, drains }: Saved): Row {
  const jobs = [...(job ? [runs[name] ?? []] : []), ...(upkeep.length > 0 ? [drains[name] ?? []] : [])];
  const rows = jobs.map((list) => {
    const failed = list.findIndex((run) => !isOk(run));
    const alert = list[failed]?.failureNotificationDelivery?.status;
    return { failed: failed >= 0, recovered: failed >= 0 && list.slice(failed + 1).some(isOk), alert };
  });
  return {
    // OpenClaw records an announced alert as "unknown", also when it has arrived (measured on 2026.9.6).
    passed: rows.every(
      ({ failed, recovered, alert }) => failed && recovered && /^(delivered|unknown)$/.test(alert ?? ""),
    ),
    shows: text(
      rows
        .map(({ failed, recovered, alert }) =>
          failed
            ? `failed, alert ${alert ? `sent (${alert})` : "none"}, ${recovered ? "recovered" : "not recovered"}`
            : "never failed",
        )
        .join(" · "),
      rows
        .map(({ failed, recovered, alert }) =>
          failed
            ? `失败过，${alert ? `发出了告警（${alert}）` : "没有告警"}，${recovered ? "已恢复" : "没有恢复"}`
            : "从未失败",
        )
        .join(" · "),
    ),
  };
}

function secretFree({ secrets }: Saved): { passed: boolean; evidence: Text } {
  const found = secrets.filter(({ count }) => count > 0);
  return {
    passed: secrets.length > 0 && found.length === 0,
    evidence:
      found.length > 0
        ? text(
            `the token stands in ${found.map(({ file }) => file).join(", ")}`,
            `令牌出现在 ${found.map(({ file }) => file).join("、")}`,
          )
        : text(`${secrets.length} files searched, 0 hold the token`, `搜索了 ${secrets.length} 个文件，0 个含有令牌`),
  };
}
