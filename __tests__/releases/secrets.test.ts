import { describe, expect, it } from "vitest";
import type { StepOptions, StepResult, World } from "../support/world.ts";
import { blockOf, createReleaseWorld, notesOf, published } from "./notes.ts";

/**
 * Runs a release whose schema has a new default, as when somebody left a secret in predict.py: the one way
 * by which a secret gets near the notes.
 */
async function releaseWithDefault(
  world: World,
  text: string,
  inputs: NonNullable<StepOptions["inputs"]> = {},
): Promise<StepResult> {
  await world.run();
  await world.write(
    "predict.py",
    `from cog import Input\nclass Predictor:\n    def predict(self, text: str = Input(default="${text}")) -> str:\n        return text\n`,
  );
  const step = published(world, "v1.2.0", "Mine", inputs);
  return await world.run({ ...step, env: { ...step.env, NPM_TOKEN: "npm_recognisable" } });
}

describe("the notes of a release never have", () => {
  it("a token, whatever the step was given", async () => {
    const world = await createReleaseWorld();
    const { apiToken, cliToken, githubToken } = world.sandbox;
    const tokens = { "cli-auth-token": cliToken, deployment: "hotdog-live", "boot-check": "true" };

    const { warnings } = await releaseWithDefault(world, `${apiToken} ${cliToken}`, tokens);

    const { text } = blockOf(world, "v1.2.0");
    expect(warnings).toEqual([]);
    expect(text).toContain('default "*** ***"');
    for (const token of [apiToken, cliToken, githubToken]) expect(text).not.toContain(token);
  });

  it("a secret of the build", async () => {
    const world = await createReleaseWorld();
    const inputs = { secrets: "HF=hf_recognisable", "secret-envs": "npm=NPM_TOKEN" };

    await releaseWithDefault(world, "hf_recognisable npm_recognisable", inputs);

    const { text } = blockOf(world, "v1.2.0");
    expect(text).toContain("***");
    expect(text).not.toContain("recognisable");
  });

  it("the beginning of a token that a table cuts off", async () => {
    const world = await createReleaseWorld();
    const { apiToken } = world.sandbox;

    await releaseWithDefault(world, `${"x".repeat(60)}${apiToken}`);

    expect(blockOf(world, "v1.2.0").text).toContain("xxx");
    expect(notesOf(world, "v1.2.0")).not.toContain(apiToken.slice(0, 12));
  });

  it("a secret that a table writes in another way", async () => {
    const world = await createReleaseWorld();

    await releaseWithDefault(world, "hf|recognisable", { secrets: "HF=hf|recognisable" });

    expect(blockOf(world, "v1.2.0").text).not.toContain("recognisable");
  });

  it("more than one block where a secret is a part of the markers", async () => {
    const world = await createReleaseWorld();

    await world.run(published(world, "v1.2.0", "Mine", { secrets: "LEVEL=1\nUSER=acme" }));

    expect(notesOf(world, "v1.2.0").split("### ")).toHaveLength(2);
  });
});
