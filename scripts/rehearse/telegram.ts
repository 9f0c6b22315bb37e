import { setTimeout as sleep } from "node:timers/promises";
import { answerJson, appendRecord, type Loopback, listen, readBody } from "./loopback.ts";

const bodyLimit = 1024 * 1024;
/** What a person writes to a bot, in a chat with it (a positive number) or in a group. */
export type Written = { bot: string; chat: string; person: string; text: string };

/** Long enough to keep an idle channel quiet, short enough that no client's own timeout ends it. */
const pollLimitMs = 20_000;

/**
 * Starts a scripted Telegram Bot API for `channels.telegram.apiRoot`, on loopback, where OpenClaw also wants
 * `network.dangerouslyAllowPrivateNetwork` (measured on 2026.9.6). Nobody but the script writes to the bots.
 * @param options `record`: path of a .jsonl file that gets one line per message that a bot sent; of the bot's token
 *   only the digits before the colon are kept
 * @returns `fail(true)` makes every message answer 502 and stay unrecorded, until `fail(false)`; `write` is a person's message to a bot
 */
export async function startTelegram(options: {
  record: string;
}): Promise<Pick<Loopback, "url" | "close"> & { fail: (on: boolean) => void; write: (message: Written) => void }> {
  let failing = false;
  let messages = 0;
  const closing = new AbortController();
  const updates: { bot: string; update_id: number; message: object }[] = [];
  let arrived = new AbortController();

  const write = ({ bot, chat, person, text }: Written) => {
    const date = Math.floor(Date.now() / 1000);
    const group = chat.startsWith("-");
    const from = { id: Number(person), is_bot: false, first_name: `Person ${person}` };
    updates.push({
      bot,
      update_id: updates.length + 1,
      message: {
        message_id: ++messages,
        date,
        from,
        chat: group
          ? { id: Number(chat), type: "supergroup", title: "Bridge" }
          : { id: Number(chat), type: "private", first_name: from.first_name },
        text,
      },
    });
    arrived.abort();
    arrived = new AbortController();
  };

  const server = await listen(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://telegram");
    const [, bot = "", method = ""] = /^\/bot(\d+):[^/]*\/(\w+)$/.exec(pathname) ?? [];
    const body = await readBody(request, bodyLimit);
    if (body === null) return answerJson(response, 413, refusal(413, "Request Entity Too Large"));
    if (bot === "") return answerJson(response, 404, refusal(404, "Not Found"));
    const given = { ...Object.fromEntries(searchParams), ...parse(body) };
    const answer = (result: unknown) => answerJson(response, 200, { ok: true, result });

    switch (method) {
      case "getMe":
        return answer({ id: Number(bot), is_bot: true, first_name: "Bot", username: `rehearsal_${bot}_bot` });
      case "getUpdates": {
        const wait = Math.min(Number(given.timeout ?? 0) * 1000, pollLimitMs);
        const waiting = () =>
          updates
            .filter((one) => one.bot === bot && one.update_id >= Number(given.offset ?? 0))
            .map(({ bot: _, ...one }) => one);
        for (const end = Date.now() + wait; waiting().length === 0 && Date.now() < end && !closing.signal.aborted; )
          await sleep(end - Date.now(), null, { signal: AbortSignal.any([closing.signal, arrived.signal]) }).catch(
            () => {},
          );
        return answer(waiting());
      }
      case "sendMessage": {
        if (failing) return answerJson(response, 502, refusal(502, "Bad Gateway"));
        const chat = String(given.chat_id);
        appendRecord(options.record, { bot, chat, text: String(given.text) });
        const date = Math.floor(Date.now() / 1000);
        return answer({ message_id: ++messages, date, chat: { id: Number(chat), type: "private" }, text: given.text });
      }
      default:
        return answer(true);
    }
  });

  return {
    url: server.url,
    fail: (on) => {
      failing = on;
    },
    write,
    close: () => {
      closing.abort();
      return server.close();
    },
  };
}

function refusal(error_code: number, description: string) {
  return { ok: false, error_code, description };
}

function parse(body: Buffer): Record<string, unknown> {
  const text = body.toString();
  try {
    return text.startsWith("{") ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
  } catch {
    return {};
  }
}
