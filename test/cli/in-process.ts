import { main } from "../../scripts/cli/main.ts";

/** Runs one command line in this process, where a process of its own would show nothing more. */
export async function inProcess(args: string[], stdin = ""): Promise<{ code: number; stdout: string; stderr: string }> {
  const written = { stdout: "", stderr: "" };
  const code = await main(args, {
    stdin: () => stdin,
    stdout: (text) => {
      written.stdout += text;
    },
    stderr: (text) => {
      written.stderr += text;
    },
  });
  return { code, ...written };
}
