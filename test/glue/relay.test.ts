import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eventOf } from "../../scripts/glue/contract.mjs";
import {
  codeOf,
  nameFault,
  readReceipt,
  receiptText,
  relayedEvent,
  relayFault,
  relayText,
} from "../../scripts/glue/relay.mjs";

const settings = {
  source: "till",
  receiver: "office",
  type: "till.closed",
  subject: "shop/closing",
  timezone: "Europe/Berlin",
  idempotencyKey: ["number"],
  expiresSeconds: 3600,
  answers: ["approve", "reject"],
  payload: {
    number: { type: "integer" },
    note: { type: "string", optional: true },
    share: { type: "number", optional: true },
    urgent: { type: "boolean", optional: true },
    findings: { type: "array", items: "string", optional: true },
    counts: { type: "array", items: "integer", optional: true },
  },
};
const now = new Date("2026-01-31T06:30:00.000Z");
const eventWith = (data: Record<string, unknown>) => eventOf(settings, { number: 3, ...data }, now);
const plain = eventWith({ note: "the drawer holds 20 Euro more", findings: ["one", "two: 2 of 3"] });

describe("an event as a message", () => {
  it("reads like this", () => {
    expect(relayText(plain)).toBe(`[bridge] till.closed, till to office
• id: shop/closing/3
• at: 2026-01-31T06:30:00.000Z
• until: 2026-01-31T07:30:00.000Z
• number: 3
• note: the drawer holds 20 Euro more
• findings: one; two: 2 of 3
• code: ${codeOf(plain)}`);
    expect(codeOf(plain)).toMatch(/^[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}$/);
  });

  it("its code does not depend on the sequence, and does depend on everything else", () => {
    expect(codeOf({ ...plain, sequence: "7" })).toBe(codeOf(plain));
    for (const change of [{ subject: "x" }, { source: "x" }, { receiver: "x" }, { type: "x" }, { data: {} }])
      expect(codeOf({ ...plain, ...change })).not.toBe(codeOf(plain));
  });

  it.each<[string, Record<string, unknown>]>([
    ["an asterisk", { note: "so *not* this" }],
    ["an underscore", { note: "a_b" }],
    ["a quotation mark", { note: "it's" }],
    ["a dollar", { note: "$HOME" }],
    ["a line break", { note: "a\nb" }],
    ["two spaces", { note: "a  b" }],
    ["a space at the end", { note: "a " }],
    ["a space that does not break", { note: "a\u00a0b" }],
    ["a zero-width space", { note: "a\u200bb" }],
    ["a turn of the writing direction", { note: "a\u202eb" }],
    ["an invisible letter", { note: "a\u3164b" }],
    ["a letter in two parts", { note: "u\u0308ber" }],
    ["a picture", { note: "done 👍" }],
    ["a letter that is shown as a picture", { note: "ℹ" }],
    ["a keycap", { note: "1\u20e3" }],
    ["a smiley", { note: "fine :)" }],
    ["what stands for nothing", { note: "(none)" }],
    ["a semicolon in an item", { findings: ["a; b"] }],
    ["an empty item", { findings: [""] }],
    ["a long text", { note: "a".repeat(900) }],
    ["many bytes", { note: "漢".repeat(860), findings: ["字".repeat(500)] }],
    ["six fields", { note: "", share: 1, urgent: true, findings: [], counts: [] }],
  ])("%s is refused before it is sent", (_, data) => {
    expect(relayFault(eventWith(data), settings)).toBeTypeOf("string");
  });

  it("a field with a name of the message itself is refused", () => {
    const own = { ...settings, payload: { ...settings.payload, by: { type: "string" } } };
    expect(relayFault(eventOf(own, { number: 1, by: "x" }, now), own)).toBe(
      "field by has a name that the message uses itself",
    );
  });

  it.each([
    ["Chinese", "抽屉里多了二十欧元，请检查。"],
    ["Hindi", "दराज़ में बीस यूरो"],
    ["Arabic", "عشرون يورو"],
    ["accents", "Größe: über 3 m, déjà vu"],
  ])("%s comes back as it was", (_, note) => {
    const event = eventWith({ note: note.normalize("NFC") });
    expect(relayFault(event, settings)).toBeUndefined();
    expect(relayedEvent(relayText(event), settings)).toEqual({ event });
  });
});

const letters = fc.constantFrom(..."abcXYZ019äßжλ漢字あเ", "क", "ि");
const marks = fc.constantFrom(..." .,:;/+-@#%()=?!，。");
/** Any text that is not refused; half of them are made to look like parts of the message itself. */
const text = fc.oneof(
  fc.array(fc.oneof({ weight: 4, arbitrary: letters }, marks), { maxLength: 40 }).map((all) => all.join("")),
  fc.constantFrom(
    "- code: x",
    "id: 7",
    "a - note: b",
    "x until: y",
    "code: 0000-0000-0000",
    "true",
    "3",
    "+ 1",
    "null",
  ),
);
const events = fc
  .record(
    {
      note: text,
      share: fc.double({ noNaN: true, noDefaultInfinity: true }),
      urgent: fc.boolean(),
      findings: fc.array(text, { maxLength: 4 }),
    },
    { requiredKeys: [] },
  )
  .map((data) => eventWith(JSON.parse(JSON.stringify(data))))
  .filter((event) => relayFault(event, settings) === undefined);

/** What chats, mail programs and people do to a message, without a loss. */
const harmless: [string, (text: string) => string][] = [
  ["nothing", (text) => text],
  ["quoted", (text) => text.replaceAll(/^/gm, "> ")],
  ["quoted twice", (text) => text.replaceAll(/^/gm, ">> ")],
  ["other bullets", (text) => text.replaceAll("• ", "- ")],
  ["stars as bullets", (text) => text.replaceAll("• ", "* ")],
  ["no bullets", (text) => text.replaceAll("• ", "")],
  ["a list inside a list", (text) => text.replaceAll("• ", "  - • ")],
  ["one line", (text) => text.replaceAll("\n", " ")],
  ["lines ended as on Windows", (text) => text.replaceAll("\n", "\r\n")],
  ["spaces at the ends", (text) => text.replaceAll("\n", "  \n")],
  ["spaces that do not break", (text) => text.replaceAll(" ", "\u00a0")],
  ["empty lines between", (text) => text.replaceAll("\n", "\n\n")],
  ["something before", (text) => `Forwarded from Dana\nDana, [31.01.26 07:31]\n${text}`],
  ["something after", (text) => `${text}\n\nSent from my phone: code: 1\n• note: no`],
  ["something right after", (text) => `${text} please answer`],
  ["marks of the writing direction", (text) => `\u200e${text.replaceAll(" ", "\u2068 \u2069")}`],
  ["escaped for Markdown", (text) => text.replaceAll(/[-.!()#+=]/g, "\\$&")],
  ["Unicode taken apart", (text) => text.normalize("NFD")],
  ["written bold", (text) => text.replaceAll(/^(.+)$/gm, "**$1**")],
  ["twice the same", (text) => `${text}\n${text}`],
  ["a part before the whole", (text) => `${text.slice(0, 60)}\n${text}`],
  [
    "through Markdown and HTML",
    (text) =>
      text
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .split("\n")
        .map((line) => `<p>${line}</p>`)
        .join("\r\n")
        .replaceAll(/<\/?p>/g, "")
        .replaceAll("&lt;", "<")
        .replaceAll("&amp;", "&"),
  ],
];

describe("a copied message", () => {
  it.each(harmless)("%s: the identical event comes back", (_, change) => {
    fc.assert(
      fc.property(events, (event) => {
        expect(relayedEvent(change(relayText(event)), settings)).toEqual({ event });
      }),
      { numRuns: 100 },
    );
  });

  it("two such things together: the identical event, or none, but never another", () => {
    const two = fc.tuple(fc.constantFrom(...harmless), fc.constantFrom(...harmless));
    fc.assert(
      fc.property(events, two, (event, [[, first], [, second]]) => {
        const back = relayedEvent(second(first(relayText(event))), settings);
        if ("event" in back) expect(back.event).toEqual(event);
      }),
      { numRuns: 500 },
    );
  });

  it("cut anywhere: none; the identical event only where nothing of it is missing", () => {
    fc.assert(
      fc.property(events, fc.double({ min: 0, max: 1, noNaN: true }), (event, where) => {
        const text = relayText(event);
        const cut = Math.floor(where * (text.length - 1));
        expect(relayedEvent(text.slice(0, cut), settings)).toHaveProperty("fault");
        if (cut > 0) expect(relayedEvent(text.slice(cut), settings)).toHaveProperty("fault");
      }),
      { numRuns: 300 },
    );
  });

  it("a part lost in the middle, or the parts in another order: refused", () => {
    fc.assert(
      fc.property(events, fc.nat(), fc.nat(), (event, from, length) => {
        const text = relayText(event);
        const start = from % text.length;
        const end = Math.min(text.length, start + 1 + (length % 30));
        const back = relayedEvent(text.slice(0, start) + text.slice(end), settings);
        if ("event" in back) expect(back.event).toEqual(event);
        const swapped = relayedEvent(text.slice(40) + text.slice(0, 40), settings);
        expect(swapped).toHaveProperty("fault");
      }),
      { numRuns: 500 },
    );
  });

  it("one character put for another: the identical event, or none", () => {
    const anything = fc.oneof(fc.string({ unit: "binary", minLength: 1, maxLength: 3 }), marks, letters);
    fc.assert(
      fc.property(events, fc.nat(), anything, (event, at, other) => {
        const text = relayText(event);
        const index = at % text.length;
        const back = relayedEvent(text.slice(0, index) + other + text.slice(index + 1), settings);
        if ("event" in back) expect(back.event).toEqual(event);
      }),
      { numRuns: 2000 },
    );
  });

  it("any text at all is refused with a reason", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(relayedEvent(`[bridge] till.closed, till to office ${text}`, settings)).toHaveProperty("fault");
      }),
    );
  });

  it("two events in one text are two: neither is taken", () => {
    const both = `${relayText(eventWith({ number: 1 }))}\n${relayText(eventWith({ number: 2 }))}`;
    expect(relayedEvent(both, settings)).toMatchObject({ fault: expect.stringContaining("several messages") });
  });

  it("a message whose code fits is still held to the contract", () => {
    const other = { ...settings, payload: { ...settings.payload, extra: { type: "string" } } };
    const text = relayText(eventOf(other, { number: 1, extra: "x" }, now));
    expect(relayedEvent(text, settings)).toEqual({ fault: 'unknown field "extra"' });
  });

  it("an overlong text is not looked at, and a hostile one takes no time", () => {
    expect(relayedEvent("a".repeat(20_000), settings)).toMatchObject({ fault: expect.stringContaining("longer than") });
    const began = performance.now();
    for (const part of [" ", "- ", "• ", "[bridge] till.closed, till to office ", "•a:", "\n", "code:", "0000-"])
      relayedEvent(`[bridge] till.closed, till to office ${part.repeat(16_000 / part.length)}`, settings);
    expect(performance.now() - began).toBeLessThan(1000);
  });

  it("passes through a POSIX shell inside single quotes", () => {
    const samples = fc.sample(events, 20).map((event) => relayText(event));
    const script = samples.map((text) => `printf '%s\\0' '${text}'`).join("\n");
    expect(spawnSync("sh", ["-c", script], { encoding: "utf8" }).stdout.split("\0").slice(0, -1)).toEqual(samples);
  });
});

describe("a receipt", () => {
  const answer = { answer: "approve", by: "Dana Größer", at: "2026-01-31T06:40:00.000Z" };
  const receipt = receiptText(plain, answer);

  it("reads like this", () => {
    expect(receipt).toMatch(
      /^\[bridge\] receipt for till\.closed, office to till\n• id: shop\/closing\/3\n• answer: approve\n• by: Dana Größer\n• at: 2026-01-31T06:40:00\.000Z\n• code: [0-9A-F-]{14}$/,
    );
  });

  it.each(harmless)("%s: the identical answer comes back", (_, change) => {
    expect(readReceipt(change(receipt), settings)).toEqual({ id: plain.id, ...answer });
  });

  it("below the message that it answers, it is still read", () => {
    expect(readReceipt(`${relayText(plain).replaceAll(/^/gm, "> ")}\n${receipt}`, settings)).toMatchObject(answer);
  });

  it("edited, cut or of another flow: refused", () => {
    expect(readReceipt(receipt.replace("approve", "reject"), settings)).toHaveProperty("fault");
    expect(readReceipt(receipt.replace("Dana", "Dora"), settings)).toHaveProperty("fault");
    expect(readReceipt(receipt.slice(0, -1), settings)).toHaveProperty("fault");
    expect(readReceipt(receipt, { ...settings, subject: "shop/other" })).toHaveProperty("fault");
    expect(readReceipt(relayText(plain), settings)).toHaveProperty("fault");
    expect(relayedEvent(receipt, settings)).toHaveProperty("fault");
  });

  it("with an answer that was not asked for, or a name that no chat leaves alone: refused", () => {
    expect(readReceipt(receiptText(plain, { ...answer, answer: "maybe" }), settings)).toEqual({
      fault: "the answer is none of approve, reject",
    });
    expect(readReceipt(receiptText(plain, { ...answer, by: "a".repeat(61) }), settings)).toHaveProperty("fault");
    expect(["", "a".repeat(61), "d'Artagnan", "[x]"].every((name) => nameFault(name) !== undefined)).toBe(true);
  });
});
