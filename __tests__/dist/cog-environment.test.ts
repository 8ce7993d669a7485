import { describe, expect, it } from "vitest";
import { HOTDOG, type StepOptions, World } from "../support/world.ts";

const MERGE_COMMIT = "1".repeat(40);
const HEAD_COMMIT = "2".repeat(40);

/** The environment that Cog had in a push to a model that exists. */
async function environmentOfCog(
  overrides: Partial<StepOptions> = {},
): Promise<Readonly<Record<string, string>>> {
  const world = await World.create({ models: [HOTDOG] });
  const result = await world.run(overrides);
  expect(result.outputs["status"]).toBe("pushed");
  return world.sandbox.cogRuns[0]?.environment ?? {};
}

describe("the environment of Cog", () => {
  it("is the step's own, with the variables that Cog reads set explicitly", async () => {
    const environment = await environmentOfCog({
      env: { HF_HOME: "/cache", BUILDX_BUILDER: "container", BUILDKIT_PROGRESS: "tty" },
    });

    expect(environment).toMatchObject({
      HF_HOME: "/cache",
      PATH: expect.stringContaining(process.env["PATH"] ?? ""),
      COG_NO_UPDATE_CHECK: "1",
      NO_COLOR: "1",
      BUILDKIT_PROGRESS: "plain",
      BUILDX_BUILDER: "default",
    });
    expect(environment["COG_REGISTRY_HOST"]).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it("contains no inputs of the step, and no paths of the runner's files", async () => {
    const environment = await environmentOfCog({
      env: { ACTIONS_RUNTIME_TOKEN: "runtime", GITHUB_TOKEN: "github", GH_TOKEN: "github" },
    });

    const names = Object.keys(environment).filter((name) =>
      /^(INPUT_|STATE_|ACTIONS_|GITHUB_(TOKEN|OUTPUT|STATE|ENV|PATH|STEP_SUMMARY)$|GH_TOKEN$)/.test(
        name,
      ),
    );
    expect(names).toEqual([]);
  });

  it("names the commit that was pushed", async () => {
    const environment = await environmentOfCog({ env: { GITHUB_SHA: HEAD_COMMIT } });

    expect(environment["GITHUB_SHA"]).toBe(HEAD_COMMIT);
  });

  it("names the head of a pull request, not the merge commit that GITHUB_SHA is", async () => {
    const repo = { full_name: "acme/hotdog-app" };
    const environment = await environmentOfCog({
      env: {
        GITHUB_EVENT_NAME: "pull_request",
        GITHUB_REPOSITORY: "acme/hotdog-app",
        GITHUB_SHA: MERGE_COMMIT,
        GITHUB_REF_NAME: "7/merge",
      },
      event: { pull_request: { number: 7, head: { sha: HEAD_COMMIT, repo }, base: { repo } } },
    });

    expect(environment["GITHUB_SHA"]).toBe(HEAD_COMMIT);
    expect(environment).not.toHaveProperty("GITHUB_REF_NAME");
  });

  it.each([
    ["tag", "v1.2.0", "v1.2.0"],
    ["branch", "main", undefined],
  ])("names the ref of a %s as Cog's tag: %s -> %s", async (type, name, tag) => {
    const environment = await environmentOfCog({
      env: { GITHUB_REF_TYPE: type, GITHUB_REF_NAME: name },
    });

    expect(environment["GITHUB_REF_NAME"]).toBe(tag);
  });
});
