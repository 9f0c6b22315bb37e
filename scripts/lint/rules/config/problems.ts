import type { ConfigProblem } from "../../../openclaw/config/check.ts";
import { checkConfig, checkConfigPath } from "../../../openclaw/config/check.ts";
import type { Schema } from "../../../openclaw/config/schema.ts";
import { at, keyPlace, plain } from "../../document/data.ts";
import type { Place } from "../../document/source.ts";
import type { Edit } from "../../facts.ts";
import type { Subject } from "../../rule.ts";

/** A problem of a configuration value, with its place in the document. */
export type Placed = ConfigProblem & { place: Place };

/** Everything that the version's schema holds against what the document writes into openclaw.json. Bad examples are left out. */
export function configProblems({ facts, catalog }: Subject): Placed[] {
  return facts.edits.filter(({ wrong }) => !wrong).flatMap((edit) => problemsOf(catalog.config, edit));
}

function problemsOf(schema: object, { path, data, place }: Edit): Placed[] {
  if (path.length > 0) {
    const unknown = checkConfigPath(schema as Schema, path);
    if (unknown.length > 0) return unknown.map((problem) => ({ ...problem, place }));
  }
  if (!data) return [];
  return checkConfig(schema as Schema, plain(data), path).map((problem) => {
    const inside = problem.path.slice(path.length);
    const exact = at(data, ...inside) ? keyPlace(data, inside) : keyPlace(data, inside.slice(0, -1));
    return { ...problem, place: inside.length === 0 ? place : exact };
  });
}
