import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  commentsOn,
  createPreviewWorld,
  modelNames,
  PREVIEW,
  Pull,
  previewModel,
  versions,
} from "../support/preview.ts";
import { writeProgram } from "../support/programs.ts";
import { git } from "../support/sources.ts";
import { codes, failure, HOTDOG, plannedSteps, World } from "../support/world.ts";
import {
  BEFORE,
  BREAKING,
  cogCommands,
  createProduction,
  deploy,
  PRODUCTION,
  TODAY,
  uploads,
  versionIds,
} from "./production.ts";

const BUILD = { "stop-after": "build" };
const TEST = { "stop-after": "test", "test-model": "acme/hotdog-test", "test-hardware": "cpu" };
const NO_TOKEN = { "api-token": "" };
const VERSION_OUTPUTS = ["version", "image", "digest", "image-size"] as const;

/** Checks that neither Replicate nor the registry was written to. */
function expectNothingPublished(world: World): void {
  expect(world.changes()).toEqual([]);
  expect(uploads(world)).toEqual([]);
}

describe("stop-after: build", () => {
  it.each<[string, Record<string, string>, string]>([
    ["without a token", NO_TOKEN, "unknown"],
    ["with a token", {}, "none"],
    ["with a token that knows no version", { model: "acme/new", hardware: "" }, "unknown"],
    [
      "of a model that may not be created",
      { model: "acme/new", "create-model": "false" },
      "unknown",
    ],
  ])("builds and publishes nothing %s", async (_case, inputs, changes) => {
    const world = await createProduction();
    deploy(world);

    const result = await world.run({ inputs: { ...BUILD, deployment: "live", ...inputs } });

    expect(result.errors).toEqual([]);
    expect(result.outputs).toMatchObject({ status: "built", "schema-changes": changes });
    for (const name of VERSION_OUTPUTS) expect(result.outputs).not.toHaveProperty(name);
    expect(world.sandbox.cogRuns.map(({ argv }) => argv[0])).toEqual(["build"]);
    expectNothingPublished(world);
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    expect(world.sandbox.deployment("acme/live")).toMatchObject({ version: TODAY });
    expect(result.summary).toContain("built");
  });

  it("sends nothing to Replicate without a token", async () => {
    const world = await createProduction();

    await world.run({ inputs: { ...BUILD, ...NO_TOKEN, compatibility: "fail" } });

    const others = world.sandbox.requests.filter(({ service }) => service !== "mirror");
    expect(others).toEqual([]);
  });

  it.each([
    ["fail", 1],
    ["warn", 0],
  ])("compares with the newest version under compatibility: %s", async (compatibility, code) => {
    const world = await createProduction();
    await world.write("predict.py", BREAKING);

    const result = await world.run({ inputs: { ...BUILD, compatibility } });

    expect(result.code).toBe(code);
    expect(result.outputs["schema-changes"]).toBe("breaking");
    expect(result.outputs["status"]).toBe(code === 0 ? "built" : "failed");
    if (code === 1) expect(codes(failure(result))).toEqual(["schema-breaking"]);
    expectNothingPublished(world);
  });

  it("fails when the build fails", async () => {
    const world = await createProduction();
    world.sandbox.scriptCog({ fails: { at: "build", message: "the build went wrong" } });

    const result = await world.run({ inputs: { ...BUILD, ...NO_TOKEN } });

    expect(failure(result)).toContain("the build went wrong");
    expectNothingPublished(world);
  });
});

describe("stop-after: test", () => {
  it("tests on the test model, and does not change production", async () => {
    const world = await createProduction();
    deploy(world);
    await world.write("README.md", "# new");

    const result = await world.run({
      inputs: {
        ...TEST,
        deployment: "live",
        description: "new",
        "test-cases": "- {name: greets, inputs: {text: Ada}, exact_string: hello Ada}",
      },
    });

    const [version] = versionIds(world, "acme/hotdog-test");
    expect(result.errors).toEqual([]);
    expect(result.outputs).toMatchObject({
      status: "tested",
      model: "acme/hotdog-test",
      version,
      booted: "true",
      "schema-changes": "none",
    });
    expect(versionIds(world)).toEqual([TODAY, BEFORE]);
    expect(world.sandbox.model("acme/hotdog")?.texts.description).not.toBe("new");
    expect(world.sandbox.deployment("acme/live")).toMatchObject({ version: TODAY, number: 1 });
    expect(cogCommands(world)).toEqual(["push acme/hotdog-test"]);
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "a test case fails",
      { "test-cases": "- {inputs: {text: A}, exact_string: B}" },
      "tests-failed",
    ],
    ["callers would break", { compatibility: "fail" }, "schema-breaking"],
  ])("fails when %s, without a change to production", async (_case, inputs, code) => {
    const world = await createProduction();
    if (code === "schema-breaking") await world.write("predict.py", BREAKING);

    const result = await world.run({ inputs: { ...TEST, ...inputs } });

    expect(codes(failure(result))).toEqual([code]);
    expect(result.outputs["status"]).toBe("failed");
    expect(versionIds(world)).toEqual([TODAY, BEFORE]);
  });
});

describe("stop-after with inputs that contradict it", () => {
  it.each<[string, Record<string, string>, string]>([
    ["a version", { ...BUILD, version: TODAY }, "stop-after-conflict"],
    ["a version to test", { ...TEST, version: TODAY }, "stop-after-conflict"],
    ["push: false", { ...BUILD, push: "false" }, "stop-after-conflict"],
    ["push: false and test", { ...TEST, push: "false" }, "stop-after-conflict"],
    ["no test model", { "stop-after": "test" }, "test-model-missing"],
    ["another stage", { "stop-after": "push" }, "input-invalid"],
  ])("is rejected with %s", async (_case, inputs, code) => {
    const world = await createProduction();

    expect(codes(await world.refusal({ inputs }))).toEqual([code]);
  });
});

describe("a dry run of stop-after", () => {
  it.each([
    ["build", BUILD, ["build", "compare-schema"]],
    ["build without a token", { ...BUILD, ...NO_TOKEN }, ["build"]],
    ["test", TEST, ["create-model", "build-and-push", "check-boot", "keep-model"]],
  ])("%s changes nothing", async (_case, inputs, steps) => {
    const world = await createProduction();

    const result = await world.run({ inputs: { ...inputs, "dry-run": "true" } });

    expect(result.outputs["status"]).toBe("dry-run");
    expect(plannedSteps(result).map(({ code }) => code)).toEqual(steps);
    expect(world.sandbox.cogRuns).toEqual([]);
    expectNothingPublished(world);
  });
});

describe("a pull request with stop-after", () => {
  it.each([
    ["build", BUILD, "built"],
    ["test", TEST, "tested"],
  ])("has no preview and no comment: %s", async (_case, inputs, status) => {
    const world = await createPreviewWorld({ models: [PRODUCTION] });
    const pull = new Pull(world);

    const result = await pull.run("opened", { inputs });

    expect(result.errors).toEqual([]);
    expect(result.outputs["status"]).toBe(status);
    expect(modelNames(world)).not.toContain(PREVIEW);
    expect(commentsOn(world)).toEqual([]);
  });

  it.each(["build", "test"])("has its preview removed on close: %s", async (stopAfter) => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));

    const result = await new Pull(world).run("closed", { inputs: { "stop-after": stopAfter } });

    expect(result.outputs["status"]).toBe("deleted");
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });

  it("is skipped on close without a token: there is no preview to delete", async () => {
    const world = await createPreviewWorld();

    const result = await new Pull(world).run("closed", { inputs: { ...BUILD, ...NO_TOKEN } });

    expect([result.code, result.outputs]).toEqual([0, { status: "skipped" }]);
    expect(world.sandbox.requests).toEqual([]);
  });

  const FORK = { headRepository: "stranger/hotdog-app", author: "stranger" };
  it.each([
    ["a fork", FORK],
    ["a fork that was deleted", { headRepository: null, author: "stranger" }],
    ["Dependabot", { author: "dependabot[bot]" }],
  ])("of %s is built if no secret is available", async (_case, traits) => {
    const world = await createPreviewWorld({ models: [PRODUCTION] });
    const { temporary } = world.runner;
    await writeFile(join(temporary, "config.json"), '{"auths":{},"credsStore":"desktop"}');
    await writeProgram(temporary, "docker-credential-desktop", ["echo '{}'"]);

    const result = await new Pull(world, traits).run("opened", {
      inputs: { ...BUILD, ...NO_TOKEN, secrets: "HF_TOKEN=", "secret-envs": "WB=WB_TOKEN" },
      env: { DOCKER_CONFIG: temporary, PATH: `${temporary}:${process.env["PATH"]}` },
    });

    expect(result.errors).toEqual([]);
    expect(result.outputs["status"]).toBe("built");
    expectNothingPublished(world);
  });

  it.each<[string, Record<string, string>, Record<string, string>]>([
    ["a token is within reach", BUILD, {}],
    ["a token is in the environment", { ...BUILD, ...NO_TOKEN }, { REPLICATE_API_TOKEN: "r8_x" }],
    ["a build secret is within reach", { ...BUILD, ...NO_TOKEN, secrets: "HF=hf_x" }, {}],
    [
      "a build secret is in the environment",
      { ...BUILD, ...NO_TOKEN, "secret-envs": "HF=HF_TOKEN" },
      { HF_TOKEN: "hf_x" },
    ],
    [
      "a registry login is in the environment",
      { ...BUILD, ...NO_TOKEN },
      { DOCKER_AUTH_CONFIG: '{"auths":{}}' },
    ],
    ["it would be pushed", { ...TEST, ...NO_TOKEN }, {}],
  ])("of a fork is skipped when %s", async (_case, inputs, env) => {
    const world = await createPreviewWorld();

    const result = await new Pull(world, FORK).run("opened", { inputs, env });

    expect(result.outputs).toEqual({ status: "skipped" });
    expect(world.sandbox.requests).toEqual([]);
  });

  it.each<[string, object]>([
    ["Replicate's registry", { auths: { "r8.im": { auth: "YTpi" } } }],
    ["another registry", { auths: { "ghcr.io": {} } }],
    ["a registry of a helper", { credHelpers: { "gcr.io": "gcloud" } }],
    ["a credential store", { credsStore: "ecr-login" }],
  ])("of a fork is skipped when Docker is logged in to %s", async (_case, config) => {
    const world = await createPreviewWorld();
    await writeFile(join(world.runner.temporary, "config.json"), JSON.stringify(config));

    const result = await new Pull(world, FORK).run("opened", {
      inputs: { ...BUILD, ...NO_TOKEN },
      env: { DOCKER_CONFIG: world.runner.temporary },
    });

    expect(result.outputs).toEqual({ status: "skipped" });
    expect(world.sandbox.requests).toEqual([]);
  });

  it("is skipped on pull_request_target, where the base is checked out", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world, { name: "pull_request_target" });
    await git(world.project, "init", "--quiet");
    await git(world.project, "add", "--all");
    await git(world.project, "commit", "--quiet", "--message=Change");
    const GITHUB_SHA = await git(world.project, "rev-parse", "HEAD");

    const result = await pull.run("opened", { inputs: BUILD, env: { GITHUB_SHA } });

    expect(result.outputs).toEqual({ status: "skipped" });
  });
});

describe("a merge group with stop-after", () => {
  it.each([
    ["build", BUILD, "built"],
    ["test", TEST, "tested"],
  ])("runs: %s", async (_case, inputs, status) => {
    const world = await World.create({ models: [{ ...HOTDOG, versions: [{}] }], speed: 60 });

    const result = await world.run({ inputs, env: { GITHUB_EVENT_NAME: "merge_group" } });

    expect(result.errors).toEqual([]);
    expect(result.outputs["status"]).toBe(status);
    expect(versionIds(world)).toHaveLength(1);
  });
});
