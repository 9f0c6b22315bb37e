import { readFileSync, writeSync } from "node:fs";

/** What a command reads and prints, beside files. */
export type Terminal = { stdin: () => string; stdout: (text: string) => void; stderr: (text: string) => void };

/** Those of this process. Its streams take as long to be made as a page to be linted, so that both are written to directly. */
export const processTerminal: Terminal = {
  stdin: () => readFileSync(0, "utf8"),
  stdout: (text) => print(1, text),
  stderr: (text) => print(2, text),
};

/** Prints all of a text, unless its reader stops reading. What else goes wrong, a full disk say, makes the exit code 2. */
function print(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; )
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === "EAGAIN") {
        waitForReader();
        continue;
      }
      if (code !== "EPIPE") process.exitCode = 2;
      return;
    }
}

/** Five milliseconds, in which a reader that is slower than its writer takes something out of the pipe. */
const waitForReader = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
