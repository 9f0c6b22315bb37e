import { appendFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;
export type Loopback = { url: string; port: number; close: () => Promise<void> };

const host = "127.0.0.1";

/**
 * Serves HTTP on 127.0.0.1 and a port that the system picks.
 * @param handle answers a request; when it throws, the answer is 500 and the error goes to stderr
 * @returns its address; `close` ends open connections too, so that no long poll or half-sent answer delays it
 */
export async function listen(handle: Handler): Promise<Loopback> {
  const server = createServer((request, response) => {
    handle(request, response).catch((error) => {
      // A gateway that is killed breaks off in the middle of a request: nothing to report.
      if (request.errored !== null) return;
      console.error(error);
      response.writeHead(500).end();
    });
  });
  const port = await bound(server, 0);
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://${host}:${port}`, port, close };
}

/**
 * Finds a port that nobody listens on, for a server whose port must stand in its configuration before it starts.
 * The range lies below the ephemeral ports, so that no outgoing connection takes it in between.
 * @throws when fifty ports in a row are taken
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    const server = createServer();
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    try {
      await bound(server, port);
      await new Promise((resolve) => server.close(resolve));
      return port;
    } catch {}
  }
  throw new Error(`No free port between 20000 and 29999 on ${host}`);
}

/**
 * Reads a request's body.
 * @param limit bytes
 * @returns the body, or null when it is larger than the limit, in which case the rest is not kept
 * @throws when the client breaks off
 */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  // The connection must outlive a refusal, or nobody would read it.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > limit) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Answers with JSON.
 * @param value anything that JSON can carry
 */
export function answerJson(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

/**
 * Appends one JSON line, at once: a record must survive the end of the process that writes it.
 * @param file path of a .jsonl file
 */
export function appendRecord(file: string, value: Record<string, unknown>): void {
  appendFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...value })}\n`, { mode: 0o600 });
}

function bound(server: ReturnType<typeof createServer>, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}
