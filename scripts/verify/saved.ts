import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Lane } from "../plan/plan.ts";
import { InputError, type Text, text } from "../spec/text.ts";

/** One entry of `openclaw cron runs --json`, as far as it is looked at. */
export type Run = {
  ts?: number;
  status?: string;
  completionStatus?: string;
  deliveryStatus?: string;
  deliveryError?: string;
  error?: string;
  summary?: string;
  runId?: string;
  failureNotificationDelivery?: { status?: string };
};

/** One line of an `audit.jsonl`: what was done with an event. */
export type Act = {
  at: string;
  did: string;
  key?: string;
  id?: string | null;
  answer?: number;
  status?: number | null;
  exit?: number;
  seen?: string;
  reason?: string;
  meaning?: string;
};

/** What a person saved on both sides, by flow or by side. */
export type Saved = {
  runs: Record<string, Run[]>;
  drains: Record<string, Run[]>;
  outbox: Record<string, Act[]>;
  inbox: Record<string, Act[]>;
  agentRuns: { action?: string; status?: string }[] | null;
  /** How often the token's value stands in each file that was searched. */
  secrets: { file: string; count: number }[];
};

/** A saved file that cannot be read: where, what was found and what was expected. */
export class SavedError extends InputError {
  constructor(file: string, line: number, found: Text, expected: Text) {
    super(
      text(
        `${file}:${line}: found ${found.words.en}, expected ${expected.words.en}`,
        `${file}:${line}：现在是${found.words["zh-CN"]}，应该是${expected.words["zh-CN"]}`,
      ),
    );
  }
}

const sizeLimit = 32 * 1024 * 1024;

type Saving = Pick<Lane, "flows" | "receiver" | "sender">;

/** The files that the rollout's last stage saves for a lane, with the side that saves them. */
export function savedFiles({ flows, receiver, sender }: Saving): { side: string; name: string }[] {
  return [
    ...flows.flatMap(({ name, resend, job }) => [
      ...(job ? [{ side: sender.name, name: `${name}.runs.json` }] : []),
      ...(resend
        ? [
            { side: sender.name, name: `${name}.drain.runs.json` },
            { side: sender.name, name: `${name}.outbox.jsonl` },
            ...(receiver ? [{ side: receiver.name, name: `${name}.inbox.jsonl` }] : []),
          ]
        : []),
    ]),
    { side: sender.name, name: `${sender.name}.secrets.txt` },
    ...(receiver
      ? [
          { side: receiver.name, name: `${receiver.name}.agent-runs.json` },
          { side: receiver.name, name: `${receiver.name}.secrets.txt` },
        ]
      : []),
  ];
}

/**
 * Reads what was saved; the files of both sides lie in one folder, or in one folder per side below it.
 * @param folder where they are
 * @throws {SavedError} where a file is missing, too large, or not what the command prints
 */
export function readSaved(folder: string, lane: Saving): Saved {
  const places = existsSync(folder)
    ? [folder, ...readdirSync(folder).map((name) => join(folder, name))].filter((place) =>
        statSync(place).isDirectory(),
      )
    : [];
  const contentOf = (name: string, side: string): { file: string; content: string } => {
    const file = places.map((place) => join(place, name)).find((path) => existsSync(path));
    const expected = text(
      `what the stage "Save what shows that it works" saved on ${side}`,
      `“保存能说明它有效的证据”这个阶段在 ${side} 上保存的内容`,
    );
    if (!file) throw new SavedError(join(folder, name), 1, text("no such file", "没有这个文件"), expected);
    if (statSync(file).size > sizeLimit)
      throw new SavedError(file, 1, text("more than 32 MiB", "超过 32 MiB"), expected);
    return { file, content: readFileSync(file, "utf8") };
  };
  const listIn = <T>(name: string, side: string, key: "entries" | "events"): T[] => {
    const { file, content } = contentOf(name, side);
    const value = parsed(file, 1, content) as Record<string, unknown> | null;
    const found = value?.[key];
    if (!Array.isArray(found))
      throw new SavedError(
        file,
        1,
        text(`no list "${key}"`, `没有列表“${key}”`),
        text("what the command prints with --json", "命令加 --json 时打印的内容"),
      );
    return found as T[];
  };
  const acts = (name: string, side: string): Act[] => {
    const { file, content } = contentOf(name, side);
    return content.split("\n").flatMap((line, at) => (line === "" ? [] : [parsed(file, at + 1, line) as Act]));
  };
  const { flows, receiver, sender } = lane;
  const resent = flows.filter(({ resend }) => resend);
  const made = flows.filter(({ job }) => job);
  const perFlow = <T>(of: typeof flows, read: (name: string) => T): Record<string, T> =>
    Object.fromEntries(of.map(({ name }) => [name, read(name)]));
  const sides = [sender.name, ...(receiver ? [receiver.name] : [])];
  return {
    runs: perFlow(made, (name) => oldestFirst(listIn<Run>(`${name}.runs.json`, sender.name, "entries"))),
    drains: perFlow(resent, (name) => oldestFirst(listIn<Run>(`${name}.drain.runs.json`, sender.name, "entries"))),
    outbox: perFlow(resent, (name) => acts(`${name}.outbox.jsonl`, sender.name)),
    inbox: perFlow(receiver ? resent : [], (name) => acts(`${name}.inbox.jsonl`, receiver?.name ?? "")),
    agentRuns: receiver ? listIn(`${receiver.name}.agent-runs.json`, receiver.name, "events") : null,
    secrets: sides.flatMap((side) => {
      const { file, content } = contentOf(`${side}.secrets.txt`, side);
      return content.split("\n").flatMap((line, at) => (line === "" ? [] : [counted(file, at + 1, line)]));
    }),
  };
}

const oldestFirst = (runs: Run[]): Run[] => [...runs].sort((a, b) => (a.ts ?? 0) - (b.ts ?? 0));

/** The beginning of what stands there instead. */
function start(content: string): Text {
  const shown = JSON.stringify(content.slice(0, 40));
  return text(shown, ` ${shown}`);
}

function parsed(file: string, line: number, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw new SavedError(file, line, start(content), text("JSON", " JSON"));
  }
}

/** One line of `grep -c`: a file's name and how many of its lines hold the value. */
function counted(file: string, line: number, content: string): { file: string; count: number } {
  const [, name = "", count = ""] = /^(.*):(\d+)$/.exec(content) ?? [];
  if (count === "")
    throw new SavedError(
      file,
      line,
      start(content),
      text("lines of grep -c: file:count", " grep -c 的输出行：文件:次数"),
    );
  return { file: name.split("/").at(-1) ?? name, count: Number(count) };
}
