// What a program reads before it begins: its settings and its token. What is wrong with them is exit code 2.
import { readFileSync, statSync } from "node:fs";

/** Wrong usage or settings: exit code 2. */
export class SettingsError extends Error {
  /** @override */
  name = "SettingsError";
}

/** @param {string} file @returns {any} @throws {SettingsError} */
export function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new SettingsError(`cannot read the settings ${file}: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * The token, out of a file that only its owner can read.
 * @param {string} file
 * @returns {string}
 * @throws {SettingsError}
 */
export function readToken(file) {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new SettingsError(`${file}: no such file, expected the hook token`);
  if ((found.mode & 0o077) !== 0)
    throw new SettingsError(
      `${file}: has mode ${(found.mode & 0o777).toString(8)}, expected 600: others could read the token`,
    );
  const token = readFileSync(file, "utf8").trim();
  if (!/^[\x21-\x7e]{16,500}$/.test(token))
    throw new SettingsError(`${file}: holds no token of 16 characters or more on one line`);
  return token;
}

/**
 * How long a program may take, seconds.
 * @param {unknown} run
 * @throws {SettingsError}
 */
export function readLimit(run) {
  const { timeoutSeconds } = /** @type {Record<string, unknown>} */ (run ?? {});
  if (typeof timeoutSeconds !== "number" || !(timeoutSeconds > 0))
    throw new SettingsError("the settings name no timeoutSeconds for their program");
  return timeoutSeconds;
}
