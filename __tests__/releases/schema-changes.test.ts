import { describe, expect, it } from "vitest";
import type { World } from "../support/world.ts";
import { blockOf, createReleaseWorld, onRelease, published } from "./notes.ts";

/** Gives the model these inputs: `text: str, shout: bool = False`. */
function takes(world: World, parameters: string): Promise<void> {
  return world.write(
    "predict.py",
    `class Predictor:\n    def predict(self, ${parameters}) -> str:\n        return "hello"\n`,
  );
}

/** Releases `v1` of a model that takes `text`, and then pushes one to main that takes `shout`, too. */
async function createHistory(): Promise<World> {
  const world = await createReleaseWorld();
  await takes(world, "text: str");
  await world.run(published(world, "v1", "The first"));
  await takes(world, "text: str, shout: bool = False");
  await world.run();
  return world;
}

describe("the schema's changes in a release's notes", () => {
  it("are those since the previous release, not since the last push", async () => {
    const world = await createHistory();

    const { outputs } = await world.run(published(world, "v2", "The second"));

    const { text } = blockOf(world, "v2");
    expect(outputs["schema-changes"]).toBe("none");
    expect(text).toContain("release `v1`");
    expect(text).toMatch(/\| `shout`.*\|/);
  });

  it("report that an input was removed, and the step reports the same of the push", async () => {
    const world = await createHistory();
    await takes(world, "shout: bool = False");

    const { outputs } = await world.run(published(world, "v2", "The second"));

    expect(outputs["schema-changes"]).toBe("breaking");
    expect(blockOf(world, "v2").text).toMatch(/\| `text`.*\*\*breaking\*\*/);
  });

  it("are still those since the previous release when the job is run again", async () => {
    const world = await createHistory();
    await world.run(published(world, "v2", "The second"));

    await world.run(onRelease(world, "v2"));

    const { text } = blockOf(world, "v2");
    expect(text).toContain("release `v1`");
    expect(text).toContain("`shout`");
  });

  it("skip a release without a version, and one of another model", async () => {
    const world = await createHistory();
    published(world, "v1.1", "Only the documentation");
    await world.run(published(world, "v1.2", "Buns", { model: "acme/bun" }));
    world.sandbox.github.addRelease({ tag: "v1.3", draft: true, body: "Not yet" });

    await world.run(published(world, "v2", "The second"));

    expect(blockOf(world, "v2").text).toContain("release `v1`:");
  });

  it("identify a release by its title", async () => {
    const world = await createHistory();
    const { body } = world.sandbox.github.releases[0] ?? {};
    world.sandbox.github.addRelease({ tag: "v1", name: "Mustard", body: body ?? "" });

    await world.run(published(world, "v2", "The second"));

    expect(blockOf(world, "v2").text).toContain("release `Mustard`:");
  });

  it("are those since the previous version when that of the release was deleted", async () => {
    const world = await createHistory();
    const versions = world.sandbox.model("acme/hotdog")?.versions ?? [];
    const reported = blockOf(world, "v1").version;
    versions.splice(
      versions.findIndex(({ id }) => id === reported),
      1,
    );

    const result = await world.run(published(world, "v2", "The second"));

    expect(result).toMatchObject({ code: 0, warnings: [] });
    expect(blockOf(world, "v2").text).not.toMatch(/\| `\w+`/);
  });

  it("are those since the previous version in the first release", async () => {
    const world = await createReleaseWorld();
    await takes(world, "text: str");
    await world.run();
    await takes(world, "text: str, shout: bool = False");

    await world.run(published(world, "v1", "The first"));

    expect(blockOf(world, "v1").text).toMatch(/\| `shout`: [^*]*\|$/m);
  });

  it("are reported as unknown when no previous version has a schema", async () => {
    const world = await createReleaseWorld();

    await world.run(published(world, "v1", "The first"));

    expect(blockOf(world, "v1").text).not.toMatch(/\| `\w+`: /);
  });

  it("of a release that is older than a hundred others are not those since a newer one", async () => {
    const world = await createHistory();
    const { github } = world.sandbox;
    const { body } = github.releases[0] ?? {};
    const day = (date: number): Date => new Date(Date.UTC(2026, 0, date));
    github.addRelease({ tag: "v0", body: "The very first", publishedAt: day(1) });
    for (let i = 2; i <= 101; i++)
      github.addRelease({ tag: `v0.${i}`, body: "Later", publishedAt: day(i) });
    github.addRelease({ tag: "v1", body: body ?? "", publishedAt: day(102) });

    await world.run(onRelease(world, "v0"));

    expect(blockOf(world, "v0").text).not.toContain("release `v1`");
  });
});
