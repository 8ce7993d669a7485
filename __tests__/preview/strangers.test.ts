import { describe, expect, it } from "vitest";
import {
  createPreviewWorld,
  keptVersions,
  modelNames,
  PREVIEW,
  Pull,
  type PullTraits,
  previewModel,
  versions,
} from "../support/preview.ts";
import { annotated, codes, type StepOptions } from "../support/world.ts";

const STRANGERS: readonly (readonly [string, PullTraits, reason: string])[] = [
  ["a fork", { headRepository: "stranger/hotdog-app", author: "stranger" }, "fork"],
  ["a fork that was deleted", { headRepository: null, author: "stranger" }, "fork"],
  ["Dependabot", { author: "dependabot[bot]" }, "dependabot"],
];
const ACTIONS = ["opened", "synchronize", "reopened", "closed"] as const;
const WITHOUT_SECRETS = { inputs: { "api-token": "" } };

describe.each(STRANGERS)("a pull request of %s, without secrets", (_whose, traits, reason) => {
  it.each(ACTIONS)("is skipped with success when it is %s, without any request", async (action) => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));

    const result = await new Pull(world, traits).run(action, WITHOUT_SECRETS);

    expect(result.code).toBe(0);
    expect(result.outputs).toEqual({ status: "skipped" });
    expect(result.errors).toEqual([]);
    expect(result.warnings).toEqual([]);
    expect(annotated(result, "notice")).toEqual([reason]);
    expect(result.notices).toEqual([expect.stringContaining("#7")]);
    expect(result.summary).toContain("#7");
    expect(world.sandbox.requests).toEqual([]);
    expect(keptVersions(world, PREVIEW)).toHaveLength(1);
  });
});

describe.each(STRANGERS.filter(([who]) => who !== "Dependabot"))(
  "a pull request of %s, with secrets available",
  (_whose, traits) => {
    it.each<[string, Partial<StepOptions>]>([
      ["an input", {}],
      ["an input, for production", { inputs: { preview: "false" } }],
      [
        "the environment of a self-hosted runner",
        { inputs: { "api-token": "" }, env: { REPLICATE_API_TOKEN: "r8_TokenOfTheRunner" } },
      ],
      [
        "the environment, for the registry",
        { inputs: { "api-token": "" }, env: { REPLICATE_CLI_AUTH_TOKEN: "token-of-the-runner" } },
      ],
    ])("is skipped with success when they are in %s", async (_where, overrides) => {
      const world = await createPreviewWorld();

      const result = await new Pull(world, traits).run("opened", overrides);

      expect(result.code).toBe(0);
      expect(result.outputs).toEqual({ status: "skipped" });
      expect(annotated(result, "notice")).toEqual(["fork-with-secret"]);
      expect(world.sandbox.requests).toEqual([]);
      expect(world.sandbox.cogRuns).toEqual([]);
    });

    it("has its preview of an earlier version of this action removed on close", async () => {
      const world = await createPreviewWorld();
      world.sandbox.addModel(previewModel(7, { versions: versions(1) }));

      const closed = await new Pull(world, traits).run("closed", {
        inputs: { "secret-envs": "HF=EMPTY" },
      });

      expect(closed.outputs).toMatchObject({ status: "deleted" });
      expect(modelNames(world)).toEqual(["acme/hotdog"]);
    });
  },
);

describe("an untrusted pull request whose inputs are empty because secrets are", () => {
  it.each<[string, Record<string, string>]>([
    ["a build secret", { secrets: "HF_TOKEN=" }],
    ["a build secret of the environment", { "secret-envs": "HF_TOKEN=NOT_SET" }],
    ["a build secret's file", { "secret-files": "key=" }],
    ["the model's owner", { model: "/hotdog" }],
    ["the mirror's host", { "cog-mirror": "https://" }],
    ["a deployment", { "deployment-min-instances": "1" }],
    ["the test cases", { "test-cases": "- inputs: {" }],
  ])("is skipped with success: %s", async (_case, inputs) => {
    for (const [, traits] of STRANGERS) {
      const world = await createPreviewWorld();

      const result = await new Pull(world, traits).run("opened", {
        inputs: { "api-token": "", ...inputs },
      });

      expect(result.code).toBe(0);
      expect(result.outputs).toEqual({ status: "skipped" });
    }
  });
});

describe("Dependabot's pull request with secrets of its own", () => {
  it("has a preview", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world, { author: "dependabot[bot]" });

    const opened = await pull.run("opened");
    const closed = await pull.run("closed");

    expect(opened.outputs).toMatchObject({ status: "pushed", model: PREVIEW });
    expect(closed.outputs).toMatchObject({ status: "deleted" });
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });
});

describe("a trusted pull request", () => {
  it.each<[string, PullTraits]>([
    ["the repository's own", {}],
    ["one of a repository that is a fork itself", { isFork: true }],
    ["one of a repository in other letters", { headRepository: "Acme/Hotdog-App" }],
  ])("fails without a token: %s", async (_case, traits) => {
    const world = await createPreviewWorld();

    const message = await new Pull(world, traits).refusal("opened", WITHOUT_SECRETS);

    expect(codes(message)).toEqual(["token-missing"]);
  });
});
