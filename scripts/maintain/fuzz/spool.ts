import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The moment at which everything happens, ms. */
export const now = Date.parse("2026-11-02T08:00:00Z");

/** Events that keep the contract below. */
export const events: { id: string; data: Record<string, unknown> }[] = [
  { number: 1 },
  { number: 1, note: "all of it" },
].map((inner, index) => ({
  specversion: "1.0",
  id: `shop/closing/${index}`,
  source: "till",
  type: "till.closed",
  subject: "shop/closing",
  time: new Date(now).toISOString(),
  datacontenttype: "application/json",
  receiver: "office",
  hops: 0,
  sequence: String(now).padStart(15, "0"),
  expirytime: new Date(now + 3_600_000).toISOString(),
  data: inner,
}));

type Glue = {
  outbox: { outboxStates: string[]; add: (settings: unknown, text: string, now: Date) => object };
  inbox: { inboxStates: string[]; accept: (settings: unknown, given: unknown, now: number) => { answer: number } };
  files: { makeFolders: (root: string, states: string[]) => void };
};
let modules: Glue | undefined;

/** Loads the glue; its settings name a spool that is empty each time. */
export async function loadGlue(): Promise<void> {
  const folder = fileURLToPath(new URL("../../glue/", import.meta.url));
  const load = async (name: string) => import(pathToFileURL(join(folder, name)).href);
  modules = { outbox: await load("outbox.mjs"), inbox: await load("inbox.mjs"), files: await load("spool.mjs") };
}

const spool = mkdtempSync(join(tmpdir(), "fuzz-"));
process.on("exit", () => rmSync(spool, { recursive: true, force: true }));

/** The glue with a spool in which nothing is. */
export function emptied(): Glue & { settings: Record<string, unknown>; spool: string } {
  if (!modules) throw new Error("loadGlue first");
  rmSync(spool, { recursive: true, force: true });
  modules.files.makeFolders(spool, [...modules.outbox.outboxStates, ...modules.inbox.inboxStates]);
  const settings = {
    source: "till",
    receiver: "office",
    type: "till.closed",
    subject: "shop/closing",
    payload: { number: { type: "integer" }, note: { type: "string", optional: true } },
    idempotencyKey: ["number"],
    spool,
    guarantee: "acknowledged",
    policy: "ask",
    leaseSeconds: 600,
    skewSeconds: 600,
    mostHops: 3,
    budgetPerHour: 12,
    unclaimedSeconds: 900,
    keepSeconds: 86_400,
    expiresSeconds: 3600,
    timezone: "UTC",
  };
  return { ...modules, settings, spool };
}
