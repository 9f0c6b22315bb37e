import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lintShare } from "../../scripts/cli/lint-share.ts";
import { lintFiles } from "../../scripts/cli/lint-threads.ts";
import { inProcess } from "./in-process.ts";

const corpus = join(import.meta.dirname, "../corpus");
const folder = mkdtempSync(join(tmpdir(), "lint-threads-"));
let files: string[];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  for (const locale of ["en", "zh-CN"]) {
    mkdirSync(join(folder, locale));
    for (const name of readdirSync(join(corpus, locale)).filter((one) => !one.endsWith(".labels.json")))
      for (const copy of ["a", "b"]) cpSync(join(corpus, locale, name), join(folder, locale, `${copy}-${name}`));
  }
  writeFileSync(join(folder, "en/m-no-text.md"), Buffer.from([0x61, 0xff, 0xfe]));
  files = ["en", "zh-CN"].flatMap((locale) =>
    readdirSync(join(folder, locale))
      .sort()
      .map((name) => join(folder, locale, name)),
  );
});

/** One after the other, in this thread. */
const alone = () => {
  let number = 0;
  return lintShare(
    files,
    {},
    () => number++,
    () => "",
  );
};

describe("many documents, linted in several threads", () => {
  it("have what each has by itself, in their order", async () => {
    expect(files.length).toBeGreaterThan(150);
    expect(await lintFiles(files, {}, () => "")).toEqual(alone());
  });

  it("are said to be unreadable in the language of the terminal, wherever they were read", async () => {
    const { code, stderr } = await inProcess(["lint", folder, "--locale", "zh-CN"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/m-no-text\.md：现在是不是 UTF-8 的字节/);
  });

  it("are held to the version and the language that were asked for", async () => {
    const { stdout } = await inProcess(["lint", folder, "--json", "--openclaw", "2026.7.33", "--locale", "zh-CN"]);
    const { results } = JSON.parse(stdout) as { results: { locale: string; findings: { message: string }[] }[] };
    expect(new Set(results.map(({ locale }) => locale))).toEqual(new Set(["zh-CN"]));
    expect(results.flatMap(({ findings }) => findings).every(({ message }) => /[\u4e00-\u9fff]/.test(message))).toBe(
      true,
    );
  });
});
