import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isScheduled, jobsOf } from "../../plan/plan.ts";
import { programmed } from "../../plan/rollout/base.ts";
import { probed } from "../../plan/rollout/configure.ts";
import type { Human } from "../../spec/answers.ts";
import { rawFile } from "../raw.ts";
import { substitute } from "../substitute.ts";
import { type Check, summed, type Test } from "./check.ts";
import { contractKept } from "./contract.ts";
import { isInstructed, named, printed, sidesOf } from "./seen.ts";

const alertTo = ({ channel, target }: Human) => ({ after: 1, channel, to: target });

/** Every key that the plan's definition names must be so in the gateway; what OpenClaw adds does not matter. */
const contains = (whole: unknown, part: unknown): boolean =>
  typeof part === "object" && part !== null
    ? Object.entries(part).every(([key, value]) =>
        contains((whole as Record<string, unknown> | undefined)?.[key], value),
      )
    : whole === part;

const jobAsDesigned: Test = (plan, raw) => {
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
  return summed(rows);
};

const changesAccepted: Test = (plan, raw) => {
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

const strangersRefused: Test = (plan, { posted, blocks }) => {
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
  return summed(rows);
};

/** OpenClaw's own way to the same tools: they reach no other (measured on 2026.9.6). */
const viaTools = ["tool_call", "tool_describe", "tool_search"];

const idleIsFree: Test = (_plan, { folder }) => {
  const { minutes, modelRuns } = JSON.parse(readFileSync(join(folder, rawFile.idle), "utf8"));
  return { passed: modelRuns === 0, evidence: `${modelRuns} model runs in ${minutes} min in which nothing was made` };
};

const agentInstructed: Test = (plan, raw) => {
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
  return summed(rows);
};

/** What the gateways hold and do. */
export const inGateways: Check[] = [
  {
    id: "job-as-designed",
    stage: "Switch it on",
    check: "the job in the gateway is the job in the plan, with its failure alert",
    test: jobAsDesigned,
  },
  {
    id: "changes-accepted",
    stage: "Create the job",
    where: (plan) => sidesOf(plan).some(({ wishes }) => wishes.length > 0),
    check: "OpenClaw's dry run accepted every configuration change",
    test: changesAccepted,
  },
  {
    id: "agent-instructed",
    stage: "Send a test message",
    where: ({ lanes }) => lanes.some(isInstructed),
    check: "the receiving agent had its instructions, and no tool but the one it may have",
    test: agentInstructed,
  },
  {
    id: "idle-is-free",
    stage: "Switch it on",
    where: ({ flows }) => flows.some(({ transport, quiet }) => transport === "files" && !quiet),
    check: "an empty inbox costs no model run",
    test: idleIsFree,
  },
  {
    id: "strangers-refused",
    stage: "Probe",
    where: ({ flows }) => flows.some(({ hook }) => hook),
    check: "no token, a wrong token and the literal variable are refused",
    test: strangersRefused,
  },
  {
    id: "contract-kept",
    stage: "Send a test message",
    where: ({ flows }) => flows.some(({ hook }) => hook),
    check: "what travelled keeps the message schema",
    test: contractKept,
  },
];
