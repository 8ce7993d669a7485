import { describe, expect, it } from "vitest";
import { codes, HOTDOG, World } from "../support/world.ts";

/** One value that is refused for each input that has a form, and the words of it that are shown. */
const BAD: Readonly<Record<string, string>> = {
  model: "Acme/Hotdog",
  "cog-version": "newest",
  "cog-mirror": "http://mirror.test/cog",
  "create-model": "yess",
  visibility: "secret",
  "github-url": "github.com/acme",
  "license-url": "MIT",
  "paper-url": "ftp://example.com/paper",
  "weights-url": "huggingface.co/acme",
  "cover-image-url": "cover.png",
  "no-cache": "1",
  "separate-weights": "2",
  "use-cog-base-image": "auto",
  "use-cuda-base-image": "maybe",
  progress: "loud",
  "timeout-minutes": "soon",
  push: "nope",
  "dry-run": "treu",
};

/** Inputs whose values are never shown. */
const BAD_SECRETS: Readonly<Record<string, string>> = {
  "api-token": "r8_hidden r8_hidden",
  "cli-auth-token": "hidden\nhidden",
  secrets: "hidden",
  "secret-envs": "hidden",
  "secret-files": "=hidden",
  "github-token": "ghs_hidden ghs_hidden",
};

describe("inputs", () => {
  it("are checked together: one error names each bad one, before any request", async () => {
    const world = await World.create();

    const message = await world.refusal({ inputs: { ...BAD, ...BAD_SECRETS } });

    const count = Object.keys(BAD).length + Object.keys(BAD_SECRETS).length;
    expect(message).toMatch(new RegExp(`^Found ${count} problems:`));
    for (const [name, value] of Object.entries(BAD))
      expect(message).toContain(`Input ${name} is not valid: "${value}"`);
    for (const name of Object.keys(BAD_SECRETS)) expect(message).toContain(`Input ${name} `);
    expect(message).not.toContain("hidden");
    expect(world.sandbox.requests).toEqual([]);
  });

  it.each([
    ["a word", "soon"],
    ["nought", "0"],
    ["less than nothing", "-1"],
    ["a number with a unit", "10m"],
    ["a number in another notation", "1e3"],
    ["more than a job can last", "7201"],
  ])("refuse timeout-minutes that is %s", async (_case, value) => {
    const world = await World.create();

    const message = await world.refusal({ inputs: { "timeout-minutes": value } });

    expect(codes(message)).toEqual(["input-invalid"]);
    expect(message).toContain(`"${value}"`);
    expect(message).toContain("7200");
  });

  it.each(["hotdog", "acme/hot dog", "ghcr.io/acme/hotdog", "acme/hotdog:latest", "acme/-hotdog"])(
    "refuse the model name %s, saying what one looks like",
    async (model) => {
      const world = await World.create();

      const message = await world.refusal({ inputs: { model } });

      expect(codes(message)).toEqual(["input-invalid"]);
      expect(message).toContain(`"${model}"`);
      expect(message).toContain("owner/name");
    },
  );

  it.each([
    ["false", "dry-run"],
    ["False", "dry-run"],
    ["FALSE", "dry-run"],
    ["true", "create-model"],
    ["True", "create-model"],
    ["TRUE", "create-model"],
  ])("take %s for a boolean, as YAML does (%s)", async (value, input) => {
    const world = await World.create();

    const result = await world.run({ inputs: { [input]: value } });

    expect(result.outputs).toMatchObject({ "model-created": "true", status: "pushed" });
  });

  it("take the value without the space around it", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run({
      inputs: { model: " acme/hotdog\n", "api-token": ` ${world.sandbox.apiToken}\n` },
    });

    expect(result.outputs).toMatchObject({ model: "acme/hotdog", status: "pushed" });
  });

  it.each([
    ["an id twice", { secrets: "a=1\na=2" }, "secrets"],
    ["an id in two inputs", { secrets: "a=1", "secret-files": "a=README.md" }, "secret-files"],
    ["a variable that is not set", { "secret-envs": "a=NOT_SET" }, "secret-envs"],
    ["a quote that is not closed", { secrets: '"a=1\nline two' }, "secrets"],
  ])("refuse build secrets with %s", async (_case, inputs, named) => {
    const world = await World.create();

    expect(await world.refusal({ inputs })).toContain(`Input ${named} `);
    expect(world.sandbox.requests).toEqual([]);
  });
});

describe("variables of the environment", () => {
  it.each([
    ["REPLICATE_BASE_URL", "http://api.replicate.test/v1"],
    ["REPLICATE_BASE_URL", "api.replicate.com"],
    ["GITHUB_API_URL", "http://github.test/api/v3"],
    ["COG_REGISTRY_HOST", "https://r8.im"],
    ["COG_REGISTRY_HOST", "r8.im/acme"],
  ])("refuse %s=%s, which would carry a token in clear or is no address", async (name, value) => {
    const world = await World.create();

    const message = await world.refusal({ env: { [name]: value } });

    expect(message).toContain(`${name} is "${value}"`);
    expect(world.sandbox.requests).toEqual([]);
  });

  it.each(["RUNNER_TEMP", "RUNNER_TOOL_CACHE"])(
    "are expected of the runner: %s that is not set is named",
    async (name) => {
      const world = await World.create();

      expect(await world.refusal({ env: { [name]: "" } })).toContain(name);
    },
  );

  it("name the event of a pull request, which has to be readable", async () => {
    const world = await World.create();

    const message = await world.refusal({
      env: { GITHUB_EVENT_NAME: "pull_request", GITHUB_EVENT_PATH: "/nonexistent.json" },
    });

    expect(message).toContain("/nonexistent.json");
  });
});
