import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { type FlowPlan, isScheduled, jobsOf, type Lane, type Plan, type SidePlan } from "../plan/plan.ts";
import { programmed } from "../plan/rollout/base.ts";
import { probed } from "../plan/rollout/configure.ts";
import type { Human } from "../spec/answers.ts";
import { type FiveId, five, type Point } from "../verify/five.ts";
import { readSaved } from "../verify/saved.ts";
import { type Posted, type RanBlock, type Raw, rawFile } from "./raw.ts";
import type { Counted } from "./scenes.ts";
import { substitute } from "./substitute.ts";

/**
 * The outcome of one check: what was expected, and what the raw outputs show. Not `reached`: the rollout stopped before the
 * stage that the check looks at, so that it says nothing; the check that stopped it does.
 */
export type Verdict = { id: string; check: string; passed: boolean; reached: boolean; evidence: string };

type Check = (plan: Plan, raw: Raw) => { passed: boolean; evidence: string };

/**
 * Judges a rehearsal from its raw outputs alone; it can be judged again at any time.
 * @returns one verdict per check, the seed's five first
 */
export function judge(plan: Plan, raw: Raw): Verdict[] {
  return checks(plan).map(({ id, check, stage, test }) => {
    if (stage && !raw.facts.complete && named(raw, stage).length === 0)
      return { id, check, passed: false, reached: false, evidence: "the rollout stopped before" };
    try {
      return { id, check, reached: true, ...test(plan, raw) };
    } catch (error) {
      return { id, check, passed: false, reached: true, evidence: `could not be judged: ${(error as Error).message}` };
    }
  });
}

/** The checks that apply to a plan. The first five are the seed's. */
function checks(plan: Plan): { id: string; check: string; stage?: string; test: Check }[] {
  const webhook = plan.flows.some(({ hook }) => hook);
  const shared = plan.flows.some(({ transport, quiet }) => transport === "files" && !quiet);
  const config = sidesOf(plan).some(({ wishes }) => wishes.length > 0);
  const instructed = plan.lanes.some(isInstructed);
  const kept = plan.flows.some(({ resend }) => resend);
  return [
    { id: "source-fired", stage: "Send a test message", check: "the source event fired", test: point("source-fired") },
    {
      id: "delivery-succeeded",
      stage: "Send a test message",
      check: "the message reached the person at the end",
      test: both(point("delivery-succeeded"), delivered),
    },
    {
      id: "duplicate-safe",
      stage: kept ? "Send the same again" : "Duplicate",
      check: "a second run of the same cause is recognised by its id and changes nothing",
      test: both(point("duplicate-safe"), duplicates),
    },
    {
      id: "failure-visible",
      stage: "Make it fail on purpose",
      check: "a failure made on purpose was reported on the failure route, and its end too",
      test: both(point("failure-visible"), failureVisible),
    },
    ...(plan.flows.every((flow) => isScheduled(flow) || flow.resend || !flow.job)
      ? []
      : [
          {
            id: "two-at-once",
            stage: "Duplicate",
            check: "two causes at the same time both reach the person, although OpenClaw refuses the second at first",
            test: twoAtOnce,
          },
        ]),
    ...(plan.flows.some(isAskedSometimes)
      ? [
          {
            id: "question-asked",
            stage: "Question",
            check: "where a person must decide, the question reaches them with its choices, and only then",
            test: questionAsked,
          },
        ]
      : []),
    ...sceneChecks(plan),
    {
      id: "no-secrets",
      check: "the token stands in no log, chat, transcript, payload or database",
      test: both(point("no-secrets"), noSecrets),
    },
    {
      id: "commands-accepted",
      check: "every block and every look-up of the documents ran and ended with 0",
      test: commandsAccepted,
    },
    { id: "documents-unedited", check: "the documents are what render writes for this spec", test: documentsUnedited },
    {
      id: "job-as-designed",
      stage: "Switch it on",
      check: "the job in the gateway is the job in the plan, with its failure alert",
      test: jobAsDesigned,
    },
    ...(config
      ? [
          {
            id: "changes-accepted",
            stage: "Create the job",
            check: "OpenClaw's dry run accepted every configuration change",
            test: changesAccepted,
          },
        ]
      : []),
    ...(instructed
      ? [
          {
            id: "agent-instructed",
            stage: "Send a test message",
            check: "the receiving agent had its instructions, and no tool but the one it may have",
            test: agentInstructed,
          },
        ]
      : []),
    ...(shared
      ? [{ id: "idle-is-free", stage: "Switch it on", check: "an empty inbox costs no model run", test: idleIsFree }]
      : []),
    ...(webhook
      ? [
          {
            id: "strangers-refused",
            stage: "Probe",
            check: "no token, a wrong token and the literal variable are refused",
            test: strangersRefused,
          },
          {
            id: "contract-kept",
            stage: "Send a test message",
            check: "what travelled keeps the message schema",
            test: contractKept,
          },
        ]
      : []),
    ...(config ? [{ id: "rolled-back", check: "the way back restores both configurations", test: rolledBack }] : []),
    {
      id: "nothing-left",
      check: "the way back leaves nothing of the bridge, and a second time does no harm",
      test: nothingLeft,
    },
  ];
}

const named = (raw: Raw, words: string): RanBlock[] =>
  raw.blocks.filter(({ part, stage }) => part === "rollout" && stage.includes(words));

/** The JSON documents that a block printed, one after the other. */
export function printed(text: string): unknown[] {
  const found: unknown[] = [];
  for (let at = text.search(/^[{[]/m); at >= 0; ) {
    const end = text.indexOf(text[at] === "{" ? "\n}" : "\n]", at);
    if (end < 0) break;
    try {
      found.push(JSON.parse(text.slice(at, end + 2)));
    } catch {}
    const next = text.slice(end + 2).search(/^[{[]/m);
    at = next < 0 ? -1 : end + 2 + next;
  }
  return found;
}

type Entry = {
  runId?: string;
  status?: string;
  completionStatus?: string;
  deliveryStatus?: string;
  deliveryError?: string;
  summary?: string;
  jobName?: string;
  runAtMs?: number;
};

/** The last run that a stage printed: from the run history, or from the run itself where the stage ended there. */
function runOf(raw: Raw, stage: string, flow: FlowPlan): Entry | undefined {
  return named(raw, stage)
    .flatMap(({ stdout }) => printed(stdout) as { entries?: Entry[]; run?: Entry }[])
    .flatMap(({ entries, run }) => entries ?? (run ? [run] : []))
    .findLast(({ jobName }) => jobName === flow.id);
}

/** What the scenes show that no stage of the plan does. */
function sceneChecks({ flows }: Plan): { id: string; check: string; stage: string; test: Check }[] {
  const all: [where: boolean, id: string, check: string, test: Check][] = [
    [
      flows.some(({ act }) => act),
      "acted-once",
      "after the approval the action ran once, after a refusal, a second answer or a cancellation not",
      actedOnce,
    ],
    [flows.some(({ work }) => work), "worked-once", "the work was done once for each event", workedOnce],
    [
      flows.some(({ escalate }) => escalate),
      "escalated",
      "what nobody answered was told to the next person, and then cancelled",
      escalated,
    ],
    [
      flows.some(({ silence }) => silence),
      "silence-told",
      "silence was told once, and once that it is over",
      silenceTold,
    ],
  ];
  return all.filter(([where]) => where).map(([, id, check, test]) => ({ id, check, test, stage: "Switch it on" }));
}

const counted = ({ folder }: Raw): Counted => JSON.parse(readFileSync(join(folder, rawFile.counted), "utf8"));

const eachOf = (flows: FlowPlan[], judgeOne: (flow: FlowPlan) => { passed: boolean; text: string }) => {
  const rows = flows.map(judgeOne);
  return { passed: rows.every(({ passed }) => passed), evidence: rows.map(({ text }) => text).join("; ") };
};

const actedOnce: Check = ({ flows }, raw) =>
  eachOf(
    flows.filter(({ act }) => act),
    (flow) => {
      const { denied, approved, again } = counted(raw)[flow.name] ?? {};
      return {
        passed: denied === 0 && approved === 1 && again === 1,
        text: `${flow.id}: ${denied} runs after the refusal, ${approved} after the approval, ${again} after a second answer`,
      };
    },
  );

const workedOnce: Check = ({ flows }, raw) =>
  eachOf(
    flows.filter(({ work }) => work),
    (flow) => {
      const { worked } = counted(raw)[flow.name] ?? {};
      return {
        passed: worked === 1,
        text: `${flow.id}: ${worked} runs for one event, its second run and its second copy`,
      };
    },
  );

const escalated: Check = ({ flows, people }, raw) =>
  eachOf(
    flows.filter(({ escalate }) => escalate),
    (flow) => {
      const next = people.find(({ name }) => name === flow.escalate?.to)?.target;
      const of = (chat: string | undefined, words: RegExp) =>
        raw.sent.filter((sent) => sent.chat === chat && words.test(sent.text) && sent.text.includes("7002"));
      const told = of(next, /Not answered for/).length;
      const cancelled = of(flow.failure.target, /Cancelled, nobody answered in time/).length;
      return {
        passed: told === 1 && cancelled === 1,
        text: `${flow.id}: told ${told} times in chat ${next}, cancelled ${cancelled} times in chat ${flow.failure.target}`,
      };
    },
  );

const silenceTold: Check = ({ flows }, raw) =>
  eachOf(
    flows.filter(({ silence }) => silence),
    (flow) => {
      const of = (words: RegExp) =>
        raw.sent.filter(
          ({ chat, text }) => chat === flow.failureThere.target && words.test(text) && text.includes(flow.event),
        );
      const [silent, back] = [of(/^Silent: /).length, of(/^Back: /).length];
      return {
        passed: silent === 1 && back === 1,
        text: `${flow.id}: ${silent} times silent, ${back} times back in chat ${flow.failureThere.target}`,
      };
    },
  );

/** Every side of every lane. */
const sidesOf = ({ lanes }: Plan): SidePlan[] => lanes.flatMap(({ sides }) => sides);

/** Whether a lane's events reach an agent of the receiver. */
const isInstructed = ({ receiver, flows }: Lane): boolean => receiver !== null && flows.some(({ quiet }) => !quiet);

/** Whether the receiver's agent asks something of some events, and of others not. */
export const isAskedSometimes = ({ question, relay, answeredBy, ask }: FlowPlan): boolean =>
  question !== null && !relay && answeredBy === null && Object.keys(ask?.when ?? {}).length > 0;

/** The block of a stage that is about a flow. */
const blockOf = (raw: Raw, stage: string, { name }: FlowPlan): RanBlock | undefined =>
  named(raw, stage).find(
    ({ shell }) =>
      shell.includes(`/${name}.job`) || shell.includes(`/${name}.outbox.json`) || shell.includes(`/${name}.drain.job`),
  );

/** One of the five points, as `bridge verify` judges it from what the rollout's last stage saved. */
const point =
  (id: FiveId): Check =>
  (plan, raw) => {
    const points = plan.lanes.map(
      (lane) =>
        five(lane, readSaved(join(raw.folder, rawFile.saved, lane.folder ?? ""), lane)).find(
          (one) => one.id === id,
        ) as Point,
    );
    return {
      passed: points.every(({ passed }) => passed),
      evidence: points.map(({ evidence }) => evidence).join("; "),
    };
  };

/** Two views of the same point: what was saved, and what only the rehearsal can see, such as the chat. */
const both =
  (first: Check, second: Check): Check =>
  (plan, raw) => {
    const [a, b] = [first(plan, raw), second(plan, raw)];
    return { passed: a.passed && b.passed, evidence: `${a.evidence}; ${b.evidence}` };
  };

/** What a person at the end was sent for a flow; OpenClaw turns Markdown into HTML on the way, ids survive it. */
const told = (flow: FlowPlan, raw: Raw, after: string) =>
  raw.sent.filter(
    ({ at, chat, text }) =>
      at >= after &&
      chat === (flow.carrier ?? flow.reader).target &&
      text.includes(idPrefix(flow)) &&
      (!flow.relay || text.startsWith(`[bridge] ${flow.event},`)),
  );

/** Whether a person reads what arrives, and not only a machine. */
const isRead = ({ quiet, hook }: FlowPlan): boolean => !quiet && hook?.mapping !== null;

const idPrefix = (flow: FlowPlan) => `${flow.envelope.example.subject}/`;
const idIn = (flow: FlowPlan, text: string) => new RegExp(`${idPrefix(flow)}[A-Za-z0-9._:/-]+`).exec(text)?.[0];

const delivered: Check = (plan, raw) => {
  const rows = plan.flows.filter(isRead).map((flow) => {
    const block = blockOf(raw, "Send a test message", flow);
    const run = runOf(raw, "Send a test message", flow);
    const message = block && told(flow, raw, block.at)[0];
    const said = run?.deliveryError ?? run?.deliveryStatus ?? "no run";
    return {
      passed: (flow.resend !== null || run?.deliveryStatus === "delivered") && message !== undefined,
      text: `${flow.id}: ${said}; ${message ? `"${message.text.slice(0, 60).replaceAll("\n", " ")}" in chat ${message.chat}` : `nothing in chat ${(flow.carrier ?? flow.reader).target}`}`,
    };
  });
  return { passed: rows.every(({ passed }) => passed), evidence: rows.map(({ text }) => text).join("; ") };
};

const duplicates: Check = (plan, raw) => {
  const rows = plan.flows.map((flow) => (flow.resend ? onceInTheChat(flow, raw) : duplicateSafe(flow, raw)));
  return {
    passed: rows.length > 0 && rows.every(({ passed }) => passed),
    evidence: rows.map(({ text }) => text).join("; "),
  };
};

/** A second run and a second copy: the lists at the beginning and at the end are the same, and the chat has one message. */
function onceInTheChat(flow: FlowPlan, raw: Raw): { passed: boolean; text: string } {
  const again = blockOf(raw, "Send the same again", flow);
  const lists = (again?.stdout ?? "").split("\n").filter((line) => /^[a-z]+ +[0-9a-f]{64} /.test(line));
  const next = raw.blocks.find(({ number }) => number > (again?.number ?? 0))?.at ?? "9";
  const heard = again ? told(flow, raw, again.at).filter(({ at }) => at < next).length : 0;
  const once = told(flow, raw, "").filter(({ at }) => at < next).length;
  // Where the clock makes the key, each run is an event of its own: one more at the end.
  const more = flow.contract.idempotencyKey.includes("runTime") ? 1 : 0;
  const same = again?.code === 0 && lists.length >= 2 && new Set(lists).size === (lists.length + more) / 2;
  return isRead(flow)
    ? {
        passed: same && heard === 0 && once === 1,
        text: `${flow.id}: ${new Set(lists).size} event before and after, ${once} message in chat ${(flow.carrier ?? flow.reader).target}`,
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

const failureVisible: Check = (plan, raw) => {
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
  return {
    passed: rows.length > 0 && rows.every(({ passed }) => passed),
    evidence: rows.map(({ text }) => text).join("; "),
  };
};

const twoAtOnce: Check = (plan, raw) => {
  const rows = plan.flows
    .filter((flow) => !isScheduled(flow) && !flow.resend && flow.job)
    .map((flow) => {
      const both = named(raw, "Duplicate").filter(({ shell }) => shell.includes(`${flow.name}.job`));
      const refused = both.filter(({ stderr }) => stderr.includes("another run has not ended")).length;
      const first = both.map(({ at }) => at).sort()[0] ?? "9";
      const next = raw.blocks.find(({ number }) => both.every((block) => number > block.number))?.at ?? "9";
      const messages = told(flow, raw, first).filter(({ at }) => at < next).length;
      return {
        passed: both.length === 2 && both.every(({ code }) => code === 0) && refused === 1 && messages === 2,
        text: `${flow.id}: fired ${both.length} times, ${refused} refused at first, ${messages} messages in chat ${flow.reader.target}`,
      };
    });
  return { passed: rows.every(({ passed }) => passed), evidence: rows.map(({ text }) => text).join("; ") };
};

/** Markup characters, as they come back from the HTML that OpenClaw makes of a text for Telegram. */
const plain = (text: string): string =>
  text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");

const questionAsked: Check = (plan, raw) => {
  const rows = plan.flows.filter(isAskedSometimes).flatMap((flow) => {
    const text = flow.question?.text ?? "";
    const asking = named(raw, "Question").find(({ shell }) => shell.includes(`${flow.name}.job`));
    const asked = told(flow, raw, asking?.at ?? "9").find((sent) => plain(sent.text).includes(text));
    const unasked = told(flow, raw, "").filter(({ at, text: sent }) => at < (asking?.at ?? "") && sent.includes(text));
    return [
      {
        passed: asked !== undefined && unasked.length === 0,
        text: `${flow.id}: ${asked ? `"${text.slice(0, 60)}" after ${idIn(flow, asked.text)}` : "no question"} in chat ${flow.reader.target}, ${unasked.length} questions without a cause`,
      },
    ];
  });
  return { passed: rows.every(({ passed }) => passed), evidence: rows.map(({ text }) => text).join("; ") };
};

const noSecrets: Check = ({ lanes }, { facts }) => ({
  passed:
    facts.secrets.found.length === 0 &&
    facts.secrets.looked > 0 &&
    (lanes.every(({ credential }) => credential === null) || facts.secrets.known),
  evidence:
    facts.secrets.found.length > 0
      ? `found in ${facts.secrets.found.slice(0, 3).join(", ")}`
      : `${facts.secrets.looked} files searched, 0 hold it${lanes.some(({ credential }) => credential) && !facts.secrets.known ? "; but no token was made" : ""}`,
});

/** Why a block ended: the reason in OpenClaw's JSON where there is one, else the last line that it printed. */
function reasonOf({ stdout, stderr }: RanBlock): string {
  const [, reason] = [...stdout.matchAll(/"(?:deliveryError|message|error)": "((?:[^"\\]|\\.)+)"/g)].at(-1) ?? [];
  return (
    reason ??
    `${stdout}\n${stderr}`
      .trim()
      .split("\n")
      .findLast((line) => line.trim() !== "") ??
    "nothing was printed"
  );
}

const commandsAccepted: Check = (_plan, { blocks, facts }) => {
  const failed = blocks.find(({ code }) => code !== 0);
  return failed
    ? {
        passed: false,
        evidence: `${failed.stage}, on ${failed.side}: ended with ${failed.code}: ${reasonOf(failed)}`.slice(0, 300),
      }
    : {
        passed: facts.complete && blocks.length > 0,
        evidence: facts.complete
          ? `${blocks.length} blocks, ${blocks.map(({ shell }) => shell.match(/\bopenclaw /g)?.length ?? 0).reduce((a, b) => a + b, 0)} openclaw commands`
          : "the rollout plan was not executed to its end",
      };
};

const documentsUnedited: Check = (_plan, { facts }) => ({
  passed: facts.edited.length === 0,
  evidence: facts.edited.length === 0 ? "no file differs" : `differ: ${facts.edited.join(", ")}`,
});

const alertTo = ({ channel, target }: Human) => ({ after: 1, channel, to: target });

/** Every key that the plan's definition names must be so in the gateway; what OpenClaw adds does not matter. */
const contains = (whole: unknown, part: unknown): boolean =>
  typeof part === "object" && part !== null
    ? Object.entries(part).every(([key, value]) =>
        contains((whole as Record<string, unknown> | undefined)?.[key], value),
      )
    : whole === part;

const jobAsDesigned: Check = (plan, raw) => {
  const listed = named(raw, "Switch it on")
    .flatMap(({ stdout }) => printed(stdout) as { jobs?: Record<string, unknown>[] }[])
    .flatMap(({ jobs }) => jobs ?? []);
  const rows = plan.flows.flatMap((flow) =>
    jobsOf(flow).map((wished) => {
      const job = listed.find(({ name }) => name === wished.name);
      const { enabled: _disabled, ...definition } = JSON.parse(
        substitute(JSON.stringify(wished.definition), raw.facts.substitutions),
      );
      const wanted = {
        ...definition,
        enabled: wished.purpose !== "produce" || isScheduled(flow),
        failureAlert: alertTo(wished.side === flow.to ? flow.failureThere : flow.failure),
      };
      const wrong = Object.keys(wanted).filter((key) => !contains(job?.[key], wanted[key as keyof typeof wanted]));
      const next = (job?.state as { nextRunAtMs?: number } | undefined)?.nextRunAtMs;
      return {
        passed: job !== undefined && wrong.length === 0,
        text: job
          ? `${wished.name}: ${wrong.length === 0 ? "as designed" : `differs in ${wrong.join(", ")}`}${next ? `, next run ${new Date(next).toISOString()}` : ""}`
          : `${wished.name}: not in the list of jobs`,
      };
    }),
  );
  return {
    passed: rows.length > 0 && rows.every(({ passed }) => passed),
    evidence: rows.map(({ text }) => text).join("; "),
  };
};

const changesAccepted: Check = (plan, raw) => {
  const results = raw.blocks
    .filter(({ part }) => part === "rollout")
    .flatMap(({ side, stdout }) =>
      (printed(stdout) as { checks?: object; ok?: boolean; operations?: number }[])
        .filter(({ checks }) => checks)
        .map((result) => ({ side, ...result })),
    );
  const sides = sidesOf(plan).filter(({ wishes }) => wishes.length > 0);
  const accepted = sides.filter(({ name, wishes }) =>
    results.some(({ side, ok, operations }) => side === name && ok === true && operations === wishes.length),
  );
  return {
    passed: accepted.length === sides.length,
    evidence:
      results
        .map(
          ({ side, ok, operations }) =>
            `${side}: ${operations} operations of ${sides.find(({ name }) => name === side)?.wishes.length}, ok ${ok}`,
        )
        .join("; ") || "no dry run",
  };
};

const strangersRefused: Check = (plan, { posted, blocks }) => {
  const rows = plan.lanes
    .filter(({ credential }) => credential)
    .map((lane) => {
      const expected = probed(lane)
        .map(({ status }) => status)
        .join(", ");
      const probe = blocks.find(
        ({ stage, part, shell }) =>
          part === "rollout" &&
          stage.includes("Probe") &&
          (lane.folder === null || shell.includes(`\ncd ${lane.folder}\n`)),
      );
      if (!probe) return { passed: false, text: "no probe was made" };
      const end = new Date(Date.parse(probe.at) + probe.ms + 1000).toISOString();
      const answers = posted.filter(({ at }) => at >= probe.at && at <= end).map(({ status }) => status);
      return {
        passed: answers.join(", ") === expected,
        text: `answers ${answers.join(", ") || "none"}, expected ${expected}`,
      };
    });
  return { passed: rows.every(({ passed }) => passed), evidence: rows.map(({ text }) => text).join("; ") };
};

/** The event that was posted: the body of the outbox, or inside what OpenClaw posts when a run has finished. */
function eventIn(post: Posted): unknown {
  try {
    const body = JSON.parse(post.body) as { summary?: string };
    return body.summary === undefined ? body : JSON.parse(body.summary);
  } catch {
    return undefined;
  }
}

const contractKept: Check = (plan, { posted }) => {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const rows = plan.flows.flatMap((flow) => {
    if (!flow.hook) return [];
    const validate = ajv.compile(flow.envelope.schema);
    const there = new URL(flow.hook.url).pathname;
    const events = posted
      .filter(({ status, path }) => (status === 200 || status === 204) && path === there)
      .map(eventIn);
    const wrong = events.filter((event) => !validate(event));
    const reason = wrong.length > 0 && !validate(wrong[0]) ? `: ${ajv.errorsText(validate.errors)}` : "";
    return [
      {
        passed: events.length > 0 && wrong.length === 0,
        text: `${flow.event}: ${events.length - wrong.length} of ${events.length} messages valid${reason}`,
      },
    ];
  });
  return { passed: rows.every(({ passed }) => passed), evidence: rows.map(({ text }) => text).join("; ") };
};

/** OpenClaw's own way to the same tools: they reach no other (measured on 2026.9.6). */
const viaTools = ["tool_call", "tool_describe", "tool_search"];

const idleIsFree: Check = (_plan, { folder }) => {
  const { minutes, modelRuns } = JSON.parse(readFileSync(join(folder, rawFile.idle), "utf8"));
  return { passed: modelRuns === 0, evidence: `${modelRuns} model runs in ${minutes} min in which nothing was made` };
};

const agentInstructed: Check = (plan, raw) => {
  const rows = plan.lanes.filter(isInstructed).map((lane) => {
    const name = lane.receiver?.name ?? "";
    const requests = (raw.asked[name] ?? []).filter(({ messages }) =>
      /EXTERNAL_UNTRUSTED_CONTENT|what your AGENTS\.md says|\[bridge\] /.test(JSON.stringify(messages)),
    );
    const instructed = requests.filter(({ messages }) => JSON.stringify(messages).includes(`# Bridge ${plan.bridge}`));
    const claims = programmed(lane).length > 0;
    const lawful = claims ? ["exec", ...viaTools] : [];
    const others = [...new Set(requests.flatMap(({ tools }) => tools))].filter((tool) => !lawful.includes(tool));
    return {
      passed: requests.length > 0 && instructed.length === requests.length && others.length === 0,
      text: `${instructed.length} of ${requests.length} runs had receiver.md, ${others.length > 0 ? `and ${others.join(", ")}` : claims ? "and no tool but exec" : "and no tool"}`,
    };
  });
  return { passed: rows.every(({ passed }) => passed), evidence: rows.map(({ text }) => text).join("; ") };
};

const rolledBack: Check = (plan, { facts, blocks }) => {
  const changedSides = new Set(
    sidesOf(plan)
      .filter(({ wishes }) => wishes.length > 0)
      .map(({ name }) => name),
  );
  const rows = [...changedSides].map((side) => {
    const { before, edited, after, again } = facts.configs[side] ?? { before: "", edited: "", after: "", again: "" };
    const changed = edited !== before;
    const foreign = facts.foreign[side];
    if (!foreign)
      return {
        passed: (changed || !facts.complete) && before !== "" && after === before && again === before,
        text: `${side}: sha256 ${after.slice(0, 12)}… ${after === before ? "as before" : `, before ${before.slice(0, 12)}…`}${changed ? "" : ", but it was never changed"}`,
      };
    const same = isDeepStrictEqual(foreign.after, foreign.expected);
    const removed = blocks
      .filter((block) => block.side === side && block.part === "rollback")
      .flatMap(({ stderr }) => stderr.match(/^removed .*/gm) ?? []);
    return {
      passed: same && removed.length > 0 && again === after,
      text: `${side}: edited meanwhile; ${removed.length} paths of the bridge removed, ${same ? "everything else as it was" : "other keys differ"}`,
    };
  });
  return { passed: rows.every(({ passed }) => passed), evidence: rows.map(({ text }) => text).join("; ") };
};

const nothingLeft: Check = (_plan, { facts, blocks }) => {
  const left = Object.entries(facts.leftovers).flatMap(([side, items]) => items.map((item) => `${item} on ${side}`));
  const again = blocks.filter(({ part }) => part === "again");
  const harmless = again.length > 0 && again.every(({ code }) => code === 0);
  return {
    passed: left.length === 0 && harmless,
    evidence:
      left.length > 0
        ? left.join("; ")
        : harmless
          ? "no job, key, variable or file; the second time all blocks ended with 0"
          : "the second time did not end with 0",
  };
};
