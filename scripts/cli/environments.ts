import type { Environments } from "../openclaw/environment/record.ts";
import { quote } from "../plan/shell.ts";
import { type InputError, text } from "../spec/text.ts";
import { UsageError } from "./output.ts";
import { readText } from "./read.ts";

/** The option that hands environment records to a command; it may be given more than once. */
export const environmentOption = { environment: { type: "string", multiple: true } } as const;

/** Its line in a command's help. */
export const environmentHelp = text(
  "--environment FILE   what `environment --from` recorded of the instances; may be given more than once",
  "--environment FILE   `environment --from` 记录下来的实例情况；可以写多次",
);

/**
 * Reads the files that `--environment` names. Of two records of one instance the later counts.
 * @param given what the option holds: nothing, one file or several
 * @throws UsageError where one cannot be read, or is no environment file
 */
export async function environmentsFrom(given: unknown): Promise<Environments> {
  const files = [given].flat().filter((file) => typeof file === "string");
  if (files.length === 0) return {};
  const { largestEnvironment, readEnvironment } = await import("../openclaw/environment/schema.ts");
  const records = files.map((file) => {
    const text = readText(file, largestEnvironment);
    try {
      return readEnvironment(text, file);
    } catch (cause) {
      throw new UsageError((cause as InputError).text, "bridge.mjs environment --help");
    }
  });
  return Object.assign({}, ...records);
}

/** The option as a next command repeats it. */
export const withEnvironment = (given: unknown): string =>
  [given]
    .flat()
    .filter((file) => typeof file === "string")
    .map((file) => ` --environment ${quote(file)}`)
    .join("");
