import { readFileSync } from "node:fs";

/** The version of this package; the packed skill has no package.json and says `packed`. */
export function packageVersion(): string {
  try {
    return (JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as { version: string })
      .version;
  } catch {
    return "packed";
  }
}
