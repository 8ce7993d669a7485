import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { bodies, codes, HOTDOG, type StepOptions, World } from "../support/world.ts";

/** A step with push: false where there is neither a Cog project nor a Docker daemon. */
async function bare(inputs: Readonly<Record<string, string>> = {}): Promise<Partial<StepOptions>> {
  const workspace = await mkdtemp(join(tmpdir(), "workspace-"));
  onTestFinished(() => rm(workspace, { recursive: true }));
  return {
    workspace,
    inputs: { push: "false", ...inputs },
    env: { DOCKER_HOST: "unix:///nonexistent/docker.sock" },
  };
}

describe("push: false", () => {
  it("creates the model, without a project, Docker, or Cog", async () => {
    const world = await World.create();

    const result = await world.run(await bare({ description: "A destination for fine-tunes" }));

    expect(result.code).toBe(0);
    expect(bodies(world, "POST", "/v1/models")).toEqual([
      {
        owner: "acme",
        name: "hotdog",
        visibility: "private",
        hardware: "cpu",
        description: "A destination for fine-tunes",
      },
    ]);
    expect(result.outputs).toEqual({
      model: "acme/hotdog",
      "model-url": "https://replicate.com/acme/hotdog",
      "model-created": "true",
      status: "ensured",
    });
    const services = new Set(world.sandbox.requests.map(({ service }) => service));
    expect([...services]).toEqual(["api"]);
    expect(world.sandbox.cogRuns).toEqual([]);
    expect(result.path).toEqual([]);
  });

  it("finds the existing model, and updates its metadata", async () => {
    const models = [{ ...HOTDOG, description: "old", versions: [{ id: "c".repeat(64) }] }];
    const world = await World.create({ models });

    const result = await world.run(await bare({ description: "new" }));

    expect(world.changes()).toEqual(["PATCH /v1/models/acme/hotdog"]);
    expect(result.outputs).toEqual({
      model: "acme/hotdog",
      "model-url": "https://replicate.com/acme/hotdog",
      "model-created": "false",
      "previous-version": "c".repeat(64),
      status: "ensured",
    });
    expect(result.summary).toContain("acme/hotdog");
    expect(result.summary).toContain("updated `description`");
  });

  it("changes nothing when the model is up to date", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run(await bare());

    expect(result.outputs["status"]).toBe("ensured");
    expect(world.changes()).toEqual([]);
  });

  it("takes the name from cog.yaml when there is one", async () => {
    const world = await World.create();
    await world.write("cog.yaml", "image: r8.im/acme/cat\n");

    const result = await world.run({ inputs: { model: "", push: "false" } });

    expect(result.outputs).toMatchObject({ model: "acme/cat", status: "ensured" });
  });

  it("reports all problems together", async () => {
    const world = await World.create();

    const message = await world.refusal(
      await bare({ hardware: "gpu-t5", "readme-file": "absent.md" }),
    );

    expect(codes(message)).toEqual(["hardware-unknown", "metadata-file-unreadable"]);
    expect(message).toContain("absent.md");
  });

  it("is rejected for an official model, as a push is", async () => {
    const world = await World.create({ models: [{ ...HOTDOG, official: true }] });

    expect(codes(await world.refusal(await bare()))).toEqual(["model-official"]);
  });
});
