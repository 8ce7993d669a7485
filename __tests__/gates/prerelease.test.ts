import { describe, expect, it } from "vitest";
import type { StepEvent } from "../../dev/sandbox/server.ts";
import { annotated, codes, type World } from "../support/world.ts";
import { createVersionWorld, SERVED, TESTED, testVersion } from "./support.ts";

const TAG = "v2.0.0-rc.1";

/** A world with a second deployment, for pre-releases. */
async function createWorld(): Promise<World> {
  const world = await createVersionWorld();
  const next = { owner: "acme", name: "next", model: "acme/hotdog", version: SERVED };
  world.sandbox.addDeployment(next);
  return world;
}

/** The versions that acme/live and acme/next serve. */
function served({ sandbox }: World) {
  return ["acme/live", "acme/next"].map((name) => sandbox.deployment(name)?.version);
}

function step(world: World, { event, env }: StepEvent, inputs: Record<string, string>) {
  const token = { "github-token": world.sandbox.githubToken };
  return testVersion(undefined, { event, env, inputs: { ...token, ...inputs } });
}

const BOTH = { "prerelease-deployment": "next" };

describe("a release", () => {
  it.each<[string, boolean, Record<string, string>, readonly string[]]>([
    ["a pre-release moves its own deployment", true, BOTH, [SERVED, TESTED]],
    [
      "a pre-release moves its own deployment when there is no other",
      true,
      { ...BOTH, deployment: "" },
      [SERVED, TESTED],
    ],
    ["a pre-release without its own deployment moves none", true, {}, [SERVED, SERVED]],
    ["a release moves the main deployment", false, BOTH, [TESTED, SERVED]],
    [
      "a release without the main deployment moves none",
      false,
      { ...BOTH, deployment: "" },
      [SERVED, SERVED],
    ],
  ])("%s", async (_case, prerelease, inputs, expected) => {
    const world = await createWorld();
    const { events, github } = world.sandbox;
    const event = events.releaseEvent({ action: "published", tag: TAG, prerelease });
    const pushed = events.tagPushEvent({ tag: TAG });
    const onTag = await createWorld();
    onTag.sandbox.github.addRelease({ tag: TAG, prerelease });

    const results = [
      await world.run(step(world, event, inputs)),
      await onTag.run(step(onTag, pushed, inputs)),
    ];

    expect(results.map(({ errors }) => errors)).toEqual([[], []]);
    expect([served(world), served(onTag)]).toEqual([expected, expected]);
    expect(github.releases).toEqual([]);
    const notices = results.map((result) =>
      annotated(result, "notice").includes("deployment-not-moved"),
    );
    const isTold = prerelease && !("prerelease-deployment" in inputs);
    expect(notices).toEqual([isTold, isTold]);
  });

  it("has the settings of the deployment, and may be created", async () => {
    const world = await createWorld();
    const event = world.sandbox.events.releaseEvent({ action: "prereleased", tag: TAG });
    const inputs = { "prerelease-deployment": "fresh", "deployment-max-instances": "3" };

    await world.run(step(world, event, inputs));

    expect(world.sandbox.deployment("acme/fresh")).toMatchObject({
      version: TESTED,
      max_instances: 3,
    });
    expect(served(world)).toEqual([SERVED, SERVED]);
  });
});

describe("the push of a tag", () => {
  it.each([
    ["whose pre-release is a draft", { tag: TAG, draft: true, prerelease: true }, [SERVED, TESTED]],
    ["without a release", { tag: "v1.0.0" }, [TESTED, SERVED]],
  ])("%s", async (_case, release, expected) => {
    const world = await createWorld();
    world.sandbox.github.addRelease(release);
    const event = world.sandbox.events.tagPushEvent({ tag: TAG });

    await world.run(step(world, event, BOTH));

    expect(served(world)).toEqual(expected);
  });

  it("fails before anything changes when GitHub does not return the release", async () => {
    const world = await createWorld();
    const path = /\/github\/repos\/.*\/releases/;
    world.sandbox.fault({ method: "GET", path, answer: { status: 403 }, times: 9 });
    const event = world.sandbox.events.tagPushEvent({ tag: TAG });

    const message = await world.refusal(step(world, event, BOTH));

    expect(codes(message)).toEqual(["release-unreadable"]);
    expect(served(world)).toEqual([SERVED, SERVED]);
  });

  it("sends GitHub no request when there is no deployment to choose", async () => {
    const world = await createWorld();
    const event = world.sandbox.events.tagPushEvent({ tag: TAG });

    await world.run(step(world, event, { deployment: "" }));

    expect(world.requests().filter((request) => request.includes("/github/"))).toEqual([]);
  });
});

it("a branch moves the main deployment, whatever is set for pre-releases", async () => {
  const world = await createWorld();

  await world.run(testVersion(undefined, { inputs: BOTH }));

  expect(served(world)).toEqual([TESTED, SERVED]);
});
