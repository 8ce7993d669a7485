import { describe, expect, it } from "vitest";
import type { Occasion, Plan } from "../../dev/sandbox/server.ts";
import { until } from "../support/processes.ts";
import {
  bodies,
  codes,
  failure,
  plannedSteps,
  type StepOptions,
  type World,
} from "../support/world.ts";
import { LIVE_PATH } from "./production.ts";
import { createVersionWorld, SERVED, schemaOf, served, TESTED, testVersion } from "./support.ts";

const PREDICTIONS = `${LIVE_PATH}/predictions`;
const OTHER = "c".repeat(64);

/** The step that moves the deployment, and checks it. */
function checked(
  inputs: Record<string, string> = {},
  cases?: readonly object[],
): Partial<StepOptions> {
  return testVersion(cases, { inputs: { "deployment-check": "true", ...inputs } });
}

/** Requests to predict through the deployment. */
function asked(world: World): number {
  return world.requests().filter((request) => request === `POST ${PREDICTIONS}`).length;
}

/** Fine the first time, so that the tests before the move pass, and then as `plan` says. */
function later(plan: Plan) {
  return ({ version, earlier }: Occasion): Plan =>
    version === TESTED && earlier > 0 ? plan : { output: "fine" };
}

const bad = ({ version }: Occasion): Plan =>
  version === TESTED ? { error: "CUDA error" } : { output: "fine" };

describe("a deployment that was moved", () => {
  it("is checked by one prediction with the boot input, and stays when it passes", async () => {
    const world = await createVersionWorld();

    const result = await world.run(checked());

    expect(result.errors).toEqual([]);
    expect(world.sandbox.predictions).toMatchObject([
      { deployment: "acme/live", version: TESTED, status: "succeeded" },
    ]);
    expect(result.outputs).toMatchObject({
      status: "promoted",
      "deployment-release": "2",
      "deployment-previous-version": SERVED,
    });
    expect(served(world)).toBe(TESTED);
    expect(result.summary).toContain("#### Deployment");
  });

  it("is checked with the first test case that expects an output", async () => {
    const world = await createVersionWorld();
    const cases = [
      { inputs: { error: "no" }, error_contains: "no" },
      { inputs: { output: "dog" }, exact_string: "dog" },
    ];

    const result = await world.run(checked({}, cases));

    expect(result.errors).toEqual([]);
    expect(bodies(world, "POST", PREDICTIONS)).toEqual([{ input: { output: "dog" } }]);
  });

  it("is checked with the inputs of a boot check if all test cases expect errors", async () => {
    const steps = { type: "integer", maximum: 50 };
    const world = await createVersionWorld({ schema: schemaOf({ output: {}, steps }) });
    const cases = [{ inputs: { steps: 51 }, error_contains: "less than or equal to 50" }];

    const result = await world.run(checked({}, cases));

    expect(result.errors).toEqual([]);
    expect(bodies(world, "POST", PREDICTIONS)).toEqual([{ input: {} }]);
  });

  it("is not checked without deployment-check, nor when it already served the version", async () => {
    const world = await createVersionWorld();

    await world.run(testVersion(undefined));
    const again = await world.run(checked());

    expect(again.outputs["status"]).toBe("promoted");
    expect(asked(world)).toBe(0);
  });

  it("is checked after a push, too", async () => {
    const world = await createVersionWorld();
    const script = ({ number }: Occasion): Plan => (number > 2 ? { error: "broken" } : {});
    world.sandbox.scriptModel("acme/hotdog", script);

    const result = await world.run({ inputs: { deployment: "live", "deployment-check": "true" } });

    expect(codes(failure(result))).toEqual(["deployment-check-failed"]);
    expect(result.outputs["version"]).toMatch(/^[0-9a-f]{64}$/);
    expect(served(world)).toBe(SERVED);
  });
});

describe("a version that fails behind the deployment", () => {
  it.each<[string, Plan, string]>([
    ["fails", { error: "CUDA error" }, "CUDA error"],
    ["gives another output", { output: "bad" }, "fine"],
    ["has a setup that fails", { setupFails: true }, "setup failed"],
    ["does not start", { queue: 1e9 }, SERVED],
  ])("is moved back when it %s", async (_case, plan, reason) => {
    const world = await createVersionWorld({ script: later(plan) });
    const inputs = { "test-timeout-minutes": "0.1" };
    const cases = [{ inputs: { a: 1 }, exact_string: "fine" }];

    const result = await world.run(checked(inputs, cases));

    expect(codes(failure(result))).toEqual(["deployment-check-failed"]);
    expect(failure(result)).toContain(reason);
    expect(failure(result)).toContain(SERVED);
    expect(served(world)).toBe(SERVED);
    expect(result.outputs).toMatchObject({
      status: "failed",
      "deployment-release": "3",
      "deployment-previous-version": SERVED,
    });
  });

  it("is moved back with the settings that the step changed, and no others", async () => {
    const world = await createVersionWorld({ script: bad });
    const before = structuredClone(world.sandbox.deployment("acme/live"));

    await world.run(checked({ "deployment-hardware": "gpu-t4", "deployment-max-instances": "7" }));

    expect(world.sandbox.deployment("acme/live")).toMatchObject({
      version: SERVED,
      hardware: before?.hardware,
      max_instances: before?.max_instances,
    });
    expect(bodies(world, "PATCH", LIVE_PATH)).toEqual([
      { version: TESTED, hardware: "gpu-t4", max_instances: 7 },
      { version: SERVED, hardware: before?.hardware, max_instances: before?.max_instances },
    ]);
  });

  it("stays in a deployment that the step created, and this is reported", async () => {
    const world = await createVersionWorld({ script: bad });

    const result = await world.run(checked({ deployment: "fresh" }));

    expect(codes(failure(result))).toEqual(["deployment-check-failed"]);
    expect(failure(result)).toContain("acme/fresh");
    expect(world.sandbox.deployment("acme/fresh")).toMatchObject({ version: TESTED });
  });

  it("fails with both reasons when it can't be moved back", async () => {
    const world = await createVersionWorld({ script: bad });
    const answer = { status: 422, body: { detail: "no" } };
    world.sandbox.fault({ method: "PATCH", path: LIVE_PATH, skip: 1, answer });

    const message = failure(await world.run(checked()));

    expect(codes(message)).toEqual(["deployment-check-failed", "deployment-move-failed"]);
  });
});

describe("a response that says nothing about the version", () => {
  const succeeded = (version: string) => ({
    status: 201,
    body: { id: "old", version, status: "succeeded", output: "x", urls: {} },
  });

  it.each([
    ["429", { answer: { status: 429, headers: { "retry-after": "1" } } }],
    ["503", { answer: { status: 503 } }],
    ["a network fault", { breaks: "reset" as const }],
    ["one of the previous version", { answer: succeeded(SERVED) }],
  ])("is retried: %s", async (_case, fault) => {
    const world = await createVersionWorld();
    world.sandbox.fault({ method: "POST", path: PREDICTIONS, ...fault });

    const result = await world.run(checked());

    expect(result.errors).toEqual([]);
    expect(asked(world)).toBe(2);
    expect(served(world)).toBe(TESTED);
  });

  it("counts when it is one of a hidden version", async () => {
    const world = await createVersionWorld();
    world.sandbox.fault({ method: "POST", path: PREDICTIONS, answer: succeeded("hidden") });

    const result = await world.run(checked());

    expect(result.errors).toEqual([]);
    expect(asked(world)).toBe(1);
  });

  it("causes a rollback when the new version does not start in time behind it", async () => {
    const world = await createVersionWorld();
    const answer = succeeded(SERVED);
    world.sandbox.fault({ method: "POST", path: PREDICTIONS, answer, times: 99 });

    const result = await world.run(checked({ "test-timeout-minutes": "0.02" }));

    expect(codes(failure(result))).toEqual(["deployment-check-failed"]);
    expect(served(world)).toBe(SERVED);
  });

  it.each([
    ["no credit", { status: 402, body: { detail: "no credit" } }],
    ["no permission", { status: 403 }],
    ["an input that is rejected", { status: 422, body: { invalid_fields: [{ field: "a" }] } }],
    [
      "an input that only the title rejects",
      { status: 422, body: { title: "Input validation failed" } },
    ],
    ["503 until the time limit", { status: 503 }],
  ])("fails without a rollback: %s", async (_case, answer) => {
    const world = await createVersionWorld();
    world.sandbox.fault({ method: "POST", path: PREDICTIONS, answer, times: 99 });

    const result = await world.run(checked({ "test-timeout-minutes": "0.02" }));

    expect(codes(failure(result))).toEqual(["deployment-check-unanswered"]);
    expect(result.outputs["deployment-release"]).toBe("2");
    expect(served(world)).toBe(TESTED);
  });

  it("causes no rollback when the step is canceled", async () => {
    const world = await createVersionWorld({ script: { run: 1e9 } });
    const step = await world.start(checked());
    await until(() => asked(world) === 1);

    step.process.kill("SIGTERM");
    const result = await step.result;

    expect(codes(failure(result))).toEqual(["canceled"]);
    expect(served(world)).toBe(TESTED);
    expect(world.sandbox.predictions.map(({ status }) => status)).toEqual(["canceled"]);
  });
});

describe("a deployment that another run moves meanwhile", () => {
  const moveTo = ({ sandbox }: World, version: string, number: number) =>
    sandbox.addDeployment({ owner: "acme", name: "live", model: "acme/hotdog", version, number });

  it("is left to that run, even when the version fails", async () => {
    const world = await createVersionWorld({ script: later({ error: "late", run: 60 }) });
    const limit = { "test-timeout-minutes": "0.02", "boot-check": "true" };
    const step = await world.start(checked(limit));
    await until(() => asked(world) === 1);
    moveTo(world, OTHER, 9);

    const result = await step.result;

    expect(codes(failure(result))).toEqual(["deployment-check-failed"]);
    expect(failure(result)).toContain(OTHER);
    expect(result.outputs["deployment-release"]).toBe("9");
    expect(served(world)).toBe(OTHER);
  });

  it("is moved back when that run moves it back to a version that failed", async () => {
    const world = await createVersionWorld({ script: bad });
    world.sandbox.fault({ method: "GET", path: LIVE_PATH, skip: 4, delay: 1000 });
    const step = await world.start(checked());
    await until(() => asked(world) === 1);
    moveTo(world, OTHER, 9);
    await until(() => world.requests().filter((one) => one === `GET ${LIVE_PATH}`).length > 5);
    moveTo(world, TESTED, 10);

    const result = await step.result;

    expect(codes(failure(result))).toEqual(["deployment-check-failed"]);
    expect(served(world)).toBe(SERVED);
  });

  it("is not checked while it serves the other version, and is checked once it is back", async () => {
    const world = await createVersionWorld({ script: bad });
    world.sandbox.fault({ method: "GET", path: LIVE_PATH, skip: 2, delay: 500 });
    const step = await world.start(checked());
    await until(() => world.requests().includes(`PATCH ${LIVE_PATH}`));
    moveTo(world, OTHER, 9);
    await until(() => world.requests().filter((one) => one === `GET ${LIVE_PATH}`).length > 4);
    expect(asked(world)).toBe(0);
    moveTo(world, TESTED, 10);

    const result = await step.result;

    expect(codes(failure(result))).toEqual(["deployment-check-failed"]);
    expect(served(world)).toBe(SERVED);
  });
});

it("the dry run lists the check", async () => {
  const world = await createVersionWorld();

  const result = await world.run(checked({ "dry-run": "true" }));

  expect(plannedSteps(result)).toContainEqual({ code: "check-deployment" });
  expect(asked(world)).toBe(0);
});
