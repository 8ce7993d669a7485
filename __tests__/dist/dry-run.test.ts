import { describe, expect, it } from "vitest";
import {
  COG_VERSION,
  codes,
  HOTDOG,
  type Logged,
  plannedSteps,
  type StepResult,
  World,
} from "../support/world.ts";

const DRY = { "dry-run": "true" };

/** Checks that nothing happened, and returns the listed steps, which log and summary both have. */
function unchanged(world: World, result: StepResult): Logged[] {
  expect(result.code).toBe(0);
  expect(world.changes()).toEqual([]);
  expect(world.sandbox.cogRuns).toEqual([]);
  expect(result.path).toEqual([]);
  expect(result.outputs["status"]).toBe("dry-run");
  expect(result.outputs).not.toHaveProperty("version");
  return plannedSteps(result);
}

describe("a dry run", () => {
  it("lists the creation of the model, its settings, and the push", async () => {
    const world = await World.create();

    const result = await world.run({ inputs: { ...DRY, "readme-file": "README.md" } });

    const model = "acme/hotdog";
    expect(unchanged(world, result)).toEqual([
      { code: "create-model", model, visibility: "private", hardware: "cpu" },
      { code: "update-model", fields: "readme", model },
      {
        code: "build-and-push",
        directory: world.project,
        cog: COG_VERSION,
        image: `${world.sandbox.host}/${model}`,
      },
      { code: "confirm-version" },
    ]);
    expect(world.sandbox.model("acme/hotdog")).toBeUndefined();
  });

  it("lists the metadata of an existing model that would change, and only those", async () => {
    const models = [{ ...HOTDOG, description: "old", paper_url: "https://example.com/paper" }];
    const world = await World.create({ models });

    const result = await world.run({
      inputs: { ...DRY, description: "new", "paper-url": "https://example.com/paper" },
    });

    const [update, ...others] = unchanged(world, result);
    expect(update).toEqual({ code: "update-model", fields: "description", model: "acme/hotdog" });
    expect(others).toMatchObject([{ code: "build-and-push" }, { code: "confirm-version" }]);
    expect(world.sandbox.model("acme/hotdog")?.texts.description).toBe("old");
  });

  it("of push: false lists no build", async () => {
    const world = await World.create();

    const result = await world.run({ inputs: { ...DRY, push: "false", visibility: "public" } });

    expect(unchanged(world, result)).toEqual([
      { code: "create-model", model: "acme/hotdog", visibility: "public", hardware: "cpu" },
    ]);
  });

  it("with the CLI token alone lists the push", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run({
      inputs: { ...DRY, "api-token": "", "cli-auth-token": world.sandbox.cliToken },
    });

    expect(unchanged(world, result)).toMatchObject([
      { code: "build-and-push", image: `${world.sandbox.host}/acme/hotdog` },
      { code: "confirm-version" },
    ]);
  });

  it("fails for everything that a run would fail for", async () => {
    const world = await World.create();

    const message = await world.refusal({
      inputs: { ...DRY, hardware: "gpu-t5" },
      env: { DOCKER_HOST: "unix:///nonexistent/docker.sock" },
    });

    expect(codes(message)).toEqual(["hardware-unknown", "docker-unavailable"]);
  });
});
