import { isUtf8 } from "node:buffer";
import { readFileSync, statSync } from "node:fs";
import { type Text, text } from "../spec/text.ts";
import { found, UsageError } from "./output.ts";

/** What is to be said of a place. */
export const at = (place: string, what: Text): Text =>
  text(`${place}: ${what.words.en}`, `${place}：${what.words["zh-CN"]}`);

/** Why a place cannot be read, with the system's own word for it. */
export const unreadable = (code: string | undefined): Text => text(`cannot be read (${code})`, `无法读取（${code}）`);

/**
 * Reads a text file.
 * @param limit in bytes
 * @throws UsageError where it is missing, too large, or not UTF-8 text
 */
export function readText(file: string, limit: number): string {
  let bytes: Buffer;
  try {
    const { size } = statSync(file);
    if (size > limit)
      throw new UsageError(
        at(file, found(text(`${size} bytes`, ` ${size} 字节`), text(`at most ${limit}`, `至多 ${limit} 字节`))),
      );
    bytes = readFileSync(file);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const code = (cause as NodeJS.ErrnoException).code;
    throw new UsageError(
      at(file, code === "ENOENT" ? text("no such file", "没有这个文件") : unreadable(code)),
      "bridge.mjs new scheduled-relay",
    );
  }
  if (!isUtf8(bytes))
    throw new UsageError(
      at(file, found(text("bytes that are not UTF-8", "不是 UTF-8 的字节"), text("a text file", "文本文件"))),
    );
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}
