import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Path } from "../../scripts/openclaw/config/path.ts";
import type { Answers } from "./oracle.ts";

/** What each version said when it was recorded (record.ts). */
export const verdicts = JSON.parse(readFileSync(join(import.meta.dirname, "verdicts.json"), "utf8")) as Record<
  string,
  Answers
>;

/** A path as `openclaw config set` takes it. */
export const formatPath = (path: Path): string =>
  path.reduce<string>(
    (text, step) => (typeof step === "number" ? `${text}[${step}]` : text === "" ? step : `${text}.${step}`),
    "",
  );
