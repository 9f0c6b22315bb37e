import { type FlowPlan, isScheduled } from "../../plan/plan.ts";
import type { Raw } from "../raw.ts";
import { both, type Check, point, summed, type Test } from "./check.ts";
import { blockOf, idIn, isAbout, isAskedSometimes, isRead, named, runOf, told } from "./seen.ts";

const sameAgain = "a second run of the same cause is recognised by its id and changes nothing";

const delivered: Test = (plan, raw) => {
  const read = plan.flows.filter(isRead);
  if (read.length === 0) return { passed: true, evidence: "no person reads it" };
  const rows = read.map((flow) => {
    const block = blockOf(raw, "Send a test message", flow);
    const run = runOf(raw, "Send a test message", flow);
    const message = block && told(flow, raw, block.at)[0];
    const said = run?.deliveryError ?? run?.deliveryStatus ?? "no run";
    return {
      passed: (flow.resend !== null || run?.deliveryStatus === "delivered") && message !== undefined,
      text: `${flow.id}: ${said}; ${message ? `"${message.text.slice(0, 60).replaceAll("\n", " ")}" in chat ${message.chat}` : `nothing in chat ${(flow.carrier ?? flow.reader).target}`}`,
    };
  });
  return summed(rows);
};

const duplicates: Test = (plan, raw) => {
  const rows = plan.flows.map((flow) => (flow.resend ? onceInTheChat(flow, raw) : duplicateSafe(flow, raw)));
  return summed(rows);
};

/**
 * A second run and a second copy: the lists at the beginning and at the end are the same, and the chat has one message, however late it came:
 * an agent's answer reaches the chat after its turn has settled the event.
 */
function onceInTheChat(flow: FlowPlan, raw: Raw): { passed: boolean; text: string } {
  const again = blockOf(raw, "Send the same again", flow);
  const lists = (again?.stdout ?? "").split("\n").filter((line) => /^[a-z]+ +[0-9a-f]{64} /.test(line));
  // Where the clock makes the key, each run is an event of its own: one more at the end, and another with each later run.
  const more = flow.contract.idempotencyKey.includes("runTime") ? 1 : 0;
  const later = more
    ? raw.blocks.find(({ number }) => number > (again?.number ?? 0))
    : blockOf(raw, "Switch it on", flow);
  const heard = told(flow, raw, "").filter(({ at }) => at < (later?.at ?? "9")).length;
  const same = again?.code === 0 && lists.length >= 2 && new Set(lists).size === (lists.length + more) / 2;
  return isRead(flow)
    ? {
        passed: same && heard === 1 + more,
        text: `${flow.id}: ${new Set(lists).size} event before and after, ${heard} message in chat ${(flow.carrier ?? flow.reader).target}`,
      }
    : { passed: same, text: `${flow.id}: ${new Set(lists).size} event before and after` };
}

function duplicateSafe(flow: FlowPlan, raw: Raw): { passed: boolean; text: string } {
  const runs = [blockOf(raw, "Send a test message", flow), blockOf(raw, "Duplicate", flow)];
  const ids = runs.map(
    (block) => block && idIn(flow, isRead(flow) ? (told(flow, raw, block.at)[0]?.text ?? "") : block.stdout),
  );
  const clock = flow.contract.idempotencyKey.includes("runTime");
  return {
    passed: ids.every(Boolean) && (clock || ids[0] === ids[1]) && toolCalls(raw) === 0,
    text: `${flow.id}: ids ${ids[0] ?? "none"} and ${ids[1] ?? "none"}, ${toolCalls(raw)} tools offered to the receiving agent`,
  };
}

/** How many tools any run of a receiving agent was offered: without one, a second run can change nothing. */
const toolCalls = ({ asked }: Raw): number =>
  Math.max(
    0,
    ...Object.values(asked).flatMap((requests) =>
      requests
        .filter(({ messages }) => JSON.stringify(messages).includes("EXTERNAL_UNTRUSTED_CONTENT"))
        .map(({ tools }) => tools.length),
    ),
  );

const failureVisible: Test = (plan, raw) => {
  const rows = plan.flows.map((flow) => {
    const block = blockOf(raw, "Make it fail on purpose", flow);
    const job = flow.job ? `"${flow.id}"` : `"${flow.id}-drain"`;
    const heard = raw.sent.filter(
      ({ at, chat, text }) => block && at >= block.at && chat === flow.failure.target && text.includes(job),
    );
    const [failed, recovered] = [
      heard.find(({ text }) => /failed/.test(text)),
      heard.find(({ text }) => /recovered/.test(text)),
    ];
    return {
      passed: Boolean(failed && recovered),
      text: `${flow.id}: ${failed ? `"${failed.text.split("\n")[0]}"` : "no alert"}, ${recovered ? `"${recovered.text.split("\n")[0]}"` : "no recovery notice"} in chat ${flow.failure.target}`,
    };
  });
  return summed(rows);
};

/** Whether a trigger fires a job that keeps nothing for later. */
const isFiredAtOnce = (flow: FlowPlan): boolean => !isScheduled(flow) && !flow.resend && flow.job !== null;

const twoAtOnce: Test = (plan, raw) => {
  const rows = plan.flows.filter(isFiredAtOnce).map((flow) => {
    const both = named(raw, "Duplicate").filter(({ shell }) => isAbout(shell, flow));
    const refused = both.filter(({ stderr }) => stderr.includes("another run has not ended")).length;
    const first = both.map(({ at }) => at).sort()[0] ?? "9";
    const next = raw.blocks.find(({ number }) => both.every((block) => number > block.number))?.at ?? "9";
    const messages = told(flow, raw, first).filter(({ at }) => at < next).length;
    return {
      passed: both.length === 2 && both.every(({ code }) => code === 0) && refused === 1 && messages === 2,
      text: `${flow.id}: fired ${both.length} times, ${refused} refused at first, ${messages} messages in chat ${flow.reader.target}`,
    };
  });
  return summed(rows);
};

/** Markup characters, as they come back from the HTML that OpenClaw makes of a text for Telegram. */
const plain = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

const questionAsked: Test = (plan, raw) => {
  const rows = plan.flows.filter(isAskedSometimes).flatMap((flow) => {
    const text = flow.question?.text ?? "";
    const asking = named(raw, "Question").find(({ shell }) => isAbout(shell, flow));
    const asked = told(flow, raw, asking?.at ?? "9").find((sent) => plain(sent.text).includes(text));
    const unasked = told(flow, raw, "").filter(({ at, text: sent }) => at < (asking?.at ?? "") && sent.includes(text));
    return [
      {
        passed: asked !== undefined && unasked.length === 0,
        text: `${flow.id}: ${asked ? `"${text.slice(0, 60)}" after ${idIn(flow, asked.text)}` : "no question"} in chat ${flow.reader.target}, ${unasked.length} questions without a cause`,
      },
    ];
  });
  return summed(rows);
};

/** What reaches people: the seed's points that a chat shows, and what a person is asked. */
export const forPeople: Check[] = [
  { id: "source-fired", stage: "Send a test message", check: "the source event fired", test: point("source-fired") },
  {
    id: "delivery-succeeded",
    stage: "Send a test message",
    check: "the message reached the person at the end",
    test: both(point("delivery-succeeded"), delivered),
  },
  {
    id: "duplicate-safe",
    stage: "Send the same again",
    where: ({ flows }) => flows.some(({ resend }) => resend),
    check: sameAgain,
    test: both(point("duplicate-safe"), duplicates),
  },
  {
    id: "duplicate-safe",
    stage: "Duplicate",
    where: ({ flows }) => flows.every(({ resend }) => !resend),
    check: sameAgain,
    test: both(point("duplicate-safe"), duplicates),
  },
  {
    id: "failure-visible",
    stage: "Make it fail on purpose",
    check: "a failure made on purpose was reported on the failure route, and its end too",
    test: both(point("failure-visible"), failureVisible),
  },
  {
    id: "two-at-once",
    stage: "Duplicate",
    where: ({ flows }) => flows.some(isFiredAtOnce),
    check: "two causes at the same time both reach the person, although OpenClaw refuses the second at first",
    test: twoAtOnce,
  },
  {
    id: "question-asked",
    stage: "Question",
    where: ({ flows }) => flows.some(isAskedSometimes),
    check: "where a person must decide, the question reaches them with its choices, and only then",
    test: questionAsked,
  },
];
