import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { annotated, codes, HOTDOG, World } from "../support/world.ts";

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
  it("are validated together: one error names each invalid one, and no request is sent", async () => {
    const world = await World.create();

    const message = await world.refusal({ inputs: { ...BAD, ...BAD_SECRETS } });

    // Build secrets matter only to a build, which none of the others lets be known.
    const named = Object.keys(BAD_SECRETS).filter((name) => !/^secret/.test(name));
    const count = Object.keys(BAD).length + named.length;
    expect(codes(message)).toEqual(Array(count).fill("input-invalid"));
    for (const [name, value] of Object.entries(BAD))
      expect(message).toMatch(new RegExp(`\\b${name}\\b.*"${RegExp.escape(value)}"`));
    for (const name of named) expect(message).toMatch(new RegExp(`\\b${name}\\b`));
    expect(message).not.toContain("hidden");
    expect(world.sandbox.requests).toEqual([]);
  });

  it("are reported with everything else that is wrong, whatever its kind", async () => {
    const world = await World.create();
    await rm(join(world.project, "predict.py"));

    const message = await world.refusal({
      inputs: {
        hardware: "h100",
        visibility: "hidden",
        "timeout-minutes": "soon",
        secrets: "token=first\nhidden",
        "test-cases": "- inputs: [",
        "deployment-hardware": "cpu",
        "readme-file": "absent.md",
      },
      env: { DOCKER_HOST: "unix:///nonexistent/docker.sock" },
    });

    expect(codes(message).toSorted()).toEqual([
      "docker-unavailable",
      "hardware-unknown",
      "input-invalid",
      "input-invalid",
      "input-invalid",
      "metadata-file-unreadable",
      "predict-file-missing",
      "test-cases-invalid",
    ]);
    expect(message).toMatch(/\b2\b.*"token".*\b1\b/);
    expect(message).not.toContain("hidden\n");
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    [
      "a token that Replicate rejects",
      { "api-token": `r8_${"x".repeat(37)}`, visibility: "hidden" },
      ["api-token-refused", "input-invalid"],
    ],
    [
      "hardware that is missing, and a judge that is not valid",
      { hardware: "", "judge-model": "judge", "test-cases": "- {inputs: {}, match_prompt: x}" },
      ["hardware-missing", "input-invalid"],
    ],
    ["a model without a name, and no follow-up errors", { model: "hotdog" }, ["input-invalid"]],
    ["a token with a space, and no follow-up errors", { "api-token": "r8_a b" }, ["input-invalid"]],
    [
      "a promotion with an invalid version",
      { version: "newest", "deployment-hardware": "cpu" },
      ["deployment-unnamed", "input-invalid", "model-missing"],
    ],
    [
      "an invalid value of push",
      { push: "maybe", hardware: "h100", "readme-file": "absent.md" },
      ["hardware-unknown", "input-invalid", "metadata-file-unreadable"],
    ],
    [
      "an invalid mirror, whose latest release is not requested",
      { "cog-mirror": "http://mirror.test", hardware: "" },
      ["hardware-missing", "input-invalid"],
    ],
  ])("are reported with %s", async (_case, inputs, expected) => {
    const world = await World.create();

    const message = await world.refusal({ inputs });

    expect(codes(message).toSorted()).toEqual(expected);
  });

  // How each input is read, and which values are refused, is in unit/inputs/inputs.test.ts.
  it("accept YAML's spellings of booleans", async () => {
    const world = await World.create();
    const inputs = { "dry-run": "FALSE", "create-model": "True", push: "TRUE" };

    const result = await world.run({ inputs });

    expect(result.outputs).toMatchObject({ "model-created": "true", status: "pushed" });
  });

  it("ignore spaces around the value", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const result = await world.run({
      inputs: { model: " acme/hotdog\n", "api-token": ` ${world.sandbox.apiToken}\n` },
    });

    expect(result.outputs).toMatchObject({ model: "acme/hotdog", status: "pushed" });
  });

  it.each([
    ["a duplicate ID", { secrets: "a=1\na=2" }, "secrets"],
    ["an ID in two inputs", { secrets: "a=1", "secret-files": "a=README.md" }, "secret-files"],
    ["a variable that is not set", { "secret-envs": "a=NOT_SET" }, "secret-envs"],
    ["a quote that is not closed", { secrets: '"a=1\nline two' }, "secrets"],
  ])("reject build secrets with %s", async (_case, inputs, named) => {
    const world = await World.create();

    expect(await world.refusal({ inputs })).toContain(`Input ${named} `);
  });
});

describe("variables of the environment", () => {
  it.each([
    ["REPLICATE_BASE_URL", "http://api.replicate.test/v1"],
    ["REPLICATE_BASE_URL", "api.replicate.com"],
    ["GITHUB_API_URL", "http://github.test/api/v3"],
    ["COG_REGISTRY_HOST", "https://r8.im"],
    ["COG_REGISTRY_HOST", "r8.im/acme"],
    ["COG_REGISTRY_HOST", "127.0.0.1:99999"],
  ])(
    "reject %s=%s, which would send a token unencrypted or is not an address",
    async (name, value) => {
      const world = await World.create();

      const message = await world.refusal({ env: { [name]: value } });

      expect(message).toContain(`${name} is "${value}"`);
      expect(world.sandbox.requests).toEqual([]);
    },
  );

  it.each(["RUNNER_TEMP", "RUNNER_TOOL_CACHE"])(
    "must be set by the runner: the error names %s when it is missing",
    async (name) => {
      const world = await World.create();

      expect(await world.refusal({ env: { [name]: "" } })).toContain(name);
    },
  );

  it("name the event of a pull request, which must be readable", async () => {
    const world = await World.create();

    const message = await world.refusal({
      env: { GITHUB_EVENT_NAME: "pull_request", GITHUB_EVENT_PATH: "/nonexistent.json" },
    });

    expect(message).toContain("/nonexistent.json");
  });
});

describe("inputs that have no effect", () => {
  const DEPLOYED = { deployment: "live", "test-model": "acme/test", compatibility: "fail" };

  it("are one notice, on a step with push: false", async () => {
    const world = await World.create();

    const result = await world.run({ inputs: { ...DEPLOYED, push: "false" } });

    expect(result.outputs["status"]).toBe("ensured");
    expect(annotated(result, "notice")).toEqual(["inputs-without-effect"]);
    const unused = result.notices;
    for (const input of ["cog-version", "cog-mirror", ...Object.keys(DEPLOYED)])
      expect(unused[0]).toMatch(new RegExp(`\\b${input}\\b`));
    expect(unused[0]).not.toMatch(/hardware|api-token| model,/);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ["a push", {}],
    ["a step with push: false", { push: "false", "cog-version": "", "cog-mirror": "" }],
  ])(
    "are the hardware of a model that exists, with where to change it: %s",
    async (_case, inputs) => {
      const world = await World.create({ models: [HOTDOG] });

      const result = await world.run({ inputs: { ...inputs, "dry-run": "true" } });

      const [unused] = result.notices;
      expect(annotated(result, "notice")).toEqual(["inputs-without-effect"]);
      expect(unused).toContain("hardware (acme/hotdog");
      expect(unused).toContain("https://replicate.com/acme/hotdog/settings");
    },
  );

  it("are not the hardware that a new deployment or a new model gets", async () => {
    const world = await World.create({ models: [{ ...HOTDOG, versions: [{}] }] });
    const dry = { "dry-run": "true", "cog-version": "", "cog-mirror": "" };

    const results = await Promise.all([
      world.run({ inputs: { ...dry, version: "latest", deployment: "live" } }),
      world.run({ inputs: { ...dry, push: "false", model: "acme/new" } }),
    ]);

    expect(results.flatMap(({ notices }) => notices)).toEqual([]);
  });
});
