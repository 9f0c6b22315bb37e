import { type Document, isMap, isScalar, isSeq, LineCounter, parseDocument, visit, type YAMLMap } from "yaml";
import { maskSecrets } from "./secrets.ts";
import { InputError, text } from "./text.ts";

/**
 * Merges a fragment into a spec's document: sections merge key by key, approvals by action and instance, every other
 * value replaces what stood there; `null` takes a section away. Comments and the order of keys stay.
 * @param document the spec; changed in place
 * @param fragment YAML of the same shape as a spec
 * @throws InputError where the fragment cannot be parsed, is not a section of keys and values, or has an alias
 */
export function fill(document: Document, fragment: string): void {
  const lines = new LineCounter();
  // A pretty error and a warning quote the line that they are about, and with it a credential.
  const parsed = parseDocument(fragment, { lineCounter: lines, prettyErrors: false, logLevel: "error" });
  const [fault] = parsed.errors;
  if (fault) {
    const { line, col } = lines.linePos(fault.pos[0]);
    const message = maskSecrets(fault.message);
    throw new InputError(text(`line ${line}, column ${col}: ${message}`, `第 ${line} 行第 ${col} 列：${message}`));
  }
  visit(parsed, {
    Alias() {
      throw new InputError(
        text(
          "an alias (*name) stands for a value elsewhere; write the value itself",
          "别名（*name）代表别处的值；请直接写出这个值",
        ),
      );
    },
  });
  if (!isMap(parsed.contents))
    throw new InputError(
      text(
        "expected keys and values, such as objective: { statement: … }",
        "应该是键和值，例如 objective: { statement: … }",
      ),
    );
  if (!isMap(document.contents))
    throw new InputError(text("the spec itself is not a section of keys and values", "规格本身不是一节键和值"));
  mergeMap(document, document.contents, parsed.contents as YAMLMap);
}

function mergeMap(document: Document, into: YAMLMap, from: YAMLMap): void {
  for (const { key, value } of from.items) {
    const name = String((key as { value?: unknown }).value ?? key);
    const there = into.get(name, true) as unknown;
    if (isMap(there) && isMap(value)) mergeMap(document, there, value as YAMLMap);
    else if (isMap(there) && isNothing(value)) into.delete(name);
    else if (name === "approvals" && isSeq(there) && isSeq(value)) mergeApprovals(there.items, value.items);
    else into.set(name, value);
  }
}

/** `null` in the place of a section takes the section away: a flow of the starter that is not wanted. */
const isNothing = (value: unknown): boolean => value === null || (isScalar(value) && value.value === null);

function mergeApprovals(into: unknown[], from: unknown[]): void {
  const same = (a: unknown, b: unknown) =>
    isMap(a) && isMap(b) && a.get("action") === b.get("action") && a.get("on") === b.get("on");
  for (const approval of from) {
    const at = into.findIndex((other) => same(other, approval));
    if (at < 0) into.push(approval);
    else into[at] = approval;
  }
}
