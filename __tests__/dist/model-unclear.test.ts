import { describe, expect, it } from "vitest";
import { bodies, codes, failure, HOTDOG, World } from "../support/world.ts";

const GET = { method: "GET", path: "/v1/models/acme/hotdog" };
const POST = { method: "POST", path: "/v1/models" };
const NOT_FOUND = { status: 404, body: { title: "Not found", status: 404 } };
const BROKEN = { status: 500, body: { title: "Internal server error", status: 500 } };

describe("when the API rejects the creation of a model, the step", () => {
  it("continues with the model that another run has created meanwhile", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({ ...GET, answer: NOT_FOUND });

    const result = await world.run();

    expect(world.changes()).toEqual(["POST /v1/models"]);
    expect(result.outputs).toMatchObject({ "model-created": "false", status: "pushed" });
  });

  it("reports that the name may be that of a deleted or hidden model", async () => {
    const world = await World.create();
    world.sandbox.retire("acme/hotdog");

    const result = await world.run();

    expect(codes(failure(result))).toEqual(["model-name-taken"]);
    expect(world.sandbox.cogRuns).toEqual([]);
  });

  it("reports the limit of 1,000 models, and what to do about it", async () => {
    const world = await World.create({ modelLimit: 0 });

    const result = await world.run();

    expect(codes(failure(result))).toEqual(["model-limit-reached"]);
    expect(world.sandbox.cogRuns).toEqual([]);
  });

  it.each(["Model quota exceeded.", "You cannot create any more models."])(
    "reports that limit in whatever words: %s",
    async (detail) => {
      const world = await World.create();
      world.sandbox.fault({ ...POST, answer: { status: 400, body: { detail } } });

      const result = await world.run();

      expect(codes(failure(result))).toEqual(["model-limit-reached"]);
    },
  );

  it("shows the API's own words when they name a field", async () => {
    const world = await World.create();
    const detail = "cover_image_url could not be fetched";
    world.sandbox.fault({
      ...POST,
      answer: {
        status: 400,
        body: { title: "Validation failed", errors: [{ pointer: "/cover_image_url", detail }] },
      },
    });

    const result = await world.run();

    expect(failure(result)).toContain(`HTTP 400: ${detail}`);
    expect(world.sandbox.cogRuns).toEqual([]);
  });
});

describe("when the creation of a model gets no clear response, the step", () => {
  it.each([
    ["an answer 500", { answer: BROKEN }],
    ["a lost connection", { breaks: "reset" }],
  ] as const)("sends it once, with %s, and fails if there is no model", async (_case, fault) => {
    const world = await World.create();
    world.sandbox.fault({ ...POST, ...fault });

    const result = await world.run();

    expect(codes(failure(result))).toEqual(["model-not-created"]);
    expect(bodies(world, "POST", "/v1/models")).toEqual([
      { owner: "acme", name: "hotdog", visibility: "private", hardware: "cpu" },
    ]);
    expect(world.sandbox.model("acme/hotdog")).toBeUndefined();
    expect(world.sandbox.cogRuns).toEqual([]);
  });

  it.each([
    ["an answer 500", { answer: BROKEN, takesEffect: true }],
    ["a lost connection", { breaks: "reset", takesEffect: true }],
  ] as const)("continues, with %s, if the model was created anyway", async (_case, fault) => {
    const world = await World.create();
    world.sandbox.fault({ ...POST, ...fault });

    const result = await world.run();

    expect(world.changes()).toEqual(["POST /v1/models"]);
    expect(result.outputs).toMatchObject({ "model-created": "true", status: "pushed" });
    expect(world.sandbox.model("acme/hotdog")?.visibility).toBe("private");
  });

  it("fails if the model is public instead of private", async () => {
    const world = await World.create({ models: [{ ...HOTDOG, visibility: "public" }] });
    world.sandbox.fault({ ...GET, answer: NOT_FOUND });
    world.sandbox.fault({ ...POST, answer: BROKEN });

    const result = await world.run();

    expect(codes(failure(result))).toEqual(["model-public"]);
    expect(world.sandbox.cogRuns).toEqual([]);
  });
});
