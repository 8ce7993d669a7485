import { describe, it } from "vitest";
import { codes, failure, HOTDOG, World } from "../support/world.ts";

/** The action looks for a pushed version for two minutes. */
const PATIENT = { timeout: 200_000 };

describe.concurrent("a push that succeeded", () => {
  it("is an error when the API never shows its version", PATIENT, async (test) => {
    const { expect } = test;
    const options = { models: [HOTDOG], registrationDelay: "never" } as const;
    const world = await World.create(options, test.onTestFinished);

    const result = await world.run();

    const digest = /^latest: digest: (sha256:\w+)/m.exec(result.log)?.[1];
    expect(codes(failure(result))).toEqual(["version-unconfirmed"]);
    expect(failure(result)).toContain(digest);
    expect(failure(result)).toContain("https://replicate.com/acme/hotdog/versions");
    expect(result.outputs).toMatchObject({ model: "acme/hotdog", status: "failed" });
    expect(result.outputs).not.toHaveProperty("version");
  });

  it(
    "is an error when Cog names no digest and another run has pushed as well",
    PATIENT,
    async (test) => {
      const { expect } = test;
      const world = await World.create({ models: [HOTDOG] }, test.onTestFinished);
      world.sandbox.scriptCog({ hidesDigest: "both", pushTakes: 20_000 });
      const step = await world.start();
      await world.sandbox.cogReaches("push");
      const other = await world.run();

      const result = await step.result;

      const ids = world.sandbox.model("acme/hotdog")?.versions.map(({ id }) => id) ?? [];
      expect(ids).toHaveLength(2);
      expect(other.outputs["version"]).toBe(ids[1]);
      expect(codes(failure(result))).toEqual(["version-unconfirmed"]);
      for (const id of ids) expect(failure(result)).toContain(id);
      expect(result.outputs).not.toHaveProperty("version");
    },
  );

  it(
    "has its version found when it is a bundle's and Cog names no digest",
    PATIENT,
    async (test) => {
      const world = await World.create({ models: [HOTDOG] }, test.onTestFinished);
      await world.write("cog.yaml", "model: acme/hotdog\npredict: predict.py:Predictor\n");
      world.sandbox.scriptCog({ hidesDigest: "both" });

      const result = await world.run();

      test.expect(result.outputs).toMatchObject({
        version: world.sandbox.model("acme/hotdog")?.versions[0]?.id,
        status: "pushed",
      });
    },
  );
});
