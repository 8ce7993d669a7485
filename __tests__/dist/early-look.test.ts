import { describe, expect, it, vi } from "vitest";
import { HOTDOG, World } from "../support/world.ts";

const TAG = "/v2/acme/hotdog/manifests/latest";
const VERSION = /^GET \/v1\/models\/acme\/hotdog\/versions\/([0-9a-f]{64})$/;

/** The versions that the action has asked the API for. */
function asked(world: World): string[] {
  return world.requests().flatMap((request) => VERSION.exec(request)?.[1] ?? []);
}

describe("a version whose digest Docker has printed", () => {
  it("is looked up while Cog is still running, and reported when Cog has ended", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({ method: "HEAD", path: TAG, breaks: "hang" });

    const { process, result } = await world.start();
    await vi.waitFor(() => expect(asked(world)).toHaveLength(1), { timeout: 60_000 });
    const [run] = world.sandbox.cogRuns;
    expect(run?.stages).not.toContain("end");
    process.kill("SIGTERM");
    const { outputs, code } = await result;

    expect(asked(world)).toEqual([world.sandbox.model("acme/hotdog")?.versions[0]?.id]);
    expect(code).toBe(1);
    expect(outputs).not.toHaveProperty("version");
  });

  it("is not requested twice", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run();

    expect(asked(world)).toEqual([result.outputs["version"]]);
    const image = `GET /v2/acme/hotdog/manifests/${result.outputs["digest"]}`;
    expect(world.requests().filter((request) => request === image)).toHaveLength(1);
  });

  it("is requested again when Replicate did not have it yet", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const path = /^\/v1\/models\/acme\/hotdog\/versions\//;
    world.sandbox.fault({ path, answer: { status: 404, body: { detail: "Not found." } } });

    const result = await world.run();

    const id = world.sandbox.model("acme/hotdog")?.versions[0]?.id;
    expect(result.outputs).toMatchObject({ version: id, status: "pushed" });
    expect(asked(world)).toEqual([id, id]);
  });

  it("is not reported when Cog fails after it", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ fails: { at: "end", message: "lost" } });

    const result = await world.run({ inputs: { "push-attempts": "1" } });

    expect(result.code).toBe(1);
    expect(result.outputs).not.toHaveProperty("version");
  });
});
