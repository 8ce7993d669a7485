import { describe, it } from "vitest";
import type { Fault, Plan } from "../../dev/sandbox/server.ts";
import { codes, failure, HOTDOG, World } from "../support/world.ts";
import {
  createVersionWorld,
  puppet,
  SERVED,
  served,
  TESTED,
  testsOf,
  testVersion,
  verdicts,
} from "./support.ts";

const FINE = { inputs: { output: "x" } };
const CREATE = { method: "POST", path: "/v1/predictions" } as const;

/** The answers to the creations of predictions, in turn. */
function creations({ sandbox }: World) {
  return sandbox.requests.filter(({ method, path }) => method === "POST" && path === CREATE.path);
}

describe.concurrent("an account", () => {
  it("without credit gets a link to add credit", async ({ expect, onTestFinished }) => {
    const world = await createVersionWorld({}, onTestFinished);
    world.sandbox.hasCredit = false;

    const result = await world.run(testVersion([FINE]));

    expect(failure(result)).toContain("HTTP 402: You have insufficient credit");
    expect(failure(result)).toContain("https://replicate.com/account/billing");
    expect(result.outputs).not.toHaveProperty("booted");
    expect(creations(world)).toHaveLength(1);
    expect(served(world)).toBe(SERVED);
  });

  it("whose credit runs out fails the cases after it", async ({ expect, onTestFinished }) => {
    const world = await createVersionWorld({}, onTestFinished);
    world.sandbox.scriptModel("acme/hotdog", (occasion) => {
      world.sandbox.hasCredit = false;
      return puppet(occasion);
    });

    const result = await world.run(testVersion([FINE, FINE]));

    expect(verdicts(result)).toEqual({
      "case 1": [],
      "case 2": [expect.stringContaining("no error <> HTTP 402: You have insufficient credit")],
    });
    expect(served(world)).toBe(SERVED);
  });

  it("of 6 predictions a minute runs all cases, one after the other", async (test) => {
    const { expect } = test;
    const pace = { predictionsPerMinute: 6, predictionBurst: 1 };
    const world = await createVersionWorld(pace, test.onTestFinished);
    const cases = Array.from({ length: 8 }, (_, i) => ({ inputs: { output: `${i}` } }));

    const result = await world.run(testVersion(cases));

    expect(result.errors).toEqual([]);
    expect(testsOf(result).map(({ passed }) => passed)).toEqual(cases.map(() => true));
    const made = world.sandbox.predictions.map(({ input }) => Number(input["output"]));
    expect(made.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    // One at a time from then on: at most one refusal for each, beside those that met the limit first.
    const refused = creations(world).filter(({ status }) => status === 429).length;
    expect(refused).toBeGreaterThan(0);
    expect(refused).toBeLessThanOrEqual(2 * cases.length);
    expect(served(world)).toBe(TESTED);
  });
});

describe.concurrent("a rate limit that resets too late", () => {
  it("is not waited for, neither by this prediction nor by the next", async ({
    expect,
    onTestFinished,
  }) => {
    const world = await createVersionWorld({}, onTestFinished);
    const answer = { status: 429, headers: { "retry-after": "600" }, body: {} };
    world.sandbox.fault({ ...CREATE, skip: 1, times: 9, answer });

    const result = await world.run(testVersion([FINE, FINE, FINE]));

    expect(codes(failure(result))).toEqual(["tests-failed"]);
    expect(creations(world)).toHaveLength(3);
    expect(served(world)).toBe(SERVED);
  });

  it("is not asked for again without a pause, even if the server wants none", async ({
    expect,
    onTestFinished,
  }) => {
    const world = await createVersionWorld({}, onTestFinished);
    const answer = { status: 429, headers: { "retry-after": "0" }, body: {} };
    world.sandbox.fault({ ...CREATE, times: Number.POSITIVE_INFINITY, answer });

    const result = await world.run(testVersion([FINE], { inputs: { "timeout-minutes": "0.05" } }));

    expect(codes(failure(result))).toEqual(["timeout"]);
    // Without a pause, there are hundreds in a second.
    expect(creations(world).length).toBeLessThan(10);
  });
});

describe.concurrent("a version that predictions do not know", () => {
  it("is waited for, when it was just pushed", async ({ expect, onTestFinished }) => {
    const options = { models: [HOTDOG], predictionDelay: 3000 };
    const world = await World.create(options, onTestFinished);

    const result = await world.run({ inputs: { "boot-check": "true" } });

    expect(result.outputs).toMatchObject({ booted: "true", status: "pushed" });
    const statuses = creations(world).map(({ status }) => status);
    expect(statuses.at(0)).toBe(422);
    expect(statuses.at(-1)).toBe(201);
    expect(world.sandbox.predictions).toHaveLength(1);
  });

  it(
    "for too long is reported as disabled",
    { timeout: 100_000 },
    async ({ expect, onTestFinished }) => {
      const world = await createVersionWorld({}, onTestFinished);
      world.sandbox.disableVersion(TESTED);

      const result = await world.run(testVersion([FINE]));

      expect(codes(failure(result))).toEqual(["boot-disabled"]);
      expect(result.outputs).toMatchObject({ booted: "false", status: "failed" });
      expect(served(world)).toBe(SERVED);
      expect(creations(world).length).toBeLessThan(30);
    },
  );
});

describe.concurrent("the time limit of a case", () => {
  it.for<readonly [string, string, string]>([
    ["", "900s", "[]"],
    ["2", "120s", "[]"],
    ["0.11", "7s", "[]"],
    ["0.01", "5s", "[]"],
    ["", "42s", "{}"],
    ["2", "120s", "{}"],
  ])("of %j minutes is sent as %s (file: %s)", async ([minutes, header, form], test) => {
    const world = await createVersionWorld({}, test.onTestFinished);
    const file = { predict: { predict_timeout: 42, test_cases: [FINE, FINE] } };
    const cases = form === "{}" ? JSON.stringify(file) : [FINE, FINE];

    await world.run(testVersion(cases, { inputs: { "test-timeout-minutes": minutes } }));

    const sent = creations(world).map(({ headers }) => [
      headers["cancel-after"],
      headers["prefer"],
    ]);
    test.expect(sent).toEqual([
      [header, "wait=1"],
      [header, "wait=1"],
    ]);
  });

  it.for(["0", "-1", "soon", "7201"])("is rejected: %s", async (minutes, test) => {
    const world = await createVersionWorld({}, test.onTestFinished);
    const step = testVersion([FINE], { inputs: { "test-timeout-minutes": minutes } });

    const message = await world.refusal(step);

    test.expect(message).toMatch(new RegExp(`test-timeout-minutes.*"${minutes}"`));
  });

  it.for<readonly [string, Plan, string]>([
    ["runs", { run: Number.POSITIVE_INFINITY }, "canceled"],
    ["waits", { queue: Number.POSITIVE_INFINITY }, "aborted"],
  ])("cancels a prediction that %s forever", async ([_doing, endless, status], test) => {
    const { expect } = test;
    const world = await createVersionWorld({}, test.onTestFinished);
    world.sandbox.scriptModel("acme/hotdog", (occasion) =>
      occasion.input["output"] === "x" ? puppet(occasion) : endless,
    );
    const cases = [FINE, { inputs: { output: "y" } }, FINE];

    const result = await world.run(testVersion(cases, { inputs: { "test-timeout-minutes": "1" } }));

    const statuses = world.sandbox.predictions.map((prediction) => prediction.status);
    expect(statuses.toSorted()).toEqual([status, "succeeded", "succeeded"]);
    expect(codes(failure(result))).toEqual(["tests-failed"]);
    expect(verdicts(result)).toMatchObject({ "case 1": [], "case 3": [] });
    expect(verdicts(result)["case 2"]).toHaveLength(1);
    expect(served(world)).toBe(SERVED);
  });

  it("is enforced by the action when Replicate does not enforce it", async ({
    expect,
    onTestFinished,
  }) => {
    const world = await createVersionWorld({}, onTestFinished);
    const id = "gm3q";
    const body = { id, status: "processing", logs: "", started_at: new Date().toISOString() };
    const path = `/v1/predictions/${id}`;
    world.sandbox.fault({ ...CREATE, skip: 1, answer: { status: 201, body } });
    world.sandbox.fault({ method: "GET", path, answer: { status: 200, body }, times: 99 });
    world.sandbox.fault({ method: "POST", path: `${path}/cancel`, answer: { status: 200, body } });

    const result = await world.run(
      testVersion([FINE, FINE], { inputs: { "test-timeout-minutes": "0.02" } }),
    );

    expect(world.requests()).toContain(`POST ${path}/cancel`);
    expect(codes(failure(result))).toEqual(["tests-failed"]);
  });
});

describe.concurrent("the creation of a prediction", () => {
  const HTML = { status: 502, body: "<title>Bad gateway</title>" };

  it.for<readonly [string, Omit<Fault, "path">, number]>([
    ["500 twice", { answer: { status: 500, body: { detail: "oops" } }, times: 2 }, 1],
    ["a page of 502", { answer: HTML }, 1],
    ["a reset", { breaks: "reset" }, 1],
    ["a reset after it was created", { breaks: "reset", takesEffect: true }, 2],
  ])("is retried after %s", async ([_fault, fault, made], test) => {
    const world = await createVersionWorld({}, test.onTestFinished);
    world.sandbox.fault({ ...CREATE, ...fault });

    const result = await world.run(testVersion([FINE]));

    test.expect(result.outputs["status"]).toBe("promoted");
    // One too many ends by its own limit.
    const limits = world.sandbox.predictions.map(({ cancelAfter }) => cancelAfter);
    test.expect(limits).toEqual(Array.from({ length: made }, () => 900));
  });

  it("that fails three times fails the step", async ({ expect, onTestFinished }) => {
    const world = await createVersionWorld({}, onTestFinished);
    world.sandbox.fault({ ...CREATE, answer: HTML, times: 9 });

    const result = await world.run(testVersion([FINE]));

    expect(failure(result)).toContain("HTTP 502: Bad gateway");
    expect(codes(failure(result))).toEqual(["prediction-refused"]);
    expect(creations(world)).toHaveLength(3);
    expect(served(world)).toBe(SERVED);
  });

  it("that is rejected is one failed case of several", async ({ expect, onTestFinished }) => {
    const world = await createVersionWorld({}, onTestFinished);
    const answer = { status: 403, body: { detail: "Not for you." } };
    world.sandbox.fault({ ...CREATE, skip: 1, answer });

    const result = await world.run(testVersion([FINE, FINE]));

    expect(verdicts(result)["case 2"]).toEqual([
      expect.stringMatching(/<> HTTP 403: Not for you$/),
    ]);
  });

  it("that is rejected as expected has no duration to check", async ({
    expect,
    onTestFinished,
  }) => {
    const world = await createVersionWorld({}, onTestFinished);
    const answer = { status: 403, body: { detail: "Not for you." } };
    world.sandbox.fault({ ...CREATE, skip: 1, times: 2, answer });
    const expected = { ...FINE, error_contains: "Not for you" };

    const cases = [FINE, { ...expected, max_seconds: 5 }, expected];
    const result = await world.run(testVersion(cases));

    expect(verdicts(result)).toEqual({
      "case 1": [],
      "case 2": [expect.stringContaining("predict()")],
      "case 3": [],
    });
  });

  it("that never reached the model does not count as rejected", async ({
    expect,
    onTestFinished,
  }) => {
    const world = await createVersionWorld({}, onTestFinished);
    const answer = { status: 429, body: { detail: "Request was throttled.", retry_after: 3600 } };
    world.sandbox.fault({ ...CREATE, skip: 1, answer });

    const result = await world.run(testVersion([FINE, { ...FINE, error_contains: "throttled" }]));

    expect(codes(failure(result))).toEqual(["tests-failed"]);
    expect(verdicts(result)["case 2"]).toHaveLength(1);
  });
});
