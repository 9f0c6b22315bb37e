import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Writes documents of about 10 KB: parts of real ones, put together in ever other ways.
 * @param source the folder below which the real ones lie
 * @returns the folder
 */
export function writeDocuments(source: string, folder: string, count: number): string {
  const real = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md") && !name.includes("sides"))
    .map((name) => readFileSync(join(source, name), "utf8").replace(/^---\n.*?\n---\n/s, ""))
    .filter(({ length }) => length > 5000);
  const at = (index: number) => real[index % real.length] as string;
  mkdirSync(folder, { recursive: true });
  for (let number = 0; number < count; number++) {
    const text = `${at(number)}\n${at(number * 7 + 3)}`.slice(0, 10_240);
    const whole = text.slice(0, text.lastIndexOf("\n\n"));
    const open = (whole.match(/^```/gm)?.length ?? 0) % 2 === 1;
    writeFileSync(join(folder, `${number}.md`), `${whole}${open ? "\n```" : ""}\n\nDocument ${number}.\n`);
  }
  return folder;
}
