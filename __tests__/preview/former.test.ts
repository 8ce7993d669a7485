import { cp, mkdir, rename } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  commentsOn,
  createPreviewWorld,
  modelNames,
  PREVIEW,
  Pull,
  previewModel,
  requestsOf,
  versions,
} from "../support/preview.ts";
import { git } from "../support/sources.ts";
import { annotated, HOTDOG, plannedSteps, type World } from "../support/world.ts";

const HEAD = "a".repeat(40);
const CHANGE = "b".repeat(40);
const BASE = "c".repeat(40);
const WORKFLOW = ".github/workflows/preview.yml";
const QUIET = { "preview-comment": "false" };
const ENV = { GITHUB_WORKFLOW_REF: `acme/hotdog-app/${WORKFLOW}@refs/pull/7/merge` };

/** A world where acme/cat is in production, too. */
function createWorld(): Promise<World> {
  const models = [HOTDOG, { owner: "acme", name: "cat" }].map((model) => ({
    ...model,
    versions: versions(1),
  }));
  return createPreviewWorld({ models });
}

/** Puts the commits of pull request 7 in place: it changes the files from the first to the last of their texts. */
function commit({ sandbox }: World, before: Files, after: Files, head: Files = {}): void {
  sandbox.github.addCommit({ sha: BASE, parents: [], files: before });
  sandbox.github.addCommit({ sha: CHANGE, parents: [BASE], pull: 7, files: after });
  sandbox.github.addCommit({ sha: HEAD, parents: [CHANGE], pull: 7, files: head });
}

/** Puts a copy of the project in a directory of the workspace. */
async function addProject({ project: workspace }: World, directory: string): Promise<void> {
  await mkdir(`${workspace}/${directory}`);
  for (const file of ["cog.yaml", "predict.py"])
    await cp(`${workspace}/${file}`, `${workspace}/${directory}/${file}`);
}

/** Has git track what is in the workspace now, and nothing else. */
async function track({ project: workspace }: World): Promise<void> {
  await git(workspace, "init", "--quiet");
  await git(workspace, "add", "--all");
}

type Files = Readonly<Record<string, string>>;

const config = (model: string): Files => ({ "cog.yaml": `image: r8.im/${model}\n` });
const workflow = (inputs: string): Files => ({
  [WORKFLOW]: `on: pull_request\njobs:\n  preview:\n    steps:\n      - uses: OWNER/push-to-replicate@v1\n        with: { ${inputs} }\n`,
});

describe("a pull request that changed its model before it closed", () => {
  it.each([
    ["the model", { model: "acme/cat" }],
    ["preview-model", { "preview-model": "{owner}/{name}-{number}" }],
  ])(
    "deletes the previews that its comments record, from before it changed %s",
    async (_, inputs) => {
      const world = await createWorld();
      const pull = new Pull(world);
      await pull.run("opened");
      await pull.run("synchronize", { inputs });

      const result = await pull.run("closed", { inputs });

      expect(result).toMatchObject({ code: 0, warnings: [] });
      expect(result.outputs).toMatchObject({ status: "deleted" });
      expect(modelNames(world)).toEqual(["acme/cat", "acme/hotdog"]);
      for (const comment of commentsOn(world)) expect(comment).toContain("- Deleted");
      expect(result.summary).toContain(PREVIEW);
    },
  );

  it.each([
    ["image", config("acme/hotdog"), config("acme/cat"), { model: "" }],
    [
      "image, twice",
      config("acme/fish"),
      config("acme/hotdog"),
      { model: "", ...config("acme/cat") },
    ],
    ["model", workflow("model: acme/hotdog"), workflow("model: acme/cat"), { model: "acme/cat" }],
    [
      "preview-model",
      workflow("preview-model: '{owner}/{name}-pr-{number}'"),
      workflow("preview-model: '{owner}/{name}-{number}'"),
      { model: "acme/hotdog", "preview-model": "{owner}/{name}-{number}" },
    ],
  ])(
    "deletes previews without comments, found in its commits: %s",
    async (_, before, after, given) => {
      const world = await createWorld();
      const { "cog.yaml": last, ...inputs } = { "cog.yaml": "", ...given };
      commit(world, before, after, last === "" ? {} : { "cog.yaml": last });
      await world.write("cog.yaml", config("acme/cat")["cog.yaml"] ?? "");
      world.sandbox.addModel(previewModel(7, { versions: versions(2) }));

      const pull = new Pull(world, { headSha: HEAD });
      const result = await pull.run("closed", { inputs: { ...QUIET, ...inputs }, env: ENV });

      expect(result).toMatchObject({ code: 0, warnings: [] });
      expect(result.outputs).toMatchObject({ status: "deleted", model: PREVIEW });
      expect(modelNames(world)).toEqual(["acme/cat", "acme/hotdog"]);
      expect(commentsOn(world)).toEqual([]);
    },
  );

  it("lists all of them in a dry run, which deletes none", async () => {
    const world = await createWorld();
    const pull = new Pull(world);
    await pull.run("opened");
    const inputs = { model: "acme/cat" };
    await pull.run("synchronize", { inputs });
    const before = modelNames(world);

    const result = await pull.run("closed", { inputs: { ...inputs, "dry-run": "true" } });

    const deleted = ["acme/cat-pr-7", PREVIEW].map((model) => ({ code: "delete-preview", model }));
    expect(plannedSteps(result)).toEqual(deleted);
    expect(modelNames(world)).toEqual(before);
  });

  it("fails in its status when Replicate rejects one of the deletions", async () => {
    const world = await createWorld();
    const pull = new Pull(world);
    await pull.run("opened");
    const inputs = { model: "acme/cat" };
    await pull.run("synchronize", { inputs });
    world.sandbox.refuseDeletion(PREVIEW, { reason: "deployment" });

    const result = await pull.run("closed", { inputs });

    expect(result.outputs).toMatchObject({ status: "failed" });
    expect(annotated(result, "warning")).toHaveLength(1);
    expect(modelNames(world)).toContain(PREVIEW);
  });

  it("is reported when its commits cannot be read", async () => {
    const world = await createWorld();
    const answer = { status: 403, body: { message: "Resource not accessible by integration" } };
    world.sandbox.fault({ path: /\/pulls\/7\/commits/, times: 9, answer });

    const pull = new Pull(world, { headSha: HEAD });
    const { code, warnings } = await pull.run("closed", { inputs: QUIET });

    expect(code).toBe(0);
    expect(warnings).toEqual([expect.stringContaining("Resource not accessible")]);
  });
});

describe("the job of one project in a matrix", () => {
  const dog = { model: "acme/hotdog", "working-directory": "dog" };
  const cat = { model: "acme/cat", "working-directory": "cat" };

  it.each([
    ["with comments", {}, track],
    ["with comments, and without a checkout", {}, async () => undefined],
    ["without comments", QUIET, track],
  ])("leaves the previews of the others to their jobs, %s", async (_, quiet, checkOut) => {
    const world = await createWorld();
    const pull = new Pull(world, { headSha: HEAD });
    for (const directory of ["dog", "cat"]) await addProject(world, directory);
    await checkOut(world);
    await pull.run("opened", { inputs: { ...dog, ...quiet } });
    await pull.run("opened", { inputs: { ...cat, ...quiet } });
    // The projects swapped their models, so that each has had the other's.
    const swap = {
      "dog/cog.yaml": "image: r8.im/acme/cat\n",
      "cat/cog.yaml": "image: r8.im/acme/hotdog\n",
    };
    commit(world, swap, {
      "dog/cog.yaml": "image: r8.im/acme/hotdog\n",
      "cat/cog.yaml": "image: r8.im/acme/cat\n",
    });

    await pull.run("closed", { inputs: { ...dog, ...quiet } });

    expect(modelNames(world)).toEqual(["acme/cat", "acme/cat-pr-7", "acme/hotdog"]);
    expect(commentsOn(world).filter((comment) => !comment.includes("- Deleted"))).toHaveLength(
      quiet === QUIET ? 0 : 1,
    );
    await pull.run("closed", { inputs: { ...cat, ...quiet } });
    expect(modelNames(world)).toEqual(["acme/cat", "acme/hotdog"]);
  });

  it.each([
    ["was renamed", cat],
    ["was renamed before its model", { ...cat, model: "acme/hotdog" }],
  ])("deletes the preview of a project whose directory %s", async (_, renamed) => {
    const world = await createWorld();
    const pull = new Pull(world);
    await addProject(world, "dog");
    await pull.run("opened", { inputs: dog });
    await rename(`${world.project}/dog`, `${world.project}/cat`);
    await track(world);
    await pull.run("synchronize", { inputs: renamed });
    const models = modelNames(world);

    const result = await pull.run("closed", { inputs: cat });

    expect(models).toContain(PREVIEW);
    expect(result).toMatchObject({ code: 0, warnings: [] });
    expect(modelNames(world)).toEqual(["acme/cat", "acme/hotdog"]);
    for (const comment of commentsOn(world)) expect(comment).toContain("- Deleted");
  });

  it("leaves the preview of a model that the workflow still names, beside its comment", async () => {
    const world = await createWorld();
    const pull = new Pull(world);
    await pull.run("opened");
    await pull.run("opened", { inputs: { model: "acme/cat" } });
    await mkdir(`${world.project}/.github/workflows`, { recursive: true });
    await world.write(WORKFLOW, "on: pull_request\nmatrix: { model: [acme/hotdog, acme/cat] }\n");

    await pull.run("closed", { env: ENV });

    expect(modelNames(world)).toEqual(["acme/cat", "acme/cat-pr-7", "acme/hotdog"]);
  });

  it("deletes the preview of a model whose name the new one begins with", async () => {
    const models = ["hotdog", "hotdog-v2"].map((name) => ({ owner: "acme", name }));
    const world = await createPreviewWorld({ models });
    const pull = new Pull(world);
    await pull.run("opened");
    const inputs = { model: "acme/hotdog-v2" };
    await pull.run("synchronize", { inputs });
    await mkdir(`${world.project}/.github/workflows`, { recursive: true });
    await world.write(WORKFLOW, workflow("model: acme/hotdog-v2")[WORKFLOW] ?? "");

    await pull.run("closed", { inputs, env: ENV });

    expect(modelNames(world)).toEqual(["acme/hotdog", "acme/hotdog-v2"]);
  });

  it("leaves the preview of a model that the workflow still names, without comments", async () => {
    const world = await createWorld();
    const both = "model: acme/cat, others: [{ model: acme/hotdog }]";
    commit(world, workflow("model: acme/hotdog"), workflow(both));
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));

    const pull = new Pull(world, { headSha: HEAD });
    const inputs = { ...QUIET, model: "acme/cat" };
    await pull.run("closed", { inputs, env: ENV });

    expect(modelNames(world)).toContain(PREVIEW);
    expect(requestsOf(world)).not.toContain(`GET /v1/models/${PREVIEW}`);
  });
});
