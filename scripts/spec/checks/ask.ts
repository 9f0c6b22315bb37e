import { nearest, type Path, type Problem } from "../problem.ts";
import { type Check, error } from "./check.ts";

/** Questions that nobody could ever be asked: about a field or a value that the contract does not have. */
export const asks: Check = (spec) =>
  Object.entries(spec.flows ?? {}).flatMap(([name, { ask }]): Problem[] => {
    const payload = spec.contract?.[name]?.payload;
    if (!ask?.when || !payload) return [];
    const path: Path = ["flows", name, "ask", "when"];
    const fields = Object.keys(payload);
    return Object.entries(ask.when).flatMap(([field, values]) => {
      const { enum: known, type } = payload[field] ?? {};
      if (!type) {
        const expected = `a payload field of ${name}: ${fields.join(", ")}`;
        return [error("ask/unknown-field", path, field, expected, `write ${nearest(field, fields) ?? fields[0]}`)];
      }
      const possible = known ?? (type === "boolean" ? [true, false] : null);
      if (possible === null)
        return [
          error(
            "ask/open-field",
            path,
            field,
            "a field with an enum, or a boolean",
            `give ${field} an enum: in the contract`,
          ),
        ];
      return values
        .filter((value) => !possible.includes(value))
        .map((value) =>
          error(
            "ask/unknown-value",
            [...path, field],
            value,
            `one of ${possible.join(", ")}`,
            `write ${nearest(String(value), possible.map(String)) ?? "one of these"}, or add it to the contract`,
          ),
        );
    });
  });
