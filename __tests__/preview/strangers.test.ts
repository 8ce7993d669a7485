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
import { codes } from "../support/world.ts";

const STRANGERS: readonly (readonly [string, PullTraits, RegExp])[] = [
  [
    "a fork",
    { headRepository: "stranger/hotdog-app", author: "stranger" },
    /maintainer .*branch .*this repository/,
  ],
  [
    "a fork that was deleted",
    { headRepository: null, author: "stranger" },
    /maintainer .*branch .*this repository/,
  ],
  ["Dependabot", { author: "dependabot[bot]" }, /maintainer .*Dependabot secrets/],
];
const ACTIONS = ["opened", "synchronize", "reopened", "closed"] as const;
const WITHOUT_SECRETS = { inputs: { "api-token": "" } };

describe.each(STRANGERS)("a pull request of %s, without secrets", (_whose, traits, way) => {
  it.each(ACTIONS)("is skipped in green when it is %s, with no request at all", async (action) => {
    const world = await createPreviewWorld();
    world.sandbox.addModel(previewModel(7, { versions: versions(1) }));

    const result = await new Pull(world, traits).run(action, WITHOUT_SECRETS);

    expect(result.code).toBe(0);
    expect(result.outputs).toEqual({ status: "skipped" });
    expect(result.errors).toEqual([]);
    expect(result.warnings).toEqual([]);
    expect(result.notices).toHaveLength(1);
    expect(result.notices[0]).toContain("#7");
    expect(result.summary).toMatch(way);
    expect(world.sandbox.requests).toEqual([]);
    expect(keptVersions(world, PREVIEW)).toHaveLength(1);
  });

  it("has a preview when it is given the secrets after all", async () => {
    const world = await createPreviewWorld();
    const pull = new Pull(world, traits);

    const opened = await pull.run("opened");
    const closed = await pull.run("closed");

    expect(opened.outputs).toMatchObject({ status: "pushed", model: PREVIEW });
    expect(closed.outputs).toMatchObject({ status: "deleted" });
    expect(modelNames(world)).toEqual(["acme/hotdog"]);
  });
});

describe("a pull request that is no stranger's", () => {
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
