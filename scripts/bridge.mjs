#!/usr/bin/env node
// Entry of the command line. Runs nothing and opens no connection: it reads a spec and writes documents.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `bridge: found Node ${process.versions.node}, expected 22.18 or newer; inside the repository run: npm run bridge -- --help\n`,
  );
  process.exitCode = 2;
} else {
  const { main } = await import("./cli/main.ts");
  const code = await main(process.argv.slice(2));
  process.exit(process.exitCode ?? code);
}
