import { describe, expect, it } from "vitest";
import { changesOf, commentsOn, PREVIEW, Pull } from "../support/preview.ts";
import {
  codes,
  HOTDOG,
  type Logged,
  plannedSteps,
  type StepOptions,
  type World,
} from "../support/world.ts";
import { BEFORE, createProduction, deploy, PRODUCTION, TODAY } from "./production.ts";

const CASES = "[{inputs: {text: Ada}, exact_string: hello Ada}, {inputs: {text: Grace}}]";
const DRY = { "dry-run": "true" };
const RECORD = { "github-deployment": "true" };
const ALL = {
  ...DRY,
  compatibility: "fail",
  "test-model": "acme/hotdog-test",
  "test-hardware": "gpu-t4",
  "test-cases": CASES,
  deployment: "live",
  "deployment-hardware": "gpu-l40s",
};

/** Runs a dry step, checks that it has changed nothing anywhere, and returns what it lists. */
async function dry(world: World, step: Partial<StepOptions>): Promise<Logged[]> {
  const { models, deployments } = world.sandbox.state;
  const before = structuredClone({ models, deployments });
  const result = await world.run(step);
  if (result.code !== 0) throw new Error(result.log);
  expect(result.outputs["status"]).toBe("dry-run");
  expect(result.outputs).not.toHaveProperty("deployment-release");
  expect({ models, deployments }).toEqual(before);
  expect(world.sandbox.predictions).toEqual([]);
  expect(world.sandbox.cogRuns).toEqual([]);
  expect(changesOf(world)).toEqual([]);
  return plannedSteps(result);
}

const BOOT = { code: "check-boot" };
const TESTS = [BOOT, { code: "run-cases", cases: "2" }];
const CREATED = {
  code: "create-deployment",
  deployment: "acme/live",
  hardware: "gpu-l40s",
  min: "0",
  max: "2",
};

describe("a dry run of a push", () => {
  it("lists what would be created, tested, and moved, in this order", async () => {
    const world = await createProduction();

    const actions = await dry(world, { inputs: { ...ALL, ...RECORD } });

    const model = "acme/hotdog-test";
    const build = { directory: world.project, cog: "0.21.0" };
    expect(actions).toEqual([
      { code: "build-and-compare", ...build },
      { code: "create-model", model, visibility: "private", hardware: "gpu-t4" },
      { code: "build-and-push", ...build, image: model },
      ...TESTS,
      { code: "build-and-push", ...build, image: `${world.sandbox.host}/acme/hotdog` },
      { code: "confirm-version" },
      CREATED,
      { code: "record-deployment" },
    ]);
  });

  it("lists the existing resources that would be used", async () => {
    const models = [PRODUCTION, { ...HOTDOG, name: "hotdog-test", versions: [{}] }];
    const world = await createProduction({ models });
    deploy(world);

    const actions = await dry(world, { inputs: ALL });

    expect(actions.map(({ code }) => code)).not.toContain("create-model");
    expect(actions.at(-1)).toEqual({
      ...{ code: "move-deployment", deployment: "acme/live", version: TODAY },
    });
  });

  it("lists a boot check after the push when there is no test model", async () => {
    const world = await createProduction();

    const actions = await dry(world, { inputs: { ...DRY, "boot-check": "true" } });

    expect(actions.at(-1)).toEqual(BOOT);
  });

  // It foresees a build whose schema is compared, and there is nothing to compare it with.
  it("lists no comparison when there is no version to compare with", async () => {
    const world = await createProduction({ models: [HOTDOG] });

    const actions = await dry(world, { inputs: { ...DRY, compatibility: "fail" } });

    expect(actions).toMatchObject([{ code: "build-and-push" }, { code: "confirm-version" }]);
  });

  it("fails for everything that the run would fail for, at once", async () => {
    const world = await createProduction();

    const message = await world.refusal({
      inputs: { ...ALL, "test-hardware": "gpu-t5", "deployment-hardware": "gpu-t6" },
    });

    expect(codes(message)).toEqual(["hardware-unknown", "hardware-unknown"]);
    for (const [input, value] of [
      ["test-hardware", "gpu-t5"],
      ["deployment-hardware", "gpu-t6"],
    ])
      expect(message).toMatch(new RegExp(`\\b${input}\\b.*"${value}"`));
  });
});

describe("a dry run of a promotion", () => {
  it.each([
    ["there", true, { code: "move-deployment", deployment: "acme/live", version: BEFORE }],
    ["missing", false, CREATED],
  ])("lists what would be done with a deployment that is %s", async (_case, isThere, step) => {
    const world = await createProduction();
    if (isThere) deploy(world, { version: BEFORE });

    const actions = await dry(world, { inputs: { ...ALL, version: TODAY } });

    expect(actions).toEqual([...TESTS, step]);
  });

  it("lists no move when the deployment already serves the version", async () => {
    const world = await createProduction();
    deploy(world);

    const actions = await dry(world, { inputs: { ...DRY, deployment: "live", version: TODAY } });

    expect(actions).toEqual([{ code: "keep-deployment", deployment: "acme/live", version: TODAY }]);
  });

  it("fails when the version does not exist", async () => {
    const world = await createProduction();

    const message = await world.refusal({ inputs: { ...DRY, version: "d".repeat(64) } });

    expect(codes(message)).toEqual(["version-missing"]);
  });
});

describe("a dry run of a preview", () => {
  it("changes nothing and does not list the deployment", async () => {
    const world = await createProduction();
    deploy(world);

    const actions = await dry(world, new Pull(world).step("opened", { inputs: ALL }));

    expect(actions[0]).toEqual({
      ...{ code: "create-model", model: PREVIEW, visibility: "private", hardware: "cpu" },
    });
    expect(JSON.stringify(actions)).not.toContain("acme/live");
    expect(commentsOn(world)).toEqual([]);
  });

  it("lists the gates that the preview would go through, and what is written to GitHub", async () => {
    const world = await createProduction();
    const pull = new Pull(world);

    const actions = await dry(world, pull.step("opened", { inputs: ALL }));
    const inputs = { ...ALL, ...RECORD, "preview-comment": "false" };
    const recorded = await dry(world, pull.step("opened", { inputs }));

    const ends = [...TESTS, { code: "prune-versions" }];
    expect(actions.slice(-4)).toEqual([...ends, { code: "update-comment" }]);
    expect(recorded.slice(-4)).toEqual([...ends, { code: "record-deployment" }]);
  });
});
