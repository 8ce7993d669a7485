import { readdir } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { CogScript } from "../../dev/sandbox/cog/script.ts";
import { endGroup, isRunning, until } from "../support/processes.ts";
import { codes, failure, HOTDOG, type RunningStep, World } from "../support/world.ts";

/*
 * In a job's container, no signal of the runner reaches the main step, which still runs when the post step
 * starts: facts about `docker exec` that only /proc on Linux has.
 */
const onLinux = describe.runIf(process.platform === "linux");
const FOREVER = 600_000;

/** Starts a push in which Cog hangs, and waits until it does. */
async function hangingPush(script: CogScript): Promise<{
  world: World;
  step: RunningStep;
  processes: readonly number[];
}> {
  const world = await World.create({ models: [HOTDOG] });
  world.sandbox.scriptCog({ pushTakes: FOREVER, grandchild: true, ...script });
  const step = await world.start({ inputs: { secrets: "HF_TOKEN=hf_abc" } });
  onTestFinished(async () => {
    step.process.kill("SIGKILL");
    await step.result;
  });
  const run = await world.sandbox.cogReaches("push");
  await until(() => run.grandchild !== undefined);
  onTestFinished(() => endGroup(run.pid));
  return { world, step, processes: [run.pid, run.grandchild ?? 0] };
}

onLinux("the post step, while the main step still runs", () => {
  it.each<[string, CogScript, NodeJS.Signals | 0, "all" | "of its start"]>([
    ["ends it", {}, 0, "all"],
    ["kills it when Cog ignores signals", { ignoresSigterm: true }, 0, "all"],
    ["kills it when it ignores signals itself", {}, "SIGSTOP", "all"],
    ["finds what it created after the runner read its state", {}, "SIGSTOP", "of its start"],
  ])("%s, and then cleans up", async (_, script, signal, known) => {
    const { world, step, processes } = await hangingPush(script);
    const saved = await step.state();
    const { "main-process": main = "" } = saved;
    const state = known === "all" ? saved : { "main-process": main };
    step.process.kill(signal);

    const post = await world.runner.post(world.step(), { state });

    const left = await readdir(world.runner.temporary);
    const running = await Promise.all(processes.map(isRunning));
    const result = await step.result;
    expect([post.code, ...post.errors, ...post.warnings]).toEqual([0]);
    expect(left).toEqual([]);
    expect(running).toEqual([false, false]);
    // A loaded machine may not let it end by itself in time.
    expect([1, "SIGKILL"]).toContain(result.code);
    expect(world.sandbox.model("acme/hotdog")?.versions).toHaveLength(0);
  });

  it("ends it before it has started Cog", async () => {
    const world = await World.create();
    world.sandbox.fault({ path: "/v1/account", breaks: "hang" });
    const step = await world.start();
    await until(() => world.requests().includes("GET /v1/account"));

    const post = await world.runner.post(world.step(), { state: await step.state() });

    const result = await step.result;
    expect([post.code, ...post.errors, ...post.warnings]).toEqual([0]);
    expect(codes(failure(result))).toEqual(["canceled"]);
    expect(world.changes()).toEqual([]);
  });

  it("does not kill another process that has reused its PID", async () => {
    const { world, step } = await hangingPush({});
    const { "main-process": main = "" } = await step.state();
    const [pid, start] = main.split(" ").map(Number);
    const state = { "main-process": `${pid} ${Number(start) - 1}` };

    const post = await world.runner.post(world.step(), { state });

    expect(pid).toBe(step.process.pid);
    expect([post.code, post.log]).toEqual([0, ""]);
    expect(await isRunning(step.process.pid ?? 0)).toBe(true);
  });
});
