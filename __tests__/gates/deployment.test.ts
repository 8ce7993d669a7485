import { describe, expect, it } from "vitest";
import { annotated, bodies, codes, failure, type World } from "../support/world.ts";
import {
  BEFORE,
  createProduction,
  deploy,
  LIVE_PATH,
  PRODUCTION,
  TODAY,
  versionIds,
} from "./production.ts";

const INPUTS = { deployment: "live" };

/** Requests about deployments, in order. */
function deploymentRequests(world: World): string[] {
  return world.requests().filter((request) => request.includes("/v1/deployments"));
}

describe("a missing deployment", () => {
  it.each([
    ["cpu", { hardware: "cpu" }, ["cpu", 1, 20]],
    ["gpu", { hardware: "gpu-t4" }, ["gpu-t4", 0, 2]],
    ["deployment-hardware", { "deployment-hardware": "gpu-l40s" }, ["gpu-l40s", 0, 2]],
    ["a minimum", { "deployment-min-instances": "0" }, ["cpu", 0, 20]],
    ["a maximum", { "deployment-max-instances": "3" }, ["cpu", 1, 3]],
    ["both", { "deployment-min-instances": "2", "deployment-max-instances": "4" }, ["cpu", 2, 4]],
    [
      "a minimum above the usual maximum",
      { hardware: "gpu-t4", "deployment-min-instances": "5" },
      ["gpu-t4", 5, 5],
    ],
  ] as const)("is created as requested: %s", async (_case, inputs, [hardware, least, most]) => {
    const world = await createProduction();

    const result = await world.run({ inputs: { ...INPUTS, ...inputs } });

    const { version = "" } = result.outputs;
    const configuration = { hardware, min_instances: least, max_instances: most };
    expect(bodies(world, "POST", "/v1/deployments")).toEqual([
      { name: "live", model: "acme/hotdog", version, ...configuration },
    ]);
    expect(world.sandbox.deployment("acme/live")).toMatchObject({ version, ...configuration });
    expect(deploymentRequests(world)).toEqual([
      `GET ${LIVE_PATH}`,
      "POST /v1/deployments",
      `GET ${LIVE_PATH}`,
    ]);
    expect(result.outputs).toMatchObject({ status: "pushed", "deployment-release": "1" });
    expect(result.outputs).not.toHaveProperty("deployment-previous-version");
    expect(annotated(result, "notice")).toContain("deployment-created");
    const isBilled = result.notices.some((text) => text.includes("deployment-min-instances"));
    expect(isBilled).toBe(least > 0);
    expect(result.summary).toContain("#### Deployment");
    expect(result.summary).not.toContain("curl -X PATCH");
  });

  it("is reported as created when only the response to its creation was lost", async () => {
    const world = await createProduction();
    world.sandbox.fault({
      method: "POST",
      path: "/v1/deployments",
      takesEffect: true,
      breaks: "reset",
    });

    const result = await world.run({ inputs: INPUTS });

    expect(result.outputs).toMatchObject({ status: "pushed", "deployment-release": "1" });
    expect(result.outputs).not.toHaveProperty("deployment-previous-version");
    expect(bodies(world, "PATCH", LIVE_PATH)).toEqual([]);
  });

  // The minimum stays at the usual 1, which is more than the maximum.
  it("is created with a minimum that is not above its maximum", async () => {
    const world = await createProduction();

    await world.run({ inputs: { ...INPUTS, "deployment-max-instances": "0" } });

    expect(world.sandbox.deployment("acme/live")).toMatchObject({
      min_instances: 0,
      max_instances: 0,
    });
  });

  it.each([
    ["is not set", { hardware: "" }, "hardware-missing"],
    ["is not offered", { "deployment-hardware": "gpu-t5" }, "hardware-unknown"],
    ["is not offered, as hardware", { hardware: "gpu-t5" }, "hardware-unknown"],
  ])(
    "is rejected, with the available hardware, when its hardware %s",
    async (_case, inputs, code) => {
      const world = await createProduction();

      const message = await world.refusal({ inputs: { ...INPUTS, ...inputs } });

      expect(codes(message)).toEqual([code]);
      expect(message).toContain("gpu-t4 (Nvidia T4 GPU)");
    },
  );

  it.each([
    ["of another account", { deployment: "globex/live" }, "deployment-owner-mismatch"],
    ["without the API", { deployment: "live", "api-token": "" }, "api-token-required"],
    ["without a name", { deployment: "", "deployment-hardware": "cpu" }, "deployment-unnamed"],
    ["with six at least", { "deployment-min-instances": "6" }, "deployment-min-instances"],
    ["with 21 at most", { "deployment-max-instances": "21" }, "deployment-max-instances"],
  ])("is rejected %s", async (_case, inputs, said) => {
    const world = await createProduction();
    const cli = { "cli-auth-token": world.sandbox.cliToken };

    const message = await world.refusal({ inputs: { ...cli, ...INPUTS, ...inputs } });

    expect(message).toContain(said);
    expect(world.sandbox.state.deployments.size).toBe(0);
  });
});

describe("an existing deployment", () => {
  it("is moved by a PATCH of the version alone", async () => {
    const world = await createProduction();
    deploy(world, { hardware: "gpu-t4", min_instances: 2, max_instances: 7, number: 3 });

    const result = await world.run({ inputs: INPUTS });

    const { version = "" } = result.outputs;
    expect(bodies(world, "PATCH", LIVE_PATH)).toEqual([{ version }]);
    expect(world.sandbox.deployment("acme/live")).toMatchObject({
      version,
      hardware: "gpu-t4",
      min_instances: 2,
      max_instances: 7,
      number: 4,
    });
    // Before the build, right before the change, and to read it back.
    expect(deploymentRequests(world)).toEqual([
      `GET ${LIVE_PATH}`,
      `GET ${LIVE_PATH}`,
      `PATCH ${LIVE_PATH}`,
      `GET ${LIVE_PATH}`,
    ]);
    expect(result.outputs).toMatchObject({
      "deployment-release": "4",
      "deployment-previous-version": TODAY,
      status: "pushed",
    });
  });

  it.each([
    ["hardware", { "deployment-hardware": "gpu-t4" }, { hardware: "gpu-t4" }],
    ["minimum", { "deployment-min-instances": "1" }, { min_instances: 1 }],
    ["maximum", { "deployment-max-instances": "9" }, { max_instances: 9 }],
    [
      "settings that differ",
      { "deployment-min-instances": "0", "deployment-max-instances": "9" },
      { max_instances: 9 },
    ],
    ["settings that already match", { "deployment-hardware": "cpu" }, {}],
    ["settings that no input sets (hardware is the model's)", { hardware: "gpu-t4" }, {}],
  ])("is updated: %s", async (_case, inputs, patch) => {
    const world = await createProduction();
    deploy(world);

    const { outputs } = await world.run({ inputs: { ...INPUTS, ...inputs } });

    const { version = "" } = outputs;
    expect(bodies(world, "PATCH", LIVE_PATH)).toEqual([{ version, ...patch }]);
    expect(world.sandbox.deployment("acme/live")).toMatchObject({ version, ...patch });
  });

  it("is found by its full name, too", async () => {
    const world = await createProduction();
    deploy(world);

    const { outputs } = await world.run({ inputs: { deployment: "acme/live" } });

    expect(world.sandbox.deployment("acme/live")?.version).toBe(outputs["version"]);
  });

  it("is rejected before the push when it serves another model", async () => {
    const world = await createProduction({
      models: [PRODUCTION, { owner: "acme", name: "pizza", versions: [{ id: BEFORE }] }],
    });
    deploy(world, { model: "acme/pizza", version: BEFORE });

    const message = await world.refusal({ inputs: INPUTS });

    expect(codes(message)).toEqual(["deployment-of-other-model"]);
    expect(versionIds(world)).toEqual([TODAY, BEFORE]);
    expect(world.sandbox.deployment("acme/live")).toMatchObject({ version: BEFORE, number: 1 });
  });

  it("is rejected before the push when its requested hardware is not available", async () => {
    const world = await createProduction();
    deploy(world);

    const message = await world.refusal({ inputs: { ...INPUTS, "deployment-hardware": "gpu" } });

    expect(codes(message)).toEqual(["hardware-unknown"]);
    expect(message).toMatch(/deployment-hardware.*"gpu"/);
    expect(message).toContain("gpu-t4");
  });
});

describe("a deployment is not moved", () => {
  const CASE = "- {name: greets, inputs: {text: Ada}, exact_string: bye Ada}";

  it.each([
    ["a test case fails", { "test-cases": CASE }, { output: "hello Ada" }, "tests-failed"],
    [
      "the version does not boot",
      { "boot-check": "true" },
      { setupFails: true },
      "boot-setup-failed",
    ],
  ])("when %s, and the step reports what is live", async (_case, inputs, script, code) => {
    const world = await createProduction();
    deploy(world);
    world.sandbox.scriptModel("acme/hotdog", script);

    const result = await world.run({ inputs: { ...INPUTS, ...inputs } });

    const message = failure(result);
    expect(codes(message)).toEqual([code]);
    expect(world.sandbox.deployment("acme/live")).toMatchObject({ version: TODAY, number: 1 });
    expect(result.outputs["version"]).toBe(versionIds(world)[0]);
    expect(result.outputs["status"]).toBe("failed");
    expect(deploymentRequests(world)).toEqual([`GET ${LIVE_PATH}`]);
  });

  it("when the push fails", async () => {
    const world = await createProduction();
    deploy(world);
    world.sandbox.scriptCog({ fails: { at: "push", message: "authorization failed" } });

    failure(await world.run({ inputs: INPUTS }));

    expect(world.sandbox.deployment("acme/live")).toMatchObject({ version: TODAY, number: 1 });
  });
});
