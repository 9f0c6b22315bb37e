import { short } from "../short.ts";

/** What a credential looks like in text. Every expression is linear: no nested or adjacent unbounded repeats. */
const shapes: [kind: string, shape: RegExp][] = [
  [
    "a private key",
    /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:[A-Za-z0-9+/=\s\\]{0,8000}-----END [A-Z ]{0,30}PRIVATE KEY-----)?/g,
  ],
  ["an API key", /\b(?:sk|pk|rk)[-_][A-Za-z0-9_-]{16,200}/g],
  ["an API key", /\bAIza[A-Za-z0-9_-]{30,60}/g],
  [
    "an access token of a code host",
    /\b(?:ghp|gho|ghs|ghu|ghr|github_pat|glpat|npm|pypi|dop_v1|hf|xai|gsk)[_-][A-Za-z0-9_-]{16,200}/g,
  ],
  ["a chat token", /\bxox[abeprs]-[A-Za-z0-9-]{10,200}/g],
  [
    "a chat webhook",
    /\bhttps:\/\/(?:hooks\.slack\.com\/services|discord(?:app)?\.com\/api\/webhooks|oapi\.dingtalk\.com\/robot|open\.feishu\.cn\/open-apis\/bot)\/[^\s"'`)]{20,300}/g,
  ],
  ["a bot token", /\b[0-9]{8,10}:[A-Za-z0-9_-]{30,60}/g],
  ["a chat token", /\b[MNO][A-Za-z0-9_-]{23,26}\.[A-Za-z0-9_-]{6}\.[A-Za-z0-9_-]{27,40}/g],
  ["a cloud access key", /\b(?:AKIA|ASIA|LTAI|AKID)[A-Za-z0-9]{12,32}\b/g],
  ["a signed token", /\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,1000}/g],
  ["a bearer header", /\bBearer [A-Za-z0-9._~+/=-]{12,500}/g],
  ["user and password in an address", /\b[a-z][a-z0-9+]{1,12}:\/\/[^\s/:@"'<>]{0,100}:[^\s/@"'<>]{3,200}@/g],
  [
    "a token in an address",
    /[?&](?:token|key|api_key|apikey|access_token|auth|secret|sig|signature|password|pwd)=[^\s&"'<>)`]{4,500}/gi,
  ],
  [
    "an assigned secret",
    /\b(?:[a-z]{0,40}[_-]?)?(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key)["']?\s{0,3}[=:]\s{0,3}["']?[A-Za-z0-9+/_.~-]{12,200}/gi,
  ],
];

/** Values that stand for a secret without being one: names of variables, words for the reader to replace, masks. */
const standIn =
  /[<>{}$%…*\u4e00-\u9fff]|\.\.\.|^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$|(?:^|[^a-z0-9])(?:your?|my|the|our|some|any|same|this|that|here|example|sample|placeholder|changeme|change|replace|redacted|openclaw_redacted|dummy|todo|tbd|insert|fill|random|generated?|stored|from|env|file|vault|keychain|secretref|none|null|undefined|true|false|string|variable|value|name|required|optional|header|only|hidden|masked|removed|omitted|rotate|long|strong|different|separate|unique|shared|secret-from|see|kept|never|not|in|is|of|per|and|or|by|for|via|to|as|a)(?:[^a-z0-9]|$)|^(?:x|X|0|\.|-|_)+$|(.)\1{7}|x{4}/i;

/** Whether a value where a credential belongs is a real one, as far as its looks tell. */
export function looksReal(value: string): boolean {
  const bare = value.trim().replace(/^["'`]|["'`]$/g, "");
  return (
    bare.length >= 6 &&
    bare.length <= 9000 &&
    !/\s/.test(bare.replace(/-----[A-Z ]+-----/g, "").trim()) &&
    !standIn.test(bare)
  );
}

/** The part of a match that is the secret itself: behind `Bearer `, `token=`, `user:`. */
const secretPart = (kind: string, text: string): string => {
  if (kind === "a bearer header") return text.slice(7);
  if (kind === "user and password in an address") return text.slice(text.indexOf("://") + 3, -1).replace(/^[^:]*:/, "");
  if (kind === "a token in an address") return text.slice(text.indexOf("=") + 1);
  if (kind === "an assigned secret") return text.replace(/^[^=:]*[=:]\s*["']?/, "");
  return text;
};

/** A credential's value in a text: its kind, and where it stands. */
export type Secret = { kind: string; start: number; end: number };

/**
 * Looks for credentials' values in a text.
 * @returns each with its kind and place; stand-ins such as `<token>`, `${VAR}` and `YOUR_TOKEN` are none
 */
export function secretsIn(text: string): Secret[] {
  return shapes.flatMap(([kind, shape]) =>
    [...text.matchAll(shape)].flatMap((match) => {
      const value = secretPart(kind, match[0]);
      const known = ![
        "a bearer header",
        "user and password in an address",
        "a token in an address",
        "an assigned secret",
      ].includes(kind);
      const real = known
        ? !/(?:x{5}|X{5}|\.{3}|example|EXAMPLE|your|YOUR|(.)\1{7})/.test(value)
        : looksReal(value) && (kind !== "an assigned secret" || mixed(value));
      if (!real) return [];
      const start = match.index + match[0].length - value.length - (kind === "user and password in an address" ? 1 : 0);
      return [{ kind, start, end: start + value.length }];
    }),
  );
}

/** Letters and digits together, as a generated value has and a word has not; digests written as such are none. */
const mixed = (value: string) =>
  /\d/.test(value) && /[a-z]/i.test(value) && !/^(?:sha\d+|md5)|^v?\d+(?:\.\d+)+|^\d{4}-\d\d/i.test(value);

/**
 * Looks for a credential's value in a text.
 * @returns its kind and length, never the value; undefined where there is none
 */
export function findSecret(text: string): { kind: string; length: number } | undefined {
  const [first] = secretsIn(text);
  return first && { kind: first.kind, length: first.end - first.start };
}

/** The text with every credential in it replaced by its kind and length, fit to be shown. Rather one word too many than one too few. */
export function maskSecrets(text: string): string {
  return shapes.reduce(
    (masked, [kind, shape]) =>
      masked.replace(shape, (found) => `‹${kind}, ${secretPart(kind, found).length} characters›`),
    text,
  );
}

/** Words that make a payload field one that carries credentials, wherever they stand in its name. */
const credentialWord = short(
  /(?:password|passwd|passphrase|secret|token|apikey|accesskey|privatekey|credential|authorization|authheader|cookie|dotenv|envfile|sessionkey|bearer)/,
);

/** Names that only speak of a credential: its place, its variable, a count. */
const aboutCredential = short(
  /(?:tokens(?:used|count|in|out)|tokencount|usage|tokenfile|tokenpath|tokenenv|tokenvar|tokenname|tokenbudget|maxtokens|secretref|idempotency|sessionkey|partitionkey|dedup|publickey|tokenlimit|modeltoken|(?:owner|holder|expiry|expires|expiresat|rotatedat|involved|reset|changed|hint|kind|location|storedat|storedin|policy|required|valid|ok)$)/,
);

/** Whether a field's name says that it carries a credential: `password`, `apiKey`, `hookToken`. */
export function isCredentialName(name: string): boolean {
  const bare = name.toLowerCase().replaceAll(/[^a-z]/g, "");
  return bare === "pwd" || /[_-]pass$/i.test(name) || (credentialWord.test(bare) && !aboutCredential.test(bare));
}
