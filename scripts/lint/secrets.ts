import { isCredentialName, looksReal, maskSecrets, secretsIn } from "../spec/secrets.ts";
import { everyValue } from "./document/data.ts";
import type { Document } from "./document/document.ts";
import type { Place } from "./document/source.ts";
import type { Facts } from "./facts.ts";
import { matching } from "./look.ts";

/** A credential's value in a document: never shown, only its kind, its length and its place. */
export type FoundSecret = { kind: string; value: string; place: Place };

/** Flags that take a credential's value, in `openclaw` and in the programs around it. */
const credentialFlags =
  /^--?(?:token|password|passwd|secret|api-key|apikey|bot-token|app-token|access-token|auth-token|gateway-token|hook-token|webhook-token|user|u|p)$/;
const headerValue =
  /^(?:authorization|x-openclaw-token|x-api-key|x-auth-token|cookie)\s*:\s*(?:bearer\s+|basic\s+|token\s+)?(\S+)$/i;

/** `the password is …`, `口令：…`: running text that names a credential and gives a value with letters and digits. */
const spoken =
  /(?:password|passphrase|passwd|secret|token|api key|密码|口令|令牌|密钥|凭证)(?: for [\w .-]{1,40})?\s{0,2}(?:is|was|=|:|：|是|为|用的?是)\s{0,2}["'`“「]?([A-Za-z0-9!@#%^&*_+./~-]{8,200})/gi;

/** `密码 Wn7#…`: with nothing between, the value must look like one: at least three of upper case, lower case, digits and signs. */
const bare = /(?:password|passphrase|passwd|密码|口令|令牌|密钥)\s{1,2}["'`“「]?([A-Za-z0-9!@#%^&*_+./~-]{8,200})/gi;
/** What both begin with. */
const named = /passw|passphrase|secret|token|api key|密码|口令|令牌|密钥|凭证/i;
const kinds = (value: string) => [/[A-Z]/, /[a-z]/, /\d/, /[!@#%^&*+~]/].filter((one) => one.test(value)).length;

/**
 * Every credential's value in a document: by its looks, by the key, flag, variable or header it stands behind, or because the text says so.
 */
export function secretsOf(document: Document, { settings }: Facts): FoundSecret[] {
  const { source, data, calls } = document;
  const found: FoundSecret[] = secretsIn(source.text).map(({ kind, start, end }) => ({
    kind,
    value: source.text.slice(start, end),
    place: source.place(start, end),
  }));
  const add = (kind: string, value: string | undefined, place: Place | undefined) => {
    if (value && place && looksReal(value)) found.push({ kind, value: value.trim(), place });
  };
  for (const placed of data)
    for (const { path, data: one } of everyValue(placed.data)) {
      const key = path.findLast((step) => typeof step === "string");
      const valued = one.type === "scalar" && typeof one.value === "string" && typeof key === "string";
      if (
        valued &&
        isCredentialName(key) &&
        !/(?:session_?key|file|path|env|var|name|ref|id|url|mode|owner|storedat|storedas)$/i.test(key)
      )
        add(`the value of ${key}`, String(one.value), one.place);
      // A value may be folded over lines, and a parser puts it together again.
      if (one.type === "scalar" && typeof one.value === "string" && one.place.endLine > one.place.line)
        for (const { kind, start, end } of secretsIn(one.value))
          found.push({ kind, value: one.value.slice(start, end), place: one.place });
    }
  for (const { path, data: one, edit } of settings) {
    const key = path.at(-1);
    if (
      edit.how === "set" &&
      one?.type === "scalar" &&
      typeof one.value === "string" &&
      typeof key === "string" &&
      isCredentialName(key)
    )
      add(`the value of ${key}`, one.value, one.place);
  }
  for (const { words, variables } of calls) {
    for (const { name, value } of variables)
      if (value && !value.opaque && isCredentialName(name)) add(`the value of ${name}`, value.text, value.place);
    words.forEach(({ text, opaque, place }, index) => {
      const before = words[index - 1]?.text ?? "";
      const [flag, own] =
        text.startsWith("--") && text.includes("=")
          ? [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)]
          : [before, text];
      if (opaque) return;
      if (/^-(?:u|p|-user)$/.test(flag)) {
        if (/^[^:\s/]+:[^:\s/]{3,}$/.test(own)) add("a password", own.replace(/^[^:]*:/, ""), place);
      } else if (credentialFlags.test(flag) && !own.startsWith("-")) add(`the value of ${flag}`, own, place);
      add("a header's credential", headerValue.exec(text)?.[1], place);
      const assignment = /^(?:export\s+)?([A-Za-z_]\w{2,60})=(\S+)$/.exec(text);
      if (assignment && isCredentialName(assignment[1] as string))
        add(`the value of ${assignment[1]}`, assignment[2], place);
    });
  }
  for (const match of source.text.matchAll(/(?<![\w/+.=-])[A-Za-z0-9_-]{24,128}(?![\w/+=-])/g)) {
    const [value] = match;
    const before = source.text.slice(Math.max(0, match.index - 220), match.index);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    if (!isRandom(value) || notSecret.test(line.slice(-60)) || !namesCredential.test(before)) continue;
    add("a random value behind the name of a credential", value, source.place(match.index, match.index + value.length));
  }
  for (const sentence of matching(document, named))
    for (const match of [...sentence.text.matchAll(spoken), ...sentence.text.matchAll(bare)]) {
      const value = match[1] as string;
      const start = match.index + match[0].length - value.length;
      const introduced = /(?:is|was|[=:：是为])\s*["'`“「]?$/i.test(match[0].slice(0, -value.length));
      if (/\d/.test(value) && /[a-z]/i.test(value) && (introduced || kinds(value) >= 3))
        add("a credential in the text", value, sentence.source.place(start, start + value.length));
    }
  return withoutDoubles(found);
}

/** Upper case, lower case and digits in no order, as a generator makes them; a digest or an id has one case. */
const isRandom = (value: string) =>
  /[a-z]/.test(value) &&
  /[A-Z]/.test(value) &&
  (value.match(/\d/g) ?? []).length >= 3 &&
  /[a-z][A-Z0-9][a-zA-Z]|[A-Z][a-z0-9][A-Z0-9]/.test(value) &&
  !/[_-].*[_-].*[_-]/.test(value);
const namesCredential = /token|password|passphrase|secret|api[ _-]?key|bearer|credential|口令|密码|令牌|密钥|凭据/i;
const notSecret =
  /sha-?\d*|digest|checksum|hash|uuid|commit|fingerprint|public\W{0,4}key|ed25519|ssh-(?:rsa|ed25519)|run ?id|job ?id|session|channel|摘要|校验|指纹|公钥/i;

/** One finding for one place, the first kind that saw it. */
function withoutDoubles(found: FoundSecret[]): FoundSecret[] {
  const kept: FoundSecret[] = [];
  const onLine = new Set<string>();
  const covered: { from: number; to: number }[] = []; // apart from each other, ascending
  for (const one of found) {
    const { line, column, endLine, endColumn } = one.place;
    const [from, to] = [line * widest + column, endLine * widest + endColumn];
    const behind = covered.findLastIndex((other) => other.from < to);
    const named = `${line} ${one.value}`;
    if (onLine.has(named) || (covered[behind]?.to ?? 0) > from) continue;
    onLine.add(named);
    covered.splice(behind + 1, 0, { from, to });
    kept.push(one);
  }
  return kept;
}

/** Wider than any line: a place becomes one number. */
const widest = 2 ** 24;

/** Replaces every one of these values, and everything that looks like a credential, in a text that is to be shown. */
export function masker(secrets: FoundSecret[]): (text: string) => string {
  const values = new Set(secrets.map(({ value }) => value).filter(({ length }) => length >= 4));
  const lengths = [...new Set([...values].map(({ length }) => length))].sort((a, b) => b - a);
  return (text) => {
    let [masked, from] = ["", 0];
    for (let at = 0; at < text.length; at++) {
      const length = lengths.find((one) => values.has(text.slice(at, at + one)));
      if (length === undefined) continue;
      masked += `${text.slice(from, at)}‹${length} characters›`;
      from = at + length;
      at = from - 1;
    }
    return maskSecrets(masked + text.slice(from));
  };
}
