import { readdir } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { HOTDOG, readTree, World } from "../support/world.ts";

describe("the post step", () => {
  it("removes what a step that was killed has left", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ buildTakes: 600_000 });
    const options = world.step({ inputs: { secrets: "HF_TOKEN=hf_abc" } });
    const step = await world.runner.start(options);
    const { pid } = await world.sandbox.cogReaches("build");
    step.process.kill("SIGKILL");
    const main = await step.result;
    process.kill(-pid, "SIGKILL");
    const left = [...(await readTree(world.runner.temporary)).values()].join("\n");

    const post = await world.runner.post(options, main);

    expect(main.code).toBe("SIGKILL");
    expect(left).toContain("hf_abc");
    expect(left).toContain(world.sandbox.host);
    expect(post.code).toBe(0);
    expect([...post.errors, ...post.warnings]).toEqual([]);
    expect(await readdir(world.runner.temporary)).toEqual([]);
  });

  it.each([
    ["that pushed", {}],
    ["that was refused", { hardware: "gpu-t5" }],
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
    expect(post.warnings).toEqual([expect.stringContaining(world.project)]);
    expect(await readdir(world.project)).toContain("cog.yaml");
  });
});
