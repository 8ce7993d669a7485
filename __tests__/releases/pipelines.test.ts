import { describe, expect, it } from "vitest";
import { scripts } from "../../dev/sandbox/server.ts";
import { keptVersions } from "../support/preview.ts";
import { clean, codes, failure, type StepResult, World } from "../support/world.ts";
import { OWNER, Pipeline, release } from "./pipeline.ts";

const MODEL = `${OWNER}/hello-world`;
const TEST_MODEL = `${OWNER}/hello-world-test`;
const DEPLOYMENT = `${OWNER}/hello-world`;

function createWorld(): Promise<World> {
  return World.create({ account: { username: OWNER }, deletionDelay: 50 });
}

/** The model's versions that there are, the newest first. */
function versionsOf(world: World, model: string): string[] {
  return keptVersions(world, model).map(({ id }) => id);
}

/** Publishes a release, and runs its workflow. */
function publish(world: World, tag: string): Promise<StepResult> {
  release(world, tag, `What is new in ${tag}`);
  return new Pipeline(world, "release").run({ tag });
}

function notesOf({ sandbox }: World, tag: string): string | null | undefined {
  return sandbox.github.releases.find((one) => one.tag === tag)?.body;
}

/** What people meet: the model's versions, and what the deployment serves. */
function production(world: World) {
  return { versions: versionsOf(world, MODEL), deployment: world.sandbox.deployment(DEPLOYMENT) };
}

/** Replaces the greeted input by another. */
function breakCallers(world: World): Promise<void> {
  return world.write(
    "predict.py",
    'class Predictor:\n    def predict(self, name: str) -> str:\n        return f"hello {name}"\n',
  );
}

/** The test model's predictions give something else from now on. */
function breakPredictions({ sandbox }: World): void {
  sandbox.scriptModel(TEST_MODEL, scripts.answers("goodbye Ada"));
}

describe("the README's push pipeline", () => {
  it("creates both models, tests on one, and pushes to the other; then does so again", async () => {
    const world = await createWorld();
    const pipeline = new Pipeline(world, "push");
    expect(pipeline.permissions).toMatchObject({ contents: "read", "pull-requests": "none" });

    const first = clean(await pipeline.run());
    const second = clean(await pipeline.run());

    expect(first.outputs).toMatchObject({ status: "pushed", "model-created": "true" });
    expect(second.outputs).toMatchObject({
      status: "pushed",
      "model-created": "false",
      "previous-version": first.outputs["version"],
      "schema-changes": "none",
      booted: "true",
    });
    expect(versionsOf(world, MODEL)).toEqual([second.outputs["version"], first.outputs["version"]]);
    expect(versionsOf(world, TEST_MODEL).length).toBeGreaterThan(0);
    expect(world.sandbox.model(MODEL)).toMatchObject({ visibility: "private", hardware: "cpu" });
    expect(world.sandbox.model(TEST_MODEL)).toMatchObject({ visibility: "private" });
    expect(world.sandbox.state.deployments.size).toBe(0);
  });

  it("tests each version on the test model only, before it is pushed to production", async () => {
    const world = await createWorld();

    const { outputs } = clean(await new Pipeline(world, "push").run());

    const [tried = ""] = versionsOf(world, TEST_MODEL);
    expect(world.sandbox.predictions.map(({ version }) => version)).toEqual([tried]);
    expect(JSON.parse(outputs["tests"] ?? "")).toMatchObject([{ passed: true, failures: [] }]);
  });

  it("pushes nothing to production, nor anywhere, when callers would break", async () => {
    const world = await createWorld();
    const pipeline = new Pipeline(world, "push");
    await pipeline.run();
    const [before, tried] = [production(world), versionsOf(world, TEST_MODEL)];
    await breakCallers(world);

    const result = await pipeline.run();

    expect(codes(failure(result))).toEqual(["schema-breaking"]);
    expect(result.outputs).toMatchObject({ status: "failed", "schema-changes": "breaking" });
    expect(result.outputs).not.toHaveProperty("version");
    expect(production(world)).toEqual(before);
    expect(versionsOf(world, TEST_MODEL)).toEqual(tried);
  });

  it("does not change production when a test case fails", async () => {
    const world = await createWorld();
    const pipeline = new Pipeline(world, "push");
    await pipeline.run();
    const before = production(world);
    breakPredictions(world);

    const result = await pipeline.run();

    expect(codes(failure(result))).toEqual(["tests-failed"]);
    expect(result.summary).toContain("goodbye Ada");
    expect(result.outputs).toMatchObject({ status: "failed", booted: "true" });
    expect(production(world)).toEqual(before);
  });

  it("creates no version of the model when the very first test fails", async () => {
    const world = await createWorld();
    breakPredictions(world);

    failure(await new Pipeline(world, "push").run());

    expect(versionsOf(world, MODEL)).toEqual([]);
  });
});

describe("the README's release pipeline", () => {
  it("creates the deployment, then moves it, and adds each version to its release", async () => {
    const world = await createWorld();

    const first = clean(await publish(world, "v1.0.0"));
    const created = world.sandbox.deployment(DEPLOYMENT);
    const second = clean(await publish(world, "v1.1.0"));

    const [one, two] = [first.outputs["version"], second.outputs["version"]];
    expect(created).toMatchObject({
      version: one,
      model: MODEL,
      hardware: "cpu",
      min_instances: 1,
      max_instances: 20,
    });
    expect(world.sandbox.deployment(DEPLOYMENT)).toMatchObject({ version: two, number: 2 });
    expect(second.outputs).toMatchObject({
      status: "pushed",
      "deployment-release": "2",
      "deployment-previous-version": one,
    });
    expect(notesOf(world, "v1.0.0")).toMatch(/^What is new in v1\.0\.0\n/);
    expect(notesOf(world, "v1.0.0")).toContain(`<!-- push-to-replicate: ${MODEL} ${one} -->`);
    expect(notesOf(world, "v1.1.0")).toContain(`<!-- push-to-replicate: ${MODEL} ${two} -->`);
    expect(notesOf(world, "v1.1.0")).toContain("release `v1.0.0`");
  });

  it("warns about contents: write when the token may only read, and does the rest", async () => {
    const world = await createWorld();
    const pipeline = new Pipeline(world, "release");
    expect(pipeline.permissions).toEqual({
      contents: "write",
      deployments: "none",
      "pull-requests": "none",
    });
    Object.assign(world.sandbox.github.permissions, { ...pipeline.permissions, contents: "read" });
    release(world, "v1.0.0", "Mine");

    const result = await pipeline.runAsIs({ tag: "v1.0.0" });

    expect(result.code).toBe(0);
    expect(result.warnings).toEqual([expect.stringContaining('"contents: write"')]);
    expect(result.outputs).toMatchObject({ status: "pushed", version: expect.any(String) });
    expect(world.sandbox.deployment(DEPLOYMENT)?.version).toBe(result.outputs["version"]);
    expect(notesOf(world, "v1.0.0")).toBe("Mine");
  });

  it.each([
    ["callers would break", breakCallers, "schema-breaking"],
    ["a test case fails", breakPredictions, "tests-failed"],
  ] as const)(
    "does not change model, deployment, or notes when %s",
    async (_, goWrong, expected) => {
      const world = await createWorld();
      await publish(world, "v1.0.0");
      const before = production(world);
      await goWrong(world);

      const result = await publish(world, "v1.1.0");

      expect(codes(failure(result))).toEqual([expected]);
      expect(production(world)).toEqual(before);
      expect(notesOf(world, "v1.1.0")).toBe("What is new in v1.1.0");
    },
  );
});

describe("the promote pipeline of docs/testing.md", () => {
  it("moves the deployment back to an older version and forward again, and builds nothing", async () => {
    const world = await createWorld();
    const one = (await publish(world, "v1.0.0")).outputs["version"] ?? "";
    const two = (await publish(world, "v1.1.0")).outputs["version"] ?? "";
    const { versions } = production(world);
    const runs = world.sandbox.cogRuns.length;
    const pipeline = new Pipeline(world, "promote");
    expect(new Set(Object.values(pipeline.permissions))).toEqual(new Set(["none"]));

    const back = clean(await pipeline.run({ inputs: { version: one } }));
    const served = world.sandbox.deployment(DEPLOYMENT);
    const forwards = clean(await pipeline.run({ inputs: { version: two } }));

    expect(served).toMatchObject({ version: one, number: 3 });
    expect(back.outputs).toMatchObject({ status: "promoted", version: one, booted: "true" });
    expect(back.outputs["deployment-previous-version"]).toBe(two);
    expect(world.sandbox.deployment(DEPLOYMENT)).toMatchObject({ version: two, number: 4 });
    expect(forwards.outputs["deployment-previous-version"]).toBe(one);
    expect(versionsOf(world, MODEL)).toEqual(versions);
    expect(world.sandbox.cogRuns).toHaveLength(runs);
  });

  it("does not move the deployment when the version does not start", async () => {
    const world = await createWorld();
    const one = (await publish(world, "v1.0.0")).outputs["version"] ?? "";
    await publish(world, "v1.1.0");
    const before = production(world);
    world.sandbox.scriptModel(MODEL, scripts.setupFails("no weights"));

    const result = await new Pipeline(world, "promote").run({ inputs: { version: one } });

    expect(failure(result)).toContain(DEPLOYMENT);
    expect(production(world)).toEqual(before);
  });
});
