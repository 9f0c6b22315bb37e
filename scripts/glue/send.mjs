// The one place of a bridge that asks something of the network: one request, to the one address of the settings.
import { readToken } from "./settings.mjs";

/** @typedef {{ status: number | null, reason: string, retryAfter: number | null, clock: number | null }} Answer `retryAfter` in seconds, `clock` in ms */

/**
 * A redirect is not followed: OpenClaw's own delivery would call it delivered.
 * @param {import("./outbox.mjs").Settings} settings
 * @returns {(event: import("./outbox.mjs").Event, key: string, which: "current" | "next") => Promise<Answer>}
 */
export function sender(settings) {
  const { url = "", tokenFile = "", nextTokenFile } = settings;
  const tokens = { current: readToken(tokenFile), next: nextTokenFile ? readToken(nextTokenFile) : "" };
  return async (event, key, which) => {
    try {
      const response = await fetch(url, {
        method: "POST",
        redirect: "manual",
        signal: AbortSignal.timeout(settings.answerSeconds * 1000),
        headers: {
          authorization: `Bearer ${tokens[which]}`,
          "content-type": "application/json",
          "idempotency-key": key,
        },
        body: JSON.stringify(event),
      });
      const text = (await response.text()).slice(0, 200);
      return {
        status: response.status,
        reason: text
          .replaceAll(/[^\x20-\x7e]+/g, " ")
          .replaceAll(tokens[which], "(token)")
          .trim(),
        retryAfter: retryAfter(response.headers.get("retry-after")),
        clock: Date.parse(response.headers.get("date") ?? "") || null,
      };
    } catch (error) {
      const { cause, name, message } = /** @type {Error & { cause?: { code?: string } }} */ (error);
      return {
        status: null,
        reason: cause?.code ?? `${name}: ${message}`.slice(0, 100),
        retryAfter: null,
        clock: null,
      };
    }
  };
}

/** @param {string | null} text seconds or a date @returns {number | null} seconds, at most an hour */
function retryAfter(text) {
  if (text === null) return null;
  const seconds = /^\d{1,6}$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), 3600) : null;
}
