import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/openclaw/**"],
    globalSetup: "test/setup.ts",
    // Two cores: the gateways of the live test need one, everything else shares the other.
    maxWorkers: 2,
    testTimeout: 30_000,
  },
});
