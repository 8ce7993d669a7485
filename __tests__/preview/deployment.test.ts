import { cp } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import {
  createPreviewWorld,
  modelNames,
  PREVIEW,
  Pull,
  previewModel,
  REPOSITORY,
  versions,
} from "../support/preview.ts";
import type { World } from "../support/world.ts";

const HEAD = "1234567890".repeat(4);
const ENVIRONMENT = `${PREVIEW} (PR #7)`;
const WANTED = { inputs: { "github-deployment": "true" } };

/** The states of each deployment, the oldest first. */
function states({ sandbox }: World): readonly (readonly string[])[] {
  return sandbox.github.deployments.map(({ statuses }) =>
    statuses.map(({ state }) => state).toReversed(),
  );
}

describe("github-deployment", () => {
  it("records nothing unless it is true", async () => {
    const world = await createPreviewWorld();

    await new Pull(world).run("opened");
    await new Pull(world).run("closed");

    expect(world.sandbox.requests.filter(({ path }) => path.includes("/deployments"))).toEqual([]);
  });

  it("records a transient deployment of the head commit, and that it succeeded", async () => {
    const world = await createPreviewWorld();
    world.sandbox.github.store.areBranchesBehind = true;

    const result = await new Pull(world, { headSha: HEAD }).run("opened", WANTED);

    expect(result.warnings).toEqual([]);
    expect(world.sandbox.github.deployments).toMatchObject([
      {
        repository: REPOSITORY,
        sha: HEAD,
        environment: ENVIRONMENT,
        isTransient: true,
        isProduction: false,
      },
    ]);
    expect(states(world)).toEqual([["in_progress", "success"]]);
    const success = world.sandbox.github.deployments[0]?.statuses[0];
    expect(success?.environmentUrl).toBe(
      `https://replicate.com/${PREVIEW}/versions/${result.outputs["version"]}`,
    );
    expect(success?.logUrl).toMatch(`https://github.com/${REPOSITORY}/actions/runs/`);
  });

  it("is in progress while Cog builds", async () => {
    const world = await createPreviewWorld();
    world.sandbox.scriptCog({ buildTakes: 300 });
    const step = await new Pull(world).start("opened", WANTED);
    await world.sandbox.cogReaches("build");

    expect(states(world)).toEqual([["in_progress"]]);
    await step.result;
    expect(states(world)).toEqual([["in_progress", "success"]]);
  });

  it("records that the push failed, with the log's address", async () => {
    const world = await createPreviewWorld();
    world.sandbox.scriptCog({ fails: { at: "build", message: "no space left on device" } });

    const result = await new Pull(world).run("opened", WANTED);

    expect(result.code).toBe(1);
    expect(result.errors).toHaveLength(1);
    expect(states(world)).toEqual([["in_progress", "failure"]]);
    const failure = world.sandbox.github.deployments[0]?.statuses[0];
    expect(failure?.logUrl).toMatch(
      new RegExp(`^https://github.com/${REPOSITORY}/actions/runs/\\d+$`),
    );
  });

  it("makes the deployments of all commits inactive on close", async () => {
    const world = await createPreviewWorld();
    await new Pull(world, { headSha: "a".repeat(40) }).run("opened", WANTED);
    await new Pull(world, { headSha: HEAD }).run("synchronize", WANTED);

    const result = await new Pull(world, { headSha: HEAD }).run("closed", WANTED);

    expect(result.warnings).toEqual([]);
    expect(world.sandbox.github.deployments.map(({ sha }) => sha)).toEqual(["a".repeat(40), HEAD]);
    expect(states(world).map((all) => all.at(-1))).toEqual(["inactive", "inactive"]);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("leaves deployments of other pull requests and other environments active", async () => {
    const world = await createPreviewWorld();
    await new Pull(world, { number: 8 }).run("opened", WANTED);
    await cp(`${world.project}/cog.yaml`, `${world.project}/cog.cat.yaml`);
    const cat = { ...WANTED.inputs, model: "acme/cat", "config-file": "cog.cat.yaml" };
    await new Pull(world).run("opened", { inputs: cat });
    await new Pull(world).run("opened", WANTED);

    await new Pull(world).run("closed", WANTED);

    expect(states(world).map((all) => all.at(-1))).toEqual(["success", "success", "inactive"]);
  });

  it("names its environment after the new name of a reopened preview", async () => {
    const world = await createPreviewWorld();
    world.sandbox.retire(PREVIEW);

    await new Pull(world).run("reopened", WANTED);
    await new Pull(world).run("closed", WANTED);

    expect(world.sandbox.github.deployments).toMatchObject([
      { environment: `${PREVIEW}-r2 (PR #7)` },
    ]);
    expect(states(world)).toEqual([["in_progress", "success", "inactive"]]);
  });

  it("makes deployments inactive that an interrupted close has left", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world);
    await pull.run("opened", WANTED);
    world.sandbox.retire(PREVIEW);

    await pull.run("closed", WANTED);

    expect(states(world).map((all) => all.at(-1))).toEqual(["inactive"]);
  });

  it("is a warning that names the permission, where it is missing", async () => {
    const world = await createPreviewWorld({ github: { permissions: { deployments: "read" } } });
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));

    const result = await new Pull(world).run("synchronize", WANTED);

    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ status: "pushed" });
    expect(result.warnings).toHaveLength(1);
    expect(result.warnings[0]).toContain("deployments: write");
    expect(world.sandbox.github.deployments).toEqual([]);
  });

  it("is a warning without github-token", async () => {
    const world = await createPreviewWorld();
    const inputs = { "github-deployment": "true", "preview-comment": "false", "github-token": "" };

    const result = await new Pull(world).run("opened", { inputs });

    expect(result.outputs).toMatchObject({ status: "pushed" });
    expect(result.warnings).toEqual([expect.stringContaining("github-token")]);
  });
});
