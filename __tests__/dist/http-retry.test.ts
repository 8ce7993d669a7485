import { describe, expect, it } from "vitest";
import { bodies, failure, HOTDOG, World } from "../support/world.ts";

const ACCOUNT = { method: "GET", path: "/v1/account" };
const NOW = { "retry-after": "0" };
const ATTEMPTS = 5;

const count = (world: World, request: string): number =>
  world.requests().filter((made) => made === request).length;

describe("a request is repeated", () => {
  it.each([
    ["429", { answer: { status: 429, headers: NOW, body: { detail: "throttled" } } }],
    ["503", { answer: { status: 503, headers: NOW, body: "" } }],
    ["a reset connection", { breaks: "reset" }],
    ["an answer that breaks off", { breaks: "cut" }],
  ] as const)("when a GET gets %s", async (_case, fault) => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({ ...ACCOUNT, ...fault });

    const result = await world.run();

    expect(result.outputs["status"]).toBe("pushed");
    expect(count(world, "GET /v1/account")).toBe(2);
  });

  it("when a PATCH gets 502", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({ method: "PATCH", path: "/v1/*", answer: { status: 502, headers: NOW } });

    await world.run({ inputs: { description: "new" } });

    expect(count(world, "PATCH /v1/models/acme/hotdog")).toBe(2);
    expect(world.sandbox.model("acme/hotdog")?.texts.description).toBe("new");
  });

  it("when a POST gets 429, which means that it had no effect", async () => {
    const world = await World.create();
    world.sandbox.fault({
      method: "POST",
      path: "/v1/models",
      answer: { status: 429, headers: NOW, body: { detail: "Request was throttled." } },
    });

    const result = await world.run();

    expect(bodies(world, "POST", "/v1/models")).toHaveLength(2);
    expect(result.outputs).toMatchObject({ "model-created": "true", status: "pushed" });
  });

  it("when the registry's token endpoint fails for a moment", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({ path: "/token", answer: { status: 500, headers: NOW, body: "" } });

    expect((await world.run()).outputs["status"]).toBe("pushed");
  });

  it("when the confirmation of the version gets a 500", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({
      path: /^\/v1\/models\/acme\/hotdog\/versions\//,
      times: 2,
      answer: { status: 500, headers: NOW, body: "" },
    });

    const result = await world.run();

    expect(result.outputs["version"]).toBe(world.sandbox.model("acme/hotdog")?.versions[0]?.id);
  });
});

describe("a request is not repeated", () => {
  it.each([500, 503])("when a POST gets %s", async (status) => {
    const world = await World.create();
    world.sandbox.fault({ method: "POST", path: "/v1/models", answer: { status, headers: NOW } });

    const result = await world.run();

    expect(failure(result)).toContain(`HTTP ${status}`);
    expect(bodies(world, "POST", "/v1/models")).toHaveLength(1);
    expect(world.sandbox.cogRuns).toEqual([]);
  });

  it("endlessly: a service that is down is reported after five attempts", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const answer = { status: 503, headers: NOW, body: "" };
    world.sandbox.fault({ ...ACCOUNT, times: 100, answer });

    const message = await world.refusal();

    expect(message).toContain("HTTP 503");
    expect(message).toContain("later");
    expect(count(world, "GET /v1/account")).toBe(ATTEMPTS);
  });

  it.each([
    ["Retry-After", { headers: { "retry-after": "86400" }, body: { detail: "throttled" } }],
    ["retry_after", { body: { detail: "throttled", retry_after: 86400 } }],
    ["its text", { body: { detail: "Your rate limit resets in ~86400s." } }],
  ])("when %s asks for an unreasonably long delay", async (_case, answer) => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({ ...ACCOUNT, answer: { status: 429, ...answer } });

    const message = await world.refusal();

    expect(message).toContain("HTTP 429");
    expect(count(world, "GET /v1/account")).toBe(1);
  });

  it("when the error is permanent", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const body = { title: "Insufficient credit", detail: "You have insufficient credit." };
    world.sandbox.fault({ ...ACCOUNT, answer: { status: 402, body } });

    const message = await world.refusal();

    expect(message).toContain("HTTP 402: You have insufficient credit");
    expect(count(world, "GET /v1/account")).toBe(1);
  });
});
