import { describe, expect, it } from "vitest";
import type { ModelSeed } from "../../dev/sandbox/models/model.ts";
import { bodies, codes, failure, HOTDOG, type World } from "../support/world.ts";
import {
  BEFORE,
  cogCommands,
  createProduction,
  deploy,
  PRODUCTION,
  TODAY,
  uploads,
  versionIds,
} from "./production.ts";

const NAME = "acme/hotdog-test";
const INPUTS = { "test-model": NAME };
const BOTH = [`push ${NAME}`, "push acme/hotdog"];
/** Written out, since test models that are out there have it. */
const MARK =
  "Test model of acme/hotdog, made by push-to-replicate, which deletes its older versions.";
const OLD = ["1".repeat(64), "2".repeat(64)];

/** A test model with two versions. */
function testModel(traits: Partial<ModelSeed> = {}): ModelSeed {
  const versions = OLD.map((id) => ({ id }));
  return { ...HOTDOG, name: "hotdog-test", visibility: "private", versions, ...traits };
}

/** Models and versions on which predictions were run. */
function tried({ sandbox }: World): string[] {
  return sandbox.predictions.map(({ model, version }) => `${model}:${version}`);
}

describe("a missing test model", () => {
  it.each([
    ["test-hardware", { hardware: "cpu", "test-hardware": "gpu-t4" }, "gpu-t4"],
    ["hardware, without test-hardware", { hardware: "gpu-l40s" }, "gpu-l40s"],
  ])("is created as private on %s", async (_case, inputs, hardware) => {
    const world = await createProduction();

    const result = await world.run({ inputs: { ...INPUTS, ...inputs, visibility: "public" } });

    expect(bodies(world, "POST", "/v1/models")).toEqual([
      { owner: "acme", name: "hotdog-test", visibility: "private", hardware, description: MARK },
    ]);
    expect(world.changes()).toEqual(["POST /v1/models", "POST /v1/predictions"]);
    expect(result.outputs).toMatchObject({ status: "pushed", "model-created": "false" });
  });

  it.each([
    ["not offered", { "test-hardware": "gpu-t5" }, "[hardware-unknown]"],
    ["not set", { hardware: "" }, "[hardware-missing]"],
  ])(
    "is rejected, with the available hardware, when its hardware is %s",
    async (_case, inputs, said) => {
      const world = await createProduction();

      const message = await world.refusal({ inputs: { ...INPUTS, ...inputs } });

      expect(message).toContain(said);
      expect(message).toContain("test-hardware");
      for (const sku of ["cpu (CPU)", "gpu-t4 (Nvidia T4 GPU)", "gpu-h100 (Nvidia H100 GPU)"])
        expect(message).toContain(sku);
      expect(world.sandbox.model(NAME)).toBeUndefined();
    },
  );

  it("is rejected when it would belong to another account", async () => {
    const world = await createProduction();

    const message = await world.refusal({ inputs: { "test-model": "globex/hotdog-test" } });

    expect(codes(message)).toEqual(["model-owner-mismatch"]);
  });

  it("is created even with create-model: false, which applies to the model only", async () => {
    const world = await createProduction();

    const result = await world.run({ inputs: { ...INPUTS, "create-model": "false" } });

    expect(result.outputs["status"]).toBe("pushed");
    expect(versionIds(world, NAME)).toHaveLength(1);
  });
});

describe("what can't be a test model", () => {
  it.each([
    ["a public model", NAME, "test-model-public"],
    ["the model itself", "acme/hotdog", "test-model-is-model"],
  ])("is %s", async (_case, name, code) => {
    const models = [PRODUCTION, testModel({ visibility: "public" })];
    const world = await createProduction({ models });

    const message = await world.refusal({ inputs: { "test-model": name } });

    expect(codes(message)).toEqual([code]);
    expect(message).toContain(`"${name}"`);
    expect(versionIds(world, NAME)).toEqual(OLD);
    expect(versionIds(world)).toEqual([TODAY, BEFORE]);
  });

  it("is any model without an API token", async () => {
    const world = await createProduction();

    const message = await world.refusal({
      inputs: { ...INPUTS, "api-token": "", "cli-auth-token": world.sandbox.cliToken },
    });

    expect(codes(message)).toContain("api-token-required");
  });
});

describe("a version that passes on the test model", () => {
  it("is pushed to the model as well, and the outputs are the model's", async () => {
    const world = await createProduction({ models: [PRODUCTION, testModel()] });

    const result = await world.run({ inputs: INPUTS });

    const [live = ""] = versionIds(world);
    const [onTest = ""] = versionIds(world, NAME);
    expect(result.outputs).toMatchObject({
      model: "acme/hotdog",
      "model-url": "https://replicate.com/acme/hotdog",
      version: live,
      digest: `sha256:${live}`,
      image: `${world.sandbox.host}/acme/hotdog@sha256:${live}`,
      "version-url": `https://replicate.com/acme/hotdog/versions/${live}`,
      "previous-version": TODAY,
      booted: "true",
      changed: "true",
      status: "pushed",
    });
    expect(cogCommands(world)).toEqual(BOTH);
    expect(tried(world)).toEqual([`${NAME}:${onTest}`]);
    expect(live).not.toBe(onTest);
  });

  it("is built once: no-cache goes to the first push alone", async () => {
    const world = await createProduction();

    await world.run({ inputs: { ...INPUTS, "no-cache": "true" } });

    expect(world.sandbox.cogRuns.map(({ argv }) => argv.includes("--no-cache"))).toEqual([
      true,
      false,
    ]);
  });

  it("is built, compared, tested, and pushed in this order", async () => {
    const world = await createProduction();
    deploy(world);

    const result = await world.run({
      inputs: { ...INPUTS, compatibility: "fail", deployment: "live" },
    });

    expect(cogCommands(world)).toEqual(["build acme/hotdog", ...BOTH]);
    expect(result.outputs).toMatchObject({ "schema-changes": "none", booted: "true" });
    expect(world.sandbox.deployment("acme/live")?.version).toBe(result.outputs["version"]);
  });
});

describe("a version that fails on the test model", () => {
  const CASE = "- {name: greets, inputs: {text: Ada}, exact_string: hello Ada}";
  const FAILURES = [
    ["its test case", { output: "bye Ada" }, CASE, "tests-failed"],
    [
      "its start",
      { setupFails: true, setupLog: "no weights", setup: 0.05 },
      "",
      "boot-setup-failed",
    ],
  ] as const;

  it.each(FAILURES)("by %s never reaches production", async (_case, script, cases, code) => {
    const world = await createProduction({ models: [PRODUCTION, testModel()] });
    deploy(world);
    world.sandbox.scriptModel(NAME, script);

    const result = await world.run({
      inputs: { ...INPUTS, "test-cases": cases, deployment: "live" },
    });

    const message = failure(result);
    expect(codes(message)).toEqual([code]);
    expect(versionIds(world)).toEqual([TODAY, BEFORE]);
    expect(cogCommands(world)).toEqual([`push ${NAME}`]);
    expect(uploads(world).filter((path) => path.includes("/acme/hotdog/"))).toEqual([]);
    expect(world.sandbox.deployment("acme/live")).toMatchObject({ version: TODAY, number: 1 });
    expect(result.outputs["status"]).toBe("failed");
    expect(result.outputs).not.toHaveProperty("version");
    expect(result.outputs).not.toHaveProperty("deployment-release");
    expect(result.summary).toContain("#### Tests");
  });

  it("by its push never reaches production", async () => {
    const world = await createProduction();
    world.sandbox.scriptCog({ fails: { at: "push", message: "authorization failed" } });

    expect(failure(await world.run({ inputs: INPUTS }))).toContain("authorization failed");
    expect(cogCommands(world)).toEqual([`push ${NAME}`]);
    expect(versionIds(world)).toEqual([TODAY, BEFORE]);
  });

  it("is reported with its test results when the push to production fails", async () => {
    const world = await createProduction({ models: [PRODUCTION, testModel()] });
    world.sandbox.scriptCog({});
    world.sandbox.scriptCog({ fails: { at: "push", message: "authorization failed" } });

    const result = await world.run({ inputs: INPUTS });

    expect(failure(result)).toContain("authorization failed");
    expect(result.outputs).toMatchObject({ booted: "true", status: "failed" });
    expect(result.summary).toContain("#### Tests");
    expect(versionIds(world)).toEqual([TODAY, BEFORE]);
  });
});
