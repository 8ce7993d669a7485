import { describe, expect, it } from "vitest";
import type { ModelSeed } from "../../dev/sandbox/models/model.ts";
import {
  changesOf,
  createPreviewWorld,
  keptVersions,
  PREVIEW,
  Pull,
  previewModel,
  versions,
} from "../support/preview.ts";
import { codes, failure } from "../support/world.ts";

const { description = "" } = previewModel(7);
const NOT_OURS: readonly (readonly [string, Partial<ModelSeed>])[] = [
  ["is public", { visibility: "public" }],
  ["has another description", { description: "Tells hotdogs from other food" }],
  ["has more in its description", { description: `${description} Not!` }],
  ["is another pull request's", { ...previewModel(8), name: "hotdog-pr-7" }],
  [
    "is another production model's",
    { description: description.replace("acme/hotdog ", "acme/cat ") },
  ],
  ["is another repository's", { github_url: "https://github.com/acme/other/pull/7" }],
];

describe("a model with a preview's name and without our marker", () => {
  it.each(NOT_OURS)("is not pushed to when it %s", async (_case, traits) => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(2), ...traits }));

    const message = await new Pull(world).refusal("synchronize");

    expect(codes(message)).toEqual(["preview-not-managed"]);
    expect(changesOf(world)).toEqual([]);
  });

  it.each(NOT_OURS)("is not deleted when it %s", async (_case, traits) => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(2), ...traits }));

    const message = await new Pull(world).refusal("closed");

    expect(codes(message)).toEqual(["preview-not-managed"]);
    expect(keptVersions(world, PREVIEW)).toHaveLength(2);
    expect(changesOf(world)).toEqual([]);
  });

  it("is not deleted at a later name, next to a preview that is deleted", async () => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));
    const stranger = { name: "hotdog-pr-7-r2", description: "Mine", versions: versions(1) };
    world.sandbox.addModel(previewModel(7, stranger));

    await new Pull(world).run("closed");

    expect(world.sandbox.model(PREVIEW)).toBeUndefined();
    expect(keptVersions(world, `${PREVIEW}-r2`)).toHaveLength(1);
    expect(world.changes().filter((change) => change.includes("-r2"))).toEqual([]);
  });

  it("is not pushed to at a later name, when the first is used up", async () => {
    const world = await createPreviewWorld();
    world.sandbox.retire(PREVIEW);
    const stranger = { name: "hotdog-pr-7-r2", description: "Mine", versions: versions(1) };
    world.sandbox.addModel(previewModel(7, stranger));

    await new Pull(world).run("reopened");

    expect(keptVersions(world, `${PREVIEW}-r2`)).toHaveLength(1);
    expect(world.sandbox.model(`${PREVIEW}-r2`)?.texts.description).toBe("Mine");
    expect(world.sandbox.cogRuns.flatMap(({ argv }) => argv).join(" ")).not.toContain("-r2");
  });

  it("is not pushed to when it was created between our check and our creation", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    world.sandbox.addModel({ owner: "acme", name: "hotdog-pr-7", versions: versions(1) });
    const path = `/v1/models/${PREVIEW}`;
    world.sandbox.fault({ method: "GET", path, answer: { status: 404, body: {} } });

    const result = await pull.run("opened");

    expect(codes(failure(result))).toEqual(["preview-not-managed"]);
    expect(keptVersions(world, PREVIEW)).toHaveLength(1);
    expect(world.sandbox.cogRuns).toEqual([]);
  });
});
