import { describe, expect, it } from "vitest";
import { changesOf, commentsOn, PREVIEW, Pull } from "../support/preview.ts";
import { codes, HOTDOG, type StepOptions, type World } from "../support/world.ts";
import { BEFORE, createProduction, deploy, foreseen, PRODUCTION, TODAY } from "./production.ts";

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

/** Runs a dry step, checks that it has changed nothing anywhere, and returns what it foresees. */
async function dry(world: World, step: Partial<StepOptions>): Promise<string[]> {
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
  const actions = foreseen(result.log);
  for (const action of actions) expect(result.summary).toContain(action);
  return actions;
}

describe("a dry run of a push", () => {
  it("lists what would be created, tested, and moved, in this order", async () => {
    const world = await createProduction();

    const actions = await dry(world, { inputs: { ...ALL, ...RECORD } });

    expect(actions).toEqual([
      expect.stringMatching(/^build .* and compare its schema$/),
      "create acme/hotdog-test (private, on gpu-t4)",
      expect.stringMatching(/^build .* and push it to acme\/hotdog-test$/),
      "check that it boots, and run 2 test cases",
      expect.stringMatching(/^build .* and push it to .*\/acme\/hotdog$/),
      "confirm the new version, and write its ID to the outputs",
      "create deployment acme/live on gpu-l40s (0 to 2 instances)",
      "record it as a GitHub Deployment",
    ]);
  });

  it("lists the existing resources that would be used", async () => {
    const models = [PRODUCTION, { ...HOTDOG, name: "hotdog-test", versions: [{}] }];
    const world = await createProduction({ models });
    deploy(world);

    const actions = await dry(world, { inputs: ALL });

    expect(actions.join("\n")).not.toContain("create");
    expect(actions.at(-1)).toBe(`move deployment acme/live, which serves ${TODAY}`);
  });

  it("lists a boot check after the push when there is no test model", async () => {
    const world = await createProduction();

    const actions = await dry(world, { inputs: { ...DRY, "boot-check": "true" } });

    expect(actions.at(-1)).toBe("check that it boots");
  });

  // It foresees a build whose schema is compared, and there is nothing to compare it with.
  it("lists no comparison when there is no version to compare with", async () => {
    const world = await createProduction({ models: [HOTDOG] });

    const actions = await dry(world, { inputs: { ...DRY, compatibility: "fail" } });

    expect(actions.join("\n")).not.toContain("compare");
  });

  it("fails for everything that the run would fail for, at once", async () => {
    const world = await createProduction();

    const message = await world.refusal({
      inputs: { ...ALL, "test-hardware": "gpu-t5", "deployment-hardware": "gpu-t6" },
    });

    expect(codes(message)).toHaveLength(2);
    expect(message).toContain('Input test-hardware is "gpu-t5"');
    expect(message).toContain('Input deployment-hardware is "gpu-t6"');
  });
});

describe("a dry run of a promotion", () => {
  it.each([
    ["there", true, `move deployment acme/live, which serves ${BEFORE}`],
    ["missing", false, "create deployment acme/live on gpu-l40s (0 to 2 instances)"],
  ])("lists what would be done with a deployment that is %s", async (_case, isThere, said) => {
    const world = await createProduction();
    if (isThere) deploy(world, { version: BEFORE });

    const actions = await dry(world, { inputs: { ...ALL, version: TODAY } });

    expect(actions).toEqual(["check that it boots, and run 2 test cases", said]);
  });

  // "move deployment acme/live, which serves <that very version>", which the run would not do.
  it("lists no move when the deployment already serves the version", async () => {
    const world = await createProduction();
    deploy(world);

    const actions = await dry(world, { inputs: { ...DRY, deployment: "live", version: TODAY } });

    expect(actions.join("\n")).not.toContain("move deployment");
  });

  it("fails when the version does not exist", async () => {
    const world = await createProduction();

    const message = await world.refusal({ inputs: { ...DRY, version: "d".repeat(64) } });

    expect(message).toContain("has no version");
  });
});

describe("a dry run of a preview", () => {
  it("changes nothing and does not list the deployment", async () => {
    const world = await createProduction();
    deploy(world);

    const actions = await dry(world, new Pull(world).step("opened", { inputs: ALL }));

    expect(actions[0]).toBe(`create ${PREVIEW} (private, on cpu)`);
    expect(actions.join("\n")).not.toContain("acme/live");
    expect(commentsOn(world)).toEqual([]);
  });

  it("lists the gates that the preview would go through, and what is written to GitHub", async () => {
    const world = await createProduction();
    const pull = new Pull(world);

    const actions = await dry(world, pull.step("opened", { inputs: ALL }));
    const inputs = { ...ALL, ...RECORD, "preview-comment": "false" };
    const recorded = await dry(world, pull.step("opened", { inputs }));

    const ends = [
      "check that it boots, and run 2 test cases",
      "delete older versions of the preview",
    ];
    expect(actions.slice(-3)).toEqual([...ends, "update the comment"]);
    expect(recorded.slice(-3)).toEqual([...ends, "record the preview as a GitHub Deployment"]);
  });
});
