import { describe, expect, it } from "vitest";
import { idOf } from "../../dev/sandbox/github/objects.ts";
import {
  changesOf,
  commentsOn,
  createPreviewWorld,
  currentMarks,
  modelNames,
  PREVIEW,
  Pull,
  previewModel,
  REPOSITORY,
  versions,
} from "../support/preview.ts";
import { codes, failure } from "../support/world.ts";

const RENAMED = "acme/hotdog-kitchen";
const ID = idOf(REPOSITORY);

/** The preview of pull request 7 as it was made before the rename, with these marks. */
const MARKS = [
  ["has the repository's ID", currentMarks(7)],
  ["has the former name alone, which redirects", {}],
] as const;

describe("the preview of a repository that was renamed", () => {
  it.each(MARKS)("is deleted on close when its marker %s", async (_case, marks) => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1), ...marks }));
    world.sandbox.github.rename(REPOSITORY, RENAMED);

    const pull = new Pull(world, { repository: RENAMED, repositoryId: ID });
    const { code, outputs } = await pull.run("closed");

    expect(code).toBe(0);
    expect(outputs).toMatchObject({ status: "deleted", model: PREVIEW });
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it.each(MARKS)("is pushed to when its marker %s", async (_case, marks) => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    await pull.run("opened");
    world.sandbox.addModel(previewModel(7, { versions: versions(1), ...marks }));
    world.sandbox.github.rename(REPOSITORY, RENAMED);

    const renamed = new Pull(world, { repository: RENAMED, repositoryId: ID });
    const { outputs } = await renamed.run("synchronize");

    expect(outputs).toMatchObject({ status: "pushed", model: PREVIEW, "model-created": "false" });
    const comments = world.sandbox.github.comments(RENAMED, 7);
    expect(comments.map(({ body }) => body)).toEqual([
      expect.stringContaining(outputs["version"] ?? ""),
    ]);
  });

  it("is not that of another repository that took the former name", async () => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1), ...currentMarks(7) }));

    const pull = new Pull(world, { repositoryId: ID + 1 });
    const results = [await pull.run("closed"), await pull.run("synchronize")];

    for (const result of results) expect(codes(failure(result))).toEqual(["preview-not-managed"]);
    expect(changesOf(world)).toEqual([]);
    expect(commentsOn(world)).toEqual([]);
  });

  it.each([
    ["belongs to a repository that exists", undefined],
    ["leads to a third repository", ID + 1],
    ["is unknown because GitHub does not answer", 503],
  ])("is kept and named when the name in its marker %s", async (_case, trait) => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));
    if (trait !== undefined) world.sandbox.github.rename(REPOSITORY, RENAMED);
    const headers = { "retry-after": "0" };
    if (trait === 503)
      world.sandbox.fault({
        path: `/github/repos/${REPOSITORY}`,
        times: 9,
        answer: { status: 503, headers, body: "" },
      });

    const traits = { repository: RENAMED, repositoryId: trait === 503 ? ID : ID + 2 };
    const message = failure(await new Pull(world, traits).run("closed"));

    expect(codes(message)).toEqual(["preview-not-managed"]);
    for (const name of [REPOSITORY, RENAMED, PREVIEW]) expect(message).toContain(name);
    expect(world.changes()).toEqual([]);
  });
});
