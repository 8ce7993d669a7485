import { describe, expect, it } from "vitest";
import { codes, HOTDOG, World } from "../support/world.ts";

describe("a missing model is rejected before anything is created", () => {
  it("when create-model is false", async () => {
    const world = await World.create();

    const message = await world.refusal({ inputs: { "create-model": "false" } });

    expect(codes(message)).toEqual(["model-missing"]);
    expect(message).toContain("create-model");
  });

  it("when no hardware is named, listing what Replicate offers", async () => {
    const world = await World.create();

    const message = await world.refusal({ inputs: { hardware: "" } });

    expect(codes(message)).toEqual(["hardware-missing"]);
    for (const { sku } of world.sandbox.state.hardware) expect(message).toContain(sku);
  });

  it("when the hardware is not on offer, suggesting the nearest and listing all", async () => {
    const world = await World.create();

    const message = await world.refusal({ inputs: { hardware: "gpu-l40" } });

    expect(codes(message)).toEqual(["hardware-unknown"]);
    expect(message).toMatch(/gpu-l40s\?/);
    for (const { sku } of world.sandbox.state.hardware) expect(message).toContain(sku);
  });

  it("when its owner is another account, naming both", async () => {
    const world = await World.create();

    const message = await world.refusal({ inputs: { model: "globex/hotdog" } });

    expect(codes(message)).toEqual(["model-owner-mismatch"]);
    expect(message).toContain("globex/hotdog");
    expect(message).toContain("acme/hotdog");
  });

  it("when another account has it as a private model", async () => {
    const world = await World.create({ models: [{ ...HOTDOG, owner: "globex" }] });

    const message = await world.refusal({ inputs: { model: "globex/hotdog" } });

    expect(codes(message)).toEqual(["model-owner-mismatch"]);
  });
});

describe("an existing model is rejected", () => {
  it("when it is official, since no version of it could be confirmed", async () => {
    const world = await World.create({ models: [{ ...HOTDOG, official: true }] });

    expect(codes(await world.refusal())).toEqual(["model-official"]);
  });

  it("when the token's account may not use it, in the API's words", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const detail = "You do not have permission to perform this action.";
    world.sandbox.fault({
      path: "/v1/models/acme/hotdog",
      answer: { status: 403, body: { title: "Forbidden", detail, status: 403 } },
    });

    const message = await world.refusal();

    expect(message).toContain("acme/hotdog");
    expect(message).toContain("HTTP 403: You do not have permission to perform this action");
    expect(message).toContain("api-token");
  });
});
