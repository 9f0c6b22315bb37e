import { type Environments, environmentOf } from "../openclaw/environment/record.ts";
import { type Answered, type AnsweredFlow, isKept, laneKey, type OpenclawSide } from "../spec/answers.ts";
import { text } from "../spec/text.ts";
import { flowPlan } from "./flow.ts";
import type { Places } from "./keep.ts";
import { lookups } from "./lookups.ts";
import type { Credential, Lane, SidePlan, Stage } from "./plan.ts";
import type { Base } from "./rollout/base.ts";
import { runbooks } from "./rollout/runbooks.ts";
import { rollbackStages, rolloutStages } from "./rollout/stages.ts";
import { isRehearsed } from "./support.ts";
import { type SideToken, sideToken } from "./tokens.ts";
import { numbered, wishesOf } from "./wishes.ts";

/** The flows of each lane, in the order in which the spec names them. */
export const lanesOf = (flows: AnsweredFlow[]): AnsweredFlow[][] => [...Map.groupBy(flows, laneKey).values()];

/** The folder of each flow's lane: the bridge's name, and where it has several lanes, that of the lane's first flow. */
function placesOf({ bridge, flows }: Pick<Answered, "bridge" | "flows">): Places {
  const lanes = lanesOf(flows);
  return Object.fromEntries(
    lanes.flatMap((lane) =>
      lane.map(({ name }) => [name, lanes.length > 1 ? `${bridge}.${lane[0]?.name}` : bridge] as const),
    ),
  );
}

/**
 * Compiles one lane of a bridge.
 * @param several whether the bridge has others: then this one's folders carry its name, which is that of its first flow
 */
export function laneOf(answered: Answered, mine: AnsweredFlow[], several: boolean, environments: Environments): Lane {
  const [first] = mine as [AnsweredFlow];
  const { bridge, openclaws, services } = answered;
  const sender = openclaws[first.from] as OpenclawSide;
  const there = openclaws[first.to];
  // On the receiving side it is the bridge's own agent that counts.
  const receiver = there ? { ...there, agent: there.reader } : null;
  const service = services[first.to] ?? null;
  const places = placesOf(answered);
  const place = places[first.name] ?? bridge;
  const flows = mine.map((flow) => flowPlan(answered, flow, places));
  const webhook = first.transport === "webhook";
  const given = answered.credentials[first.to];
  const variable = given?.variable ?? "";

  const side = (role: SidePlan["role"], instance: OpenclawSide): SidePlan => {
    const key = role === "receiver" ? "hooks.token" : "cron.webhookToken";
    const ownFile = role === "sender" && flows.some(isKept);
    const token: SideToken | null = !webhook
      ? null
      : ownFile
        ? "file"
        : sideToken(instance.name, key, variable, environments);
    const wishes = wishesOf(role, { sender, receiver, service, flows, variable, token });
    const record = environmentOf(environments, instance.name);
    return { name: instance.name, role, instance, wishes: numbered(wishes, record), token, recorded: record !== null };
  };
  const sides = [...(receiver ? [side("receiver", receiver)] : []), side("sender", sender)];
  const names = sides.map(({ name }) => name);
  const base: Base = {
    name: first.name,
    place,
    folder: several ? first.name : null,
    bridge,
    sender,
    receiver,
    service,
    flows,
    sides,
    sharesMachine: receiver !== null && sender.machine === receiver.machine,
    credential: webhook && given ? credentialOf(given, sides, service?.name) : null,
    approvals: answered.approvals.filter(({ on }) => names.includes(on)),
    unverified: sides
      .filter(({ instance }) => !isRehearsed(instance.version))
      .map(({ name, instance }) => ({ name, version: instance.version })),
    onTimeout: answered.onTimeout,
    backupTo: answered.backupTo,
    within: answered.within,
  };
  return {
    ...base,
    rollout: titled(rolloutStages(base), base),
    rollback: titled(rollbackStages(base), base),
    runbooks: titled(runbooks(base), base),
    lookups: lookups(base),
  };
}

/** Where a bridge has several lanes, each stage says whose it is. */
const titled = (stages: Stage[], { folder }: Base): Stage[] =>
  folder === null
    ? stages
    : stages.map((stage) => {
        const { en, "zh-CN": zh } = stage.title.words;
        return { ...stage, title: text(`${en} (${folder})`, `${zh}（${folder}）`) };
      });

/** Whose token it is, and the way of its value: from the side that has it, or makes it, to the one that has not. */
function credentialOf(given: Answered["credentials"][string], sides: SidePlan[], service?: string): Credential {
  const { variable, owner, usedBy } = given;
  const sender = sides.find(({ role }) => role === "sender") as SidePlan;
  const receiver = sides.find(({ role }) => role === "receiver");
  const has = (side?: SidePlan) => side !== undefined && side.token !== "new" && side.token !== "file";
  const existing = sides.filter(has).map(({ name }) => name);
  // A service has its token from its own operator, whatever it is.
  if (!receiver)
    return {
      variable,
      owner,
      usedBy,
      existing,
      handOver: has(sender) ? null : { from: service ?? owner, to: sender.name },
    };
  const [from, to] = has(sender) && !has(receiver) ? [sender.name, receiver.name] : [receiver.name, sender.name];
  return { variable, owner, usedBy, existing, handOver: has(sender) && has(receiver) ? null : { from, to } };
}
