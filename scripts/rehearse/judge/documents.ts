import type { RanBlock } from "../raw.ts";
import { both, type Check, point, type Test } from "./check.ts";

const noSecrets: Test = ({ lanes }, { facts }) => ({
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

const commandsAccepted: Test = (_plan, { blocks, facts }) => {
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

const documentsUnedited: Test = (_plan, { facts }) => ({
  passed: facts.edited.length === 0,
  evidence: facts.edited.length === 0 ? "no file differs" : `differ: ${facts.edited.join(", ")}`,
});

/** What the documents say and what may stand nowhere. */
export const ofDocuments: Check[] = [
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
];
