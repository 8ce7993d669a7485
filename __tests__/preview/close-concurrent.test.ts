import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Model } from "../../dev/sandbox/models/model.ts";
import type { RunningStep } from "../../dev/sandbox/runner.ts";
import {
  createPreviewWorld,
  modelNames,
  PREVIEW,
  Pull,
  previewModel,
  versions,
} from "../support/preview.ts";
import type { World } from "../support/world.ts";

const VERSIONS = `/v1/models/${PREVIEW}/versions`;

/** Waits until a step has made the sandbox what a test needs; the step is stopped with the test. */
async function until({ process, result }: RunningStep, isSo: () => boolean): Promise<void> {
  onTestFinished(() => void process.kill());
  const ended = result.then(() => true);
  while (!isSo())
    if (await Promise.race([ended, pause(5, false)])) throw new Error((await result).log);
}

/** Adds a version, as a push that comes late does. */
function pushLate({ sandbox }: World, model: Model): string {
  const seed = { owner: "acme", name: "elsewhere", versions: versions(1) };
  const { versions: late } = sandbox.addModel(seed);
  sandbox.state.models.delete("acme/elsewhere");
  model.versions.unshift(...late);
  return late.map(({ id }) => id).join();
}

/** Whether the deletion of a version has been asked for. */
function hasDeletion({ sandbox }: World): boolean {
  return sandbox.requests.some(
    ({ method, path }) => method === "DELETE" && path.startsWith(`${VERSIONS}/`),
  );
}

describe("a pull request that is closed while a push of it is running", () => {
  it.each(["build", "push"] as const)("leaves no model during its %s", async (stage) => {
    const world = await createPreviewWorld({ deletionDelay: 2000 });
    const pull = new Pull(world);
    world.sandbox.scriptCog({ buildTakes: 1500, pushTakes: 1500 });
    const push = await pull.start("opened");
    await world.sandbox.cogReaches(stage);

    const [closed, pushed] = await Promise.all([pull.run("closed"), push.result]);

    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    expect(closed.outputs).toMatchObject({ status: "deleted" });
    expect(pushed.code).toBe(0);
    expect(pushed.errors).toEqual([]);
  });

  it("ends that push as skipped, when the model is deleted before Cog pushes", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    // Longer than the step of the closed pull request takes on a busy machine.
    world.sandbox.scriptCog({ buildTakes: 10_000 });
    const push = await pull.start("opened");
    await world.sandbox.cogReaches("build");
    await pull.run("closed");
    world.sandbox.requests.length = 0;

    const pushed = await push.result;

    expect(pushed.code).toBe(0);
    expect(pushed.outputs).toMatchObject({ status: "skipped" });
    expect(pushed.outputs).not.toHaveProperty("version");
    expect(world.changes()).toEqual([]);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("ends that push as skipped, when the model is deleted before its version is confirmed", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    // The version is asked for as soon as Docker has named it: no answer comes before the model is gone.
    world.sandbox.fault({ method: "GET", path: VERSIONS, delay: 1500 });
    const push = await pull.start("opened");
    await until(push, () => (world.sandbox.model(PREVIEW)?.versions.length ?? 0) > 0);
    pull.step("closed");
    world.sandbox.retire(PREVIEW);

    const pushed = await push.result;

    expect(pushed.code).toBe(0);
    expect(pushed.outputs).toMatchObject({ status: "skipped" });
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("warns of the preview that Replicate refuses to delete when that push fails", async () => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));
    world.sandbox.refuseDeletion(PREVIEW, { reason: "deployment" });
    world.sandbox.scriptCog({ fails: { at: "build", message: "no space left on device" } });
    const answer = { status: 200, body: { number: 7, state: "closed" } };
    world.sandbox.fault({ method: "GET", path: /\/pulls\/7$/, answer });

    const { outputs, warnings } = await new Pull(world).run("synchronize");

    expect(outputs).toMatchObject({ status: "skipped" });
    expect(warnings).toEqual([expect.stringContaining(PREVIEW)]);
  });

  it("deletes a version that is pushed while it waits for the others", async () => {
    const world = await createPreviewWorld({ deletionDelay: 2000 });
    const model = world.sandbox.addModel(previewModel(7, { versions: versions(1) }));
    const step = await new Pull(world).start("closed");
    await until(step, () => hasDeletion(world));
    const late = pushLate(world, model);

    const { outputs, errors } = await step.result;

    expect(errors).toEqual([]);
    expect(outputs).toMatchObject({ status: "deleted" });
    expect(world.changes()).toContain(`DELETE ${VERSIONS}/${late}`);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("deletes a version that appears after the last one was deleted", async () => {
    const world = await createPreviewWorld();
    const model = world.sandbox.addModel(previewModel(7));
    const refusal = {
      title: "Bad request",
      detail: "A model that has versions cannot be deleted.",
    };
    world.sandbox.fault({
      method: "DELETE",
      path: `/v1/models/${PREVIEW}`,
      answer: { status: 400, body: refusal },
      times: Number.MAX_SAFE_INTEGER,
    });
    const step = await new Pull(world).start("closed");
    await until(step, () => world.changes().length > 0);
    const late = pushLate(world, model);
    world.sandbox.calm();

    const { outputs } = await step.result;

    expect(outputs).toMatchObject({ status: "deleted" });
    expect(world.changes()).toContain(`DELETE ${VERSIONS}/${late}`);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("can be closed by two runs at once", async () => {
    const world = await createPreviewWorld({ deletionDelay: 1000 });
    world.sandbox.addModel(previewModel(7, { versions: versions(30) }));
    const pull = new Pull(world);

    const results = await Promise.all([pull.run("closed"), pull.run("closed")]);

    expect(results.map(({ code }) => code)).toEqual([0, 0]);
    expect(results.flatMap(({ warnings }) => warnings)).toEqual([]);
    expect(results.map(({ outputs }) => outputs["status"])).toEqual(["deleted", "deleted"]);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });
});
