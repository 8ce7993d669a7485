import { randomUUID } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { type ExecOptions, exec, ProgramNotFound } from "../../src/lib/exec.ts";
import { processesWith } from "../../src/lib/processes.ts";
import { isRunning } from "../support/processes.ts";
import { temporaryDirectory } from "./support.ts";

const { signal } = new AbortController();
const environment = { PATH: process.env["PATH"] ?? "", GREETING: "hello" };
const OPTIONS: ExecOptions = { environment, signal, timeoutSeconds: 30 };

async function program(script: string): Promise<string> {
  const path = join(await temporaryDirectory(), "program");
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return path;
}

/** A program that ignores SIGTERM and writes its process ID to a file. */
async function deaf(): Promise<{ readonly path: string; pid(): Promise<number> }> {
  const path = await program(`trap '' TERM; echo $$ >"$0.pid"; while :; do sleep 0.05; done`);
  return {
    path,
    pid: async () => Number(await readFile(`${path}.pid`, "utf8").catch(() => "0")),
  };
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await pause(10);
}

describe("a short program", () => {
  it("returns its exit code and its output, with its environment", async () => {
    const path = await program('printf "$GREETING\\n\\nworld\\n"; echo bad >&2; exit 3');
    expect(await exec(path, [], OPTIONS)).toEqual({
      exitCode: 3,
      stdout: "hello\n\nworld",
      stderr: "bad",
    });
  });

  it("receives its arguments unchanged", async () => {
    const args = ["a b", "$(touch x)", "`id`", '"', "'", "", "-n", "\n|;&"];
    const path = await program('for one; do printf "%s\\0" "$one"; done');
    const { stdout } = await exec(path, args, OPTIONS);
    expect(stdout.split("\0").slice(0, -1)).toEqual(args);
  });

  it("has an empty standard input", async () => {
    expect((await exec("cat", [], OPTIONS)).stdout).toBe("");
  });

  it("is found on the PATH of its own environment only", async () => {
    const options = { ...OPTIONS, environment: { PATH: await temporaryDirectory() } };
    await expect(exec("ls", [], options)).rejects.toBeInstanceOf(ProgramNotFound);
  });

  it("may print a megabyte in one line", async () => {
    const { stdout } = await exec("sh", ["-c", "head -c 1000000 /dev/zero | tr '\\0' x"], OPTIONS);
    expect(stdout).toBe("x".repeat(1e6));
  });

  it("is not waited for when only a child of it holds its output", async () => {
    const path = await program("sleep 30 & echo done");
    expect((await exec(path, [], OPTIONS)).stdout).toBe("done");
  });
});

describe("a program that hangs", () => {
  it("is killed after its time limit", async () => {
    const { path, pid } = await deaf();
    await expect(exec(path, [], { ...OPTIONS, timeoutSeconds: 1 })).rejects.toThrow(/\b1 s$/);
    expect(await pid()).toBeGreaterThan(0);
    await until(async () => !(await isRunning(await pid())));
  });

  it("is killed when the step is canceled", async () => {
    const { path, pid } = await deaf();
    const controller = new AbortController();
    const running = exec(path, [], { ...OPTIONS, signal: controller.signal });
    await until(async () => (await pid()) > 0);
    controller.abort(new Error("canceled"));
    await expect(running).rejects.toThrow("canceled");
    await until(async () => !(await isRunning(await pid())));
  });

  it("is killed when the step is canceled while it is being started", async () => {
    const marker = `EXEC_TEST=${randomUUID()}`;
    const [name = "", value = ""] = marker.split("=");
    const controller = new AbortController();
    const options = {
      environment: { ...environment, [name]: value },
      signal: controller.signal,
      timeoutSeconds: 30,
    };
    const running = exec("sleep", ["600"], options);
    controller.abort(new Error("canceled"));
    await expect(running).rejects.toThrow("canceled");
    // Another program that is started later is there: so the first one has been started, too.
    await exec("true", [], OPTIONS);
    await until(async () => processesWith(marker).length === 0);
  });

  it("is killed with its children", async () => {
    const marker = `EXEC_TEST=${randomUUID()}`;
    const [name = "", value = ""] = marker.split("=");
    const path = await program("sleep 600 & sleep 600");
    const controller = new AbortController();
    const options = {
      environment: { ...environment, [name]: value },
      signal: controller.signal,
      timeoutSeconds: 30,
    };
    const running = exec(path, [], options);
    await until(async () => processesWith(marker).length === 3);
    controller.abort(new Error("canceled"));
    await expect(running).rejects.toThrow("canceled");
    await until(async () => processesWith(marker).length === 0);
  });

  it("is not started after the step was canceled", async () => {
    const aborted = { ...OPTIONS, signal: AbortSignal.abort(new Error("canceled")) };
    await expect(exec("true", [], aborted)).rejects.toThrow("canceled");
  });
});
