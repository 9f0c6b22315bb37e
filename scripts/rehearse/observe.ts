import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import JSON5 from "json5";
import { jobsOf, type Lane, type Plan } from "../plan/plan.ts";
import { programmed } from "../plan/rollout/base.ts";
import type { Gateway } from "./gateway.ts";

/** The sha256 of a gateway's configuration file, as it stands on disk. */
export const configDigest = ({ configFile }: Gateway): string =>
  createHash("sha256").update(readFileSync(configFile)).digest("hex");

/** The value of a lane's token, as the receiver's variable holds it; empty before it was made. */
export function tokenOf({ credential }: Pick<Lane, "credential">, gateway: Gateway): string {
  const file = join(gateway.home, ".openclaw", ".env");
  const line = existsSync(file)
    ? new RegExp(`^${credential?.variable}=(.+)$`, "m").exec(readFileSync(file, "utf8"))
    : null;
  return line?.[1] ?? "";
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
}

/**
 * Looks for secrets' values in every file of some folders: logs, transcripts, databases, recorded messages.
 * @param lawful file names in which the value belongs
 * @returns how many files were looked at, and those that hold one of them
 */
export function searchSecret(
  secrets: string[],
  folders: string[],
  lawful: string[],
): { known: boolean; looked: number; found: string[] } {
  const files = folders.flatMap((folder) => filesBelow(folder).map((file) => ({ file, name: relative(folder, file) })));
  const found = files.filter(({ file, name }) => {
    if (secrets.length === 0 || lawful.includes(name)) return false;
    const bytes = readFileSync(file);
    return secrets.some((secret) => bytes.includes(secret));
  });
  return { known: secrets.length > 0, looked: files.length, found: found.map(({ name }) => name) };
}

/** What a rollback should have taken away and has not: jobs, variables, files, agents. */
export async function leftovers(plan: Plan, gateway: Gateway): Promise<string[]> {
  const left: string[] = [];
  const jobs = await gateway.shell("openclaw cron list --all --json");
  for (const { name } of plan.flows.flatMap(jobsOf)) if (jobs.stdout.includes(`"${name}"`)) left.push(`job ${name}`);
  if (jobs.code !== 0) left.push(`cannot list jobs: ${jobs.stderr.trim().slice(0, 200)}`);
  const env = join(gateway.home, ".openclaw", ".env");
  const variables = existsSync(env) ? readFileSync(env, "utf8") : "";
  const config = readFileSync(gateway.configFile, "utf8");
  for (const { credential, place, service } of plan.lanes) {
    const variable = credential?.variable;
    if (variable && variables.includes(`${variable}=`)) left.push(`variable ${variable}`);
    if (variable && config.includes(variable)) left.push(`${variable} in openclaw.json`);
    if (service && config.includes(new URL(service.url).hostname)) left.push(`${service.name}'s host in openclaw.json`);
    for (const folder of ["bridges", "hooks/transforms"])
      if (existsSync(join(gateway.home, ".openclaw", folder, place))) left.push(`${folder}/${place}`);
  }
  for (const { id, hook } of plan.flows) if (hook && config.includes(`"${id}"`)) left.push(`mapping ${id}`);
  if (plan.lanes.some((lane) => programmed(lane).length > 0)) {
    const { code, stdout, stderr } = await gateway.shell("openclaw gateway call exec.approvals.get --json");
    for (const { place } of plan.lanes)
      if (stdout.includes(`/${place}/`)) left.push("an entry in the allowlist of programs");
    if (code !== 0) left.push(`cannot list allowed programs: ${stderr.trim().slice(0, 200)}`);
  }
  return left;
}

/**
 * A configuration fit to be kept and compared: every string below a key that holds a credential is replaced, and `meta`,
 * OpenClaw's own stamp, is left out.
 * @param text JSON5 text of openclaw.json
 */
export function comparable(text: string): Record<string, unknown> {
  const { meta: _stamp, ...config } = JSON5.parse(text);
  return JSON.parse(
    JSON.stringify(config, (key, value) => (/token|apikey/i.test(key) && typeof value === "string" ? "kept" : value)),
  );
}
