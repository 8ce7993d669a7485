import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { annotated, codes, failure, type StepResult, type World } from "../support/world.ts";
import { createProduction, uploads } from "./production.ts";

const DEPLOYMENT = { owner: "acme", name: "live", model: "acme/hotdog", version: "b".repeat(64) };
const TEST_MODEL = { "test-model": "acme/hotdog-test", "boot-check": "true" };
const GATES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "the schema of a build": { compatibility: "fail" },
  "a test model": TEST_MODEL,
  "both of them": { compatibility: "fail", ...TEST_MODEL },
};

async function createWorld(): Promise<World> {
  const world = await createProduction({ speed: 60 });
  world.sandbox.addDeployment(DEPLOYMENT);
  return world;
}

function run(world: World, inputs: Readonly<Record<string, string>>): Promise<StepResult> {
  return world.run({ inputs: { deployment: "live", "stale-commit": "allow", ...inputs } });
}

/** What a step read of images in the registry. */
function imageReads(world: World): string[] {
  return world.requests().filter((request) => /^GET \/v2\/.*\/blobs\//.test(request));
}

/** Makes the last build of a step another one than those before it. */
function differAtTheEnd({ sandbox }: World, builds: number): void {
  for (let i = 1; i < builds; i++) sandbox.scriptCog({});
  sandbox.scriptCog({ downloads: "a file that has changed on its server" });
}

describe("a push that builds a different image than", () => {
  it.each(Object.entries(GATES))("%s fails, and no deployment moves", async (gate, inputs) => {
    const world = await createWorld();
    differAtTheEnd(world, gate === "both of them" ? 3 : 2);

    const result = await run(world, inputs);

    expect(codes(failure(result))).toEqual(["version-differs"]);
    const { version = "" } = result.outputs;
    expect(failure(result)).toContain(version);
    expect(failure(result)).toContain("layers");
    expect(world.sandbox.model("acme/hotdog")?.versions[0]?.id).toBe(version);
    expect(world.sandbox.deployment("acme/live")?.version).toBe(DEPLOYMENT.version);
  });

  it("the tested one by its schema names both versions", async () => {
    const world = await createWorld();
    world.sandbox.scriptModel("acme/hotdog-test", () => {
      const code =
        "class Predictor:\n    def predict(self, other: str) -> str:\n        return other\n";
      writeFileSync(join(world.project, "predict.py"), code);
      return { output: "hello" };
    });

    const message = failure(await run(world, { ...TEST_MODEL, compatibility: "off" }));

    expect(codes(message)).toEqual(["version-differs"]);
    const [tested] = world.sandbox.model("acme/hotdog-test")?.versions ?? [];
    const [pushed] = world.sandbox.model("acme/hotdog")?.versions ?? [];
    for (const part of ["schema", "layers", tested?.id, pushed?.id])
      expect(message).toContain(part);
  });
});

describe("a push that builds the same image", () => {
  it.each(Object.entries(GATES))("as %s continues, whatever its labels", async (_, inputs) => {
    const world = await createWorld();

    const result = await run(world, inputs);

    expect([result.code, result.warnings]).toEqual([0, []]);
    expect(imageReads(world).length).toBeGreaterThan(0);
    expect(world.sandbox.deployment("acme/live")?.version).toBe(result.outputs["version"]);
  });

  it("continues with a warning when the registry does not show what it has", async () => {
    const world = await createWorld();
    const path = "/v2/acme/hotdog/blobs/*";
    world.sandbox.fault({ method: "GET", path, times: 100, answer: { status: 404 } });

    const result = await run(world, TEST_MODEL);

    expect(result.code).toBe(0);
    expect(annotated(result, "warning")).toEqual(["image-not-compared"]);
  });

  it("sends no request when nothing was checked", async () => {
    const world = await createWorld();
    differAtTheEnd(world, 1);

    const result = await run(world, { compatibility: "warn", "boot-check": "true" });

    expect(result.code).toBe(0);
    expect(imageReads(world)).toEqual([]);
    expect(uploads(world).length).toBeGreaterThan(0);
  });
});
