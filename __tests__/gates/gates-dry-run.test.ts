import { describe, expect, it } from "vitest";
import { changesOf, commentsOn, PREVIEW, Pull } from "../support/preview.ts";
import { COG_VERSION, codes, HOTDOG, type StepOptions, type World } from "../support/world.ts";
import { BEFORE, createProduction, deploy, foreseen, PRODUCTION, TODAY } from "./production.ts";

const CASES = "[{inputs: {text: Ada}, exact_string: hello Ada}, {inputs: {text: Grace}}]";
const DRY = { "dry-run": "true" };
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

    const actions = await dry(world, { inputs: ALL });

    const build = `${world.project}.*${COG_VERSION}`;
    expect(actions).toEqual([
      expect.stringMatching(new RegExp(`${build}(?!.*acme)`)),
      expect.stringMatching(/^(?!.*\/project).*acme\/hotdog-test.*gpu-t4/),
      expect.stringMatching(new RegExp(`${build}.* acme/hotdog-test$`)),
      expect.stringMatching(/\b2\b/),
      expect.stringMatching(new RegExp(`${build}.*/acme/hotdog$`)),
      expect.not.stringContaining("acme/"),
      expect.stringMatching(/acme\/live.*gpu-l40s.*\b0\b.*\b2\b/),
    ]);
  });

  it("lists the existing resources that would be used", async () => {
    const models = [PRODUCTION, { ...HOTDOG, name: "hotdog-test", versions: [{}] }];
    const world = await createProduction({ models });
    deploy(world);

    const actions = await dry(world, { inputs: ALL });

    expect(actions.join("\n")).not.toMatch(/gpu-(t4|l40s)/);
    expect(actions.at(-1)).toMatch(new RegExp(`acme/live.*${TODAY}`));
  });

  it("lists a boot check after the push when there is no test model", async () => {
    const world = await createProduction();

    const actions = await dry(world, { inputs: { ...DRY, "boot-check": "true" } });

    const push = actions.findIndex((action) => action.endsWith("/acme/hotdog"));
    expect(actions.slice(push + 1)).toHaveLength(2);
  });

  // It foresees a build whose schema is compared, and there is nothing to compare it with.
  it("lists no comparison when there is no version to compare with", async () => {
    const world = await createProduction({ models: [HOTDOG] });

    const actions = await dry(world, { inputs: { ...DRY, compatibility: "fail" } });

    expect(actions.filter((action) => action.includes(COG_VERSION))).toHaveLength(1);
  });

  it("fails for everything that the run would fail for, at once", async () => {
    const world = await createProduction();

    const message = await world.refusal({
      inputs: { ...ALL, "test-hardware": "gpu-t5", "deployment-hardware": "gpu-t6" },
    });

    expect(codes(message)).toHaveLength(2);
    expect(message).toMatch(/test-hardware.*"gpu-t5"/);
    expect(message).toMatch(/deployment-hardware.*"gpu-t6"/);
  });
});

describe("a dry run of a promotion", () => {
  it.each([
    ["there", true, new RegExp(`acme/live.*${BEFORE}`)],
    ["missing", false, /acme\/live.*gpu-l40s/],
  ])("lists what would be done with a deployment that is %s", async (_case, isThere, said) => {
    const world = await createProduction();
    if (isThere) deploy(world, { version: BEFORE });

    const actions = await dry(world, { inputs: { ...ALL, version: TODAY } });

    expect(actions).toEqual([expect.stringMatching(/\b2\b/), expect.stringMatching(said)]);
  });

  // "move deployment acme/live, which serves <that very version>", which the run would not do.
  it("lists no move when the deployment already serves the version", async () => {
    const world = await createProduction();
    deploy(world);

    const actions = await dry(world, { inputs: { ...DRY, deployment: "live", version: TODAY } });

    const ofDeployment = actions.filter((action) => action.includes("acme/live"));
    expect(ofDeployment).toEqual([expect.stringMatching(new RegExp(`acme/live.*: .*${TODAY}`))]);
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

    expect(actions[0]).toMatch(new RegExp(`${PREVIEW}.*private.*cpu`));
    expect(actions.join("\n")).not.toContain("acme/live");
    expect(commentsOn(world)).toEqual([]);
  });

  // Pushes and promotions list their gates; the same gates of a preview are not listed.
  it("lists the gates that the preview would go through", async () => {
    const world = await createProduction();

    const actions = await dry(world, new Pull(world).step("opened", { inputs: ALL }));

    expect(actions).toContainEqual(expect.stringMatching(/^[^/]*\b2\b[^/]*$/));
  });
});
