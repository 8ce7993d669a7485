import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  cleanupLimits,
  END_SECONDS,
  GRACE_SECONDS,
  OUTPUT_SECONDS,
} from "../../src/lib/cancel-limits.ts";

const RUNTIME = new URL("../../src/runtime/runtime.ts", import.meta.url).href;

/** Starts a step that does something for ever, and ends so many seconds after its cancellation. */
async function endless(work: string, endSeconds: string) {
  const script = `
    import { stepSignal } from ${JSON.stringify(RUNTIME)};
    const { signal, limit, release } = stepSignal(${endSeconds});
    setInterval(() => {}, 1000);
    ${work}
    console.log("started");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = once(child, "close");
  const output = text(child.stdout);
  await once(child.stdout, "data");
  return { child, ended, output };
}

describe("a canceled step that does not end", () => {
  it.each(["SIGINT", "SIGTERM"] as const)(
    "exits by itself after %s, with its one error",
    async (signal) => {
      const { child, ended, output } = await endless("", "0.1");
      child.kill(signal);
      expect(await ended).toEqual([1, null]);
      expect((await output).match(/^::error .*\[canceled\]/gm)).toHaveLength(1);
    },
  );

  it("exits at the end of its time limit, too", async () => {
    const { ended, output } = await endless("limit(0);", "0.1");
    expect(await ended).toEqual([1, null]);
    expect(await output).toContain("[timeout]");
  });

  it("is not exited when it has ended before", async () => {
    const { child, ended } = await endless(
      'signal.addEventListener("abort", () => { release(); setTimeout(() => process.exit(7), 300); });',
      "0.1",
    );
    child.kill("SIGTERM");
    expect(await ended).toEqual([7, null]);
  });
});

describe("the limits of a canceled step", () => {
  const { answer, cleanup } = cleanupLimits(AbortSignal.abort());

  it.each([
    ["a process that is deaf to SIGTERM", GRACE_SECONDS + OUTPUT_SECONDS],
    ["a prediction whose ID is not known yet", answer + cleanup],
  ])("end %s within its 2 seconds", (_, seconds) => {
    expect(END_SECONDS).toBe(2);
    expect(seconds).toBeLessThan(END_SECONDS);
  });

  it("leave a step that was not canceled time for a slow service", () => {
    expect(cleanupLimits(new AbortController().signal).cleanup).toBeGreaterThan(END_SECONDS);
  });
});
