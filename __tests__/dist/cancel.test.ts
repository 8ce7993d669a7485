import { readdir } from "node:fs/promises";
import { afterEach, describe, expect, it } from "vitest";
import { isRunning, until } from "../support/processes.ts";
import { COG_VERSION, type CogRun, codes, failure, HOTDOG, World } from "../support/world.ts";

const FOREVER = 600_000;
const started: number[] = [];

afterEach(() => {
  for (const pid of started.splice(0))
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has ended, as it should.
    }
});

/** A run of Cog that is in its build and has started a process of its own. */
async function buildingCog({ sandbox }: World): Promise<{ run: CogRun; grandchild: number }> {
  const run = await sandbox.cogReaches("build");
  await until(() => run.grandchild !== undefined);
  const { pid, grandchild = 0 } = run;
  started.push(pid, grandchild);
  expect([await isRunning(pid), await isRunning(grandchild)]).toEqual([true, true]);
  return { run, grandchild };
}

describe("a step that is canceled during the push", () => {
  it.each([
    ["SIGINT", false],
    ["SIGTERM", false],
    ["SIGINT", true],
  ] as const)(
    "by %s stops Cog and all its processes, and leaves no file (Cog ignores signals: %s)",
    async (signal, ignoresSigterm) => {
      const world = await World.create({ models: [HOTDOG] });
      world.sandbox.scriptCog({ grandchild: true, buildTakes: FOREVER, ignoresSigterm });
      const step = await world.start({ inputs: { secrets: "HF_TOKEN=hf_abc" } });
      const { run, grandchild } = await buildingCog(world);

      step.process.kill(signal);
      const result = await step.result;

      expect(codes(failure(result))).toEqual(["canceled"]);
      expect(result.outputs).toEqual({
        model: "acme/hotdog",
        "model-url": "https://replicate.com/acme/hotdog",
        "model-created": "false",
        "cog-version": COG_VERSION,
        status: "failed",
      });
      expect([await isRunning(run.pid), await isRunning(grandchild)]).toEqual([false, false]);
      expect(await readdir(world.runner.temporary)).toEqual([]);
    },
  );

  it("does not report Cog's exit, and enables workflow commands again", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ grandchild: true, buildTakes: FOREVER });
    const step = await world.start();
    await buildingCog(world);

    step.process.kill("SIGTERM");
    const result = await step.result;

    expect(failure(result)).not.toContain("cog push failed");
    const [, token] = /^::stop-commands::(.+)$/m.exec(result.log) ?? [];
    expect(result.log).toContain(`\n::${token}::\n`);
  });
});

describe("a step that is canceled before the push", () => {
  it("ends at once, and changes nothing", async () => {
    const world = await World.create();
    world.sandbox.fault({ path: "/v1/account", breaks: "hang" });
    const step = await world.start();
    await until(() => world.requests().includes("GET /v1/account"));

    step.process.kill("SIGTERM");
    const result = await step.result;

    expect(codes(failure(result))).toEqual(["canceled"]);
    expect(world.changes()).toEqual([]);
    expect(world.sandbox.cogRuns).toEqual([]);
  });
});

describe("a step that is canceled after the push", () => {
  it("does not claim a version that it has not confirmed", async () => {
    const world = await World.create({ models: [HOTDOG], registrationDelay: "never" });
    const step = await world.start();
    // The first one is sent while Cog still runs.
    await until(
      () => world.requests().filter((request) => request.includes("/versions/")).length > 1,
    );

    step.process.kill("SIGINT");
    const result = await step.result;

    expect(codes(failure(result))).toEqual(["version-unconfirmed"]);
    expect(failure(result)).toContain("canceled");
    expect(result.outputs).not.toHaveProperty("version");
    expect(result.outputs["status"]).toBe("failed");
  });
});

describe("timeout-minutes", () => {
  it("stops Cog and all its processes when it expires, and leaves no file", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ grandchild: true, buildTakes: FOREVER });
    const step = await world.start({ inputs: { "timeout-minutes": "0.1" } });
    const { run, grandchild } = await buildingCog(world);

    const result = await step.result;

    expect(failure(result)).toContain("timeout-minutes");
    expect(failure(result)).toContain("0.1");
    expect(result.outputs["status"]).toBe("failed");
    expect([await isRunning(run.pid), await isRunning(grandchild)]).toEqual([false, false]);
    expect(await readdir(world.runner.temporary)).toEqual([]);
  });

  it("expires while a service never answers, too", async () => {
    const world = await World.create();
    world.sandbox.fault({ path: "/v1/account", breaks: "hang" });

    const message = await world.refusal({ inputs: { "timeout-minutes": "0.02" } });

    expect(message).toContain("timeout-minutes");
  });
});
