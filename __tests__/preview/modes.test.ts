import { describe, expect, it } from "vitest";
import {
  changesOf,
  commentsOn,
  createPreviewWorld,
  keptVersions,
  modelNames,
  PREVIEW,
  Pull,
  previewModel,
  requestsOf,
  versions,
} from "../support/preview.ts";
import { annotated, codes, plannedSteps } from "../support/world.ts";

describe("a pull request's event", () => {
  it.each([
    ["the input model", {}, ""],
    ["cog.yaml alone", { model: "" }, "image: r8.im/acme/hotdog\n"],
  ])("never pushes to the production model that %s names", async (_case, inputs, line) => {
    const world = await createPreviewWorld();
    await world.write("cog.yaml", `${line}predict: predict.py:Predictor\n`);
    const before = structuredClone(world.sandbox.model("acme/hotdog"));

    const result = await new Pull(world).run("opened", { inputs });

    expect(result.outputs).toMatchObject({ model: PREVIEW, status: "pushed" });
    expect(world.sandbox.model("acme/hotdog")).toEqual(before);
    expect(world.sandbox.cogRuns.map(({ argv }) => argv.join(" "))).toEqual([
      expect.stringContaining(`${world.sandbox.host}/${PREVIEW}`),
    ]);
  });

  it("pushes to the model when preview is false and model is set", async () => {
    const world = await createPreviewWorld();

    const result = await new Pull(world).run("synchronize", { inputs: { preview: "false" } });

    expect(result.outputs).toMatchObject({ model: "acme/hotdog", status: "pushed" });
    expect(result.outputs).not.toHaveProperty("preview");
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    expect(keptVersions(world, "acme/hotdog")).toHaveLength(2);
    expect(commentsOn(world)).toEqual([]);
  });

  it("is rejected when preview is false and only cog.yaml names the model", async () => {
    const world = await createPreviewWorld();
    await world.write("cog.yaml", "image: r8.im/acme/hotdog\npredict: predict.py:Predictor\n");

    const message = await new Pull(world).refusal("opened", {
      inputs: { preview: "false", model: "" },
    });

    expect(message).toContain("production");
    expect(message).toContain("[production-from-pull-request]");
    expect(keptVersions(world, "acme/hotdog")).toHaveLength(1);
  });

  it.each([
    ["preview is false", "closed", { preview: "false" }, "previews-off"],
    [
      "preview is false, model being set in cog.yaml alone",
      "closed",
      { preview: "false", model: "" },
      "previews-off",
    ],
    ["push is false", "opened", { push: "false" }, "push-off"],
    ["push is false", "synchronize", { push: "false" }, "push-off"],
  ] as const)("is skipped when %s and it is %s", async (_case, action, inputs, reason) => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));

    const result = await new Pull(world).run(action, { inputs });

    expect(result.code).toBe(0);
    expect(result.outputs).toEqual({ status: "skipped" });
    expect(annotated(result, "notice")).toEqual([reason]);
    expect(requestsOf(world)).toEqual([]);
    expect(keptVersions(world, PREVIEW)).toHaveLength(1);
  });

  it("still deletes the preview when it is closed and push is false", async () => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));

    const result = await new Pull(world).run("closed", { inputs: { push: "false" } });

    expect(result.outputs).toMatchObject({ status: "deleted" });
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it.each(["opened", "synchronize", "reopened", "closed"] as const)(
    "is rejected without api-token when it is %s",
    async (action) => {
      const world = await createPreviewWorld();

      const message = await new Pull(world).refusal(action, {
        inputs: { "api-token": "", "cli-auth-token": world.sandbox.cliToken },
      });

      expect(codes(message)).toContain("api-token-required");
      expect(changesOf(world)).toEqual([]);
    },
  );

  it("fails, and is not skipped, when the repository's own pull request has no token", async () => {
    const world = await createPreviewWorld();

    const message = await new Pull(world).refusal("opened", { inputs: { "api-token": "" } });

    expect(codes(message)).toEqual(["token-missing"]);
  });

  it("accepts the API token in the wrong input", async () => {
    const world = await createPreviewWorld();

    const result = await new Pull(world).run("opened", {
      inputs: { "api-token": "", "cli-auth-token": world.sandbox.apiToken },
    });

    expect(result.outputs).toMatchObject({ model: PREVIEW, status: "pushed" });
  });
});

describe("a dry run", () => {
  it.each([
    ["opened", [], { code: "create-model", model: PREVIEW }],
    [
      "synchronize",
      [previewModel(7, { versions: versions(2) })],
      { code: "build-and-push", image: PREVIEW },
    ],
    [
      "closed",
      [previewModel(7, { versions: versions(2) })],
      { code: "delete-preview", model: PREVIEW },
    ],
  ] as const)("of a pull request that is %s changes nothing", async (action, models, step) => {
    const world = await createPreviewWorld();
    for (const model of models) world.sandbox.addModel(model);
    const before = structuredClone(world.sandbox.state.models);

    const result = await new Pull(world).run(action, {
      inputs: { "dry-run": "true", "github-deployment": "true" },
    });

    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: "dry-run", model: PREVIEW });
    expect(plannedSteps(result)[0]).toMatchObject(step);
    expect(changesOf(world)).toEqual([]);
    expect(world.sandbox.cogRuns).toEqual([]);
    expect(world.sandbox.state.models).toEqual(before);
  });

  it("of a pull request whose preview name belongs to another model fails like the run itself", async () => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { visibility: "public" }));

    for (const action of ["synchronize", "closed"] as const)
      expect(
        codes(await new Pull(world).refusal(action, { inputs: { "dry-run": "true" } })),
      ).toEqual(["preview-not-managed"]);
  });
});
