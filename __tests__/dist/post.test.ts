import { readdir } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import { isRunning, until } from "../support/processes.ts";
import { annotated, HOTDOG, readTree, World } from "../support/world.ts";

/** Whatever is left of a process group, for a machine on which nothing else has ended it. */
function endGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended, as it should.
  }
}

describe("the post step", () => {
  it("removes what a killed step left behind, and stops Cog on Linux", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ buildTakes: 600_000, grandchild: true, ignoresSigterm: true });
    const options = world.step({ inputs: { secrets: "HF_TOKEN=hf_abc" } });
    const step = await world.runner.start(options);
    const run = await world.sandbox.cogReaches("build");
    await until(() => run.grandchild !== undefined);
    onTestFinished(() => endGroup(run.pid));
    step.process.kill("SIGKILL");
    const main = await step.result;
    const left = [...(await readTree(world.runner.temporary)).values()].join("\n");

    const post = await world.runner.post(options, main);

    expect(main.code).toBe("SIGKILL");
    expect(left).toContain("hf_abc");
    expect(left).toContain(world.sandbox.host);
    expect(post.code).toBe(0);
    expect([...post.errors, ...post.warnings]).toEqual([]);
    expect(await readdir(world.runner.temporary)).toEqual([]);
    if (process.platform !== "linux") return;
    expect(post.log).toContain("Stopped Cog");
    expect([await isRunning(run.pid), await isRunning(run.grandchild ?? 0)]).toEqual([
      false,
      false,
    ]);
  });

  it.each([
    ["that pushed", {}],
    ["that was rejected", { hardware: "gpu-t5" }],
  ])("has nothing to do after a step %s", async (_case, inputs) => {
    const world = await World.create();
    const options = world.step({ inputs });
    const main = await world.runner.run(options);
    expect(await readdir(world.runner.temporary)).toEqual([]);

    const post = await world.runner.post(options, main);

    expect(post.code).toBe(0);
    expect(post.log).toBe("");
  });

  it("removes no directory but the action's own", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const main = await world.run();
    const state = { "private-directory": world.project };

    const post = await world.runner.post(world.step(), { ...main, state });

    expect(post.code).toBe(0);
    expect(annotated(post, "warning")).toEqual(["credentials-not-removed"]);
    expect(post.warnings[0]).toContain(world.project);
    expect(await readdir(world.project)).toContain("cog.yaml");
  });
});
