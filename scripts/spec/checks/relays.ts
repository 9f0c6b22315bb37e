import type { PayloadField } from "../model.ts";
import type { Path, Problem } from "../problem.ts";
import { type Check, error } from "./check.ts";

/** What a message that people carry says of itself: no payload field may have these names. */
const reserved = ["id", "at", "until", "code", "answer", "by"];
const mostFields = 5;
/** What a person reads and copies in one go, in characters, for all fields together. */
const mostText = 500;

/** Messages that people could not carry: too many fields, too long, or fields that would be taken for the message's own. */
export const relays: Check = (spec) =>
  Object.entries(spec.flows ?? {}).flatMap(([name, { to, transport }]): Problem[] => {
    const payload = spec.contract?.[name]?.payload;
    if (transport !== "chat" || spec.instances?.[to ?? ""]?.kind !== "openclaw" || !payload) return [];
    const path: Path = ["contract", name, "payload"];
    const fields = Object.entries(payload);
    const mend = "carry the number or the address of a ticket instead, where the rest stands";
    if (fields.length > mostFields)
      return [
        error(
          "relay/too-many-fields",
          path,
          `${fields.length} fields`,
          `at most ${mostFields}: a person carries it`,
          mend,
        ),
      ];
    const clash = fields.find(([field]) => reserved.includes(field));
    if (clash)
      return [
        error(
          "relay/reserved-field",
          [...path, clash[0]],
          clash[0],
          `another name: a carried message has ${reserved.join(", ")} of its own`,
          "rename the field",
        ),
      ];
    const open = fields.find(([, field]) => longest(field) === null);
    if (open)
      return [
        error(
          "relay/open-length",
          [...path, open[0]],
          open[0],
          "a field whose length is known: a person carries it",
          "give it maxLength (and a list maxItems), or an enum",
        ),
      ];
    const length = fields.reduce((sum, [field, value]) => sum + field.length + (longest(value) ?? 0) + 4, 0);
    return length > mostText
      ? [error("relay/too-long", path, `up to ${length} characters`, `at most ${mostText}: a person carries it`, mend)]
      : [];
  });

/** The longest text of a field's value, in characters; null where nothing limits it. */
function longest(field: PayloadField): number | null {
  if (field.enum) return Math.max(...field.enum.map((value) => String(value).length));
  if (field.type === "array") {
    const item = typeof field.items === "string" ? { type: field.items } : field.items;
    const one = longest((item ?? { type: "string" }) as PayloadField);
    return one === null || !field.maxItems ? null : field.maxItems * (one + 2);
  }
  const fixed: Partial<Record<PayloadField["type"], number>> = { boolean: 5, integer: 16, number: 20, timestamp: 30 };
  return fixed[field.type] ?? field.maxLength ?? (field.type === "url" ? 300 : null);
}
