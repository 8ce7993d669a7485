import { describe, it } from "vitest";
import { scripts } from "../../dev/sandbox/server.ts";
import { codes, failure } from "../support/world.ts";
import { createVersionWorld, running, testVersion } from "./support.ts";

describe.concurrent("a prediction that can't be read", () => {
  it("once is read again", async ({ expect, onTestFinished }) => {
    const world = await createVersionWorld({ script: scripts.slow(120) }, onTestFinished);
    world.sandbox.fault({ method: "GET", path: "/v1/predictions/*", answer: { status: 503 } });

    const { outputs } = await world.run(testVersion([{ inputs: {} }]));

    expect(outputs["status"]).toBe("promoted");
  });

  it("at all fails the step, and is canceled", async ({ expect, onTestFinished }) => {
    const world = await createVersionWorld({ script: scripts.endless() }, onTestFinished);
    world.sandbox.fault({ method: "GET", path: "/v1/predictions/*", answer: { status: 404 } });

    const result = await world.run(testVersion([{ inputs: {} }]));

    expect(codes(failure(result))).toEqual(["request-failed"]);
    expect(failure(result)).toContain("HTTP 404");
    expect(world.sandbox.predictions.map(({ status }) => status)).toEqual(["canceled"]);
  });

  it("is canceled after the wait that Replicate asks for", async ({ expect, onTestFinished }) => {
    const world = await createVersionWorld({ script: scripts.endless() }, onTestFinished);
    const answer = { status: 429, headers: { "retry-after": "1" } };
    world.sandbox.fault({ method: "GET", path: "/v1/predictions/*", answer: { status: 404 } });
    world.sandbox.fault({ method: "POST", path: /\/cancel$/, answer });

    const result = await world.run(testVersion([{ inputs: {} }]));

    expect(running(world)).toEqual([]);
    expect(result.state["predictions"]).toBe("");
  });

  // Other test cases of the same step still create predictions while the first ones are canceled.
  it("cancels those that start meanwhile", async ({ expect, onTestFinished }) => {
    const world = await createVersionWorld({ speed: 20 }, onTestFinished);
    const { sandbox } = world;
    sandbox.scriptModel("acme/hotdog", ({ input: { name } }) => ({
      run: name === "first" ? 0.1 : name === "quick" ? 20 : 18_000,
    }));
    sandbox.fault({ method: "GET", path: "/v1/predictions/*", answer: { status: 404 } });
    sandbox.fault({ method: "POST", path: /\/cancel$/, delay: 3000, times: 2 });
    const names = ["first", "lost", "quick", "later", "latest"];

    failure(
      await world.run(
        testVersion(
          JSON.stringify({
            parallel: 2,
            predict: { test_cases: names.map((name) => ({ inputs: { name } })) },
          }),
        ),
      ),
    );

    expect(running(world)).toEqual([]);
  });
});
