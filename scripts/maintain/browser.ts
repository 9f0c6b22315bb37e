import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import packed from "@sparticuz/chromium";
import { type Browser, chromium } from "playwright-core";

const folder = fileURLToPath(new URL("../../node_modules/.cache/chromium", import.meta.url));

/** Without a sandbox of its own, which root has none of, and without asking anything of the network by itself. */
const args = [
  ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
];

/**
 * A real Chromium without a window, out of the npm package that carries one; the caller closes it. It is unpacked once, below node_modules.
 */
export async function openBrowser(): Promise<Browser> {
  const { TMPDIR } = process.env;
  mkdirSync(join(folder, "tmp"), { recursive: true });
  // The package unpacks into the folder for temporary files, and says nothing about another one.
  process.env.TMPDIR = join(folder, "tmp");
  try {
    const executablePath = await packed.executablePath();
    return await chromium.launch({ executablePath, args });
  } finally {
    if (TMPDIR === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = TMPDIR;
  }
}
