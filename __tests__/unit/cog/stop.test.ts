import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Writable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { isRunning, until } from "../../support/processes.ts";
import { bracketed, type CogRun, start } from "./process-support.ts";

const CANCELED = new Error("canceled");

const read = ({ directory }: CogRun, file: string): Promise<string> =>
  readFile(join(directory, file), "utf8").catch(() => "");

/** A program of sh that never ends, and writes its process ID to a file. */
const endless = (file: string): string => `echo $$ >${file}; while :; do sleep 0.05; done`;

/** The ID of the process that wrote it to a file, as soon as it is there. */
async function pidIn(run: CogRun, file: string): Promise<number> {
  await until(async () => (await read(run, file)).endsWith("\n"));
  return Number(await read(run, file));
}

/** Waits until a process is gone; one that nobody stops is there until the test's timeout. */
const gone = (pid: number): Promise<void> => until(async () => !(await isRunning(pid)));

describe.concurrent("a canceled step", () => {
  it("stops Cog and fails with the reason", async ({ onTestFinished }) => {
    const controller = new AbortController();
    const run = await start(endless("cog"), { signal: controller.signal }, onTestFinished);
    const pid = await pidIn(run, "cog");
    controller.abort(CANCELED);
    await expect(run.exit).rejects.toBe(CANCELED);
    await gone(pid);
    expect(run.log.text).toMatch(/^::stop-commands::(\S+)\n::\1::\n$/);
  });

  it("sends Cog a signal first, and lets it exit by itself", async ({ onTestFinished }) => {
    const controller = new AbortController();
    const run = await start(
      // The shell says of its own sleep that it was terminated.
      "exec 2>/dev/null; trap 'echo tidied up; exit 0' TERM; echo up; while :; do sleep 0.05; done",
      { signal: controller.signal },
      onTestFinished,
    );
    await until(() => run.reads.join("").includes("up"));
    controller.abort(CANCELED);
    await expect(run.exit).rejects.toBe(CANCELED);
    expect(bracketed(run.log.text).output).toMatch(/^up\n(.*\n)*tidied up\n$/);
  });

  it.for([
    ["Cog itself", `trap "" TERM; ${endless("it")}`],
    ["a grandchild", `sh -c 'trap "" TERM; ${endless("it")}' & wait`],
    [
      "a grandchild that holds no stream",
      `sh -c 'trap "" TERM; ${endless("it")}' >/dev/null 2>&1 & wait`,
    ],
  ] as const)(
    "stops the whole process group, also when %s ignores SIGTERM",
    async ([, script], { onTestFinished }) => {
      const controller = new AbortController();
      const run = await start(script, { signal: controller.signal }, onTestFinished);
      const pid = await pidIn(run, "it");
      controller.abort(CANCELED);
      await expect(run.exit).rejects.toBe(CANCELED);
      await gone(pid);
    },
  );

  it("does not start Cog when it was canceled before", async ({ onTestFinished }) => {
    const signal = AbortSignal.abort(CANCELED);
    const run = await start("printf x > started", { signal }, onTestFinished);
    await expect(run.exit).rejects.toBe(CANCELED);
    expect(await read(run, "started")).toBe("");
    // It begins with what is written when Cog is started.
    expect(run.log.text).toBe("");
  });

  it("leaves no listener on the signal behind", async ({ onTestFinished }) => {
    const controller = new AbortController();
    const run = await start("true", { signal: controller.signal }, onTestFinished);
    await run.exit;
    controller.abort(CANCELED);
    await expect(run.exit).resolves.toBe(0);
  });
});

describe.concurrent("a process that Cog has started", () => {
  it.for([
    ["succeeds", "exit 0", 0],
    ["fails", "exit 3", 3],
    ["is killed", "kill -9 $$", "SIGKILL"],
  ] as const)("is stopped when Cog %s", async ([, end, exit], { onTestFinished }) => {
    const script = `sh -c '${endless("child")}' & until [ -s child ]; do sleep 0.05; done; ${end}`;
    const run = await start(script, {}, onTestFinished);
    expect(await run.exit).toBe(exit);
    await gone(await pidIn(run, "child"));
  });

  it.runIf(process.platform === "linux")(
    "is not waited for when it has left its group and holds its streams",
    async ({ onTestFinished }) => {
      const run = await start(
        "setsid sh -c 'echo $$ > pid; exec sleep 120' & until [ -s pid ]; do sleep 0.05; done; echo done",
        {},
        onTestFinished,
      );
      onTestFinished(async () => void process.kill(await pidIn(run, "pid")));
      expect(await run.exit).toBe(0);
      expect(bracketed(run.log.text).output).toBe("done\n");
    },
    20_000,
  );
});

describe.concurrent("a log that can't keep up", () => {
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

  it.for([
    ["one stream", "yes 0123456789012345678901234567890 | head -c 3600000; printf x > ended"],
    [
      "both streams",
      "(yes 01234567890123456 | head -c 1800000) & (yes 01234567890123456 | head -c 1800000 >&2) & wait; printf x > ended",
    ],
  ] as const)("slows Cog down, and loses nothing: %s", async ([, script], { onTestFinished }) => {
    const gate = new Gate();
    const run = await start(script, { log: gate }, onTestFinished);
    await sleep(500);
    expect(await read(run, "ended")).toBe("");
    expect(run.reads.join("").length).toBeLessThan(1_000_000);
    gate.open();
    expect(await run.exit).toBe(0);
    expect(await read(run, "ended")).toBe("x");
    expect(run.reads.join("").length).toBe(3_600_000);
    gate.end();
    expect(gate.bytes).toBe(3_600_000 + 2 * "::::\n".length + "stop-commands".length + 2 * 36);
  });
});

it.concurrent(
  "a line that a grandchild never ends does not prevent workflow commands from being enabled again",
  async ({ onTestFinished }) => {
    const script = `head -c 200000 /dev/zero | tr '\\0' x; sleep 30 & exit 3`;
    const run = await start(script, {}, onTestFinished);

    expect(await run.exit).toBe(3);

    const { output } = bracketed(run.log.text);
    expect(output).toMatch(/^x{65537,}\n?$/);
  },
);
