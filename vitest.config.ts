import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./__tests__/support/order.ts";

const report = process.env["TEST_REPORT"];
const stepProcess = process.env["STEP_PROCESS"] ?? "shared";

export default defineConfig({
  // Vite warns of every file of the parser below that its source map has no source.
  logLevel: "error",
  test: {
    include: ["__tests__/**/*.test.ts"],
    globalSetup: "__tests__/support/requirements.ts",
    // Most tests wait for the processes that they start, so more of them than processors can run.
    maxWorkers: stepProcess === "new" ? 5 : 7,
    // What a test changes it puts back, so that no file has to load the sandbox anew.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // Most steps run in processes that have run others; `STEP_PROCESS=new` gives each one of its own.
    // What tests and their steps run is compiled once.
    env: {
      STEP_PROCESS: stepProcess,
      NODE_COMPILE_CACHE: join(tmpdir(), "push-to-replicate-tests"),
    },
    // What Vite makes of a file is kept below node_modules until the file changes.
    experimental: { fsModuleCache: true },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // The file that TEST_REPORT names gets the counts, for CI.
    reporters: report ? ["default", ["json", { outputFile: report }]] : ["default"],
    // GitHub's parser imports JSON as Node does not, without saying that it is JSON.
    server: { deps: { inline: [/@actions\/(?:workflow-parser|expressions)/] } },
  },
});
