import { describe, expect, it } from "vitest";
import { REPOSITORY } from "../support/preview.ts";
import type { StepOptions, StepResult, World } from "../support/world.ts";
import { BEFORE, createProduction, deploy, LIVE_PATH, TODAY } from "./production.ts";

const RECORDED = { deployment: "live", "github-deployment": "true" };
const COMMIT = "d".repeat(40);

/** Runs a step on a push of COMMIT. */
function run(world: World, inputs: NonNullable<StepOptions["inputs"]>): Promise<StepResult> {
  const env = { GITHUB_SHA: COMMIT, GITHUB_REPOSITORY: REPOSITORY };
  return world.run({ inputs: { "github-token": world.sandbox.githubToken, ...inputs }, env });
}

/** The states of each GitHub Deployment, the oldest first. */
function states({ sandbox }: World): readonly (readonly string[])[] {
  return sandbox.github.deployments.map(({ statuses }) =>
    statuses.map(({ state }) => state).toReversed(),
  );
}

describe("github-deployment: true on a deployment that is moved", () => {
  it.each([
    ["by a push", {}],
    ["by a promotion", { version: BEFORE }],
  ])("records the commit in an environment of its own, %s", async (_case, inputs) => {
    const world = await createProduction();
    deploy(world);

    const result = await run(world, { ...RECORDED, ...inputs });

    expect(result.warnings).toEqual([]);
    expect(world.sandbox.github.deployments).toMatchObject([
      {
        repository: REPOSITORY,
        sha: COMMIT,
        environment: "acme/live",
        isTransient: false,
        isProduction: true,
      },
    ]);
    expect(states(world)).toEqual([["in_progress", "success"]]);
    const [success] = world.sandbox.github.deployments[0]?.statuses ?? [];
    expect(success?.environmentUrl).toBe("https://replicate.com/deployments/acme/live");
  });

  it("records that the move failed", async () => {
    const world = await createProduction();
    deploy(world);
    const answer = { status: 400, body: { detail: "no such instance" } };
    world.sandbox.fault({ method: "PATCH", path: LIVE_PATH, answer });

    const result = await run(world, { ...RECORDED, version: BEFORE });

    expect(result.code).toBe(1);
    expect(states(world)).toEqual([["in_progress", "failure"]]);
  });

  it.each([
    ["is not enabled", { deployment: "live", version: BEFORE }],
    ["moves no deployment", { "github-deployment": "true", version: TODAY }],
    ["is a dry run", { ...RECORDED, version: BEFORE, "dry-run": "true" }],
    [
      "fails its tests",
      { ...RECORDED, version: BEFORE, "test-cases": "- exact_string: no\n  inputs: { text: Ada }" },
    ],
  ])("records nothing when it %s", async (_case, inputs) => {
    const world = await createProduction();
    deploy(world);

    await run(world, inputs);

    expect(world.sandbox.github.deployments).toEqual([]);
  });

  it.each([
    ["the permission", "deployments: write", {}],
    ["the token", "github-token", { "github-token": "" }],
  ])("moves it with a warning without %s", async (_case, words, inputs) => {
    const world = await createProduction({ github: { permissions: { deployments: "read" } } });
    deploy(world);

    const result = await run(world, { ...RECORDED, version: BEFORE, ...inputs });

    expect(result.warnings).toEqual([expect.stringContaining(words)]);
    expect(world.sandbox.deployment("acme/live")?.version).toBe(BEFORE);
  });
});
