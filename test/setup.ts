import { ensureOpenClaw } from "../scripts/rehearse/install.ts";

/** Installed once, before test files run side by side. */
export default async function setup(): Promise<void> {
  await ensureOpenClaw();
}
