import { randomBytes } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Lane } from "../plan/plan.ts";
import { type Loopback, listen, readBody } from "./loopback.ts";
import { endGroup, startGroup } from "./processes.ts";

/**
 * Starts what stands for an operator's own endpoint: the rendered sample itself, which keeps each event, or, where one attempt is all that is
 * promised, an endpoint that looks at the token and takes everything.
 * @param folder the rendered folder, @param dir an empty folder of its own
 * @returns its address, and the token that its operator would tell out of band
 * @throws where the sample does not say within ten seconds where it listens
 */
export async function startService(
  { flows, service }: Lane,
  folder: string,
  dir: string,
): Promise<Pick<Loopback, "url" | "close"> & { token: string }> {
  const token = randomBytes(32).toString("hex");
  const [flow] = flows;
  if (!flow?.resend) return { token, ...(await takeAll(token)) };
  const [home, temporary] = [join(dir, "home"), join(dir, "tmp")];
  cpSync(join(folder, "sides", service?.name ?? ""), dir, { recursive: true });
  for (const place of [home, temporary]) mkdirSync(place, { recursive: true });
  const settings = join(dir, `${flow.name}.service.json`);
  writeFileSync(settings, JSON.stringify({ ...JSON.parse(readFileSync(settings, "utf8")), port: 0 }));
  writeFileSync(join(dir, "token"), `${token}\n`, { mode: 0o600 });
  const child = await startGroup(process.execPath, [join(dir, "service.mjs"), settings], {
    cwd: dir,
    env: { HOME: home, TMPDIR: temporary, PATH: "/usr/bin:/bin" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout?.on("data", (chunk) => {
    said += chunk;
  });
  for (let waited = 0; waited < 10_000; waited += 100) {
    const [url] = /http:\/\/127\.0\.0\.1:\d+/.exec(said) ?? [];
    if (url) return { token, url, close: () => endGroup(child.pid, 0) };
    await sleep(100);
  }
  await endGroup(child.pid, 0);
  throw new Error("the sample receiver did not say where it listens");
}

const takeAll = (token: string) =>
  listen(async (request, response) => {
    await readBody(request, 1024 * 1024);
    response.writeHead(request.headers.authorization === `Bearer ${token}` ? 200 : 401).end();
  });
