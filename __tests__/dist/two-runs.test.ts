import { describe, expect, it } from "vitest";
import { until } from "../support/processes.ts";
import { HOTDOG, type StepResult, World } from "../support/world.ts";

/** The id of what a run pushed itself: Docker's own line in its log. */
function pushed({ log }: StepResult): string | undefined {
  return /^latest: digest: sha256:([0-9a-f]{64}) size: \d+$/m.exec(log)?.[1];
}

describe("two runs at once on one model", () => {
  it("each report the version that they pushed themselves", async () => {
    const world = await World.create({ models: [HOTDOG] });

    const results = await Promise.all([world.run(), world.run()]);

    const versions = results.map(({ outputs }) => outputs["version"]);
    expect(versions).toEqual(results.map(pushed));
    expect(new Set(versions).size).toBe(2);
  });

  it("do so even when one moves the tag before the other has resolved it", async () => {
    const world = await World.create({ models: [HOTDOG] });
    const { sandbox } = world;
    sandbox.fault({ method: "HEAD", path: "/v2/acme/hotdog/manifests/latest", delay: 6000 });
    const slow = await world.start();
    await until(() =>
      sandbox.requests.some(({ method, path }) => method === "HEAD" && path.endsWith("/latest")),
    );
    const quick = await world.run();

    const result = await slow.result;

    expect(result.log).toContain(`  image  ${sandbox.host}/acme/hotdog@${quick.outputs["digest"]}`);
    expect(quick.outputs["version"]).toBe(pushed(quick));
    expect(result.outputs["version"]).toBe(pushed(result));
    expect(result.outputs["version"]).not.toBe(quick.outputs["version"]);
  });

  it("create it once when it is missing, and both push to it", async () => {
    const world = await World.create();

    const results = await Promise.all([world.run(), world.run()]);

    const created = results.map(({ outputs }) => outputs["model-created"]);
    expect(created.toSorted()).toEqual(["false", "true"]);
    expect(results.map(({ outputs }) => outputs["version"])).toEqual(results.map(pushed));
  });
});
