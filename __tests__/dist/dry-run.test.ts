import { describe, expect, it } from "vitest";
import { COG_VERSION, codes, HOTDOG, type StepResult, World } from "../support/world.ts";

const DRY = { "dry-run": "true" };

/** Checks that nothing happened, and returns the listed steps, which log and summary both have. */
function plannedSteps(world: World, result: StepResult): string {
  expect(result.code).toBe(0);
  expect(world.changes()).toEqual([]);
  expect(world.sandbox.cogRuns).toEqual([]);
  expect(result.path).toEqual([]);
  expect(result.outputs["status"]).toBe("dry-run");
  expect(result.outputs).not.toHaveProperty("version");
  const lines = result.log.split("\n").filter((line) => line.startsWith("- "));
  for (const line of lines) expect(result.summary).toContain(line.slice("- ".length));
  return lines.join("\n");
}

describe("a dry run", () => {
  it("lists the creation of the model, its settings, and the push", async () => {
    const world = await World.create();

    const result = await world.run({ inputs: { ...DRY, "readme-file": "README.md" } });

    const plan = plannedSteps(world, result);
    expect(plan).toMatch(/^- .*acme\/hotdog.*private.*cpu/m);
    expect(plan).toMatch(/^- .*\breadme\b.*acme\/hotdog/m);
    expect(plan).toMatch(new RegExp(`^- .*${COG_VERSION}.*${world.sandbox.host}/acme/`, "m"));
    expect(world.sandbox.model("acme/hotdog")).toBeUndefined();
  });

  it("lists the metadata of an existing model that would change, and only those", async () => {
    const models = [{ ...HOTDOG, description: "old", paper_url: "https://example.com/paper" }];
    const world = await World.create({ models });

    const result = await world.run({
      inputs: { ...DRY, description: "new", "paper-url": "https://example.com/paper" },
    });

    const plan = plannedSteps(world, result);
    expect(plan).toMatch(/^- .*\bdescription\b.*acme\/hotdog/m);
    expect(plan).not.toContain("paper");
    expect(plan).not.toContain("cpu");
    expect(world.sandbox.model("acme/hotdog")?.texts.description).toBe("old");
  });

  it("of push: false lists no build", async () => {
    const world = await World.create();

    const result = await world.run({ inputs: { ...DRY, push: "false", visibility: "public" } });

    const plan = plannedSteps(world, result);
    expect(plan).toMatch(/^- .*acme\/hotdog.*public.*cpu/m);
    expect(plan).not.toContain(world.sandbox.host);
  });

  it("with the CLI token alone lists the push", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run({
      inputs: { ...DRY, "api-token": "", "cli-auth-token": world.sandbox.cliToken },
    });

    expect(plannedSteps(world, result)).toContain(`${world.sandbox.host}/acme/hotdog`);
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
