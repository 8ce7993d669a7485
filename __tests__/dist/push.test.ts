import { describe, expect, it } from "vitest";
import { annotated, COG_VERSION, World } from "../support/world.ts";

describe("a push", () => {
  it("creates the model, pushes, and writes the confirmed version to the outputs", async () => {
    const world = await World.create();
    const result = await world.run({ inputs: { visibility: "public", hardware: "gpu-l40s" } });

    const model = world.sandbox.model("acme/hotdog");
    const id = model?.versions[0]?.id;
    expect(result.code).toBe(0);
    expect(model).toMatchObject({ visibility: "public", hardware: "gpu-l40s" });
    expect(result.outputs).toEqual({
      version: id,
      digest: `sha256:${id}`,
      image: `${world.sandbox.host}/acme/hotdog@sha256:${id}`,
      model: "acme/hotdog",
      "model-url": "https://replicate.com/acme/hotdog",
      "version-url": `https://replicate.com/acme/hotdog/versions/${id}`,
      "model-created": "true",
      changed: "true",
      "cog-version": COG_VERSION,
      "schema-changes": "unknown",
      "image-size": expect.stringMatching(/^\d+$/),
      status: "pushed",
    });
    expect(annotated(result, "notice")).toEqual(["version-created"]);
    expect(result.notices[0]).toContain(id);
  });

  it("finds the existing model, and sends eight requests to Replicate and the registry in all", async () => {
    const world = await World.create();
    await world.run();
    const first = world.sandbox.model("acme/hotdog")?.versions[0]?.id;
    world.sandbox.requests.length = 0;

    const result = await world.run();

    expect(result.outputs).toMatchObject({
      "model-created": "false",
      "previous-version": first,
      changed: "true",
    });
    expect(world.requests()).toHaveLength(8);
    expect(world.changes()).toEqual([]);
  });
});
