import type { Environment } from "../openclaw/environment/record.ts";
import { documentName } from "./document/kind.ts";
import { type Finding, lintText, type Result } from "./lint.ts";
import { ownOf } from "./own.ts";

/** A rendered design: its documents by path, the spec it was made from, and the version that each side runs. */
export type Design = {
  files: Map<string, string>;
  /** The documents that these rely on, themselves included. */
  whole: Map<string, string>;
  spec: string;
  sides: { name: string; version: string }[];
  environment?: Environment | undefined;
};

/**
 * Lints a rendered design as a whole: its documents rely on each other, a side's files are held to what that side runs, and what
 * is for both sides is wrong where no side takes it.
 */
export function lintDesign({ files, whole, spec, sides, environment }: Design): Result[] {
  const own = ownOf(spec);
  const companions = [...whole.values()].join("\n");
  const versions = [...new Set(sides.map(({ version }) => version))];
  return [...files]
    .filter(([path]) => documentName.test(path))
    .map(([path, text]) => {
      const side = sides.find(({ name }) => path.startsWith(`sides/${name}/`));
      const each = (side ? [side.version] : versions).map((openclaw) =>
        lintText(path, text, { openclaw, environment, companions, own }),
      );
      return onEvery(each as [Result, ...Result[]]);
    });
}

/** What is found on every version; a message may name the version, its rule and place do not. */
const onEvery = ([first, ...others]: [Result, ...Result[]]): Result => {
  const same = (one: Finding, other: Finding) =>
    one.ruleId === other.ruleId && one.line === other.line && one.column === other.column;
  const findings = first.findings.filter((one) =>
    others.every((result) => result.findings.some((other) => same(one, other))),
  );
  return { ...first, findings };
};
