import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { inLanguage } from "../../spec/text.ts";
import type { Posted } from "../raw.ts";
import { summed, type Test } from "./check.ts";

/** The event that was posted: the body of the outbox, or inside what OpenClaw posts when a run has finished. */
function eventIn(post: Posted): unknown {
  try {
    const body = JSON.parse(post.body) as { summary?: string };
    return body.summary === undefined ? body : JSON.parse(body.summary);
  } catch {
    return undefined;
  }
}

export const contractKept: Test = (plan, { posted }) => {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const rows = plan.flows.flatMap((flow) => {
    if (!flow.hook) return [];
    const validate = ajv.compile(inLanguage(flow.envelope.schema, "en"));
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
  return summed(rows);
};
