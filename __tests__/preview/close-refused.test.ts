import { describe, expect, it } from "vitest";
import {
  commentsOn,
  createPreviewWorld,
  keptVersions,
  modelNames,
  PREVIEW,
  Pull,
  previewModel,
  versions,
} from "../support/preview.ts";
import { codes, failure } from "../support/world.ts";

const RULES = "https://replicate.com/docs/topics/models/delete-a-model";

describe("a deletion that Replicate rejects", () => {
  it.each([
    ["used", "Other users have run predictions with this version"],
    ["deployment", "This version is associated with a deployment"],
    ["training", "This version has been used as the base of a training"],
    ["override", "Another version overrides this version"],
  ] as const)(
    "is reported with the fix when the version is rejected as %s",
    async (reason, words) => {
      const world = await createPreviewWorld();
      const pull = new Pull(world);
      const { outputs } = await pull.run("opened");
      world.sandbox.refuseDeletion(PREVIEW, { reason });

      const result = await pull.run("closed");

      expect(result.code).toBe(0);
      expect(result.errors).toEqual([]);
      expect(result.warnings).toContainEqual(expect.stringContaining(words));
      expect(keptVersions(world, PREVIEW).map(({ id }) => id)).toEqual([outputs["version"]]);
      const [comment = "", ...others] = commentsOn(world);
      expect(others).toEqual([]);
      for (const text of [comment, result.summary]) {
        expect(text).toContain(PREVIEW);
        expect(text).toContain(outputs["version"]);
        expect(text).toContain(words);
        expect(text).toContain(RULES);
      }
    },
  );

  it.each([400, 409, 422])("is recognized whatever its status: %i", async (status) => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));
    world.sandbox.refuseDeletion(PREVIEW, { reason: "deployment", status });

    const result = await new Pull(world).run("closed");

    expect(result.code).toBe(0);
    expect(result.warnings).toHaveLength(1);
    expect(keptVersions(world, PREVIEW)).toHaveLength(1);
  });

  it("of one version keeps that version and the model, and no other version", async () => {
    const world = await createPreviewWorld();
    const refused = "a".repeat(64);
    world.sandbox.addModel(previewModel(7, { versions: [{}, { id: refused }, {}] }));
    world.sandbox.refuseDeletion(PREVIEW, { reason: "used", version: refused });

    const result = await new Pull(world).run("closed");

    expect(result.code).toBe(0);
    expect(keptVersions(world, PREVIEW).map(({ id }) => id)).toEqual([refused]);
    expect(result.summary).toContain(refused);
  });

  it("does not interrupt the deletion of another preview of the pull request", async () => {
    const world = await createPreviewWorld();
    const later = { ...previewModel(7), name: `${previewModel(7).name}-r2` };
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));
    world.sandbox.addModel({ ...later, versions: versions(1) });
    const path = `/v1/models/${PREVIEW}/versions`;
    world.sandbox.fault({ path, times: 99, answer: { status: 403, body: { detail: "no" } } });
    const other = `/v1/models/${PREVIEW}-r2/*`;
    world.sandbox.fault({ method: "DELETE", path: other, takesEffect: true, delay: 1000 });

    const result = await new Pull(world).run("closed");

    expect(codes(failure(result))).toEqual(["request-failed"]);
    expect(modelNames(world)).toEqual(["acme/hotdog", PREVIEW]);
  });

  it("succeeds once the reason is gone, and the job runs again", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    await pull.run("opened");
    world.sandbox.refuseDeletion(PREVIEW, { reason: "deployment" });
    await pull.run("closed");
    world.sandbox.allowDeletion(PREVIEW);

    const result = await pull.run("closed");

    expect(result.outputs).toMatchObject({ status: "deleted" });
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    expect(commentsOn(world)).toEqual([expect.not.stringContaining(RULES)]);
  });
});
