import { describe, expect, it } from "vitest";
import { annotated, codes, HOTDOG, World } from "../support/world.ts";

const basic = (username: string, token: string): string =>
  `Basic ${Buffer.from(`${username}:${token}`).toString("base64")}`;

/** The Authorization headers that the action sent to one service, each once. */
function shown(world: World, service: "api" | "registry"): (string | undefined)[] {
  const headers = world.sandbox.requests
    .filter((request) => request.service === service && request.by === "other")
    .map(({ headers }) => headers.authorization);
  return [...new Set(headers)].filter((header) => header !== undefined);
}

/** Credentials that Cog found for the registry. */
function cogCredentials({ sandbox }: World): unknown {
  return sandbox.cogRuns.map(({ dockerConfig }) => dockerConfig?.config);
}

const auths = (world: World, token: string): unknown => [
  { auths: { [world.sandbox.host]: { auth: basic("acme", token).slice("Basic ".length) } } },
];

describe("api-token alone", () => {
  it.each(["bearer", "basic"] as const)(
    "is all that is needed, for the API and a registry that asks for %s authentication",
    async (registryAuth) => {
      const world = await World.create({ registryAuth, models: [HOTDOG] });
      const { apiToken } = world.sandbox;

      const result = await world.run();

      expect(result.outputs["status"]).toBe("pushed");
      expect(result.warnings).toEqual([]);
      expect(shown(world, "api")).toEqual([`Bearer ${apiToken}`]);
      expect(shown(world, "registry")).toContain(basic("acme", apiToken));
      expect(cogCredentials(world)).toEqual(auths(world, apiToken));
    },
  );

  it("is not sent to a registry that asks for no authentication", async () => {
    const world = await World.create({ registryAuth: "none", models: [HOTDOG] });

    const result = await world.run();

    expect(result.outputs["status"]).toBe("pushed");
    expect(shown(world, "registry")).toEqual([]);
  });

  it.each(["the API", "| Confirmed by | the registry"])(
    "is sent again when the registry's own token has expired during the build (confirmed by %s)",
    async (by) => {
      const world = await World.create({ models: [HOTDOG], registryTokenLifetime: 1 });
      world.sandbox.scriptCog({ buildTakes: 1500 });
      const alone = { "api-token": "", "cli-auth-token": world.sandbox.cliToken };

      const result = await world.run({ inputs: by === "the API" ? {} : alone });

      expect(result.outputs).toMatchObject({
        status: "pushed",
        "image-size": expect.stringMatching(/^\d+$/),
      });
    },
  );

  it("comes from REPLICATE_API_TOKEN when the input is empty", async () => {
    const world = await World.create();

    const result = await world.run({
      inputs: { "api-token": "" },
      env: { REPLICATE_API_TOKEN: world.sandbox.apiToken },
    });

    expect(result.outputs["status"]).toBe("pushed");
    expect(shown(world, "api")).toEqual([`Bearer ${world.sandbox.apiToken}`]);
  });

  it("is used, with a notice, when it was given as cli-auth-token", async () => {
    const world = await World.create();

    const result = await world.run({
      inputs: { "api-token": "", "cli-auth-token": world.sandbox.apiToken },
    });

    expect(result.outputs).toMatchObject({ "model-created": "true", status: "pushed" });
    expect(result.notices[0]).toContain("cli-auth-token");
    expect(world.requests()).not.toContain("POST /cog/v1/verify-token");
  });
});

describe("cli-auth-token alone", () => {
  it.each([
    ["the input", (token: string) => ({ inputs: { "cli-auth-token": token, "api-token": "" } })],
    [
      "REPLICATE_CLI_AUTH_TOKEN",
      (token: string) => ({
        inputs: { "api-token": "" },
        env: { REPLICATE_CLI_AUTH_TOKEN: token },
      }),
    ],
  ])("pushes, from %s, and reports what it could not check", async (_case, overrides) => {
    const world = await World.create({ models: [HOTDOG] });
    const { cliToken } = world.sandbox;

    const result = await world.run(overrides(cliToken));

    expect(result.outputs).toMatchObject({
      version: world.sandbox.model("acme/hotdog")?.versions[0]?.id,
      model: "acme/hotdog",
      status: "pushed",
    });
    for (const unknown of ["changed", "model-created", "previous-version"])
      expect(result.outputs).not.toHaveProperty(unknown);
    expect(result.notices[0]).toContain("cli-auth-token");
    expect(result.notices[0]).toContain("api-token");
    expect(result.summary).toContain("| Confirmed by | the registry");
    expect(shown(world, "api")).toEqual([]);
    expect(world.requests().filter((request) => request.includes(" /v1/"))).toEqual([]);
    expect(cogCredentials(world)).toEqual(auths(world, cliToken));
  });

  it.each([
    ["push: false", { push: "false" }, "push: false"],
    ["a description", { description: "Tells hotdogs from other food" }, "description"],
    ["a README", { "readme-file": "README.md" }, "readme-file"],
  ])("is not enough for %s, which needs the API", async (_case, inputs, named) => {
    const world = await World.create({ models: [HOTDOG] });

    const message = await world.refusal({
      inputs: { "api-token": "", "cli-auth-token": world.sandbox.cliToken, ...inputs },
    });

    expect(message).toContain(named);
    expect(codes(message)).toEqual(["api-token-required"]);
  });
});

describe("both tokens", () => {
  it("go where each belongs: the API token to the API, the CLI token to the registry", async () => {
    const world = await World.create();
    const { apiToken, cliToken } = world.sandbox;

    const result = await world.run({ inputs: { "cli-auth-token": cliToken } });

    expect(result.outputs["status"]).toBe("pushed");
    expect(result.warnings).toEqual([]);
    expect(shown(world, "api")).toEqual([`Bearer ${apiToken}`]);
    expect(cogCredentials(world)).toEqual(auths(world, cliToken));
  });

  it("push with the CLI token when the registry does not accept API tokens", async () => {
    const world = await World.create({ registryRefusesApiTokens: true });
    const { cliToken } = world.sandbox;

    const result = await world.run({ inputs: { "cli-auth-token": cliToken } });

    expect(result.outputs["status"]).toBe("pushed");
    expect(result.warnings).toEqual([]);
    expect(cogCredentials(world)).toEqual(auths(world, cliToken));
  });

  it("push with the API token, with a warning, when the CLI token is rejected", async () => {
    const world = await World.create();

    const result = await world.run({
      inputs: { "cli-auth-token": "5d5b53f4-5c1d-4b5e-9d54-1f1a6a5c9c51" },
    });

    expect(result.outputs["status"]).toBe("pushed");
    expect(annotated(result, "warning")).toEqual(["cli-auth-token-rejected"]);
    expect(cogCredentials(world)).toEqual(auths(world, world.sandbox.apiToken));
  });
});
