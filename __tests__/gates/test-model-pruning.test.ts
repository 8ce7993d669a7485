import { describe, expect, it } from "vitest";
import { annotated, HOTDOG, type World } from "../support/world.ts";
import { BEFORE, createProduction, PRODUCTION, TODAY, versionIds } from "./production.ts";

const NAME = "acme/hotdog-test";
const STEP = { inputs: { "test-model": NAME } };
const MARK =
  "Test model of acme/hotdog, made by push-to-replicate, which deletes its older versions.";
const OLD = ["1".repeat(64), "2".repeat(64), "3".repeat(64)];

const HOUR = 60 * 60 * 1000;

function hoursAgo(hours: number): string {
  return new Date(Date.now() - hours * HOUR).toISOString();
}

/** Production beside a test model with three versions of yesterday's yesterday that says this of itself. */
function withTestModel(
  description: string | undefined,
  pageSize = 25,
  createdAt: string | undefined = hoursAgo(48),
): Promise<World> {
  const versions = OLD.map((id) => ({ id, createdAt }));
  const told = description !== undefined && { description };
  const model = { ...HOTDOG, name: "hotdog-test", versions, ...told };
  return createProduction({ models: [PRODUCTION, model], pageSize });
}

describe("older versions of a test model", () => {
  it.each([25, 2])("are deleted when this action created it (pages of %i)", async (pageSize) => {
    const world = await withTestModel(MARK, pageSize);

    const result = await world.run(STEP);

    expect(result.outputs["status"]).toBe("pushed");
    expect(versionIds(world, NAME)).toHaveLength(1);
    for (const id of OLD) expect(versionIds(world, NAME)).not.toContain(id);
    expect(versionIds(world)).toEqual([result.outputs["version"], TODAY, BEFORE]);
  });

  it.each([
    ["nothing", undefined],
    ["another text", "Our test model"],
    ["the mark and more", `${MARK} And more.`],
    ["the mark for another model", MARK.replace("acme/hotdog", "acme/pizza")],
    [
      "the mark of a preview",
      "Preview of acme/hotdog for pull request #7 of acme/hotdog-app, made and deleted by push-to-replicate.",
    ],
  ])("are kept when its description says %s", async (_case, description) => {
    const world = await withTestModel(description);

    const result = await world.run(STEP);

    const [own, ...others] = versionIds(world, NAME);
    expect(others).toEqual(OLD);
    expect(world.sandbox.predictions).toMatchObject([{ model: NAME, version: own }]);
    expect(world.requests().filter((request) => request.startsWith("DELETE"))).toEqual([]);
    expect(result.log).toContain("older versions (3) are not deleted");
  });

  it.each([
    ["of this minute", hoursAgo(0)],
    ["of 23 hours ago", hoursAgo(23)],
    ["of a clock that is ahead", hoursAgo(-48)],
    ["of an unknown time", "yesterday"],
  ])("are kept, %s, because another run may test them", async (_case, createdAt) => {
    const world = await withTestModel(MARK, 25, createdAt);

    const result = await world.run(STEP);

    expect(result.outputs["status"]).toBe("pushed");
    expect(versionIds(world, NAME)).toEqual([expect.any(String), ...OLD]);
    expect(world.requests().filter((request) => request.startsWith("DELETE"))).toEqual([]);
  });

  it("are kept from one run to the next", async () => {
    const world = await createProduction();

    await world.run(STEP);
    const [first] = versionIds(world, NAME);
    await world.run(STEP);

    expect(versionIds(world, NAME)).toEqual([expect.any(String), first]);
    expect(versionIds(world)).toHaveLength(4);
  });

  it("that can't be deleted are a warning, and the step continues", async () => {
    const world = await withTestModel(MARK);
    world.sandbox.refuseDeletion(NAME, { reason: "used", version: OLD[1] ?? "" });

    const result = await world.run(STEP);

    expect(result.outputs["status"]).toBe("pushed");
    expect(result.warnings).toEqual([expect.stringContaining(OLD[1] ?? "")]);
    expect(versionIds(world, NAME)).toEqual([expect.any(String), OLD[1]]);
  });

  // The warning of previews is used: "It goes with the model when the pull request closes."
  it("that can't be deleted are not reported as those of a pull request", async () => {
    const world = await withTestModel(MARK);
    world.sandbox.refuseDeletion(NAME, { reason: "used" });

    const result = await world.run(STEP);

    expect(annotated(result, "warning")).toEqual(["versions-not-deleted"]);
    expect(result.warnings[0]).toMatch(/\b3\b/);
    expect(result.warnings.join("\n")).not.toContain("pull request");
  });
});
