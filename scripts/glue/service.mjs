#!/usr/bin/env node
// A sample of a receiver that is no gateway: one address on this machine that takes a flow's events with the bridge's own inbox.
// Read it, and build the same into your service: look at the token first, limit the body, and answer 204 only when the event is on disk.
// Whatever faces the network, with TLS, stands in front of it. Neither a body nor a token is ever logged.
import { createHash, timingSafeEqual } from "node:crypto";
import { realpathSync } from "node:fs";
import { createServer } from "node:http";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { largestEvent } from "./contract.mjs";
import { accept, readSettings } from "./inbox.mjs";
import { readToken } from "./settings.mjs";

const help = `usage: node service.mjs SETTINGS.json

SETTINGS.json is an inbox's, with quiet: true, path: "/events", port (0: any free one) and tokenFile (mode 600).
Answers: 204 kept, or known · 400 never: not the contract's · 401 wrong token · 404, 405 wrong address · 413 too large
500 not now: the inbox cannot be written
`;

/** @typedef {import("./inbox.mjs").Settings & { port: number, path: string, tokenFile: string }} Settings */

/** Whether two texts are the same, in a time that tells nothing about them. @param {string} a @param {string} b */
function isSame(a, b) {
  const [one, other] = [a, b].map((text) => createHash("sha256").update(text).digest());
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

/** @param {import("node:http").IncomingMessage} request @returns {Promise<string | null>} null where the body is too large */
async function bodyOf(request) {
  const chunks = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > largestEvent) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** @param {Settings} settings @param {import("node:http").IncomingMessage} request @returns {Promise<number>} the status */
async function statusOf(settings, request) {
  if (request.url !== settings.path) return 404;
  if (request.method !== "POST") return 405;
  // Read each time, so that a new token counts at once.
  if (!isSame(request.headers.authorization ?? "", `Bearer ${readToken(settings.tokenFile)}`)) return 401;
  const body = await bodyOf(request);
  if (body === null) return 413;
  try {
    return accept(settings, JSON.parse(body), Date.now()).answer;
  } catch (error) {
    if (error instanceof SyntaxError) return 400;
    throw error;
  }
}

/** @param {Settings} settings */
export const serve = (settings) =>
  createServer({ requestTimeout: 15_000 }, async (request, response) => {
    const status = await statusOf(settings, request).catch((error) => {
      // What is wrong with a file or a connection, without anything of what was sent.
      process.stderr.write(`service: ${error.code ?? error.name}\n`);
      return 500;
    });
    response.writeHead(status, { connection: "close", ...(status === 405 && { allow: "POST" }) }).end();
    // The rest of a body that nobody wanted, or the sender would see a broken connection instead of the answer.
    request.resume();
  });

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [file = "--help"] = process.argv.slice(2);
  if (file === "--help") {
    process.stdout.write(help);
    process.exit(0);
  }
  try {
    const settings = /** @type {Settings} */ (readSettings(file));
    settings.tokenFile = resolve(dirname(file), settings.tokenFile);
    readToken(settings.tokenFile);
    const server = serve(settings);
    server.listen(settings.port, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      process.stdout.write(`listening on http://127.0.0.1:${port}${settings.path}\n`);
    });
    for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close());
  } catch (error) {
    process.stderr.write(`service: ${/** @type {Error} */ (error).message}\n`);
    process.exitCode = 2;
  }
}
