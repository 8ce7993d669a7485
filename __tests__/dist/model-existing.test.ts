import { describe, expect, it } from "vitest";
import { annotated, bodies, HOTDOG, World } from "../support/world.ts";

const PATH = "/v1/models/acme/hotdog";
const METADATA = {
  description: "Tells hotdogs from other food",
  github_url: "https://github.com/acme/hotdog",
  license_url: "https://example.com/licence",
  paper_url: "https://example.com/paper",
};
const INPUTS = {
  description: METADATA.description,
  "github-url": METADATA.github_url,
  "license-url": METADATA.license_url,
  "paper-url": METADATA.paper_url,
};

describe("metadata of a model that exists", () => {
  it("are unchanged when they match the inputs", async () => {
    const world = await World.create({ models: [{ ...HOTDOG, ...METADATA }] });

    const result = await world.run({ inputs: INPUTS });

    expect(result.outputs["status"]).toBe("pushed");
    expect(world.changes()).toEqual([]);
  });

  it("are updated where they differ, and nowhere else", async () => {
    const models = [{ ...HOTDOG, ...METADATA, description: "old", paper_url: "https://old.test" }];
    const world = await World.create({ models });

    await world.run({ inputs: INPUTS });

    const { description, paper_url } = METADATA;
    expect(bodies(world, "PATCH", PATH)).toEqual([{ description, paper_url }]);
  });

  it("are unchanged when nothing is requested", async () => {
    const world = await World.create({ models: [{ ...HOTDOG, ...METADATA }] });

    await world.run();

    expect(world.changes()).toEqual([]);
    expect(world.sandbox.model("acme/hotdog")?.texts).toEqual(METADATA);
  });

  it.each([
    ["another README", "# Old\n", [{ readme: "# Hotdog\n" }]],
    ["the same README", "# Hotdog\n", []],
    ["no README", undefined, [{ readme: "# Hotdog\n" }]],
  ])("are given readme-file's text when there is %s", async (_case, readme, patches) => {
    const world = await World.create({
      models: [{ ...HOTDOG, ...(readme !== undefined && { readme }) }],
    });
    await world.write("MODEL.md", "# Hotdog\n");

    await world.run({ inputs: { "readme-file": "MODEL.md" } });

    expect(bodies(world, "PATCH", PATH)).toEqual(patches);
    expect(world.sandbox.model("acme/hotdog")?.texts.readme).toBe("# Hotdog\n");
  });
});

describe("settings of an existing model that the API can't change", () => {
  it.each([
    ["public", "private"],
    ["private", "public"],
  ] as const)(
    "cause a warning: the model is %s, and %s was requested",
    async (visibility, asked) => {
      const world = await World.create({ models: [{ ...HOTDOG, visibility }] });

      const result = await world.run({ inputs: { visibility: asked } });

      expect(annotated(result, "warning")).toEqual(["visibility-differs"]);
      expect(result.warnings[0]).toContain(visibility);
      expect(result.warnings[0]).toContain("https://replicate.com/acme/hotdog/settings");
      expect(result.outputs["status"]).toBe("pushed");
      expect(world.changes()).toEqual([]);
    },
  );

  it.each(["public", "private"] as const)(
    "cause no warning for a %s model when no visibility is set",
    async (visibility) => {
      const world = await World.create({ models: [{ ...HOTDOG, visibility }] });

      expect((await world.run()).warnings).toEqual([]);
    },
  );

  it("cause a warning when the cover image differs", async () => {
    const cover_image_url = "https://example.com/old.png";
    const world = await World.create({ models: [{ ...HOTDOG, cover_image_url }] });

    const same = await world.run({ inputs: { "cover-image-url": cover_image_url } });
    const other = await world.run({ inputs: { "cover-image-url": "https://example.com/new.png" } });

    expect(same.warnings).toEqual([]);
    expect(annotated(other, "warning")).toEqual(["cover-image-differs"]);
    expect(world.changes()).toEqual([]);
  });

  it("cause no warning for the hardware, which the API does not show", async () => {
    const world = await World.create({ models: [{ ...HOTDOG, hardware: "cpu" }] });

    const result = await world.run({ inputs: { hardware: "gpu-h100" } });

    expect(result.outputs["status"]).toBe("pushed");
    expect(world.requests()).not.toContain("GET /v1/hardware");
    expect(world.changes()).toEqual([]);
    expect(result.log + result.summary).not.toContain("gpu-h100");
  });
});

describe("a model of another account", () => {
  it("is pushed to with a warning when the registry accepts a token for it", async () => {
    const world = await World.create({
      accounts: [{ username: "globex", cliToken: "5d5b53f4-5c1d-4b5e-9d54-1f1a6a5c9c51" }],
      models: [{ owner: "globex", name: "hotdog", visibility: "public" }],
    });

    const result = await world.run({
      inputs: {
        model: "globex/hotdog",
        "cli-auth-token": "5d5b53f4-5c1d-4b5e-9d54-1f1a6a5c9c51",
      },
    });

    expect(annotated(result, "warning")).toEqual(["token-of-other-account"]);
    expect(result.warnings[0]).toContain("globex");
    expect(result.outputs["version"]).toBe(world.sandbox.model("globex/hotdog")?.versions[0]?.id);
  });
});
