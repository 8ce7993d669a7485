import { describe, expect, it } from "vitest";
import { scripts } from "../../dev/sandbox/server.ts";
import { createPreviewWorld, Pull } from "../support/preview.ts";
import { codes, failure, plannedSteps, type StepOptions, type World } from "../support/world.ts";
import {
  askedOfReleases,
  blockOf,
  blocksIn,
  createReleaseWorld,
  notesOf,
  onTag,
  published,
} from "./notes.ts";

const ALWAYS = { "release-notes": "true" };

/** A world with a release of v1.2.0, for steps on other events than its own. */
async function createReleased(body = "Mine"): Promise<World> {
  const world = await createReleaseWorld();
  published(world, "v1.2.0", body);
  return world;
}

describe("the push of a tag", () => {
  it("is in the notes of the tag's release with release-notes: true", async () => {
    const world = await createReleased();

    const { outputs } = await world.run(onTag(world, "v1.2.0", ALWAYS));

    const { text, version } = blockOf(world, "v1.2.0");
    expect(notesOf(world, "v1.2.0")).toBe(`Mine\n\n${text}`);
    expect(version).toBe(outputs["version"]);
  });

  it("is in the summary, by the same text, when the tag has no release", async () => {
    const inputs = { ...ALWAYS, compatibility: "off" };
    const [released, bare] = await Promise.all([createReleased(), createReleaseWorld()]);
    const reported = await released.run(onTag(released, "v1.2.0", inputs));

    const { summary, outputs, code, warnings } = await bare.run(onTag(bare, "v1.2.0", inputs));

    expect({ code, warnings }).toEqual({ code: 0, warnings: [] });
    const expected = blockOf(released, "v1.2.0")
      .text.replaceAll(reported.outputs["version"] ?? "", outputs["version"] ?? "")
      // The link shows the first digits alone.
      .replaceAll(
        reported.outputs["version"]?.slice(0, 12) ?? "",
        outputs["version"]?.slice(0, 12) ?? "",
      )
      .replaceAll(released.sandbox.host, bare.sandbox.host);
    expect(summary).toContain(expected);
    expect(reported.summary).not.toContain("<!-- push-to-replicate");
    expect(bare.sandbox.github.releases).toEqual([]);
  });

  it("is in the draft of the tag's release, and not in the draft of another tag", async () => {
    const world = await createReleaseWorld();
    world.sandbox.github.addRelease({ tag: "v1.2.0", draft: true, body: "Not yet" });
    world.sandbox.github.addRelease({ tag: "v1.3.0", draft: true, body: "Later" });

    const { summary, outputs, log } = await world.run(onTag(world, "v1.2.0", ALWAYS));

    expect(blockOf(world, "v1.2.0").version).toBe(outputs["version"]);
    expect(notesOf(world, "v1.3.0")).toBe("Later");
    expect(world.sandbox.github.releases.map(({ draft }) => draft)).toEqual([true, true]);
    expect(blocksIn(summary)).toEqual([]);
    expect(log).toMatch(/draft v1\.2\.0/);
  });

  it("names the permission when the token may not see drafts, and writes to the summary", async () => {
    const world = await createReleaseWorld({ github: { permissions: { contents: "read" } } });
    world.sandbox.github.addRelease({ tag: "v1.2.0", draft: true, body: "Not yet" });

    const { summary, outputs, log } = await world.run(onTag(world, "v1.2.0", ALWAYS));

    expect(blocksIn(summary)).toMatchObject([{ version: outputs["version"] }]);
    expect(notesOf(world, "v1.2.0")).toBe("Not yet");
    expect(log).toContain('"contents: write"');
  });

  it("touches no release with release-notes: auto", async () => {
    const world = await createReleased();

    const { summary, outputs } = await world.run(onTag(world, "v1.2.0"));

    expect(outputs["status"]).toBe("pushed");
    expect(askedOfReleases(world)).toEqual([]);
    expect(blocksIn(summary)).toEqual([]);
  });
});

describe("no release is touched", () => {
  it("on its own event with release-notes: false", async () => {
    const world = await createReleaseWorld();

    const result = await world.run(
      published(world, "v1.2.0", "Mine", { "release-notes": "false" }),
    );

    expect(result).toMatchObject({ code: 0, warnings: [] });
    expect(askedOfReleases(world)).toEqual([]);
  });

  it("by a push to a branch, even with release-notes: true", async () => {
    const world = await createReleased();

    const { outputs } = await world.run({
      inputs: { ...ALWAYS, "github-token": world.sandbox.githubToken },
      env: { GITHUB_REPOSITORY: "acme/hotdog-app" },
    });

    expect(outputs["status"]).toBe("pushed");
    expect(askedOfReleases(world)).toEqual([]);
  });

  it("by a preview, even with release-notes: true", async () => {
    const world = await createPreviewWorld();
    published(world, "v1.2.0", "Mine");

    const { outputs } = await new Pull(world).run("opened", { inputs: ALWAYS });

    expect(outputs).toMatchObject({ status: "pushed", preview: "true" });
    expect(askedOfReleases(world)).toEqual([]);
  });

  it("by a dry run, which lists that it would be", async () => {
    const world = await createReleaseWorld();

    const result = await world.run(published(world, "v1.2.0", "Mine", { "dry-run": "true" }));

    expect(plannedSteps(result)).toContainEqual({ code: "update-notes", tag: "v1.2.0" });
    expect(notesOf(world, "v1.2.0")).toBe("Mine");
    expect(askedOfReleases(world).filter((request) => !request.startsWith("GET"))).toEqual([]);
  });

  it("by the dry run of a promotion, which lists that it would be", async () => {
    const world = await createReleaseWorld();
    const version = world.sandbox.model("acme/hotdog")?.versions[0]?.id ?? "";
    const inputs = { "dry-run": "true", version, deployment: "hotdog-live" };

    const result = await world.run(published(world, "v1.2.0", "Mine", inputs));

    expect(plannedSteps(result)).toContainEqual({ code: "update-notes", tag: "v1.2.0" });
    expect(notesOf(world, "v1.2.0")).toBe("Mine");
  });
});

describe("the notes of a release do not get a version", () => {
  const CASES = "- inputs: { text: Ada }\n  exact_string: hello Ada";

  /** Runs the step of a release, which has to fail, and checks that the notes are the author's. */
  async function refused(
    world: World,
    inputs: NonNullable<StepOptions["inputs"]>,
  ): Promise<string[]> {
    const message = failure(await world.run(published(world, "v1.2.0", "Mine", inputs)));
    expect(notesOf(world, "v1.2.0")).toBe("Mine");
    return codes(message);
  }

  it("whose test cases fail", async () => {
    const world = await createReleaseWorld();
    world.sandbox.scriptModel("acme/hotdog", scripts.answers("goodbye"));

    expect(await refused(world, { "test-cases": CASES })).toEqual(["tests-failed"]);
  });

  it("whose test cases fail on the test model", async () => {
    const world = await createReleaseWorld();
    world.sandbox.scriptModel("acme/hotdog-test", scripts.failing("no mustard"));
    const inputs = { "test-cases": CASES, "test-model": "acme/hotdog-test" };

    expect(await refused(world, inputs)).toEqual(["tests-failed"]);
  });

  it("that breaks callers, with compatibility: fail", async () => {
    const world = await createReleaseWorld();
    await world.run();
    await world.write(
      "predict.py",
      "class Predictor:\n    def predict(self, name: str) -> str:\n        return name\n",
    );

    expect(await refused(world, { compatibility: "fail" })).toEqual(["schema-breaking"]);
  });

  it("that does not boot", async () => {
    const world = await createReleaseWorld();
    world.sandbox.scriptModel("acme/hotdog", scripts.setupFails("no weights"));

    expect(await refused(world, { "boot-check": "true" })).toEqual(["boot-setup-failed"]);
  });

  it("that the deployment could not be moved to", async () => {
    const world = await createReleaseWorld();
    const answer = { status: 400, body: { detail: "no such instance" } };
    world.sandbox.fault({ method: "POST", path: "/v1/deployments", answer });

    expect(await refused(world, { deployment: "hotdog-live" })).toEqual(["deployment-move-failed"]);
  });

  it("that could not be pushed", async () => {
    const world = await createReleaseWorld();
    world.sandbox.scriptCog({ fails: { at: "push", message: "authorization failed" } });

    await refused(world, {});
  });
});
