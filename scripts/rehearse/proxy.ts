import { type IncomingHttpHeaders, type IncomingMessage, request as send } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { appendRecord, type Loopback, listen, readBody } from "./loopback.ts";

/** An address of RFC 5737, which belongs to nobody: the client that the proxy says it speaks for. */
const clientAddress = "198.51.100.7";
/** nginx's default `client_max_body_size`, in bytes; four times what a hook of OpenClaw accepts. */
const bodyLimit = 1024 * 1024;
const recordedBody = 512 * 1024;
const recordedAnswer = 2000;

/**
 * Starts a reverse proxy as Tailscale Serve, nginx or Caddy would stand before a gateway: it hands everything on and adds
 * the forwarding headers, which a gateway that does not list the proxy in `gateway.trustedProxies` answers with 403
 * (measured on 2026.9.6). It answers 502 itself when the gateway is down.
 * @param options `record`: path of a .jsonl file that gets one line per request, without any token's value;
 *   `target`: base URL of the gateway
 */
export async function startProxy(options: { record: string; target: string }): Promise<RehearsalProxy> {
  const trouble: RehearsalProxy["trouble"] = { holdMs: 0, answer: 0 };
  const server = await listen(async (request, response) => {
    const body = await readBody(request, bodyLimit);
    await sleep(trouble.holdMs);
    if (request.socket.destroyed) return;
    const forwarded =
      body === null ? { status: 413, headers: {}, text: "" } : await forward(request, body, options.target);
    const answer = trouble.answer === 0 ? forwarded : { status: trouble.answer, headers: {}, text: "" };
    appendRecord(options.record, {
      method: request.method,
      path: request.url,
      authorization: request.headers.authorization?.startsWith("Bearer ") ? "bearer" : "none",
      body: body?.toString("utf8", 0, recordedBody) ?? "",
      status: answer.status,
      answer: answer.text.slice(0, recordedAnswer),
    });
    response.writeHead(answer.status, answer.headers).end(answer.text);
  });
  return { ...server, trouble };
}

/**
 * A proxy whose network can be troubled while it runs. `holdMs`: each request is held so long before it is handed on, and dropped where
 * its sender is gone by then. `answer`: the status that is answered instead of the gateway's, after it was handed on; 0: the gateway's.
 */
export type RehearsalProxy = Loopback & { trouble: { holdMs: number; answer: number } };

type Answer = { status: number; headers: IncomingHttpHeaders; text: string };

function forward(request: IncomingMessage, body: Buffer, target: string): Promise<Answer> {
  const headers = {
    ...endToEnd(request.headers),
    "x-forwarded-for": clientAddress,
    "x-forwarded-proto": "https",
    "x-forwarded-host": request.headers.host,
    "content-length": String(body.length),
  };
  return new Promise((resolve) => {
    const unreachable = () => resolve({ status: 502, headers: {}, text: "Bad Gateway" });
    const upstream = send(new URL(request.url ?? "/", target), { method: request.method, headers }, (answer) => {
      text(answer).then(
        (body) => resolve({ status: answer.statusCode ?? 502, headers: endToEnd(answer.headers), text: body }),
        unreachable,
      );
    });
    upstream.on("error", unreachable).end(body);
  });
}

/** Leaves out what concerns one connection only, and the length, which is counted anew. */
function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection, "keep-alive": alive, "transfer-encoding": encoding, "content-length": length, ...kept } = headers;
  return kept;
}
