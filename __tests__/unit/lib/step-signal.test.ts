import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import {
  cleanupLimits,
  END_SECONDS,
  GRACE_SECONDS,
  OUTPUT_SECONDS,
} from "../../../src/lib/cancel-limits.ts";
import type { AtEnd } from "../../support/world.ts";

const LOG = new URL("../../../src/lib/log.ts", import.meta.url).href;
const STEP = new URL("../../../src/commands/run-step.ts", import.meta.url).href;

/**
 * Starts a step that does something and never ends by itself.
 * @param atEnd of the test, as tests run concurrently.
 * @param endSeconds after which it exits when it is canceled.
 */
async function endless(atEnd: AtEnd, work: string, endSeconds = 0.1) {
  const directory = await mkdtemp(join(tmpdir(), "step-signal-"));
  atEnd(() => rm(directory, { recursive: true }));
  const outputs = join(directory, "outputs");
  await writeFile(outputs, "");
  const script = `
    import { runStep } from ${JSON.stringify(STEP)};
    setInterval(() => {}, 1000);
    await runStep(async ({ signal, limit }) => {
      console.log("started");
      ${work}
      await new Promise(() => {});
    }, { endSeconds: ${endSeconds} });`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      RUNNER_TEMP: directory,
      RUNNER_TOOL_CACHE: directory,
      GITHUB_OUTPUT: outputs,
      NODE_COMPILE_CACHE: process.env["NODE_COMPILE_CACHE"],
    },
  });
  atEnd(() => void child.kill("SIGKILL"));
  const ended = once(child, "close");
  const output = text(child.stdout);
  await once(child.stdout, "data");
  return { child, ended, output, outputs };
}

describe.concurrent("a canceled step that does not end", () => {
  it.for(["SIGINT", "SIGTERM"] as const)(
    "exits by itself after %s, with its one error",
    async (signal, { onTestFinished }) => {
      const { child, ended, output } = await endless(onTestFinished, "");
      child.kill(signal);
      expect(await ended).toEqual([1, null]);
      expect((await output).match(/^::error .*\[canceled\]/gm)).toHaveLength(1);
    },
  );

  it("exits at the end of its time limit, too", async ({ onTestFinished }) => {
    const { ended, output } = await endless(onTestFinished, "limit(0);");
    expect(await ended).toEqual([1, null]);
    expect(await output).toContain("[timeout]");
  });

  it("has its error executed by the runner, even among the output of Cog", async ({
    onTestFinished,
  }) => {
    const { ended, output } = await endless(
      onTestFinished,
      `
      const { stopCommands } = await import(${JSON.stringify(LOG)});
      stopCommands(process.stdout);
      process.stdout.write("half a line");
      limit(0);`,
    );
    await ended;
    expect(await output).toMatch(/^::stop-commands::(\S+)\nhalf a line\n::\1::\n::error /m);
  });

  it("has the status of a failed step", async ({ onTestFinished }) => {
    const { ended, outputs } = await endless(onTestFinished, "limit(0);");
    await ended;
    expect(await readFile(outputs, "utf8")).toMatch(/^status<<(\S+)\nfailed\n\1\n$/);
  });

  it("is not exited when it has ended before", async ({ onTestFinished }) => {
    const { child, ended } = await endless(
      onTestFinished,
      `
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      setTimeout(() => process.exit(7), 300);
      return;`,
    );
    child.kill("SIGTERM");
    expect(await ended).toEqual([7, null]);
  });
});

describe("the limits of a canceled step", () => {
  const { answer, cleanup } = cleanupLimits(AbortSignal.abort());

  it.each([
    ["a process that ignores SIGTERM", GRACE_SECONDS + OUTPUT_SECONDS],
    ["a prediction whose ID is not known yet", answer + cleanup],
  ])("end %s within its 2 seconds", (_, seconds) => {
    expect(END_SECONDS).toBe(2);
    expect(seconds).toBeLessThan(END_SECONDS);
  });

  it("leave a step that was not canceled time for a slow service", () => {
    expect(cleanupLimits(new AbortController().signal).cleanup).toBeGreaterThan(END_SECONDS);
  });
});
