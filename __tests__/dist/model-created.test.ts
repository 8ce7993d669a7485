import { describe, expect, it } from "vitest";
import { bodies, COG_VERSION, codes, World } from "../support/world.ts";

describe("a model that does not exist", () => {
  it("is created private when nothing is said of its visibility", async () => {
    const world = await World.create();

    const result = await world.run();

    expect(bodies(world, "POST", "/v1/models")).toEqual([
      { owner: "acme", name: "hotdog", visibility: "private", hardware: "cpu" },
    ]);
    expect(result.outputs).toMatchObject({ "model-created": "true", status: "pushed" });
    expect(result.outputs).not.toHaveProperty("previous-version");
  });

  it("is created with all of its metadata in the one request", async () => {
    const world = await World.create();

    await world.run({
      inputs: {
        description: "Tells hotdogs from other food",
        "github-url": "https://github.com/acme/hotdog",
        "license-url": "https://example.com/licence",
        "paper-url": "https://example.com/paper",
        "cover-image-url": "https://example.com/cover.png",
      },
    });

    expect(bodies(world, "POST", "/v1/models")).toEqual([
      {
        owner: "acme",
        name: "hotdog",
        visibility: "private",
        hardware: "cpu",
        description: "Tells hotdogs from other food",
        github_url: "https://github.com/acme/hotdog",
        license_url: "https://example.com/licence",
        paper_url: "https://example.com/paper",
        cover_image_url: "https://example.com/cover.png",
      },
    ]);
    expect(world.changes()).toEqual(["POST /v1/models"]);
  });

  it("gets its README and its weights' URL in a request of its own, since POST accepts none", async () => {
    const world = await World.create();
    await world.write("MODEL.md", "# Hotdog\n");
    const weights = "https://huggingface.co/acme/hotdog";

    await world.run({ inputs: { "readme-file": "MODEL.md", "weights-url": weights } });

    expect(world.sandbox.model("acme/hotdog")?.texts).toEqual({
      readme: "# Hotdog\n",
      weights_url: weights,
    });
    expect(world.changes()).toEqual(["POST /v1/models", "PATCH /v1/models/acme/hotdog"]);
  });

  it.each([
    ["an organization, by its own token", { username: "acme", type: "organization" }],
    ["an account in another letter case", { username: "Acme", type: "user" }],
  ] as const)("is created for %s, without a warning", async (_case, account) => {
    const world = await World.create({ account });

    const result = await world.run({ inputs: { "test-model": "acme/hotdog-test" } });

    expect(result.outputs).toMatchObject({ "model-created": "true", status: "pushed" });
    expect(result.warnings).toEqual([]);
    // Docker takes no capitals in the name of an image.
    const images = world.sandbox.cogRuns.map(({ argv }) => argv.at(-1));
    const names = ["hotdog-test", "hotdog"].map((name) => `${world.sandbox.host}/acme/${name}`);
    expect(images).toEqual(names);
  });
});

describe("the model's name", () => {
  it.each([
    ["image: r8.im/acme/cat", "acme/cat"],
    ["image: HOST/acme/cat", "acme/cat"],
    ["model: acme/cat", "acme/cat"],
    ["model: r8.im/acme/cat", "acme/cat"],
    ["model: HOST/acme/cat", "acme/cat"],
  ])("comes from `%s` in cog.yaml", async (line, name) => {
    const world = await World.create();
    const named = line.replace("HOST", world.sandbox.host);
    await world.write("cog.yaml", `${named}\npredict: predict.py:Predictor\n`);

    const result = await world.run({ inputs: { model: "" } });

    expect(result.code).toBe(0);
    expect(result.outputs).toMatchObject({
      model: name,
      "cog-version": COG_VERSION,
      version: world.sandbox.model(name)?.versions[0]?.id,
    });
  });

  it("is the input's when both name one", async () => {
    const world = await World.create();
    await world.write("cog.yaml", "image: r8.im/acme/cat\npredict: predict.py:Predictor\n");

    const result = await world.run();

    expect(result.outputs).toMatchObject({ model: "acme/hotdog", status: "pushed" });
    expect(world.sandbox.model("acme/cat")).toBeUndefined();
  });

  it.each([
    ["no name at all", ""],
    ["an image on another registry", "image: ghcr.io/acme/cat\n"],
    ["an image without a host, which is Docker Hub's", "image: acme/cat\n"],
  ])("is required when cog.yaml has %s", async (_case, line) => {
    const world = await World.create();
    await world.write("cog.yaml", `${line}predict: predict.py:Predictor\n`);

    const message = await world.refusal({ inputs: { model: "" } });

    expect(codes(message)).toEqual(["model-unnamed"]);
  });
});
