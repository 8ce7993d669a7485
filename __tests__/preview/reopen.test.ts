import { describe, expect, it } from "vitest";
import {
  commentsOn,
  createPreviewWorld,
  currentMarks,
  keptVersions,
  modelNames,
  PREVIEW,
  Pull,
  previewModel,
  versions,
} from "../support/preview.ts";
import { codes, failure } from "../support/world.ts";

describe("a pull request that is reopened", () => {
  it("gets the next name each time, since Replicate keeps the name of a deleted model", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    const models: unknown[] = [];
    for (const action of ["opened", "closed", "reopened", "closed", "reopened"] as const)
      models.push((await pull.run(action)).outputs["model"]);

    expect(models).toEqual([PREVIEW, PREVIEW, `${PREVIEW}-r2`, `${PREVIEW}-r2`, `${PREVIEW}-r3`]);
    expect(modelNames(world)).toEqual(["acme/hotdog", `${PREVIEW}-r3`]);
    expect(world.sandbox.model(`${PREVIEW}-r3`)?.texts).toMatchObject(currentMarks(7));
  });

  it("is reported under the new name, in the existing comment", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    for (const action of ["opened", "closed", "reopened"] as const) await pull.run(action);

    const [comment, ...others] = commentsOn(world);

    expect(others).toEqual([]);
    expect(comment).toContain(`https://replicate.com/${PREVIEW}-r2`);
    expect(comment).not.toContain("- Deleted");
  });

  it("has its preview found again by the next commit, from Replicate's data alone", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    for (const action of ["opened", "closed", "reopened"] as const) await pull.run(action);
    world.sandbox.requests.length = 0;
    world.sandbox.github.store.comments.length = 0;

    const { outputs } = await pull.run("synchronize");

    expect(outputs).toMatchObject({ model: `${PREVIEW}-r2`, "model-created": "false" });
    expect(world.changes().filter((change) => change.startsWith("POST"))).toEqual([]);
    expect(keptVersions(world, `${PREVIEW}-r2`).map(({ id }) => id)).toEqual([outputs["version"]]);
  });

  it("keeps its preview when the job of its close event is run again", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    const close = pull.step("closed");
    await pull.run("reopened");

    const { outputs } = await world.run({
      ...close,
      env: { ...close.env, GITHUB_RUN_ATTEMPT: "2" },
    });

    expect(outputs).toMatchObject({ status: "skipped" });
    expect(modelNames(world)).toEqual(["acme/hotdog", PREVIEW]);
  });

  it("has its preview found behind two names that are used up", async () => {
    const world = await createPreviewWorld();
    world.sandbox.retire(PREVIEW);
    world.sandbox.retire(`${PREVIEW}-r2`);
    world.sandbox.addModel(previewModel(7, { name: "hotdog-pr-7-r3" }));

    const { outputs } = await new Pull(world).run("synchronize");

    expect(outputs).toMatchObject({ model: `${PREVIEW}-r3`, status: "pushed" });
    expect(modelNames(world)).toEqual(["acme/hotdog", `${PREVIEW}-r3`]);
  });

  it("has the models of all its names deleted when it is closed", async () => {
    const world = await createPreviewWorld();
    for (const name of ["hotdog-pr-7", "hotdog-pr-7-r2", "hotdog-pr-7-r4"])
      world.sandbox.addModel(previewModel(7, { name, versions: versions(2) }));

    const result = await new Pull(world).run("closed");

    expect(result.outputs).toMatchObject({ status: "deleted" });
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    for (const name of [PREVIEW, `${PREVIEW}-r2`, `${PREVIEW}-r4`])
      expect(result.summary).toContain(`\`${name}\``);
  });

  it("fails with a hint to choose another name when all are used up", async () => {
    const world = await createPreviewWorld();
    world.sandbox.retire(PREVIEW);
    for (let i = 2; i <= 100; i++) world.sandbox.retire(`${PREVIEW}-r${i}`);

    const result = await new Pull(world).run("reopened");

    expect(codes(failure(result))).toEqual(["preview-names-used-up"]);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    expect(world.sandbox.cogRuns).toEqual([]);
  });
});

describe("a pull request that is closed between the check for its model and the creation", () => {
  it("has the new model deleted, and is skipped", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    const opened = pull.step("opened");
    pull.step("closed");

    const result = await world.run(opened);

    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: "skipped" });
    expect(world.changes()).toEqual(["POST /v1/models", `DELETE /v1/models/${PREVIEW}`]);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    expect(world.sandbox.cogRuns).toEqual([]);
    expect(commentsOn(world)).toEqual([]);
  });
});
