/** What a credential looks like in text. Every expression is linear: no nested or adjacent unbounded repeats. */
const shapes: [kind: string, shape: RegExp][] = [
  ["a private key", /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/],
  ["an API key", /\b(?:sk|pk|rk)-[A-Za-z0-9_-]{16,200}/],
  ["an access token of a code host", /\b(?:ghp|gho|ghs|ghu|github_pat|glpat)[_-][A-Za-z0-9_]{16,200}/],
  ["a chat token", /\bxox[abpr]-[A-Za-z0-9-]{10,200}/],
  ["a bot token", /\b[0-9]{8,10}:[A-Za-z0-9_-]{30,60}/],
  ["a cloud access key", /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/],
  ["a signed token", /\beyJ[A-Za-z0-9_-]{8,2000}\.[A-Za-z0-9_-]{8,4000}\.[A-Za-z0-9_-]{8,1000}/],
  ["a bearer header", /\bBearer [A-Za-z0-9._~+/-]{16,500}/],
  ["user and password in an address", /\b[a-z]{2,10}:\/\/[^\s/:@]{1,100}:[^\s/@]{1,200}@/],
  ["a token in an address", /[?&](?:token|key|api_key|apikey|access_token|secret|password)=[^\s&]{4,500}/i],
  [
    "an assigned secret",
    /\b(?:password|passwd|secret|token|api[_-]?key)\s{0,3}[=:]\s{0,3}["']?[A-Za-z0-9+/_-]{16,200}/i,
  ],
];

/** Words that make a payload field one that carries credentials, wherever they stand in its name. */
const credentialWord =
  /(?:password|passwd|passphrase|secret|token|apikey|accesskey|privatekey|credential|authorization|cookie|dotenv|envfile|sessionkey)/;

/**
 * Looks for a credential's value in a text.
 * @returns its kind and length, never the value; undefined where there is none
 */
export function findSecret(text: string): { kind: string; length: number } | undefined {
  for (const [kind, shape] of shapes) {
    const match = shape.exec(text);
    if (match) return { kind, length: match[0].length };
  }
  return undefined;
}

/** The text with every credential in it replaced by its kind and length, fit to be shown. */
export function maskSecrets(text: string): string {
  return shapes.reduce(
    (masked, [kind, shape]) =>
      masked.replace(new RegExp(shape, `${shape.flags}g`), (value) => `‹${kind}, ${value.length} characters›`),
    text,
  );
}

/** Whether a payload field's name says that it carries a credential: `password`, `apiKey`, `hookToken`. */
export function isCredentialName(name: string): boolean {
  return credentialWord.test(name.toLowerCase().replaceAll(/[^a-z]/g, ""));
}
