import { describe, expect, it } from "vitest";
import { codes, failure } from "../support/world.ts";
import { createProduction, deploy, LIVE_PATH, TODAY, versionIds } from "./production.ts";

const STEP = { inputs: { deployment: "live" } };

describe("an update that Replicate rejects", () => {
  it.each([
    ["PATCH", 404, 1],
    ["PATCH", 403, 1],
    ["PATCH", 400, 1],
    ["POST", 400, 1],
    ["POST", 403, 1],
    ["POST", 500, 1],
  ] as const)("fails the step, and keeps the version: %s %i", async (method, status, times) => {
    const world = await createProduction();
    if (method === "PATCH") deploy(world);
    const path = "/v1/deployments*";
    const body = { title: "No", detail: "You may not do this." };
    world.sandbox.fault({ method, path, times, answer: { status, body } });

    const result = await world.run(STEP);

    const message = failure(result);
    expect(codes(message)).toEqual(["deployment-move-failed"]);
    expect(message).toContain(`HTTP ${status}: You may not do this.`);
    expect(result.outputs).toMatchObject({ version: versionIds(world)[0], status: "failed" });
    expect(result.outputs).not.toHaveProperty("deployment-release");
    expect(world.sandbox.deployment("acme/live")?.version).toBe(
      method === "PATCH" ? TODAY : undefined,
    );
  });

  it("temporarily is retried: PATCH 500", async () => {
    const world = await createProduction();
    deploy(world);
    const answer = { status: 500, headers: { "retry-after": "0" } };
    world.sandbox.fault({ method: "PATCH", path: LIVE_PATH, times: 2, answer });

    const { outputs } = await world.run(STEP);

    expect(outputs["status"]).toBe("pushed");
    expect(world.sandbox.deployment("acme/live")?.version).toBe(outputs["version"]);
  });

  it("permanently fails: PATCH 500", async () => {
    const world = await createProduction();
    deploy(world);
    const answer = { status: 500, headers: { "retry-after": "0" } };
    world.sandbox.fault({ method: "PATCH", path: LIVE_PATH, times: 9, answer });

    expect(codes(failure(await world.run(STEP)))).toEqual(["deployment-move-failed"]);
    expect(world.sandbox.deployment("acme/live")).toMatchObject({ version: TODAY, number: 1 });
  });

  it.each([
    ["both inputs of a new one", { deployment: "new", "deployment-max-instances": "2" }],
    ["both inputs", { "deployment-max-instances": "2" }],
    ["an input and the limit that it has", {}],
  ])("is rejected early when the minimum is above the maximum: %s", async (_case, inputs) => {
    const world = await createProduction();
    deploy(world, { max_instances: 2 });
    const given = { ...STEP.inputs, "deployment-min-instances": "3", ...inputs };

    expect(codes(await world.refusal({ inputs: given }))).toEqual(["deployment-instances-invalid"]);
  });

  it.each([
    [401, "api-token-refused"],
    [403, "request-failed"],
    [500, "request-failed"],
  ])("before the push stops it: GET %i", async (status, code) => {
    const world = await createProduction();
    deploy(world);
    const answer = { status, headers: { "retry-after": "0" } };
    world.sandbox.fault({ method: "GET", path: LIVE_PATH, times: 9, answer });

    expect(codes(await world.refusal(STEP))).toEqual([code]);
  });
});
