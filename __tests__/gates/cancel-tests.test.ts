import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { scripts } from "../../dev/sandbox/server.ts";
import { until } from "../support/processes.ts";
import {
  annotated,
  codes,
  failure,
  HOTDOG,
  type StepOptions,
  type StepResult,
  World,
} from "../support/world.ts";
import {
  createVersionWorld,
  running,
  SERVED,
  schemaOf,
  served,
  TESTED,
  testVersion,
} from "./support.ts";

/** The runner kills a step so long after it has canceled it. Seconds. */
const PATIENCE = 10;

/**
 * Starts a step, sends it a signal when `reached` holds, and gives its result and the seconds it took, and that of the post
 * step where predictions are left to it: on a loaded machine, too.
 */
async function canceled(
  world: World,
  step: Partial<StepOptions>,
  reached: () => boolean,
  signal: NodeJS.Signals = "SIGTERM",
): Promise<{ result: StepResult; seconds: number; post: StepResult | undefined }> {
  const started = await world.start(step);
  await until(reached);
  const since = Date.now();
  started.process.kill(signal);
  const killed = pause(3 * PATIENCE * 1000, undefined, { ref: false }).then(() => {
    started.process.kill("SIGKILL");
    return started.result;
  });
  const result = await Promise.race([started.result, killed]);
  const seconds = (Date.now() - since) / 1000;
  const isLeft = Boolean(result.state["predictions"]);
  const post = isLeft ? await world.runner.post(world.step(step), result) : undefined;
  return { result, seconds, post };
}

/** Fails unless the step ended in time, and nothing is left of it. */
function nothingLeft(world: World, { result, seconds }: { result: StepResult; seconds: number }) {
  expect(codes(failure(result))).toEqual(["canceled"]);
  expect(result.outputs["status"]).toBe("failed");
  expect([running(world), world.sandbox.files]).toEqual([[], []]);
  expect(seconds).toBeLessThan(PATIENCE);
  expect(served(world)).toBe(SERVED);
}

const ENDLESS = { inputs: { output: "x", run: 1e9 } };
const FINE = { inputs: { output: "x" } };
const isRequested = (world: World, request: string) => () => world.requests().includes(request);

describe.concurrent("a step that is canceled", () => {
  it.for(["SIGINT", "SIGTERM"] as const)(
    "by %s during a test cancels the prediction",
    async (signal, test) => {
      const world = await createVersionWorld({}, test.onTestFinished);
      const isRunning = () => running(world).length === 1;

      nothingLeft(world, await canceled(world, testVersion([ENDLESS]), isRunning, signal));

      test.expect(world.sandbox.predictions.map(({ status }) => status)).toEqual(["canceled"]);
    },
  );

  it.for(["SIGINT", "SIGTERM"] as const)(
    "by %s while a prediction is being created waits for its ID, and cancels it",
    async (signal, { onTestFinished }) => {
      // Replicate holds its answer for a second, which is a quarter of one here.
      const world = await createVersionWorld({ speed: 4 }, onTestFinished);
      const isMade = () => world.sandbox.predictions.length === 1;

      nothingLeft(world, await canceled(world, testVersion([ENDLESS]), isMade, signal));
    },
  );

  it("cancels all predictions that run at once, and creates no more", async ({
    expect,
    onTestFinished,
  }) => {
    const world = await createVersionWorld({}, onTestFinished);
    const cases = [FINE, ...Array.from({ length: 9 }, () => ENDLESS)];

    const end = await canceled(world, testVersion(cases), () => running(world).length === 4);

    nothingLeft(world, end);
    const made = world.sandbox.predictions.map(({ status }) => status);
    expect(made).toEqual(["succeeded", "canceled", "canceled", "canceled", "canceled"]);
  });

  it("cancels the prediction of the previous version, which runs in parallel", async ({
    onTestFinished,
  }) => {
    const world = await createVersionWorld({}, onTestFinished);
    const cases = [FINE, { ...ENDLESS, compare: true }];

    nothingLeft(
      world,
      await canceled(world, testVersion(cases), () => running(world).length === 2),
    );
  });

  it("cancels the judge's prediction", async ({ onTestFinished }) => {
    const judge = { owner: "openai", name: "gpt", visibility: "public", official: true } as const;
    const world = await createVersionWorld({ models: [judge] }, onTestFinished);
    world.sandbox.scriptModel("openai/gpt", scripts.endless());
    const step = testVersion([{ ...FINE, match_prompt: "red" }], {
      inputs: { "judge-model": "openai/gpt" },
    });

    nothingLeft(world, await canceled(world, step, () => running(world).length === 1));
  });

  it("deletes what it has uploaded", async ({ expect, onTestFinished }) => {
    const schema = schemaOf({ image: { type: "string", format: "uri" } });
    const script = scripts.endless();
    const world = await createVersionWorld({ schema, script }, onTestFinished);
    await world.write("photo.png", "photo");
    const step = testVersion([{ inputs: { image: "@photo.png" } }]);

    const end = await canceled(world, step, () => running(world).length === 1);

    expect(world.requests()).toContain("POST /v1/files");
    nothingLeft(world, end);
  });

  // upload-inputs.ts learns no id of an upload that is cut off, which may have arrived.
  it("deletes what it is uploading", async ({ onTestFinished }) => {
    const schema = schemaOf({ image: { type: "string", format: "uri" } });
    const world = await createVersionWorld({ schema }, onTestFinished);
    await world.write("photo.png", "photo");
    world.sandbox.fault({ method: "POST", path: "/v1/files", delay: 300 });
    const step = testVersion([{ inputs: { image: "@photo.png" } }]);

    const end = await canceled(world, step, isRequested(world, "POST /v1/files"));

    nothingLeft(world, end);
  });

  it("while it waits for the rate limit ends at once", async ({ expect, onTestFinished }) => {
    const pace = { predictionsPerMinute: 1, predictionBurst: 1, speed: 2 };
    const world = await createVersionWorld(pace, onTestFinished);
    const refused = () => world.sandbox.requests.some(({ status }) => status === 429);

    const end = await canceled(world, testVersion([FINE, FINE]), refused);

    nothingLeft(world, end);
    expect(end.seconds).toBeLessThan(3);
  });

  it("while predictions do not know its version yet ends at once", async ({
    expect,
    onTestFinished,
  }) => {
    const world = await createVersionWorld({}, onTestFinished);
    world.sandbox.disableVersion(TESTED);
    const refused = () => world.sandbox.requests.some(({ status }) => status === 422);

    const end = await canceled(world, testVersion([FINE]), refused);

    nothingLeft(world, end);
    expect(end.seconds).toBeLessThan(3);
  });

  it("leaves a prediction that it could not cancel in time to the post step", async (test) => {
    const world = await createVersionWorld({}, test.onTestFinished);
    world.sandbox.fault({ method: "POST", path: /\/cancel$/, breaks: "hang" });
    const step = testVersion([ENDLESS]);

    const { result, post } = await canceled(world, step, () => running(world).length === 1);

    test.expect(codes(failure(result))).toEqual(["canceled"]);
    test.expect(post).toMatchObject({ code: 0, errors: [], warnings: [] });
    test.expect(running(world)).toEqual([]);
  });

  // http/request.ts holds every request back until the reset that a creation's answer named, cancels too.
  it("cancels its prediction under a rate limit", async ({ expect, onTestFinished }) => {
    const world = await createVersionWorld({}, onTestFinished);
    const headers = { "ratelimit-remaining": "0", "ratelimit-reset": "30" };
    const answer = { status: 201, headers, body: { id: "gm3q", status: "processing" } };
    world.sandbox.fault({ method: "POST", path: "/v1/predictions", answer });
    const answered = () =>
      world.sandbox.requests.some(
        ({ path, status }) => path === "/v1/predictions" && status === 201,
      );

    await canceled(world, testVersion([ENDLESS]), answered);

    expect(world.requests()).toContain("POST /v1/predictions/gm3q/cancel");
  });

  // predictions.ts waits for a creation without a limit of its own (the request's is 30 s).
  it("ends in time when a creation is not answered", { timeout: 60_000 }, async (test) => {
    const world = await createVersionWorld({}, test.onTestFinished);
    world.sandbox.fault({ method: "POST", path: "/v1/predictions", breaks: "hang" });

    const step = testVersion([ENDLESS]);
    nothingLeft(world, await canceled(world, step, isRequested(world, "POST /v1/predictions")));
  });

  it("warns of a prediction that could not be canceled", async ({ expect, onTestFinished }) => {
    const world = await createVersionWorld({}, onTestFinished);
    const answer = { status: 500, body: { detail: "oops" } };
    world.sandbox.fault({ method: "POST", path: /\/cancel$/, answer, times: 9 });

    const isRunning = () => running(world).length === 1;
    const { result, post } = await canceled(world, testVersion([ENDLESS]), isRunning);

    expect(result.warnings).toEqual([]);
    expect(annotated(post ?? { log: "" }, "warning")).toEqual(["prediction-not-canceled"]);
  });

  it("on the test model pushes nothing to production", async ({ expect, onTestFinished }) => {
    const world = await World.create({ speed: 60, models: [HOTDOG] }, onTestFinished);
    world.sandbox.scriptModel("acme/hotdog-test", scripts.endless());
    const inputs = { "test-model": "acme/hotdog-test", "boot-check": "true" };

    const { result } = await canceled(world, { inputs }, () => running(world).length === 1);

    expect(codes(failure(result))).toEqual(["canceled"]);
    expect(running(world)).toEqual([]);
    expect(world.sandbox.model("acme/hotdog")?.versions).toEqual([]);
    expect(result.outputs).not.toHaveProperty("version");
  });

  it.for(["api-token", "cli-auth-token"])(
    "by SIGKILL leaves predictions to the post step, which cancels them with the API token in %s",
    async (input, test) => {
      const world = await createVersionWorld({}, test.onTestFinished);
      const inputs = { "api-token": "", [input]: world.sandbox.apiToken };
      const options = world.step(testVersion([FINE, ENDLESS, ENDLESS], { inputs }));
      const step = await world.runner.start(options);
      const isLookedAt = (id: string): boolean =>
        world.requests().includes(`GET /v1/predictions/${id}`);
      await until(
        () => world.sandbox.predictions.slice(1).filter(({ id }) => isLookedAt(id)).length === 2,
      );
      step.process.kill("SIGKILL");
      const main = await step.result;
      const left = running(world);

      const post = await world.runner.post(options, main);

      test.expect(left).toHaveLength(2);
      test.expect([post.code, ...post.errors, ...post.warnings]).toEqual([0]);
      test.expect(running(world)).toEqual([]);
    },
  );

  it("by its own timeout-minutes leaves no predictions either", async ({
    expect,
    onTestFinished,
  }) => {
    const world = await createVersionWorld({}, onTestFinished);

    const result = await world.run(
      testVersion([ENDLESS], { inputs: { "timeout-minutes": "0.15" } }),
    );

    expect(failure(result)).toContain("timeout-minutes");
    expect(world.sandbox.predictions.map(({ status }) => status)).toEqual(["canceled"]);
    expect(served(world)).toBe(SERVED);
  });
});
