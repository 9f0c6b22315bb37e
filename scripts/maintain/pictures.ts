import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { locales } from "../spec/words.ts";
import { openBrowser } from "./browser.ts";

/**
 * Makes the pictures of the README: the memo of an example as `render --format html` writes it, photographed in Chromium, in both languages.
 */
const root = fileURLToPath(new URL("../../", import.meta.url));
const example = join(root, "references/examples/daily-audit/bridge.yaml");
const target = join(root, "docs");

/** What one picture shows, in pixels of the page. */
const view = { width: 900, height: 1180 };

function pageIn(locale: string, folder: string): string {
  const bridge = [join(root, "scripts/bridge.mjs"), "render", example, "--format", "html"];
  const { status, stderr } = spawnSync(process.execPath, [...bridge, "--locale", locale, "--out", folder], {
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`the example could not be rendered: ${stderr}`);
  return pathToFileURL(join(folder, "memo.html")).href;
}

const work = mkdtempSync(join(tmpdir(), "pictures-"));
const fonts = spawnSync("fc-list", [":lang=zh", "family"], { encoding: "utf8" }).stdout ?? "";
if (fonts.trim() === "") {
  process.stderr.write("pictures: found no Chinese font, expected one, such as Debian's fonts-noto-cjk\n");
  process.exit(2);
}
mkdirSync(target, { recursive: true });
const browser = await openBrowser();
try {
  for (const locale of locales) {
    const page = await browser.newPage({ viewport: view, javaScriptEnabled: false });
    await page.goto(pageIn(locale, join(work, locale)));
    const path = join(target, locale === "en" ? "memo.png" : `memo.${locale}.png`);
    await page.screenshot({ path });
    process.stdout.write(`${path.slice(root.length)}\n`);
  }
} finally {
  await browser.close();
  rmSync(work, { recursive: true, force: true });
}
