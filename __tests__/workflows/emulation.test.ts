import { describe, expect, it } from "vitest";
import { pushOf } from "../releases/pipeline.ts";
import { Workflow } from "../support/workflow.ts";
import { HOTDOG, World } from "../support/world.ts";

/** What __tests__/runner/steps.test.ts sees of act, for the runner that the other tests emulate. */
describe("the emulated runner", () => {
  it("gives a step its env, except for the runner's own variables and the job's token", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const workflow = new Workflow(`on: { push: {} }
permissions: { deployments: write }
env: { GITHUB_API_URL: http://example.com, COG_PUSH_OCI: "0" }
jobs:
  push:
    runs-on: ubuntu-latest
    env: { RUNNER_TEMP: /nonexistent, COG_PUSH_OCI: "0" }
    steps:
      - uses: OWNER/push-to-replicate@v1
        env: { GITHUB_REPOSITORY: stranger/app, COG_PUSH_OCI: "1" }
        with:
          model: acme/hotdog
          api-token: \${{ secrets.REPLICATE_API_TOKEN }}
          hardware: cpu
          deployment: hotdog
          github-deployment: true
`);

    const event = pushOf(["main"], "acme/hotdog-app");
    const result = await workflow.runStep(world, workflow.steps[0], { event });

    expect([result.code, ...result.errors, ...result.warnings]).toEqual([0]);
    expect(world.sandbox.github.deployments).toMatchObject([{ repository: "acme/hotdog-app" }]);
    expect(world.sandbox.cogRuns.at(-1)?.environment["COG_PUSH_OCI"]).toBe("1");
  });

  it("passes an input that is set to an empty string", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const inputs = { deployment: "hotdog", "github-deployment": "true", "github-token": "" };

    const result = await world.run({ inputs });

    expect(world.sandbox.github.deployments).toEqual([]);
    expect(result.warnings).toEqual([expect.stringContaining("github-token")]);
  });
});
