import fc from "fast-check";
import { fromMarkdown } from "mdast-util-from-markdown";
import { describe, expect, it } from "vitest";
import { codeSpan, escapeMarkdown, fenced } from "../../scripts/spec/markdown.ts";

const hostile = fc
  .array(
    fc.oneof(
      fc.string(),
      fc.constantFrom(
        "# a",
        "<script>",
        "[a](b)",
        "`",
        "```",
        "~~~",
        "**",
        "1. ",
        "- ",
        "> ",
        "|",
        "&amp;",
        "\n\n",
        "---",
        "![x](y)",
        "<!-- -->",
      ),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""));

describe("text from a spec in Markdown", () => {
  it("stays one paragraph of plain text", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const { children } = fromMarkdown(`x ${escapeMarkdown(text)}`);
        expect(children.map(({ type }) => type)).toEqual(["paragraph"]);
        const [paragraph] = children;
        expect(paragraph?.type === "paragraph" && paragraph.children.every(({ type }) => type === "text")).toBe(true);
      }),
    );
  });

  it("stays one paragraph at the start of a line, too", () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => text.trim() !== ""),
        (text) => {
          expect(fromMarkdown(escapeMarkdown(text.trim())).children.every(({ type }) => type === "paragraph")).toBe(
            true,
          );
        },
      ),
    );
  });

  it("stays one code span, and one code block", () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => text.trim() !== ""),
        (text) => {
          const { children } = fromMarkdown(`x ${codeSpan(text)} y`);
          expect(
            children.flatMap((node) =>
              node.type === "paragraph" ? node.children.map(({ type }) => type) : [node.type],
            ),
          ).toEqual(["text", "inlineCode", "text"]);
          const blocks = fromMarkdown(fenced("bash side", text)).children;
          expect(blocks.map(({ type }) => type)).toEqual(["code"]);
        },
      ),
    );
  });
});
