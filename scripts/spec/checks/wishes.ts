import type { Spec } from "../model.ts";
import type { Path, Problem } from "../problem.ts";
import { printsSecrets, type Wish, wishIn } from "../wishes.ts";
import { type Check, error } from "./check.ts";

const answers: Record<Wish, [code: string, expected: string, mend: string]> = {
  "one-agent": [
    "claims/native-federation",
    "two instances that share nothing: OpenClaw joins no gateways, no sessions, no memory and no logins",
    "say what one has to tell the other: a message with a contract, a question and its answer as two flows, or one chat that people of both sides read",
  ],
  "push-secrets": [
    "secrets/credential-field",
    "a message without credentials",
    "rotate by reference: send the variable's name and its version, and let each side keep its own value; a new value goes out of band",
  ],
  "no-asking": [
    "exposure/unapproved",
    "a person's yes before anything is published or exposed",
    "delete that part; the approvals stay, as null until a person has said yes, and their steps stay commented out",
  ],
};

/** What the writer asks for in words, and must not or cannot get. */
export const wishes: Check = (spec) => {
  const problems: Problem[] = [];
  const look = (path: Path, text: string) => {
    const wish = wishIn(text);
    if (wish) problems.push(error(answers[wish][0], path, text, answers[wish][1], answers[wish][2]));
  };
  for (const [path, text] of freeTexts(spec)) look(path, text);
  for (const [name, { produce }] of Object.entries(spec.flows ?? {}))
    if (produce?.command && printsSecrets(produce.command))
      problems.push(
        error(
          "secrets/credential-field",
          ["flows", name, "produce", "command"],
          produce.command.join(" "),
          ...(answers["push-secrets"].slice(1) as [string, string]),
        ),
      );
  return problems;
};

/** The texts in which a user says what they want. */
function freeTexts(spec: Spec): [Path, string][] {
  const texts: [Path, string | null | undefined][] = [
    [["objective", "statement"], spec.objective?.statement],
    [["objective", "success"], spec.objective?.success],
    ...Object.entries(spec.flows ?? {}).flatMap(([name, { produce, ask }]): [Path, string | null | undefined][] => [
      [["flows", name, "produce", "agent"], produce?.agent],
      [["flows", name, "ask", "question"], ask?.question],
    ]),
    ...Object.entries(spec.contract ?? {}).flatMap(([name, { payload }]) =>
      Object.entries(payload ?? {}).map(([field, { description }]): [Path, string | null | undefined] => [
        ["contract", name, "payload", field, "description"],
        description,
      ]),
    ),
    ...(spec.trust?.approvals ?? []).map(({ approvedBy }, at): [Path, string | null | undefined] => [
      ["trust", "approvals", at, "approvedBy"],
      approvedBy,
    ]),
  ];
  return texts.filter((one): one is [Path, string] => typeof one[1] === "string");
}
