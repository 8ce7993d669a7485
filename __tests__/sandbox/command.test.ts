import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { World } from "../support/world.ts";

const MAIN = join(import.meta.dirname, "../../dev/sandbox/main.ts");

interface Started {
  readonly child: ChildProcess;
  readonly printed: () => string;
  readonly ended: Promise<unknown[]>;
}

/** `npm run sandbox` with these arguments. */
function start(...argv: readonly string[]): Started {
  const child = spawn(process.execPath, [MAIN, ...argv], { stdio: ["ignore", "pipe", "pipe"] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => chunks.push(chunk));
  const ended = once(child, "close");
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  return { child, printed: () => Buffer.concat(chunks).toString(), ended };
}

/** The variables that it prints, once it is ready. */
async function environmentOf({ child, printed, ended }: Started): Promise<Record<string, string>> {
  const isOver = ended.then(() => true);
  while (!/github-token: \S+/.test(printed()) && child.stdout !== null)
    if ((await Promise.race([once(child.stdout, "data"), isOver])) === true)
      throw new Error(`It ended: ${printed()}`);
  return Object.fromEntries(
    [...printed().matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = "", value = ""]) => [
      name,
      value,
    ]),
  );
}

describe("npm run sandbox", () => {
  it("prints everything that a push needs, and leaves no files", async () => {
    const world = await World.create();
    const file = join(world.runner.temporary, "sandbox.env");
    const started = start("--speed", "60", "--write-env", file);
    const env = await environmentOf(started);

    const { COG_MIRROR = "", DOCKER_HOST = "" } = env;
    const inputs = { "api-token": "", "cog-mirror": COG_MIRROR, compatibility: "fail" };
    const [first, second] = [await world.run({ inputs, env }), await world.run({ inputs, env })];

    // The second push builds first, and reads the labels from the engine.
    for (const { outputs, log } of [first, second]) expect(outputs["status"], log).toBe("pushed");
    expect(second.outputs["schema-changes"]).toBe("none");
    expect(world.sandbox.requests).toEqual([]);
    expect(await readFile(file, "utf8")).toBe(
      Object.entries(env)
        .map(([name, value]) => `${name}=${value}\n`)
        .join(""),
    );
    started.child.kill("SIGTERM");
    expect(await started.ended).toEqual([0, null]);
    expect(existsSync(DOCKER_HOST.replace("unix://", ""))).toBe(false);
  });

  it("does not set DOCKER_HOST with --docker", async () => {
    expect(await environmentOf(start("--docker"))).not.toHaveProperty("DOCKER_HOST");
  });

  it.each([
    ["a busy port", (port: string) => ["--port", port], /^Port \d+ is in use\b.*$/],
    ["an invalid port", () => ["--port", "many"], /^--port is "many" .*$/],
    ["a speed below 0", () => ["--speed=-1"], /^--speed is "-1" .*$/],
    ["another registry-auth", () => ["--registry-auth", "none at all"], /^--registry-auth .*$/],
    ["an unknown option", () => ["--colour"], /^Unknown option '--colour'.*$/],
  ])("rejects %s in one sentence", async (_, argv, sentence) => {
    const world = await World.create();
    const { printed, ended } = start(...argv(new URL(world.sandbox.origin).port));
    expect(await ended).toEqual([1, null]);
    expect(printed().trimEnd()).toMatch(sentence);
  });
});
