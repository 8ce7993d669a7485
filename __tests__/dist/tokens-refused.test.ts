import { describe, expect, it } from "vitest";
import { codes, HOTDOG, World } from "../support/world.ts";

const API_TOKENS = "https://replicate.com/account/api-tokens";
const CLI_TOKENS = "https://replicate.com/auth/token";
const REVOKED = `r8_${"x".repeat(37)}`;
const UNKNOWN = "5d5b53f4-5c1d-4b5e-9d54-1f1a6a5c9c51";

describe("before anything is changed it rejects", () => {
  it("a step without a token, naming both inputs and where to get them", async () => {
    const world = await World.create();

    const message = await world.refusal({ inputs: { "api-token": "" } });

    expect(codes(message)).toEqual(["token-missing"]);
    for (const part of ["api-token", "cli-auth-token", API_TOKENS, CLI_TOKENS])
      expect(message).toContain(part);
  });

  it("a push: false without a token, in the same words", async () => {
    const world = await World.create();

    const message = await world.refusal({ inputs: { "api-token": "", push: "false" } });

    expect(codes(message)).toEqual(["token-missing"]);
    for (const part of ["api-token", "cli-auth-token", API_TOKENS]) expect(message).toContain(part);
  });

  it("an API token that is revoked", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const message = await world.refusal({ inputs: { "api-token": REVOKED } });

    expect(codes(message)).toEqual(["api-token-refused"]);
    expect(message).toContain(API_TOKENS);
  });

  it("a value in api-token that is not an API token, with a hint that it may be a CLI token", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const message = await world.refusal({ inputs: { "api-token": world.sandbox.cliToken } });

    expect(codes(message)).toEqual(["api-token-wrong-kind"]);
    expect(message).toContain(API_TOKENS);
  });

  it("tokens that are swapped, saying so", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const { apiToken, cliToken } = world.sandbox;

    const message = await world.refusal({
      inputs: { "api-token": cliToken, "cli-auth-token": apiToken },
    });

    expect(codes(message)).toEqual(["api-token-wrong-kind"]);
  });

  it("an API token that only the registry rejects, naming the alternatives", async () => {
    const world = await World.create({ registryRefusesApiTokens: true });

    const message = await world.refusal();

    expect(message).toContain(world.sandbox.host);
    expect(codes(message)).toEqual(["registry-unauthorized"]);
    for (const address of [API_TOKENS, CLI_TOKENS]) expect(message).toContain(address);
  });

  it("two tokens that the registry both rejects, naming both", async () => {
    const world = await World.create({ registryRefusesApiTokens: true });

    const message = await world.refusal({ inputs: { "cli-auth-token": UNKNOWN } });

    expect(codes(message)).toEqual(["registry-unauthorized"]);
    expect(message).toMatch(/cli-auth-token \(.+\).*api-token \(/);
    for (const address of [API_TOKENS, CLI_TOKENS]) expect(message).toContain(address);
  });

  it("a CLI token without an account, when it is alone", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const message = await world.refusal({ inputs: { "api-token": "", "cli-auth-token": UNKNOWN } });

    expect(codes(message)).toEqual(["registry-unauthorized"]);
    expect(message).toContain("cli-auth-token (");
    expect(message).toContain(CLI_TOKENS);
  });

  it.each(["api-token", "cli-auth-token"])(
    "a value in %s that has spaces in it, without showing it",
    async (input) => {
      const world = await World.create();

      const message = await world.refusal({ inputs: { [input]: "token r8_abc" } });

      expect(message).toMatch(new RegExp(`\\b${input}\\b`));
      expect(message).not.toContain("r8_abc");
      expect(codes(message)).toEqual(["input-invalid"]);
      const sent = JSON.stringify(
        world.sandbox.requests.map(({ headers, body }) => [headers, body]),
      );
      expect(sent).not.toContain("r8_abc");
    },
  );

  it("a registry that can't be reached, as distinct from one that rejects the token", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.fault({
      path: "/v2/",
      times: 5,
      answer: { status: 503, headers: { "retry-after": "0" }, body: "" },
    });

    const message = await world.refusal();

    expect(message).toContain(world.sandbox.host);
    expect(message).toContain("HTTP 503");
    expect(message).not.toContain(API_TOKENS);
  });
});
