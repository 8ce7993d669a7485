import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ActionError } from "../../../src/lib/errors.ts";
import { bracketed, start } from "./process-support.ts";

describe("Cog's output", () => {
  it("goes to the log and to onLines, of both streams", async () => {
    const { exit, log, reads } = await start("echo one; echo two >&2; echo three");
    expect(await exit).toBe(0);
    const { output } = bracketed(log.text);
    expect(output.split("\n").toSorted()).toEqual(["", "one", "three", "two"]);
    expect(reads.join("")).toBe(output);
  });

  it("is between stop-commands and its end, so that the runner executes no commands in it", async () => {
    const script = "echo '::add-path::/evil'; echo '::error::x' >&2; echo ::stop-commands::mine";
    const first = await start(script);
    const second = await start(script);
    await Promise.all([first.exit, second.exit]);
    const bracket = bracketed(first.log.text);
    expect(bracket.output).toContain("::add-path::/evil\n");
    expect(bracket.output).toContain("::error::x\n");
    expect(bracketed(second.log.text).resume).not.toBe(bracket.resume);
    expect(bracket.resume.length).toBeGreaterThanOrEqual(32);
  });

  it.each([
    ["no output", "true", ""],
    ["a line without an end", "printf 'no end'", "no end\n"],
    ["a last line without an end", "printf 'one\\ntwo'", "one\ntwo\n"],
    ["empty lines", "printf '\\n\\n'", "\n\n"],
    ["bytes that are no text", "printf 'a\\377b\\n'", "a\ufffdb\n"],
  ])("with %s has the end of stop-commands on a line of its own", async (_, script, expected) => {
    const { exit, log } = await start(script);
    await exit;
    const text = log.text;
    if (expected === "") expect(text).toMatch(/^::stop-commands::(\S+)\n::\1::\n$/);
    else expect(bracketed(text).output).toBe(expected);
  });

  it("of one line of 1 MB without an end is passed on whole, with the end of stop-commands on its own line", async () => {
    const { exit, log, reads } = await start("head -c 1048576 /dev/zero | tr '\\0' x");
    expect(await exit).toBe(0);
    const { output } = bracketed(log.text);
    expect(output).toBe(`${"x".repeat(1_048_576)}\n`);
    expect(reads.join("").replace(/\n$/, "")).toBe("x".repeat(1_048_576));
  });

  it("of a line without an end whose last piece is passed on at once has the end of stop-commands on its own line", async () => {
    const { exit, log } = await start(
      "head -c 65536 /dev/zero | tr '\\0' x; sleep 0.3; printf %01000d 0",
    );
    await exit;
    expect(bracketed(log.text).output).toBe(`${"x".repeat(65_536)}${"0".repeat(1000)}\n`);
  });

  it("of one line of 1 MB is passed on in pieces as it comes, not held back to its end", async () => {
    const { exit, reads } = await start("head -c 1048576 /dev/zero | tr '\\0' x; echo");
    await exit;
    expect(reads.length).toBeGreaterThan(1);
    expect(Math.max(...reads.map((read) => read.length))).toBeLessThan(512 * 1024);
  });

  it("comes in whole lines, however it was written", async () => {
    const line = "latest: digest: sha256:ab size: 1 ├─ ⚙";
    const bytes = [...Buffer.from(`${line}\n`)].map((byte) => `\\${byte.toString(8)}`);
    const script = bytes.map((byte) => `printf '${byte}'; sleep 0.001`).join("\n");
    const { exit, reads } = await start(script);
    await exit;
    expect(reads).toEqual([`${line}\n`]);
  });

  it("of two streams never mixes within a line", async () => {
    const half = "printf aaaa; sleep 0.02; printf 'bbbb\\n'";
    const loop = (to: string) => `(for i in 1 2 3 4 5; do (${half}) ${to}; done)`;
    const { exit, log } = await start(`${loop("")} & ${loop(">&2")} & wait`);
    await exit;
    expect(bracketed(log.text).output).toBe("aaaabbbb\n".repeat(10));
  });
});

describe("Cog", () => {
  it.each([
    ["exit 0", 0],
    ["exit 3", 3],
    ["kill -KILL $$", "SIGKILL"],
    ["kill -SEGV $$", "SIGSEGV"],
  ])("that ends with `%s` ended with %s", async (script, expected) => {
    const { exit, log } = await start(`echo out; ${script}`);
    expect(await exit).toBe(expected);
    expect(bracketed(log.text).output).toBe("out\n");
  });

  it("gets its arguments unchanged, without a shell", async () => {
    const args = ["push", "--secret=id=a,src=/x y", "$HOME `id`; 'q' \"d\"", ""];
    const { exit, log } = await start(`for arg; do echo "[$arg]"; done`, { args });
    await exit;
    expect(bracketed(log.text).output).toBe(args.map((arg) => `[${arg}]\n`).join(""));
  });

  it("runs in its directory, with its own environment only", async () => {
    const environment = { PATH: process.env["PATH"] ?? "", GIVEN: "yes" };
    const { exit, log, directory } = await start("pwd -P; env | grep -c HOME; env | grep GIVEN", {
      environment,
    });
    await exit;
    const { output } = bracketed(log.text);
    expect(output).toContain(directory.slice(directory.lastIndexOf("/")));
    expect(output).toContain("\n0\nGIVEN=yes\n");
  });

  it("gets an empty standard input", async () => {
    const { exit, log } = await start("wc -c");
    expect(await exit).toBe(0);
    expect(bracketed(log.text).output.trim()).toBe("0");
  });
});

describe("Cog that can't be started", () => {
  it.each([
    ["that is missing", "/nowhere/cog", []],
    ["that may not be executed", "plain", []],
    ["with more arguments than the system takes", undefined, ["x".repeat(4_000_000)]],
  ])("is an error that names it: one %s", async (_, cog, args) => {
    const { directory } = await start("true");
    await writeFile(join(directory, "plain"), "text", { mode: 0o644 });
    const path = cog === undefined ? undefined : join(directory, cog);
    const run = await start("true", { args, ...(path !== undefined && { cog: path }) });
    const error = await run.exit.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ActionError);
    expect(error).toMatchObject({ problems: [{ code: "cog-not-executable" }] });
    expect(run.log.text).toMatch(/^(::stop-commands::(\S+)\n::\2::\n)?$/);
  });
});
