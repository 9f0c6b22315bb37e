import { rmSync } from "node:fs";
import { main as bridge } from "../cli/main.ts";
import { takeSpent } from "./clock.ts";
import { rehearseFolder } from "./main.ts";

/** Renders the daily audit and rehearses it on two real gateways. */
const out = "out/daily-audit";
rmSync(out, { recursive: true, force: true });
process.stderr.write("1. from the spec to the deliverables\n\n");
const code = await bridge(["render", "references/examples/daily-audit/bridge.yaml", "--out", out]);
if (code !== 0) process.exit(code);
process.stderr.write("\n2. lint, as for any other text\n\n");
const linted = await bridge(["lint", out]);
if (linted !== 0) process.exit(linted);
process.stderr.write("\n3. the rehearsal: two real gateways, a minute or two\n\n");
const passed = await rehearseFolder(out, { edit: false, approve: false, keep: false });
const { gateways, commands, waiting, own } = takeSpent();
process.stderr.write(
  `\ntime: gateways ${gateways.toFixed(1)} s · OpenClaw's commands ${commands.toFixed(1)} s · waiting ${waiting.toFixed(1)} s · our own work ${own.toFixed(1)} s\n`,
);
process.stdout.write(`\nRead ${out}/memo.md first. Evidence: ${out}/evidence.md\n`);
process.exitCode = passed ? 0 : 1;
