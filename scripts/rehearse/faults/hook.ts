import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { appendRecord, type Loopback, listen, readBody } from "../loopback.ts";

/**
 * What goes wrong with one request. `answer`: this status, before the transform or, with `late`, after it ran. `drop`: the connection
 * breaks, before or after. `hang`: nobody answers. `clock`: the receiver's clock is off by so many milliseconds. `broken`: while the transform
 * runs, nothing can be written.
 */
export type HookFault = {
  answer?: number;
  headers?: Record<string, string>;
  late?: boolean;
  drop?: "before" | "after";
  hang?: number;
  clock?: number;
  broken?: () => () => void;
};

export type Transform = (context: { payload: unknown; headers: object; url: URL; path: string }) => {
  message: string;
} | null;

/** A hook as a gateway serves it: `fail` plans what goes wrong next, one request each; `accepted` is called after each admission. */
export type Hook = Loopback & { fail: (...faults: HookFault[]) => void; token: { value: string } };

/** Where a redirect leads: a place that says yes to everything. */
export const elsewherePath = "/elsewhere";

/** OpenClaw's own limit of a hook's body, in bytes (docs/gateway/config-hooks.md). */
const bodyLimit = 256 * 1024;

/**
 * Serves the real transform as a gateway does: 401 without the token, 413 above 256 KiB, 400 for what is no JSON and for an empty
 * message, 204 for nothing, 500 for a throw, 200 for a run. A test holds these answers to a real gateway's.
 * @param options `record`: path of a .jsonl file, one line per request; `accepted`: gets the message of each run that is admitted
 */
export async function startHook(options: {
  transform: Transform;
  token: string;
  record: string;
  accepted: (message: string) => void;
}): Promise<Hook> {
  const faults: HookFault[] = [];
  const token = { value: options.token };
  const server = await listen(async (request, response) => {
    const fault: HookFault = request.url === elsewherePath ? { answer: 204 } : (faults.shift() ?? {});
    const body = await readBody(request, bodyLimit);
    const note = (status: number | string) =>
      appendRecord(options.record, { method: request.method, path: request.url, status, fault: Object.keys(fault)[0] });
    if (fault.drop === "before" || fault.hang !== undefined) {
      note(fault.drop ? "dropped" : "hung");
      await sleep(fault.hang ?? 0);
      return void request.socket.destroy();
    }
    const early = fault.answer !== undefined && !fault.late;
    const answer = early
      ? { status: fault.answer ?? 0, message: "" }
      : admitted(request, body, token.value, options.transform, fault);
    if (answer.message) options.accepted(answer.message);
    if (fault.drop === "after") {
      note("dropped after");
      return void request.socket.destroy();
    }
    const status = fault.answer ?? answer.status;
    note(status);
    const date = new Date(Date.now() + (fault.clock ?? 0)).toUTCString();
    send(response, status, { date, ...fault.headers });
  });
  return { ...server, token, fail: (...planned) => faults.push(...planned) };
}

type Admission = { status: number; message: string };

function admitted(
  request: IncomingMessage,
  body: Buffer | null,
  token: string,
  transform: Transform,
  fault: HookFault,
): Admission {
  const answer = (status: number, message = ""): Admission => ({ status, message });
  if (request.headers.authorization !== `Bearer ${token}`) return answer(401);
  if (request.method !== "POST") return answer(405);
  if (body === null) return answer(413);
  let payload: unknown;
  try {
    payload = JSON.parse(body.toString() || "{}");
  } catch {
    return answer(400);
  }
  // The transform runs without a pause, so that the clock and the disk are off for nobody else.
  const mend = fault.broken?.() ?? setClock(fault.clock ?? 0);
  try {
    const url = new URL(request.url ?? "/", "http://gateway");
    const given = transform({ payload, headers: request.headers, url, path: url.pathname });
    if (given === null) return answer(204);
    return given.message === "" ? answer(400) : answer(200, given.message);
  } catch {
    return answer(500);
  } finally {
    mend();
  }
}

function setClock(offMs: number): () => void {
  const real = Date.now;
  Date.now = () => real() + offMs;
  return () => {
    Date.now = real;
  };
}

function send(response: ServerResponse, status: number, headers: Record<string, string>): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(status === 204 ? undefined : JSON.stringify({ ok: status === 200 }));
}
