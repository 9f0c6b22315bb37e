// The mapped hook's transform: takes each event into the inbox before the gateway admits it. Its settings lie beside it, under its own name.
// It can cause only 200 (a run), 204 (nothing), 400 (an empty message) and 500 (a throw); the reason stands in the inbox's audit.jsonl.
import { fileURLToPath } from "node:url";
import { accept, messageOf, readSettings } from "./inbox.mjs";

/**
 * @param {{ payload: unknown }} context what the gateway gives a transform
 * @returns {{ message: string } | null}
 * @throws where the sender must try again: the event is being worked on, or the inbox cannot be written
 */
export default function transform({ payload }) {
  const settings = readSettings(fileURLToPath(import.meta.url).replace(/(\.hook)?\.mjs$/, ".json"));
  const { answer, reason, key } = accept(settings, payload, Date.now());
  if (answer === 500) throw new Error(`bridge: not now, ${reason}`);
  if (answer === 204) return null;
  return { message: answer === 400 ? "" : messageOf(key, payload) };
}
