import { inspect } from "../../plan/inspect.ts";
import { fill } from "../../spec/fill.ts";
import { largestSpec, readSpec } from "../../spec/read.ts";
import { environmentHelp, environmentOption, environmentsFrom } from "../environments.ts";
import { readText, writeWhole } from "../files.ts";
import type { Command } from "../main.ts";
import { UsageError } from "../output.ts";
import { problemText, report } from "./status.ts";

export const fillCommand: Command = {
  usage: "fill <file> - [--environment FILE]",
  does: "merges a YAML fragment from standard input into a spec, then prints its status",
  details: [
    "Sections merge key by key; every other value replaces what stood there; comments stay.",
    "A fragment that would break the spec's shape is refused, and the file stays as it was.",
    "",
    environmentHelp,
  ],
  options: environmentOption,
  arguments: [2, 2],
  run([file = "", source = ""], { environment }, io) {
    const environments = environmentsFrom(environment);
    if (source !== "-") throw new UsageError(`found "${source}", expected - : the fragment comes on standard input`);
    const fragment = io.stdin();
    if (fragment.length > largestSpec)
      throw new UsageError(`found ${fragment.length} characters, expected at most ${largestSpec}`);
    const before = readSpec(readText(file, largestSpec), file);
    if (before.problems.some(({ code }) => code === "spec/yaml" || code === "spec/duplicate-key"))
      throw new UsageError(before.problems.map(problemText).join("\n"), `bridge.mjs status ${file}`);
    try {
      fill(before.document, fragment);
    } catch (error) {
      throw new UsageError(`standard input: ${(error as Error).message}; ${file} is unchanged`);
    }
    const text = before.document.toString({ lineWidth: 0 });
    const after = inspect(text, file, environments);
    const known = new Set(before.problems.map(({ code, path }) => code + path.join()));
    const broken = after.spec ? [] : after.problems.filter(({ code, path }) => !known.has(code + path.join()));
    if (broken.length > 0)
      throw new UsageError(
        `${file} is unchanged; with this fragment it would have:\n${broken.map(problemText).join("\n")}`,
      );
    writeWhole(file, text);
    return report(file, after, environment);
  },
};
