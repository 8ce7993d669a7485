import { describe, expect, it } from "vitest";
import { commentsOn, modelNames, PREVIEW, Pull, REPOSITORY } from "../support/preview.ts";
import { codes, failure, type World } from "../support/world.ts";
import {
  BEFORE,
  BREAKING,
  cogCommands,
  createProduction,
  deploy,
  predictor,
  stepWarnings,
  TEXT,
  TODAY,
  versionIds,
} from "./production.ts";

const CASES = "- {name: greets, inputs: {text: Ada}, exact_string: hello Ada}";

/** Models on which predictions were run, with the version's place among that model's. */
function tried({ sandbox }: World): string[] {
  return sandbox.predictions.map(({ model }) => model);
}

/** Production is as it was before the pull request. */
function expectProductionAsItWas(world: World): void {
  expect(versionIds(world)).toEqual([TODAY, BEFORE]);
  expect(world.sandbox.deployment("acme/live")).toMatchObject({ version: TODAY, number: 1 });
  expect(world.requests().filter((request) => request.includes("/v1/deployments"))).toEqual([]);
}

async function withDeployment(): Promise<World> {
  const world = await createProduction();
  deploy(world);
  return world;
}

describe("the gates of a pull request", () => {
  it("run on its preview, and the comment has the results", async () => {
    const world = await withDeployment();
    await world.write("predict.py", predictor(`${TEXT}, loud: bool = Input(default=False)`));
    const inputs = { "test-cases": CASES, compatibility: "fail", deployment: "live" };

    const result = await new Pull(world).run("opened", { inputs });

    const [id] = versionIds(world, PREVIEW);
    expect(result.outputs).toMatchObject({
      model: PREVIEW,
      version: id,
      booted: "true",
      "schema-changes": "compatible",
      status: "pushed",
    });
    expect(world.sandbox.predictions).toMatchObject([{ model: PREVIEW, version: id }]);
    const [comment = "", ...others] = commentsOn(world);
    expect(others).toEqual([]);
    for (const text of [comment, result.summary]) expect(text).toContain("| passed |");
    expect(comment).toContain("#### Tests");
    expect(comment).toMatch(/\| `loud`: `boolean.*` \| [^*]+ \|/);
    expectProductionAsItWas(world);
  });

  it.each([
    ["a test case", { "test-cases": CASES }, { output: "bye Ada" }, "| **failed** |"],
    ["the boot", { "boot-check": "true" }, { setupFails: true }, "setup failed"],
  ])(
    "fail the step after the comment reports that %s failed",
    async (_case, inputs, script, expected) => {
      const world = await withDeployment();
      world.sandbox.scriptModel(PREVIEW, script);

      const result = await new Pull(world).run("opened", {
        inputs: { ...inputs, deployment: "live", "github-deployment": "true" },
      });

      expect(codes(failure(result))).toHaveLength(1);
      expect(commentsOn(world)).toEqual([expect.stringContaining(expected)]);
      expect(result.outputs).toMatchObject({ model: PREVIEW, status: "failed" });
      expect(result.outputs["version"]).toBe(versionIds(world, PREVIEW)[0]);
      const states = world.sandbox.github.deployments.map(({ statuses }) => statuses[0]?.state);
      expect(states).toEqual(["failure"]);
      expectProductionAsItWas(world);
    },
  );

  // An older preview works: it is what reviewers have until a newer one has passed.
  it("delete the older version only when they have passed on the newer one", async () => {
    const world = await withDeployment();
    const pull = new Pull(world);
    const inputs = { "test-cases": CASES };
    const deletions = () => world.requests().filter((request) => request.startsWith("DELETE"));
    const first = (await pull.run("opened", { inputs })).outputs["version"];

    world.sandbox.scriptModel(PREVIEW, { output: "bye Ada" });
    const failed = await pull.run("synchronize", { inputs });

    expect(codes(failure(failed))).toEqual(["tests-failed"]);
    expect(versionIds(world, PREVIEW)).toEqual([failed.outputs["version"], first]);
    expect(deletions()).toEqual([]);

    world.sandbox.scriptModel(PREVIEW, { output: "hello Ada" });
    const passed = await pull.run("synchronize", { inputs });

    expect(passed.outputs["status"]).toBe("pushed");
    expect(deletions()).toHaveLength(2);
    const requests = world.requests();
    const lastTest = requests.findLastIndex((request) => request.includes("/v1/predictions"));
    expect(requests.findIndex((request) => request.startsWith("DELETE"))).toBeGreaterThan(lastTest);
  });

  it("compare with production: fail fails after the push to the preview alone", async () => {
    const world = await withDeployment();
    await world.write("predict.py", BREAKING);

    const result = await new Pull(world).run("opened", {
      inputs: { compatibility: "fail", "boot-check": "true" },
    });

    expect(codes(failure(result))).toEqual(["schema-breaking"]);
    const [comment = ""] = commentsOn(world);
    expect(comment).toMatch(/^(?:<!-- .* -->\n)+\n> \[!CAUTION\]\n/);
    expect(comment).toContain("**Breaking**");
    expect(result.summary.match(/> \[!CAUTION\]/g)).toHaveLength(1);
    expect(result.outputs).toMatchObject({ "schema-changes": "breaking", status: "failed" });
    expect(cogCommands(world)).toEqual([`push ${PREVIEW}`]);
    expect(tried(world)).toEqual([]);
    expectProductionAsItWas(world);
  });

  it("compare with production: warn reports in the comment, and is green", async () => {
    const world = await withDeployment();
    await world.write("predict.py", BREAKING);

    const result = await new Pull(world).run("opened");

    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({ "schema-changes": "breaking", status: "pushed" });
    expect(commentsOn(world)).toEqual([expect.stringContaining("**Breaking**")]);
    expect(stepWarnings(result)).toEqual(["schema-breaking"]);
  });

  it("do not report that a preview would not have been pushed", async () => {
    const world = await withDeployment();
    await world.write("predict.py", BREAKING);

    const result = await new Pull(world).run("opened");

    expect(stepWarnings(result)).toHaveLength(1);
  });

  it("are reported again for the next commit, in the same comment", async () => {
    const world = await withDeployment();
    const pull = new Pull(world);
    world.sandbox.scriptModel(PREVIEW, ({ number }) => ({
      output: number === 1 ? "bye" : "hello Ada",
    }));

    const first = await pull.run("opened", { inputs: { "test-cases": CASES } });
    const second = await pull.run("synchronize", { inputs: { "test-cases": CASES } });

    expect([first.code, second.code]).toEqual([1, 0]);
    const comments = commentsOn(world);
    expect(comments).toEqual([expect.stringContaining("| passed |")]);
    expect(comments).toEqual([expect.not.stringContaining("CAUTION")]);
    expect(versionIds(world, PREVIEW)).toEqual([second.outputs["version"]]);
  });

  it("do not use the test model, since the preview is one already", async () => {
    const world = await withDeployment();

    const result = await new Pull(world).run("opened", {
      inputs: { "test-model": "acme/hotdog-test" },
    });

    expect(result.outputs).toMatchObject({ booted: "true", status: "pushed" });
    expect(modelNames(world)).toEqual(["acme/hotdog", PREVIEW]);
    expect(tried(world)).toEqual([PREVIEW]);
  });

  it("fail without a comment when preview-comment is false", async () => {
    const world = await withDeployment();
    world.sandbox.scriptModel(PREVIEW, { output: "bye" });

    const result = await new Pull(world).run("opened", {
      inputs: { "test-cases": CASES, "preview-comment": "false" },
    });

    expect(codes(failure(result))).toEqual(["tests-failed"]);
    expect(result.summary).toContain("| **failed** |");
    expect(world.sandbox.github.comments(REPOSITORY, 7)).toEqual([]);
  });

  it("do not run the test cases of a closed pull request", async () => {
    const world = await withDeployment();
    const pull = new Pull(world);
    await pull.run("opened");

    const result = await pull.run("closed", {
      inputs: { "test-cases": CASES, deployment: "live", version: TODAY },
    });

    expect(result.outputs["status"]).toBe("deleted");
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
    expectProductionAsItWas(world);
  });
});
