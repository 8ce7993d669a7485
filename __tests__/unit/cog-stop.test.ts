import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { bracketed, type CogRun, start } from "./cog-process-support.ts";

const CANCELED = new Error("canceled");

const sizeOf = async ({ directory }: CogRun, file: string): Promise<number> =>
  (await readFile(join(directory, file), "utf8").catch(() => "")).length;

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

/** Whether what writes this file is still at it. */
async function beats(run: CogRun, file: string): Promise<boolean> {
  const before = await sizeOf(run, file);
  await sleep(300);
  return (await sizeOf(run, file)) > before;
}

/** A loop that shows by a growing file that it lives. */
const heart = (file: string): string => `while :; do printf x >> ${file}; sleep 0.05; done`;

describe("a canceled step", () => {
  it("stops Cog and fails with the reason", async () => {
    const controller = new AbortController();
    const run = await start(heart("cog"), { signal: controller.signal });
    await until(() => beats(run, "cog"));
    controller.abort(CANCELED);
    await expect(run.exit).rejects.toBe(CANCELED);
    expect(await beats(run, "cog")).toBe(false);
    expect(run.log.text).toMatch(/^::stop-commands::(\S+)\n::\1::\n$/);
  });

  it("asks Cog first, and lets it end by itself", async () => {
    const controller = new AbortController();
    const run = await start(
      // The shell says of its own sleep that it was terminated.
      "exec 2>/dev/null; trap 'echo tidied up; exit 0' TERM; echo up; while :; do sleep 0.05; done",
      {
        signal: controller.signal,
      },
    );
    await until(async () => run.reads.join("").includes("up"));
    controller.abort(CANCELED);
    await expect(run.exit).rejects.toBe(CANCELED);
    expect(bracketed(run.log.text).output).toMatch(/^up\n(.*\n)*tidied up\n$/);
  });

  it.each([
    ["Cog itself", `trap '' TERM; ${heart("it")}`],
    ["a grandchild", `sh -c "trap '' TERM; ${heart("it")}" & wait`],
    [
      "a grandchild that holds no stream",
      `sh -c "trap '' TERM; ${heart("it")}" >/dev/null 2>&1 & wait`,
    ],
  ])("stops the whole process group, also when %s ignores SIGTERM", async (_, script) => {
    const controller = new AbortController();
    const run = await start(script, { signal: controller.signal });
    await until(() => beats(run, "it"));
    controller.abort(CANCELED);
    await expect(run.exit).rejects.toBe(CANCELED);
    expect(await beats(run, "it")).toBe(false);
  });

  it("does not start Cog when it was canceled before", async () => {
    const signal = AbortSignal.abort(CANCELED);
    const run = await start("printf x > started", { signal });
    await expect(run.exit).rejects.toBe(CANCELED);
    await sleep(200);
    expect(await sizeOf(run, "started")).toBe(0);
    expect(run.log.text).toBe("");
  });

  it("leaves no listener on the signal behind", async () => {
    const controller = new AbortController();
    const run = await start("true", { signal: controller.signal });
    await run.exit;
    controller.abort(CANCELED);
    await expect(run.exit).resolves.toBe(0);
  });
});

describe("what Cog has started", () => {
  it.each([
    ["ended well", "exit 0", 0],
    ["failed", "exit 3", 3],
    ["was killed", "kill -9 $$", "SIGKILL"],
  ])("ends with it when it %s", async (_, end, exit) => {
    const run = await start(`(${heart("child")}) & sleep 0.3; ${end}`);

    expect(await run.exit).toBe(exit);

    expect(await sizeOf(run, "child")).toBeGreaterThan(0);
    expect(await beats(run, "child")).toBe(false);
  });

  it.runIf(process.platform === "linux")(
    "is not waited for where it has left its group and holds its streams",
    async () => {
      const run = await start(
        "setsid sh -c 'echo $$ > pid; exec sleep 120' & until [ -s pid ]; do sleep 0.05; done; echo done",
      );
      onTestFinished(async () => {
        process.kill(Number(await readFile(join(run.directory, "pid"), "utf8")));
      });
      expect(await run.exit).toBe(0);
      expect(bracketed(run.log.text).output).toBe("done\n");
    },
    20_000,
  );
});

describe("a log that can't keep up", () => {
  /** A log that takes nothing until it is opened. */
  class Gate extends Writable {
    bytes = 0;
    #held: (() => void) | undefined;
    #isOpen = false;

    override _write(chunk: Buffer, _encoding: string, done: () => void): void {
      this.bytes += chunk.length;
      if (this.#isOpen) done();
      else this.#held = done;
    }

    open(): void {
      this.#isOpen = true;
      this.#held?.();
    }
  }

  it.each([
    ["one stream", "yes 0123456789012345678901234567890 | head -c 3600000; printf x > ended"],
    [
      "both streams",
      "(yes 01234567890123456 | head -c 1800000) & (yes 01234567890123456 | head -c 1800000 >&2) & wait; printf x > ended",
    ],
  ])("holds Cog back, and loses nothing: %s", async (_, script) => {
    const gate = new Gate();
    const run = await start(script, { log: gate });
    await sleep(500);
    expect(await sizeOf(run, "ended")).toBe(0);
    expect(run.reads.join("").length).toBeLessThan(1_000_000);
    gate.open();
    expect(await run.exit).toBe(0);
    expect(await sizeOf(run, "ended")).toBe(1);
    expect(run.reads.join("").length).toBe(3_600_000);
    gate.end();
    expect(gate.bytes).toBe(3_600_000 + 2 * "::::\n".length + "stop-commands".length + 2 * 36);
  });
});

it("a line that a grandchild never ends does not keep the runner from taking commands again", async () => {
  const run = await start(`head -c 200000 /dev/zero | tr '\\0' x; sleep 30 & exit 3`);

  expect(await run.exit).toBe(3);

  const { output } = bracketed(run.log.text);
  expect(output).toMatch(/^x{65537,}\n?$/);
});
