import { describe, expect, it } from "vitest";
import { annotated, codes, failure, HOTDOG, type StepResult, World } from "../support/world.ts";
import { deploy, EXAMPLE_SCHEMA, schemaOf } from "./production.ts";

const NEWEST = "a".repeat(64);
const MIDDLE = "b".repeat(64);
const OLDEST = "c".repeat(64);
const LOUD = schemaOf({ text: { type: "string" }, loud: { type: "boolean" } }, ["text"]);

/** Three versions, of which the schemas can be set; acme/live serves one of them. */
async function createWorld(serves: string, schemas: readonly object[]): Promise<World> {
  const versions = [NEWEST, MIDDLE, OLDEST].map((id, i) => ({
    id,
    openapiSchema: schemas[i],
    createdAt: `2026-11-0${3 - i}T00:00:00Z`,
  }));
  const world = await World.create({ models: [{ ...HOTDOG, versions }] });
  deploy(world, { version: serves });
  return world;
}

function move(world: World, version: string, compatibility: string): Promise<StepResult> {
  return world.run({ inputs: { version, deployment: "live", compatibility } });
}

describe("a rollback", () => {
  it.each([
    ["from the newest version", NEWEST, MIDDLE, [LOUD, EXAMPLE_SCHEMA, EXAMPLE_SCHEMA]],
    ["from the newest version to the oldest", NEWEST, OLDEST, [LOUD, LOUD, EXAMPLE_SCHEMA]],
    ["from an older version", MIDDLE, OLDEST, [LOUD, LOUD, EXAMPLE_SCHEMA]],
  ])("%s is reported as one", async (_, from, to, schemas) => {
    const world = await createWorld(from, schemas);

    const result = await move(world, to, "warn");

    expect(result.outputs).toMatchObject({ status: "promoted", "schema-changes": "breaking" });
    expect(annotated(result, "warning")).toEqual(["schema-breaking"]);
    expect(annotated(result, "notice")).toContain("rollback");
    expect(world.sandbox.deployment("acme/live")?.version).toBe(to);
  });

  it("that compatibility: fail blocks is reported with how to roll back anyway", async () => {
    const world = await createWorld(NEWEST, [LOUD, EXAMPLE_SCHEMA, EXAMPLE_SCHEMA]);

    const message = failure(await move(world, MIDDLE, "fail"));

    expect(codes(message)).toEqual(["schema-breaking"]);
    expect(message).toMatch(/\n.*\bcompatibility\b.*\bwarn\b/);
    expect(world.sandbox.deployment("acme/live")?.version).toBe(NEWEST);
  });
});

describe("no rollback is", () => {
  it.each([
    ["a newer version that breaks callers", MIDDLE, NEWEST, [EXAMPLE_SCHEMA, LOUD, LOUD]],
    ["one that is not the newest", OLDEST, MIDDLE, [LOUD, EXAMPLE_SCHEMA, LOUD]],
  ])("%s", async (_, from, to, schemas) => {
    const world = await createWorld(from, schemas);

    const result = await move(world, to, "warn");

    expect(annotated(result, "warning")).toEqual(["schema-breaking"]);
    expect(annotated(result, "notice")).not.toContain("rollback");
  });
});
