import { describe, expect, it } from "vitest";
import {
  createPreviewWorld,
  currentMarks,
  keptVersions,
  modelNames,
  PREVIEW,
  Pull,
  previewModel,
  requestsOf,
  versions,
} from "../support/preview.ts";
import { bodies, COG_VERSION } from "../support/world.ts";

describe("a pull request that is opened", () => {
  it("gets its own private model, whose description names the pull request", async () => {
    const world = await createPreviewWorld();

    await new Pull(world).run("opened", { inputs: { hardware: "gpu-l40s" } });

    const { description, github_url } = currentMarks(7);
    expect(bodies(world, "POST", "/v1/models")).toEqual([
      {
        owner: "acme",
        name: "hotdog-pr-7",
        visibility: "private",
        hardware: "gpu-l40s",
        description,
        github_url,
      },
    ]);
    for (const part of ["acme/hotdog-app", "#7", "acme/hotdog "])
      expect(description).toContain(part);
  });

  it("does not change the production model", async () => {
    const world = await createPreviewWorld();
    const before = structuredClone(world.sandbox.model("acme/hotdog"));

    await new Pull(world).run("opened", { inputs: { description: "Another description" } });

    expect(world.sandbox.model("acme/hotdog")).toEqual(before);
    expect(modelNames(world)).toEqual(["acme/hotdog", PREVIEW]);
  });

  it("gets a private model with our marker, whatever is set for the production model", async () => {
    const world = await createPreviewWorld({ models: [] });
    await world.write("MODEL.md", "# Hotdog\n");

    await new Pull(world).run("opened", {
      inputs: {
        visibility: "public",
        description: "Tells hotdogs from other food",
        "github-url": "https://github.com/acme/hotdog",
        "readme-file": "MODEL.md",
      },
    });

    const { description, github_url } = currentMarks(7);
    expect(world.sandbox.model(PREVIEW)).toMatchObject({
      visibility: "private",
      texts: { description, github_url },
    });
    expect(world.changes()).toEqual(["POST /v1/models"]);
  });

  it("has its preview in the outputs", async () => {
    const world = await createPreviewWorld();

    const result = await new Pull(world).run("opened");

    const [id] = keptVersions(world, PREVIEW).map((version) => version.id);
    expect(result.code).toBe(0);
    expect(result.warnings).toEqual([]);
    expect(result.outputs).toMatchObject({
      preview: "true",
      status: "pushed",
      model: PREVIEW,
      "model-created": "true",
      "model-url": `https://replicate.com/${PREVIEW}`,
      version: id,
      "version-url": `https://replicate.com/${PREVIEW}/versions/${id}`,
      digest: `sha256:${id}`,
      image: `${world.sandbox.host}/${PREVIEW}@sha256:${id}`,
      changed: "true",
      "cog-version": COG_VERSION,
    });
  });
});

describe("a second commit", () => {
  it("is pushed to the same model, and the first commit's version is deleted", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    const first = await pull.run("opened");

    const second = await pull.run("synchronize");

    expect(second.outputs).toMatchObject({
      preview: "true",
      status: "pushed",
      model: PREVIEW,
      "model-created": "false",
      "previous-version": first.outputs["version"],
    });
    expect(second.outputs["version"]).not.toBe(first.outputs["version"]);
    expect(keptVersions(world, PREVIEW).map(({ id }) => id)).toEqual([second.outputs["version"]]);
    expect(modelNames(world)).toEqual(["acme/hotdog", PREVIEW]);
  });

  it("deletes all versions that earlier commits have left behind", async () => {
    const world = await createPreviewWorld({ pageSize: 2 });
    world.sandbox.addModel(previewModel(7, { versions: versions(3) }));

    const result = await new Pull(world).run("synchronize");

    expect(keptVersions(world, PREVIEW).map(({ id }) => id)).toEqual([result.outputs["version"]]);
    expect(keptVersions(world, "acme/hotdog")).toHaveLength(1);
  });

  it("is pushed even when Replicate rejects the deletion of an older version", async () => {
    const world = await createPreviewWorld();
    const [refused, other] = ["a".repeat(64), "b".repeat(64)];
    world.sandbox.addModel(previewModel(7, { versions: [{ id: refused }, { id: other }] }));
    world.sandbox.refuseDeletion(PREVIEW, { reason: "used", version: refused });

    const result = await new Pull(world).run("synchronize");

    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: "pushed" });
    expect(result.warnings).toHaveLength(1);
    expect(result.warnings[0]).toContain(refused);
    expect(result.warnings[0]).toContain("Other users have run predictions with this version.");
    expect(keptVersions(world, PREVIEW).map(({ id }) => id)).toEqual([
      result.outputs["version"],
      refused,
    ]);
  });

  it("costs at most ten requests to Replicate, the registry and GitHub together", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    await pull.run("opened");
    world.sandbox.requests.length = 0;

    const result = await pull.run("synchronize");

    expect(result.outputs).toMatchObject({ status: "pushed" });
    expect(requestsOf(world)).toContainEqual(expect.stringMatching(/^PATCH \/github\//));
    expect(requestsOf(world).length).toBeLessThanOrEqual(10);
  });
});
