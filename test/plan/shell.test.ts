import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { command, pathWord, quote } from "../../scripts/plan/shell.ts";

const words = (shell: string, line: string) =>
  execFileSync(shell, ["-c", `printf '%s\\0' ${line}`], { env: { HOME: "/home/x", PATH: process.env.PATH } })
    .toString()
    .split("\0")
    .slice(0, -1);

describe.each(["bash", "sh"])("quoting for %s", (shell) => {
  it("gives every text back as one word", () => {
    const text = fc
      .array(
        fc.oneof(
          fc.string({ unit: "binary" }),
          fc.constantFrom("$(id)", "`id`", "'", '"', "\\", "\n", "$HOME", "!", "~", "*", "-n", "; rm", "{a,b}"),
        ),
        { maxLength: 5 },
      )
      .map((parts) => parts.join("").replaceAll("\0", ""));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 4 }), (texts) => {
        const whole = texts.filter((one) => one.isWellFormed());
        fc.pre(whole.length > 0);
        expect(words(shell, whole.map(quote).join(" "))).toEqual(whole);
      }),
      { numRuns: 60 },
    );
  });

  it("keeps a home path a home path, whatever follows", () => {
    expect(words(shell, pathWord("~/a b'c/$(id)").raw)).toEqual(["/home/x/a b'c/$(id)"]);
  });
});

it("refuses what no shell word can hold", () => {
  expect(() => quote("a\0b")).toThrow(RangeError);
  expect(command("a", "b c")).toBe("a 'b c'");
});
