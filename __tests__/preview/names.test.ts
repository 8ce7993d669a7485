import { describe, expect, it } from "vitest";
import {
  changesOf,
  commentsOn,
  createPreviewWorld,
  currentMarks,
  modelNames,
  PREVIEW,
  Pull,
  REPOSITORY,
} from "../support/preview.ts";
import { bodies, codes, failure } from "../support/world.ts";

// What becomes of a template and of a branch is in unit/preview/preview.test.ts.

describe("the name of a preview", () => {
  it.each([
    ["{owner}/pr{number}.{name}-{branch}", "../../Fix $(id)/🌭", "acme/pr7.hotdog-fix-id"],
    ["acme/hotdog-next", "feature", "acme/hotdog-next"],
  ])("is %s with its placeholders filled in", async (template, branch, name) => {
    const world = await createPreviewWorld();
    const pull = new Pull(world, { branch });
    const inputs = { "preview-model": template };

    const opened = await pull.run("opened", { inputs });
    const models = modelNames(world);
    const closed = await pull.run("closed", { inputs });

    expect(opened.outputs).toMatchObject({ model: name, status: "pushed" });
    expect(models).toEqual(["acme/hotdog", name].toSorted());
    expect(closed.outputs).toMatchObject({ model: name, status: "deleted" });
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("fits into the limit of an image's name, and is found again, for a branch of 200", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world, { branch: "ketchup-".repeat(25) });
    const inputs = { "preview-model": "{owner}/{name}-{branch}" };

    const { outputs } = await pull.run("opened", { inputs });
    const again = await pull.run("synchronize", { inputs });

    expect(outputs["model"]).toMatch(/^acme\/hotdog-ketchup(-[a-z]+)*$/);
    expect(outputs["model"]?.length).toBeLessThanOrEqual(80);
    expect(again.outputs).toMatchObject({ model: outputs["model"], "model-created": "false" });
  });

  it("fails when it is that of another pull request, whose branch gives the same name", async () => {
    const world = await createPreviewWorld();
    const inputs = { "preview-model": "{owner}/{name}-{branch}" };
    await new Pull(world, { branch: "fix/mustard" }).run("opened", { inputs });
    const before = structuredClone(world.sandbox.model("acme/hotdog-fix-mustard"));

    const other = await new Pull(world, { number: 8, branch: "fix-mustard" }).run("opened", {
      inputs,
    });

    expect(other.code).toBe(1);
    expect(codes(failure(other))).toEqual(["preview-not-managed"]);
    expect(world.sandbox.model("acme/hotdog-fix-mustard")).toEqual(before);
    expect(world.sandbox.cogRuns).toHaveLength(1);
  });
});

describe("a preview-model that produces an invalid name", () => {
  it("is rejected, on every event of the pull request", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    const template = "{owner}/../{name}-{number}";
    const inputs = { "preview-model": template };

    const opened = await pull.refusal("opened", { inputs });
    const closed = await pull.refusal("closed", { inputs });

    for (const message of [opened, closed]) {
      expect(codes(message)).toEqual(["preview-name-invalid"]);
      for (const part of ["preview-model", template, '"acme/../hotdog-7"'])
        expect(message).toContain(part);
    }
    expect(changesOf(world)).toEqual([]);
  });
});

describe("preview: true on an event without a pull request", () => {
  it("creates the preview whose number the name ends with", async () => {
    const world = await createPreviewWorld();
    world.sandbox.github.addPull({ number: 7 });
    const { event, env } = world.sandbox.events.workflowDispatchEvent();

    const result = await world.run({
      event,
      env,
      inputs: {
        preview: "true",
        "preview-model": PREVIEW,
        "github-token": world.sandbox.githubToken,
      },
    });

    const { description, github_url } = currentMarks(7);
    expect(result.outputs).toMatchObject({ preview: "true", status: "pushed", model: PREVIEW });
    expect(bodies(world, "POST", "/v1/models")).toMatchObject([{ description, github_url }]);
    expect(world.sandbox.github.comments().map(({ issue }) => issue)).toEqual([7]);
    expect(commentsOn(world)).toHaveLength(1);
    expect(world.sandbox.model("acme/hotdog")?.versions).toHaveLength(1);
  });

  it("creates a preview that the pull request's own events update", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    const { event, env } = world.sandbox.events.workflowDispatchEvent();
    pull.step("opened");
    const inputs = { preview: "true", "preview-model": PREVIEW };
    await world.run({ event, env, inputs });

    const second = await pull.run("synchronize");
    await pull.run("closed");

    expect(second.outputs).toMatchObject({ model: PREVIEW, "model-created": "false" });
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it.each([
    ["the name does not end with a number", "acme/hotdog-next", "preview-without-pull-request"],
    ["the name has to be filled in", "{owner}/{name}-pr-{number}", "preview-name-invalid"],
  ])("is rejected when %s", async (_case, template, code) => {
    const world = await createPreviewWorld();
    const { event, env } = world.sandbox.events.workflowDispatchEvent();

    const message = await world.refusal({
      event,
      env,
      inputs: { preview: "true", "preview-model": template },
    });

    expect(codes(message)).toEqual([code]);
    expect(message).toContain("preview-model");
  });

  it("is rejected on a push to a branch", async () => {
    const world = await createPreviewWorld();

    const message = await world.refusal({
      env: { GITHUB_REPOSITORY: REPOSITORY },
      inputs: { preview: "true" },
    });

    expect(codes(message)).toEqual(["preview-name-invalid"]);
  });
});
