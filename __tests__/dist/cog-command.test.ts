import { mkdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type CogRun, HOTDOG, World } from "../support/world.ts";

const PREDICT = "predict: predict.py:Predictor\n";

/** The one run of Cog that there was. */
function theRun({ sandbox }: World): CogRun {
  const [run, ...others] = sandbox.cogRuns;
  if (run === undefined || others.length > 0) throw new Error("not one run of Cog");
  return run;
}

describe("cog push is given", () => {
  it("the image's name, for a project with image: or with no name at all", async () => {
    const world = await World.create({ models: [HOTDOG] });

    await world.run();

    const image = `${world.sandbox.host}/acme/hotdog`;
    expect(theRun(world).argv).toEqual(["push", "--progress=plain", image]);
    expect(theRun(world).environment).not.toHaveProperty("COG_MODEL");
  });

  it("the name in COG_MODEL and no argument, for a project with model:", async () => {
    const world = await World.create({ models: [HOTDOG] });
    await world.write("cog.yaml", `model: acme/hotdog\n${PREDICT}`);

    await world.run();

    expect(theRun(world).argv).toEqual(["push", "--progress=plain"]);
    expect(theRun(world).environment).toMatchObject({
      COG_MODEL: `${world.sandbox.host}/acme/hotdog`,
    });
  });

  it.each([
    ["image: r8.im/acme/hotdog", undefined],
    ["model: acme/hotdog", "acme/hotdog"],
  ])("no COG_MODEL variables of the user's, for `%s`", async (line, bundle) => {
    const world = await World.create({ models: [HOTDOG] });
    await world.write("cog.yaml", `${line}\n${PREDICT}`);

    const result = await world.run({
      env: {
        COG_MODEL: "r8.im/other/one",
        COG_MODEL_REGISTRY: "ghcr.io",
        COG_MODEL_REPO: "other/two",
        COG_MODEL_TAG: "three",
      },
    });

    const given = Object.entries(theRun(world).environment).filter(([name]) =>
      name.startsWith("COG_MODEL"),
    );
    expect(given).toEqual(bundle ? [["COG_MODEL", `${world.sandbox.host}/${bundle}`]] : []);
    expect(result.outputs["status"]).toBe("pushed");
  });

  it.each([
    ["no-cache", "true", "--no-cache"],
    ["separate-weights", "true", "--separate-weights"],
    ["use-cog-base-image", "true", "--use-cog-base-image=true"],
    ["use-cog-base-image", "false", "--use-cog-base-image=false"],
    ["use-cuda-base-image", "auto", "--use-cuda-base-image=auto"],
    ["use-cuda-base-image", "false", "--use-cuda-base-image=false"],
    ["dockerfile", "My Dockerfile", "--dockerfile=My Dockerfile"],
    ["openapi-schema", "schema.json", "--openapi-schema=schema.json"],
  ])("for %s: %s the argument %s", async (input, value, argument) => {
    const world = await World.create({ models: [HOTDOG] });
    await world.write("My Dockerfile", "FROM scratch\n");
    await world.write("schema.json", "{}");

    const result = await world.run({ inputs: { [input]: value } });

    const image = `${world.sandbox.host}/acme/hotdog`;
    const sorted = ["push", argument, "--progress=plain", image].toSorted();
    expect(theRun(world).argv.toSorted()).toEqual(sorted);
    expect(result.outputs["status"]).toBe("pushed");
  });

  it.each(["auto", "plain", "quiet"])("for progress: %s that progress", async (progress) => {
    const world = await World.create({ models: [HOTDOG] });

    await world.run({ inputs: { progress } });

    expect(theRun(world).argv).toContain(`--progress=${progress}`);
  });

  it("--file for a config-file of another name", async () => {
    const world = await World.create({ models: [HOTDOG] });
    await rename(join(world.project, "cog.yaml"), join(world.project, "cog.gpu.yaml"));

    const result = await world.run({ inputs: { "config-file": "cog.gpu.yaml" } });

    expect(theRun(world).argv).toContain("--file=cog.gpu.yaml");
    expect(result.outputs["status"]).toBe("pushed");
  });

  it("working-directory to run in", async () => {
    const world = await World.create({ models: [HOTDOG] });
    await mkdir(join(world.project, "models/hotdog"), { recursive: true });
    for (const file of ["cog.yaml", "predict.py"])
      await rename(join(world.project, file), join(world.project, "models/hotdog", file));

    const result = await world.run({ inputs: { "working-directory": "models/hotdog" } });

    expect(theRun(world).cwd).toBe(join(world.project, "models/hotdog"));
    expect(result.outputs["status"]).toBe("pushed");
  });
});
