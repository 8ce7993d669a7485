import { describe, expect, it } from "vitest";
import { HOTDOG, World } from "../support/world.ts";

const BUNDLE = "model: r8.im/acme/hotdog\npredict: predict.py:Predictor\n";
const OTHER = "ab".repeat(32);

/** What a build may print: digests that are nobody's version, in the forms of those that are. */
const UNRELATED = [
  `#5 0.3 latest: digest: sha256:${OTHER} size: 4321`,
  `#5 0.4 New Version: ${OTHER}`,
  `Downloaded sha256:${OTHER}`,
  `  image  r8.im/somebody/else@sha256:${OTHER}`,
  `  image  HOST/acme/hotdog-two@sha256:${OTHER}`,
  `sha256:${OTHER}`,
  "",
].join("\n");

function newest(world: World): string | undefined {
  return world.sandbox.model("acme/hotdog")?.versions[0]?.id;
}

describe("the version of a push is read from the output", () => {
  // Bundles below are of 0.20 and 0.21, and nearly all other tests push with 0.21.
  it.each(["0.9.26", "0.13.7", "0.14.12", "0.16.11", "0.17.1", "0.23.1"])(
    "of Cog %s",
    async (version) => {
      const world = await World.create({ models: [HOTDOG] });

      const result = await world.run({ inputs: { "cog-version": version } });

      const id = newest(world);
      expect(id).toMatch(/^[0-9a-f]{64}$/);
      expect(result.outputs).toMatchObject({
        version: id,
        digest: `sha256:${id}`,
        image: `${world.sandbox.host}/acme/hotdog@sha256:${id}`,
        "version-url": `https://replicate.com/acme/hotdog/versions/${id}`,
        "cog-version": version,
      });
    },
  );

  it.each([
    ["0.20.0", "index"],
    ["0.21.0", "image"],
    ["0.23.1", "index"],
    ["0.23.1", "image"],
  ] as const)(
    "of Cog %s for a bundle, when Replicate uses the %s's digest as the id",
    async (version, bundleVersion) => {
      const world = await World.create({ models: [HOTDOG], bundleVersion });
      await world.write("cog.yaml", BUNDLE);

      const result = await world.run({ inputs: { "cog-version": version } });

      expect(result.outputs).toMatchObject({ version: newest(world), status: "pushed" });
    },
  );

  it.each(["index", "image"] as const)(
    "of a bundle with weights, when the %s's digest is the id",
    async (bundleVersion) => {
      const world = await World.create({ models: [HOTDOG], bundleVersion });
      await world.write("cog.yaml", `${BUNDLE}weights:\n  - name: one\n  - name: another\n`);
      await world.write("weights.lock", "{}");

      const result = await world.run();

      expect(result.log).toMatch(/weight +another +\S+@sha256:/);
      expect(result.outputs).toMatchObject({ version: newest(world), status: "pushed" });
    },
  );

  it.each(["daemon", "tree"] as const)("when the %s's line has no digest", async (hidesDigest) => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ hidesDigest });

    const result = await world.run();

    expect(result.outputs).toMatchObject({ version: newest(world), status: "pushed" });
    expect(world.requests().filter((request) => request.endsWith("/versions"))).toEqual([]);
  });
});

describe("the version of a push is found", () => {
  it("at the registry and the API together when Cog names no digest", async () => {
    const world = await World.create({ models: [{ ...HOTDOG, versions: [{}, {}] }] });
    world.sandbox.scriptCog({ hidesDigest: "both" });

    const result = await world.run();

    expect(result.outputs).toMatchObject({ version: newest(world), changed: "true" });
    expect(world.requests()).toContain("GET /v2/acme/hotdog/manifests/latest");
    expect(world.requests()).toContain("GET /v1/models/acme/hotdog/versions");
  });

  it("over several pages of the API's list", async () => {
    const world = await World.create({ models: [{ ...HOTDOG, versions: [{}] }], pageSize: 1 });
    const previous = newest(world);
    world.sandbox.scriptCog({ hidesDigest: "both" });

    const result = await world.run();

    expect(result.outputs).toMatchObject({
      version: newest(world),
      "previous-version": previous,
      changed: "true",
    });
    expect(world.requests().join()).toContain("GET /v1/models/acme/hotdog/versions?cursor=");
  });

  it("when the API shows it only some time after the push", async () => {
    const world = await World.create({ models: [HOTDOG], registrationDelay: 1000 });

    const result = await world.run();

    expect(result.outputs).toMatchObject({ version: newest(world), status: "pushed" });
    const asked = world.requests().filter((request) => request.includes("/versions/"));
    expect(asked.length).toBeGreaterThan(1);
  });
});

describe("the version of a push is not mistaken for", () => {
  it("a digest in the build's output, in whatever form", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const buildPrints = UNRELATED.replace("HOST", world.sandbox.host);
    world.sandbox.scriptCog({ buildPrints });

    const result = await world.run();

    expect(result.log).toContain(`Downloaded sha256:${OTHER}`);
    expect(result.outputs["version"]).toBe(newest(world));
  });

  it("such a digest when Cog names none of its own", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const buildPrints = UNRELATED.replace("HOST", world.sandbox.host);
    world.sandbox.scriptCog({ buildPrints, hidesDigest: "both" });

    const result = await world.run();

    expect(result.outputs["version"]).toBe(newest(world));
  });

  it("a line of Docker's that the build prints word for word", async () => {
    const world = await World.create({ models: [HOTDOG] });
    world.sandbox.scriptCog({ buildPrints: `latest: digest: sha256:${OTHER} size: 4321\n` });

    const result = await world.run();

    expect(result.outputs["version"]).toBe(newest(world));
  });
});
